"""A notebook of the course, as the students' or the instructor's. The stored outputs are kept: the
tests compare them with fresh ones.
"""

import re
from pathlib import Path

import nbformat
from nbconvert.preprocessors import TagRemovePreprocessor

from helpers.chapters import stem_of

NOTES = Path(__file__).parent / "notes"
FOLDED = "The solution's code is hidden; unfold it when you are ready."


def student(notebook, name):
    """Without solutions, and of what stands above a solution only the hint."""
    for cell, following in zip(notebook.cells, notebook.cells[1:]):
        if cell.cell_type == "markdown" and _is_solution(following):
            cell.source = _hint(cell.source)
    notebook.cells = [cell for cell in notebook.cells if cell.source]
    notebook, _ = TagRemovePreprocessor(remove_cell_tags={"solution"}).preprocess(notebook, {})
    return _renumbered(notebook)


def instructor(notebook, name):
    """With solutions unfolded, and teaching notes after the first cell."""
    for cell in notebook.cells:
        cell.metadata.pop("jupyter", None)
        cell.source = cell.source.replace(FOLDED, "").strip()
    notes = (NOTES / f"{stem_of(name)}.md").read_text(encoding="utf-8")
    notes = nbformat.v4.new_markdown_cell(notes)
    notes.id, notes.metadata = "teaching-notes", nbformat.from_dict({"tags": ["notes"]})
    notebook.cells = [
        notebook.cells[0],
        notes,
        *(cell for cell in notebook.cells[1:] if cell.source),
    ]
    return notebook


EDITIONS = {"student": student, "instructor": instructor}


def relinked(source, suffix, names):
    """Markdown whose links to notebooks end in `suffix`, or are plain text if not in `names`."""

    def link(match):
        label, name = match.groups()
        return f"[{label}]({name}{suffix})" if name in names else label

    source = re.sub(r"\[([^\]]+)\]\((\d\d_\w+)\.ipynb\)", link, source)
    source = re.sub(r"\[([^\]]+)\]\(\.\./README\.md\)", r"[\1](index.html)", source)
    return re.sub(r"\[([^\]]+)\]\(\.\./[^)]+\)", r"\1", source)  # other files stay at home


def _is_solution(cell):
    return "solution" in cell.metadata.get("tags", [])


def _hint(source):
    found = re.search(r"<details><summary>Hint</summary>.*?</details>", source, re.DOTALL)
    return found[0] if found else ""


def _renumbered(notebook):
    """With execution counts 1..n, as after a fresh run."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, 1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    return notebook
