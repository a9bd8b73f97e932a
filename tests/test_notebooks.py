"""What nbval cannot see: that every notebook was run, and keeps the rules of the course."""

import ast
import base64
import io
import json
import re
import textwrap
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from PIL import Image

from helpers import chapters, refresh

ROOT = Path(__file__).resolve().parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4) for path in PATHS}
TAGS = {"exercise", "check", "solution", "progress"}

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
    "optimizers": "gradient_check",  # Adam, ahead of the chapter that derives it; it says so
    "optimizers.Momentum": "optimizers",
    "optimizers.Nesterov": "optimizers",
    "optimizers.AdaGrad": "optimizers",
    "optimizers.RMSProp": "optimizers",
    "optimizers.inverse_time": "optimizers",
    "optimizers.cosine": "optimizers",
    "training": "iris",
    "data": "iris",
    "data.digits": "many_networks",
    "autodiff": "autodiff",
    "article": "errata",
}


def number(name):
    return int(name[:2])


def code(notebook, *tags):
    """The code cells, or those with one of `tags`."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [c for c in cells if not tags or set(tags) & set(c.metadata.get("tags", []))]


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def headings(notebook):
    return re.findall(r"^(#+) (.*)$", prose(notebook), re.M)


each_notebook = pytest.mark.parametrize("name", NOTEBOOKS)


@each_notebook
def test_every_cell_was_run_in_order_without_error(name):
    cells = code(NOTEBOOKS[name])
    assert [c.execution_count for c in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error"]
    assert not [o for o in outputs if o.output_type == "stream" and o.name == "stderr"]


@each_notebook
def test_what_is_stored_is_normalised(name):
    path = ROOT / "notebooks" / f"{name}.ipynb"
    stored = json.loads(path.read_text(encoding="utf-8"))
    normal = refresh.normalise(refresh.read(path))
    assert stored["metadata"] == normal.metadata
    assert set(normal.metadata) == {"kernelspec", "language_info"}
    for cell, kept in zip(stored["cells"], normal.cells, strict=True):
        assert cell["id"] == kept.id, "run helpers.refresh: an id is missing, or occurs twice"
        assert cell["metadata"] == kept.metadata
        assert set(kept.metadata) <= {"tags", "jupyter"}
        assert set(kept.metadata.get("tags", [])) <= TAGS
        hidden = kept.metadata.get("jupyter", {}).get("source_hidden", False)
        assert hidden == ("solution" in kept.metadata.get("tags", []))


@each_notebook
def test_nothing_hides_from_the_comparison(name):
    for cell in NOTEBOOKS[name].cells:
        assert cell.cell_type in ("code", "markdown")
        assert not re.search("NBVAL_|PYTEST_VALIDATE", cell.source), "a marker that silences nbval"
        for output in cell.get("outputs", []):
            assert set(output.get("data", {})) <= {"text/plain", "text/latex", "image/png"}


@each_notebook
def test_no_trace_of_a_machine(name):
    outputs = [output for cell in code(NOTEBOOKS[name]) for output in cell.outputs]
    texts = [cell.source for cell in NOTEBOOKS[name].cells]
    texts += [
        output.get("text", "") + str(output.get("data", {}).get("text/plain")) for output in outputs
    ]
    for text in texts:
        assert not re.search(r"(?<![\w./:])/[\w.-]+/[\w.-]+|\b[A-Z]:\\\w", text), "an absolute path"
        assert not re.search(r"0x[0-9a-f]{6,}", text), "an address in memory"


@each_notebook
def test_anatomy(name):
    notebook = NOTEBOOKS[name]
    first, levels = notebook.cells[0].source, [len(marks) for marks, _ in headings(notebook)]
    assert first.startswith(f"# {number(name)} ") and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), "a heading level is skipped"
    titles = [title for _, title in headings(notebook)]
    assert len(set(titles)) == len(titles), "two headings are the same"
    assert [t for t in titles if t in ("Notation", "Exercises", "Recap")] == [
        "Notation",
        "Exercises",
        "Recap",
    ]
    for label in ("**You will** ", "**You will be able to** ", "**You need** ", "**Time** "):
        assert label in first
    setup = [line for line in code(notebook)[0].source.splitlines() if line]
    assert len(setup) <= 8 and setup[-1] == "plotting.use()"


@each_notebook
def test_navigation(name):
    names = list(NOTEBOOKS)
    position = names.index(name)
    links = re.findall(r"\]\((\S+?)\)", NOTEBOOKS[name].cells[0].source.splitlines()[-1])
    neighbours = [f"{n}.ipynb" for n in names[max(position - 1, 0) : position + 2] if n != name]
    assert sorted(links) == sorted([*neighbours, "../README.md"])


@each_notebook
def test_links_lead_somewhere(name):
    text = prose(NOTEBOOKS[name])
    for label, target in re.findall(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)", text):
        assert label.lower() not in ("here", "link", "this")
        if not target.startswith("http"):
            file, _, heading = target.partition("#")
            assert (ROOT / "notebooks" / file).exists(), target
            if heading:
                titles = [title for _, title in headings(NOTEBOOKS[Path(file).stem or name])]
                assert heading in [title.replace(" ", "-") for title in titles], target
    assert not re.search(r"!\[\s*\]\(", text), "an image without alternative text"


@each_notebook
def test_plain_markdown_only(name):
    text = prose(NOTEBOOKS[name])
    assert not re.search(r"\\newcommand|\\tag\b|^> \[!|^:::|^```\{", text, re.M)
    assert set(
        re.findall(r"</?([a-zA-Z]+)[^>]*>", re.sub(r"\$.*?\$|`.*?`", "", text, flags=re.S))
    ) <= {"details", "summary"}
    assert "!" not in re.sub(r"\$\$.*?\$\$|\$.*?\$|`.*?`|!=", "", text, flags=re.S)
    mathematics = re.findall(
        r"\$\$.*?\$\$|\$.*?\$", re.sub(r"```.*?```|`.*?`", "", text, flags=re.S), re.S
    )
    bare = [m for m in mathematics if re.search(r"[<>]", m)]
    assert not bare, "write \\lt and \\gt: a parser of HTML sees a tag"
    for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
        assert re.match(r"\|.*\n\|[-:| ]+\|\n", table), "a table without a header"


@each_notebook
def test_equations_are_numbered_in_order(name):
    found = [
        int(k) for k in re.findall(rf"\\qquad\s*\({number(name)}\.(\d+)\)", prose(NOTEBOOKS[name]))
    ]
    assert found == list(range(1, len(found) + 1))


@each_notebook
def test_equations_cited_exist(name):
    comments = "\n".join(re.findall(r"#.*", "\n".join(c.source for c in code(NOTEBOOKS[name]))))
    text = re.sub(r"`.*?`", "", prose(NOTEBOOKS[name])) + comments
    everywhere = "".join(map(prose, NOTEBOOKS.values()))
    for cited in re.findall(r"(?<!\w)(?<!Keras )\((\d+\.\d+)\)", text):  # Keras (3.15) is a version
        assert re.search(rf"\\qquad\s*\({re.escape(cited)}\)", everywhere), cited


@each_notebook
def test_every_figure_describes_itself(name):
    for cell in code(NOTEBOOKS[name]):
        for shown, text in zip(cell.outputs, [*cell.outputs[1:], None]):
            size = re.match(
                r"<Figure size (\d+)x(\d+) ", shown.get("data", {}).get("text/plain", "")
            )
            assert bool(size) == ("image/png" in shown.get("data", {})), "a figure, but no picture"
            if size:
                alt = shown.metadata["image/png"]["alt"]
                assert text.text.startswith(textwrap.fill(alt, 88, break_on_hyphens=False) + "\n")
                assert re.search(r"\d", alt), "the sentence holds no number"
                png = base64.b64decode(shown.data["image/png"])
                assert len(png) <= 25_000
                picture = Image.open(io.BytesIO(png))
                assert picture.size == tuple(map(int, size.groups())), "another figure's picture"
                assert len(picture.convert("RGB").getcolors(128)) > 16, "a blank picture"
                assert picture.text.get("Description") == alt, "a picture of something else"


@each_notebook
def test_exercises_have_a_stub_a_check_and_a_solution(name):
    notebook = NOTEBOOKS[name]
    tagged = [c.metadata.tags[0] for c in code(notebook, *TAGS)]
    count = tagged.count("exercise")
    assert 2 <= count <= 4
    assert tagged == ["exercise", "check", "solution"] * count + ["progress"]
    for check in code(notebook, "check"):
        assert check.outputs[-1].text == "not attempted yet\n"
        assert re.fullmatch(r"exercises\.check_\w+\(my_\w+\)", check.source)
    for solution in code(notebook, "solution"):
        # JupyterLab shows the first line of a folded cell.
        assert solution.source.startswith(("#", "def ", "class "))
        # A solution is shown, not handed in.
        assert re.search(r"\nexercises\.check_\w+\.demonstrate\(solution_\w+\)$", solution.source)
        assert not re.search(r"check_\w+\(", solution.source)
        assert (
            solution.outputs[-1].text.endswith("correct\n")
            and "wrong" not in solution.outputs[-1].text
        )
    defined = [
        set(re.findall(r"^(?:def )?(\w+)(?:\(| =)", c.source, re.M)) for c in code(notebook, *TAGS)
    ]
    for stub, solution in zip(defined[::3], defined[2::3]):
        assert not stub & solution, "the solution overwrites the learner's answer"


@each_notebook
def test_progress_is_told_after_the_last_exercise(name):
    notebook = NOTEBOOKS[name]
    (progress,) = code(notebook, "progress")
    position, count = notebook.cells.index(progress), len(code(notebook, "exercise"))
    assert notebook.cells[position - 1] == code(notebook, "solution")[-1]
    assert notebook.cells[position + 1].source.startswith("## Recap")
    assert progress.source.splitlines()[-1] == "exercises.progress()"
    *states, summary = progress.outputs[0].text.splitlines()
    numbers = [f"{number(name)}.{k}" for k in range(1, count + 1)]
    assert all(
        s.startswith(f"not attempted yet  {k} ") for s, k in zip(states, numbers, strict=True)
    )
    assert summary == f"0 of {count} done; left: {', '.join(numbers)}"


@each_notebook
def test_a_notebook_loads_quickly(name):
    size = (ROOT / "notebooks" / f"{name}.ipynb").stat().st_size
    assert size <= 400_000, f"{size} bytes; at most 400 kB"


@each_notebook
def test_only_what_was_derived_is_used(name):
    tree = ast.parse("\n".join(cell.source for cell in code(NOTEBOOKS[name])))
    plain = [a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names]
    assert not [module for module in plain if module.startswith("helpers")], "import helpers"
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [a for node in imports for a in node.names if a.name == "*"], "import *"
    modules = {
        a.asname or a.name: a.name
        for node in imports
        if node.module == "helpers"
        for a in node.names
    }
    used = set(modules.values()) | {
        f"{node.module.removeprefix('helpers.')}.{a.name}"
        for node in imports
        if node.module.startswith("helpers.")
        for a in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id)
            used |= {f"{module}.{node.attr}"} if module else set()
    for what in used:
        first = DERIVED_IN.get(what, DERIVED_IN.get(what.split(".")[0], chapters.CHAPTERS[0]))
        assert chapters.number(first) <= number(name), f"{what} is derived in {first}"


@each_notebook
def test_readme_lists_the_notebook(name):
    first, readme = (
        NOTEBOOKS[name].cells[0].source,
        (ROOT / "README.md").read_text(encoding="utf-8"),
    )
    minutes = re.search(r"\*\*Time\*\* (\d+) minutes", first).group(1)
    assert re.search(rf"^\|.*\(notebooks/{name}\.ipynb\).*\| {minutes} \|", readme, re.M)


def test_equations_cited_in_helpers_exist():
    cited = set()
    for path in (ROOT / "helpers").rglob("*.py"):
        cited |= {
            (n, k)
            for n, k in re.findall(
                r"(?:[Ee]q\.|to|and)\s+\((\d+)\.(\d+)\)", path.read_text(encoding="utf-8")
            )
        }
    assert cited
    for chapter, equation in cited:
        texts = [prose(NOTEBOOKS[name]) for name in NOTEBOOKS if number(name) == int(chapter)]
        assert any(re.search(rf"\\qquad\s*\({chapter}\.{equation}\)", text) for text in texts), (
            chapter,
            equation,
        )
