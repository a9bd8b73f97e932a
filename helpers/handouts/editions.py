"""A notebook of the course, as the students' or the instructor's. The stored outputs are kept: the
tests compare them with fresh ones.
"""

import re
from pathlib import Path

import nbformat
from nbconvert.preprocessors import TagRemovePreprocessor

from helpers.chapters import CHAPTERS, stem_of
from helpers.chapters import notebook as notebook_of

NOTES = Path(__file__).parent / "notes"
FOLDED = "The solution's code is hidden; unfold it when you are ready."


def student(notebook, name):
    """Without solutions, and of the text that stands above a hidden solution only the hints."""
    for cell, following in zip(notebook.cells, notebook.cells[1:]):
        if FOLDED in cell.source and _is_solution(following):
            cell.source = _hints(cell.source)
    notebook.cells = [cell for cell in notebook.cells if cell.source]
    notebook, _ = TagRemovePreprocessor(remove_cell_tags={"solution"}).preprocess(notebook, {})
    return _renumbered(notebook)


def instructor(notebook, name):
    """With solutions unfolded and, in a notebook of the course, teaching notes after the title."""
    for cell in notebook.cells:
        if _is_solution(cell):
            cell.metadata.pop("jupyter", None)
        if FOLDED in cell.source:
            cell.source = cell.source.replace(FOLDED, "").strip()
    cells = [cell for cell in notebook.cells if cell.source]
    notebook.cells = [*cells[:1], *_teaching_notes(name), *cells[1:]]
    return notebook


def _teaching_notes(name):
    """The cell with the notes, if `name` is a notebook of the road; otherwise nothing."""
    if name not in map(notebook_of, CHAPTERS):
        return []
    notes = (NOTES / f"{stem_of(name)}.md").read_text(encoding="utf-8")
    notes = nbformat.v4.new_markdown_cell(notes, id="teaching-notes", metadata={"tags": ["notes"]})
    return [notes]


EDITIONS = {"student": student, "instructor": instructor}


def _is_solution(cell):
    return "solution" in cell.metadata.get("tags", [])


def _hints(source):
    hints = r"<details><summary>Hint[^<]*</summary>.*?</details>"
    return "\n\n".join(re.findall(hints, source, re.DOTALL))


def _renumbered(notebook):
    """With execution counts 1..n, as after a fresh run."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, 1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    return notebook
