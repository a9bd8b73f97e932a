"""Running the cells of a notebook in this process, and running each of them once more."""

import contextlib
import os
from base64 import b64encode

import matplotlib
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from reading import at
from traitlets.config import Config


@contextlib.contextmanager
def shell_in(folder):
    """A fresh shell whose cells run in `folder`, as in a kernel; the process is left as it was."""
    before = os.getcwd()
    InteractiveShell.clear_instance()
    # No history: it is a file in the home of whoever runs the tests.
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    os.chdir(folder)
    try:
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.use("agg")
            yield shell
    finally:
        os.chdir(before)
        shell.restore_sys_module_state()
        InteractiveShell.clear_instance()


def outputs_of(shell, cell):
    """The outputs of `cell`, run now: what it displays and returns, then all that it prints."""
    with capture_output() as said:
        result = shell.run_cell(cell.source)
    error = result.error_before_exec or result.error_in_exec
    if error:
        return [nbformat.v4.new_output("error", ename=type(error).__name__, evalue=str(error))]
    shown = []
    for output in said.outputs:
        data = {k: b64encode(v).decode() if k == "image/png" else v for k, v in output.data.items()}
        shown.append(nbformat.v4.new_output("display_data", data=data, metadata=output.metadata))
    printed = {"stdout": said.stdout, "stderr": said.stderr}
    texts = [(name, text) for name, text in printed.items() if text]
    return shown + [nbformat.v4.new_output("stream", name=name, text=text) for name, text in texts]


def in_words(outputs):
    """What can be compared: texts and formulas; a picture is its text and its description."""
    words = []
    for output in outputs:
        data = {kind: text for kind, text in output.get("data", {}).items() if "text/" in kind}
        said = output.get("text") or data or f"{output.ename}: {output.evalue}"
        words.append((output.output_type, said))
    return words


def faults_of_a_second_run(notebook):
    """After all cells have run, each is run once more, alone: its outputs must be the same.

    Whoever studies goes back and runs an earlier cell again. That fails where one name stands for
    two things, or where a cell changes what it starts from, such as the state of a generator.
    """
    faults = []
    with shell_in(notebook.path.parent) as shell:
        first = [in_words(outputs_of(shell, cell)) for cell in notebook.code()]
        names = dict(shell.user_ns)
        for cell, before in zip(notebook.code(), first):
            shell.user_ns.clear()
            shell.user_ns.update(names)  # alone: as if no other cell had been run again
            after = in_words(outputs_of(shell, cell))
            if after != before:
                old, new = _where_they_part(before, after)
                faults.append(at(cell, f"run once more after all cells, it gives {new}; was {old}"))
    return faults


def _where_they_part(before, after):
    """The first lines that differ."""
    lines = [
        [line for _, said in run for line in str(said).splitlines()] for run in (before, after)
    ]
    longest = max(map(len, lines))
    padded = [each + ["nothing"] * (longest - len(each)) for each in lines]
    return next((a[:90], b[:90]) for a, b in zip(*padded) if a != b)
