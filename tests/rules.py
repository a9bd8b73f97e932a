"""What must hold in every notebook, of the road and of the side paths: a function for each rule.

A rule takes a notebook and the whole course, {name: notebook}, and yields its faults as sentences
that name the cell. No rule limits words or cells: whether a notebook teaches is for readers to say.
"""

import ast
import base64
import io
import re
import textwrap
from itertools import pairwise

from PIL import Image
from reading import (
    at,
    equation_numbers,
    names_bound,
    names_used,
    parsed,
    tags_of,
    texts_of,
)

from helpers import chapters
from helpers.exercises.checking import CORRECT, NOT_ATTEMPTED

OF_TURNS = {"exercise", "check", "solution", "progress"}
TAGS = OF_TURNS | {"interactive"}
ROAD_LABELS = ("**You will** ", "**You will be able to** ", "**You need** ", "**Time** ")
SIDE_PATH_LABELS = ("**You need** ", "**Time** ")

# The cells that may be tagged interactive, and show HTML with a script: {"06_layers": ["cell-17"]}.
HTML_CELLS = {}
# What asks someone for something, in HTML or in a script.
REQUEST = re.compile(
    r"https?:|\bimport\b"
    r"|\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|Worker)\b"
    r"|<(?i:iframe|link|meta|base|form|object|embed|video|audio)\b"
    r"""|\b(?i:src|srcset|href|action)\s*=(?!\s*["'`]?(?:data:|\#)).{,30}"""
    r"""|\b(?i:url)\((?!\s*["'`]?(?:data:|\#)).{,30}"""
)

# Words of a link that do not say where it leads.
VAGUE = {"click here", "here", "link", "more", "page", "read more", "this"}

# The first chapter that may use a module, or a name of it, from helpers: the one that derives it.
DERIVED_IN = {
    "activations": "slopes",
    "activations.softmax": "softmax_cross_entropy",
    "activations.softmax_jacobian": "softmax_cross_entropy",
    "activations.log_softmax": "softmax_cross_entropy",
    "losses": "mse",
    "losses.sigmoid_cross_entropy": "binary_cross_entropy",
    "losses.sigmoid_cross_entropy_grad": "binary_cross_entropy",
    "losses.softmax_cross_entropy": "softmax_cross_entropy",
    "losses.softmax_cross_entropy_grad": "softmax_cross_entropy",
    "network": "layers",
    "gradcheck": "slopes",
    "gradcheck.check_gradient": "gradient_check",
    "optimizers": "optimizers",
    "optimizers.Momentum": "optimizers",
    "optimizers.Nesterov": "optimizers",
    "optimizers.AdaGrad": "optimizers",
    "optimizers.RMSProp": "optimizers",
    "optimizers.inverse_time": "optimizers",
    "optimizers.cosine": "optimizers",
    "training": "iris",
    "data": "iris",
    "data.digits": "digits",
    "autodiff": "autodiff",
    "article": "errata",
}


# ---- what is stored


def every_cell_was_run(notebook, course):
    for place, cell in enumerate(notebook.code(), 1):
        if cell.execution_count != place:
            again = f"python -m helpers.refresh {notebook.path.name}"
            yield at(cell, f"it was not run, or not in order; {again} runs all cells again")
        for output in cell.outputs:
            if output.output_type == "error":
                yield at(cell, f"it stopped with an error: {output.ename}")
            if output.output_type == "stream" and output.name == "stderr":
                yield at(cell, f"it printed a warning (stderr): {output.text.strip()[:60]}")


def cells_have_known_tags(notebook, course):
    for cell in notebook.cells:
        if unknown := tags_of(cell) - TAGS:
            yield at(cell, f"tag {sorted(unknown)}; known are {sorted(TAGS)}")
        if len(tags_of(cell)) > 1:
            yield at(cell, f"more than one tag: {sorted(tags_of(cell))}")


def cells_have_ids_of_their_own(notebook, course):
    seen = set()
    for cell in notebook.cells:
        if cell.id in seen:
            yield at(cell, f"the id {cell.id} occurs twice; give the new cell another")
        seen.add(cell.id)


def nothing_hides_from_the_comparison(notebook, course):
    for cell in notebook.cells:
        if cell.cell_type not in ("code", "markdown"):
            yield at(cell, f"a {cell.cell_type} cell; the course has code and Markdown only")
        if re.search("NBVAL_|PYTEST_VALIDATE", cell.source):
            yield at(cell, "a comment that silences nbval; then its output is no longer compared")
        for output in cell.get("outputs", []):
            kinds = set(output.get("data", {})) - {"text/plain", "text/latex", "image/png"}
            if kinds and not ("interactive" in tags_of(cell) and kinds == {"text/html"}):
                yield at(
                    cell, f"an output of kind {sorted(kinds)}, which not every reader can show"
                )


def html_is_listed_and_complete(notebook, course):
    """What moves has the tag interactive, which the handouts read, and is in HTML_CELLS."""
    listed = HTML_CELLS.get(notebook.name, [])
    if gone := set(listed) - {cell.id for cell in notebook.cells}:
        yield f"HTML_CELLS of tests/rules.py names {sorted(gone)}; there is no such cell"
    for cell in notebook.cells:
        if ("interactive" in tags_of(cell)) != (cell.id in listed):
            yield at(cell, "tagged interactive, but not in HTML_CELLS, or the other way round")
        shown = [output.get("data", {}) for output in cell.get("outputs", [])]
        shown = [data for data in shown if "text/html" in data]
        if cell.id in listed and not shown:
            yield at(cell, "tagged interactive, but it shows no HTML")
        for reason in (reason for data in shown for reason in _faults_of_html(data)):
            yield at(cell, reason)


def _faults_of_html(data):
    """`data` is an output with text/html; what else it holds is shown where no script runs."""
    if "image/png" not in data and data.get("text/plain", "<").startswith("<"):
        yield "HTML without a picture or words (text/plain) that stand in its place on paper"
    if request := REQUEST.search(data["text/html"]):
        yield f"its HTML asks someone for something: {request[0]}"
    for picture in re.findall(r"base64,([\w+/=]+)", data["text/html"]):
        yield from _faults_of_size(len(picture) * 3 // 4)


def no_trace_of_a_machine(notebook, course):
    for cell in notebook.cells:
        for text in (cell.source, *map(texts_of, cell.get("outputs", []))):
            if path := re.search(r"(?<![\w./:])/[\w.-]+/[\w.-]+|\b[A-Z]:\\\w", text):
                yield at(cell, f"an absolute path, which only one machine has: {path[0]}")
            if address := re.search(r"0x[0-9a-f]{6,}", text):
                yield at(cell, f"an address in memory, another in each run: {address[0]}")


def every_cell_is_plain_python(notebook, course):
    """No magics, no shell: then a cell is the same in every editor, and in a script."""
    for cell in notebook.code():
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            yield at(cell, f"line {error.lineno} is not plain Python: {(error.text or '').strip()}")


def it_loads_quickly(notebook, course):
    size = notebook.path.stat().st_size if notebook.path.exists() else 0
    if size > 400_000:
        yield f"{size:,} bytes; at most 400,000, so that it opens at once"


def every_figure_describes_itself(notebook, course):
    for cell in notebook.code():
        for shown, text in zip(cell.outputs, [*cell.outputs[1:], {}]):
            data = shown.get("data", {})
            size = re.match(r"<Figure size (\d+)x(\d+) ", data.get("text/plain", ""))
            if bool(size) != ("image/png" in data):
                yield at(cell, "a figure, but no picture; or the other way round")
            elif size:
                alt = shown.metadata.get("image/png", {}).get("alt", "")
                for reason in _faults_of_picture(data["image/png"], size.groups(), alt):
                    yield at(cell, reason)
                said = textwrap.fill(alt, 88, break_on_hyphens=False)
                if not alt or not text.get("text", "").startswith(f"{said}\n"):
                    yield at(cell, "its sentence is not printed under the picture: plotting.show")


def _faults_of_picture(stored, size, alt):
    png = base64.b64decode(stored)
    yield from _faults_of_size(len(png))
    picture = Image.open(io.BytesIO(png))
    if picture.size != tuple(map(int, size)):
        yield "another figure's picture: its size is not that of the figure"
    if len(picture.convert("RGB").getcolors(128) or range(999)) <= 16:
        yield "a blank picture"
    if picture.text.get("Description") != alt:
        yield "a picture of something else: its stored description is another"
    if not re.search(r"\d", alt):
        yield "the sentence under the picture holds no number"


def _faults_of_size(size):
    if size > 60_000:
        yield f"a picture of {size:,} bytes; at most 60,000"


# ---- how it is built


def its_title_has_its_number(notebook, course):
    if not notebook.cells[0].source.startswith(f"# {notebook.label} "):
        yield f'the first cell starts with "# {notebook.label} "'


def headings_are_in_order(notebook, course):
    levels = [level for level, _ in notebook.headings]
    titles = [title for _, title in notebook.headings]
    if levels[0] != 1 or levels.count(1) != 1:
        yield "the first heading is the only title (one #)"
    for (before, _), (level, title) in pairwise(notebook.headings):
        if level - before > 1:
            yield f'the heading "{title}" skips a level: {"#" * level} after {"#" * before}'
    for title in {title for title in titles if titles.count(title) > 1}:
        yield f'two headings are called "{title}"; a link could not tell them apart'
    if not all(title.strip() for title in titles):
        yield "a heading without words"


def the_first_cells_say_what_it_takes(notebook, course):
    first = notebook.cells[0]
    for label in SIDE_PATH_LABELS if notebook.is_side_path else ROAD_LABELS:
        if label not in first.source:
            yield at(first, f"it does not say {label.strip()}")
    if not re.search(r"\*\*Time\*\* \d+ minutes", first.source):
        yield at(first, "it does not say the time as **Time** 40 minutes")
    shows = any("plotting.show(" in cell.source for cell in notebook.code())
    if shows and not (setup := notebook.code()[0]).source.endswith("\nplotting.use()"):
        yield at(setup, "the set-up does not end with plotting.use(), the look of all pictures")


def it_is_linked(notebook, course):
    """A notebook of the road with its neighbours; a side path with the notebook it belongs to."""
    links = re.findall(r"\]\((\S+?)\)", notebook.cells[0].source)
    if notebook.is_side_path:
        home = next((n for n in road(course) if course[n].number == notebook.number), "?")
        if f"../{home}.ipynb" not in links:
            yield at(notebook.cells[0], f"it does not link back to ../{home}.ipynb")
        if f"](deeper/{notebook.name}.ipynb" not in getattr(course.get(home), "prose", ""):
            yield f"{home} does not link it: [...](deeper/{notebook.name}.ipynb)"
        return
    names = road(course)
    place = names.index(notebook.name)
    expected = {f"{n}.ipynb" for n in names[max(place - 1, 0) : place + 2] if n != notebook.name}
    last_line = re.findall(r"\]\((\S+?)\)", notebook.cells[0].source.splitlines()[-1])
    if sorted(last_line) != sorted({*expected, "../README.md"}):
        wanted = sorted({*expected, "../README.md"})
        yield at(notebook.cells[0], f"its last line links {last_line}; it should link {wanted}")


def the_readme_lists_it(notebook, course):
    if notebook.is_side_path:  # its notebook of the road links it
        return
    readme = (notebook.root / "README.md").read_text(encoding="utf-8")
    minutes = re.search(r"\*\*Time\*\* (\d+) minutes", notebook.cells[0].source)
    row = rf"^\|.*\(notebooks/{notebook.name}\.ipynb\).*\| {minutes and minutes[1]} \|"
    if not re.search(row, readme, re.M):
        yield f"the table of README.md has no row with it and its {minutes and minutes[1]} minutes"


def road(course):
    return [name for name, notebook in course.items() if not notebook.is_side_path]


# ---- its text


def links_lead_somewhere(notebook, course):
    aims = {}  # {words of a link: where it leads}
    for cell in _markdown(notebook):
        for label, target in re.findall(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)", cell.source):
            words = re.sub(r"\W+", " ", label).strip().lower()
            if words in VAGUE or "http" in words or not re.search("[a-z]{3}", words):
                yield at(cell, f'the link "{label}" does not say where it leads')
            if aims.setdefault(words, target) != target:
                yield at(cell, f'two links are called "{label}", and lead to two places')
            if not target.startswith("http"):
                yield from _faults_of_target(notebook, cell, target, course)
        if re.search(r"!\[\s*\]\(", cell.source):
            yield at(cell, "an image without alternative text")


def _faults_of_target(notebook, cell, target, course):
    file, _, heading = target.partition("#")
    there = (notebook.path.parent / file).resolve() if file else notebook.path.resolve()
    aimed = next((n for n in course.values() if n.path.resolve() == there), None)
    if not aimed and not there.exists():
        yield at(cell, f"a link to {target}, which does not exist")
    elif aimed and heading and heading not in [t.replace(" ", "-") for _, t in aimed.headings]:
        yield at(cell, f"a link to {target}: there is no such heading")


def plain_markdown_only(notebook, course):
    for cell in _markdown(notebook):
        for reason in _faults_of_markdown(cell.source):
            yield at(cell, reason)


def _faults_of_markdown(text):
    if foreign := re.search(r"\\newcommand|\\tag\b|^> \[!|^:::|^```\{", text, re.M):
        yield f"{foreign[0]} is not shown everywhere: JupyterLab, GitHub, VS Code and the handouts"
    no_code = re.sub(r"```.*?```|`.*?`", " ", text, flags=re.S)
    formulas = list(re.finditer(r"\$\$.*?\$\$|\$.*?\$", no_code, re.S))
    words = re.sub(r"\$\$.*?\$\$|\$.*?\$", "", no_code, flags=re.S)
    allowed = {"details", "summary", "/details", "/summary", 'span lang="zh"', "/span"}
    for tag in set(re.findall(r"<(/?[a-zA-Z][^>]*)>", words)) - allowed:
        yield f"the HTML tag <{tag}>"
    if "!" in re.sub(r"!\[|!=", "", words):
        yield "an exclamation mark"
    for formula in formulas:
        if re.search(r"[<>]", formula[0]):
            yield f"write \\lt and \\gt in {formula[0]}: a parser of HTML sees a tag"
        if re.match(r"\w", no_code[formula.end() :]):
            yield f"a letter right after the formula {formula[0]}: VS Code then shows the dollars"
    for table in re.findall(r"(?:^\|.*\n)+", f"{text}\n", re.M):
        if not re.match(r"\|.*\n\|[-:| ]+\|\n", table):
            yield "a table without a header"
        elif not all(name.strip() for name in table.splitlines()[0].strip("|").split("|")):
            yield "a column of a table without a name"


def equations_are_numbered_in_order(notebook, course):
    found = equation_numbers(notebook)
    expected = [f"{notebook.equations}.{k}" for k in range(1, len(found) + 1)]
    for number, wanted in zip(found, expected):
        if number != wanted:
            yield f"equation ({number}) stands where ({wanted}) is due"
            return
    for number in re.findall(r"\\qquad\s*\((\w+\.\d+)\)", notebook.prose):
        if number not in found:
            yield f"equation ({number}) has a number of another notebook"


def equations_cited_exist(notebook, course):
    known = {number for other in course.values() for number in equation_numbers(other)}
    for cell in notebook.cells:
        text = re.sub(r"`.*?`", "", cell.source)
        if cell.cell_type == "code":
            text = "\n".join(re.findall(r"#.*", cell.source))
        # Keras (3.15) is a version
        for number in re.findall(r"(?<!\w)(?<!Keras )\((D?\d+[a-z]?\.\d+)\)", text):
            if number not in known:
                yield at(cell, f"it cites ({number}), an equation that exists nowhere")


def only_what_was_derived_is_used(notebook, course):
    modules = {}  # {its name in this notebook: the module}
    for cell in notebook.code():
        nodes = list(ast.walk(parsed(cell.source)))
        plain = [a.name for node in nodes if isinstance(node, ast.Import) for a in node.names]
        if [name for name in plain if name.startswith("helpers")]:
            yield at(cell, "write from helpers import ..., not import helpers")
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        if [a for node in imports for a in node.names if a.name == "*"]:
            yield at(cell, "import * hides where a name comes from")
        for what in sorted(_imported(imports, modules) | _attributes(nodes, modules)):
            first = DERIVED_IN.get(what, DERIVED_IN.get(what.split(".")[0], chapters.CHAPTERS[0]))
            if chapters.number(first) > notebook.number:
                yield at(cell, f"{what} is derived in {chapters.notebook(first)}, later than here")


def _imported(imports, modules):
    """What a cell imports from helpers, as in DERIVED_IN; its modules are entered in `modules`."""
    found = set()
    for node in imports:
        if node.module == "helpers":
            modules |= {alias.asname or alias.name: alias.name for alias in node.names}
            found |= {alias.name for alias in node.names}
        elif (node.module or "").startswith("helpers."):
            module = node.module.removeprefix("helpers.")
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def _attributes(nodes, modules):
    pairs = [(n.value, n.attr) for n in nodes if isinstance(n, ast.Attribute)]
    named = [(value.id, attr) for value, attr in pairs if isinstance(value, ast.Name)]
    return {f"{modules[name]}.{attr}" for name, attr in named if name in modules}


# ---- the learner's turns


def each_turn_has_stub_check_and_solution(notebook, course):
    expected = {"T": 0, "": 0}
    for number, _, cells in notebook.turns():
        kinds = [min(tags_of(cell)) for cell in cells]
        if number is None:
            first = f"**Your turn T{notebook.label}.1: ...**"
            yield at(cells[0], f"tagged {kinds[0]}, and no text before it says {first}")
            continue
        kind = "T" if number.startswith("T") else ""
        expected[kind] += 1
        due = f"{kind}{notebook.label}.{expected[kind]}"
        if number != due:
            yield f"{number} stands where {due} is due: turns and exercises are numbered in order"
        if kinds != ["exercise", "check", "solution"]:
            what = ", ".join(kinds) or "no cell"
            yield f"{number} has {what}; it needs one cell each, tagged exercise, check, solution"
        else:
            yield from _faults_of_turn(number, *cells)


def _faults_of_turn(number, stub, check, solution):
    called = re.fullmatch(r"exercises\.(check_\w+)\((my_\w+)\)", check.source)
    if not called:
        yield at(check, f"the check of {number} takes the answer alone: exercises.check_x(my_x)")
        return
    name, answer = called.groups()
    if answer not in names_bound(stub.source):
        yield at(stub, f"the stub of {number} does not define {answer}, which its check takes")
    if _last_text(check) != f"{NOT_ATTEMPTED}\n":
        yield at(check, f'the check of {number} does not say "{NOT_ATTEMPTED}" to the stub')
    # JupyterLab shows the first line of a folded cell.
    if not solution.source.startswith(("#", "def ", "class ")):
        yield at(solution, f"the solution of {number} starts with a comment, a def or a class")
    shown = rf"(?s).*\nexercises\.{name}\.demonstrate\(solution_\w+\)"
    if not re.fullmatch(shown, solution.source) or re.search(r"check_\w+\(", solution.source):
        last = f"exercises.{name}.demonstrate(solution_...)"
        yield at(
            solution, f"the solution of {number} is shown, not handed in; its last line: {last}"
        )
    if (verdict := _last_text(solution)) != f"{CORRECT}\n":
        yield at(solution, f"the check calls the solution of {number}: {verdict.strip() or None}")
    if both := names_bound(stub.source) & names_bound(solution.source):
        yield at(solution, f"the solution of {number} overwrites the learner's {sorted(both)}")


def _last_text(cell):
    return cell.outputs[-1].get("text", "") if cell.outputs else ""


def progress_is_told(notebook, course):
    told, numbers = notebook.code("progress"), [number for number, _, _ in notebook.turns()]
    if len(told) != 1:
        yield f"{len(told)} cells are tagged progress; one is needed, after the last solution"
        return
    (cell,) = told
    if notebook.code(*OF_TURNS)[-1] is not cell:
        yield at(cell, "a turn comes after it; progress is told after the last solution")
    if not cell.source.endswith("exercises.progress()"):
        yield at(cell, "it does not end with exercises.progress()")
    lines = [line for line in _last_text(cell).splitlines() if line.startswith(NOT_ATTEMPTED)]
    if [line.removeprefix(NOT_ATTEMPTED).split()[0] for line in lines] != numbers:
        yield at(cell, f"it tells of {len(lines)} not attempted; the notebook has {numbers}")
    if re.search(r"(?<!\d)[1-9]\d* of \d+ done", _last_text(cell)):
        yield at(cell, "something is done already: what is stored is a notebook without answers")


def a_turn_comes_in_the_first_half(notebook, course):
    if not notebook.is_side_path:
        half = notebook.cells[: len(notebook.cells) // 2]
        if not [cell for cell in half if "exercise" in tags_of(cell)]:
            yield "no cell tagged exercise in the first half: the learner only reads there"


def a_side_path_has_turns_and_no_notes(notebook, course):
    if notebook.is_side_path:
        turns = [number for number, _, _ in notebook.turns() if (number or "").startswith("T")]
        if len(turns) < 2:
            yield f"{len(turns)} turns; a side path has two or more"
        stem = chapters.stem_of(notebook.name)
        if (notebook.root / f"helpers/handouts/notes/{stem}.md").exists():
            yield f"helpers/handouts/notes/{stem}.md: a side path has no teaching notes"


def questions_stand_before_their_answers(notebook, course):
    for cell, following in zip(notebook.cells, [*notebook.cells[1:], {}]):
        _, asked, question = cell.source.partition("Before you read on")
        if cell.cell_type != "markdown" or not asked:
            continue
        # After the question there may be an invitation, such as "Make a guess."
        invitation = question.rpartition("?")[2].strip(" *_\n")
        if "?" not in question or not re.fullmatch(r"([A-Za-z', ]+\.)?", invitation):
            yield at(cell, "more follows the question of Before you read on; end the cell there")
        if following and "solution" in tags_of(following):
            yield at(cell, "the solution follows the question of Before you read on at once")


def the_student_edition_runs(notebook, course):
    """It has no solutions, and stubs that are empty: nothing else may need what they define.

    A stub may define again what the notebook has, such as letters for SymPy, if nothing follows
    that uses them.
    """
    tagged = [cell for cell in notebook.code("exercise", "solution")]
    untagged = [cell for cell in notebook.code() if not tags_of(cell) & OF_TURNS]
    theirs, ours = _bound_by(tagged), _bound_by(untagged)
    latest = set()  # names whose last definition so far stands in a tagged cell
    for cell in notebook.code():
        bound = names_bound(cell.source)
        if cell in tagged:
            latest |= bound
        elif cell in untagged:
            for name in sorted(names_used(cell.source) & (latest | (theirs - ours))):
                yield at(cell, f"it uses {name}, which a turn defines; put it in an untagged cell")
            latest -= bound


def _bound_by(cells):
    return {name for cell in cells for name in names_bound(cell.source)}


def _markdown(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


RULES = {
    rule.__name__: rule
    for rule in (
        every_cell_was_run,
        cells_have_known_tags,
        cells_have_ids_of_their_own,
        nothing_hides_from_the_comparison,
        html_is_listed_and_complete,
        no_trace_of_a_machine,
        every_cell_is_plain_python,
        it_loads_quickly,
        every_figure_describes_itself,
        its_title_has_its_number,
        headings_are_in_order,
        the_first_cells_say_what_it_takes,
        it_is_linked,
        the_readme_lists_it,
        links_lead_somewhere,
        plain_markdown_only,
        equations_are_numbered_in_order,
        equations_cited_exist,
        only_what_was_derived_is_used,
        each_turn_has_stub_check_and_solution,
        progress_is_told,
        a_turn_comes_in_the_first_half,
        a_side_path_has_turns_and_no_notes,
        questions_stand_before_their_answers,
        the_student_edition_runs,
    )
}
