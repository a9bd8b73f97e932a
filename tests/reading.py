"""How the tests read a notebook, its cells, its text, its turns, and where a fault is; and of any
Markdown text the blocks of code and the tables.
"""

import ast
import dis
import inspect
import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
TURN = re.compile(r"\*\*Your turn (T\w+\.\d+): (.+?)\.?\*\*|^#+ Your turn (T\w+\.\d+): (.+)$", re.M)
EXERCISE = re.compile(r"^### Exercise (\w+\.\d+): (.*)$", re.M)
FENCED = re.compile(
    r"^(?P<fence>`{3,}|~{3,}) *(?P<language>\S*).*\n(?P<code>(?s:.*?))^(?P=fence)", re.M
)


class Notebook:
    """A notebook of the road, notebooks/06_layers.ipynb, or a side path of it, in deeper/."""

    def __init__(self, path, node=None):
        self.path = Path(path)
        node = nbformat.read(path, as_version=4) if node is None else node
        self.cells, self.metadata, self.name = node.cells, node.metadata, self.path.stem
        self.is_side_path = self.path.parent.name == "deeper"
        self.root = self.path.parents[2 if self.is_side_path else 1]

    @property
    def number(self):
        """The chapter's number, 6 for 06_layers and for deeper/06a_the_theorem."""
        return int(self.name[:2])

    @property
    def label(self):
        """What stands before the title, and in the numbers of turns and exercises: 6 or 6a."""
        return re.match(r"0?(\d+[a-z]?)_", self.name)[1]

    @property
    def equations(self):
        """What stands before the dot of an equation's number: 6, or D6a in a side path."""
        return f"D{self.label}" if self.is_side_path else self.label

    @property
    def prose(self):
        return "\n\n".join(cell.source for cell in self.cells if cell.cell_type == "markdown")

    @property
    def headings(self):
        """[(level, title)], in their order; a comment in a block of code is no heading."""
        text = re.sub(r"^```.*?^```", "", self.prose, flags=re.M | re.S)
        return [(len(marks), title) for marks, title in re.findall(r"^(#+) (.*)$", text, re.M)]

    def code(self, *tags):
        """The code cells, or those with one of `tags`."""
        cells = [cell for cell in self.cells if cell.cell_type == "code"]
        return [cell for cell in cells if not tags or set(tags) & tags_of(cell)]

    def turns(self):
        """[(number, title, cells)]: the turns T6.1 and the exercises 6.1 in their order, each with
        the tagged cells that follow its announcement; those before the first have the number None.
        """
        found = [(None, "", [])]
        for cell in self.cells:
            if cell.cell_type == "markdown":
                found += [(*what, []) for what in announced(cell.source)]
            elif tags_of(cell) & {"exercise", "check", "solution"}:
                found[-1][2].append(cell)
        return found if found[0][2] else found[1:]


def tags_of(cell):
    return set(cell.metadata.get("tags", []))


def announced(source):
    """[(number, title)] of the turns and exercises that a Markdown cell announces."""
    matches = [*TURN.finditer(source), *EXERCISE.finditer(source)]
    groups = [[g for g in m.groups() if g] for m in sorted(matches, key=lambda m: m.start())]
    return [(number, title) for number, title in groups]


def at(cell, reason):
    """`reason` after the cell's id and first words, so that it is found in a browser too."""
    words = " ".join(re.sub(r"[#*`]", " ", cell.source).split()[:7])
    return f'{cell.id} "{words} ...": {reason}'


def equation_numbers(notebook):
    """The numbers of the notebook's own equations, in their order: ["6.1", ...]."""
    return re.findall(rf"\\qquad\s*\(({notebook.equations}\.\d+)\)", notebook.prose)


def texts_of(output):
    """What an output says in words: a stream, or the plain text of what is displayed."""
    return output.get("text", "") + str(output.get("data", {}).get("text/plain", ""))


def parsed(source):
    """The syntax tree of a cell; an empty one for what is no Python, which a rule names."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def names_bound(source):
    """What a cell binds for later cells: variables, functions, classes, imports."""
    bound = set()
    for node in outside_of_functions(parsed(source)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name.split(".")[0])
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
    return bound


def outside_of_functions(node):
    """The nodes under `node`, but nothing inside a function, a class, or a comprehension."""
    for child in ast.iter_child_nodes(node):
        yield child
        inner = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.comprehension)
        if not isinstance(child, inner):
            yield from outside_of_functions(child)


def names_used(source):
    """What a cell reads before it binds it: what it needs from earlier cells, and from Python."""
    return _read_first(compile(parsed(source), "cell", "exec"))


def _read_first(code):
    """Of the names in `code`, in the order in which it runs: those that it does not bind first."""
    read, bound = set(), set()
    for step in dis.get_instructions(code):
        if step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            bound.add(step.argval)
        elif step.opname in ("LOAD_NAME", "LOAD_GLOBAL") and step.argval not in bound:
            read.add(step.argval)
    # A function may read what the cell binds after it.
    inner = [_read_first(const) - bound for const in code.co_consts if inspect.iscode(const)]
    return read.union(*inner)


def course(root=ROOT):
    """{name: Notebook} of the road, in its order, and then of the side paths."""
    folder = root / "notebooks"
    road, deeper = sorted(folder.glob("[0-9][0-9]_*.ipynb")), sorted(folder.glob("deeper/*.ipynb"))
    return {path.stem: Notebook(path) for path in (*road, *deeper)}


def fenced(text, language):
    """The fenced blocks of code in this language, as ```sh opens one, in their order."""
    blocks = [match for match in FENCED.finditer(text) if match["language"] == language]
    return [match["code"].removesuffix("\n") for match in blocks]


def table(text, first):
    """The rows, as lists of cells, of the tables whose first column is called `first`."""
    found = []
    for block in re.findall(r"(?:^\|.*\n?)+", text, re.M):
        lines = [line.strip("|").split("|") for line in block.splitlines()]
        header, _, *rows = [[cell.strip() for cell in cells] for cells in lines]
        found += rows if header[0] == first else []
    return found


def links(text):
    """Where the links of a Markdown text lead, in their order."""
    return re.findall(r"\]\(([^)\s]+)\)", text)
