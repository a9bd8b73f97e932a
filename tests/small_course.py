"""A course of one small notebook and one small side path, which keep every rule.

The planted faults are planted there, and a new rule is first tried there. Cells are separated by
lines that start with %%, each with the cell's id and its tags.
"""

import re

import nbformat
from reading import Notebook
from running import outputs_of, shell_in

from helpers.refresh import KERNEL

ROAD = """\
%% start
# 6 How small may a notebook be?

**You will** double a number.

**You will be able to** say what twice a number is.

**You need** [notebook 5](05_before.ipynb). **Time** 5 minutes.

[Previous: 5](05_before.ipynb) | [Contents](../README.md) | [Next: 7](07_after.ipynb)
%% set-up code
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

from helpers import plotting
from helpers.exercises.checking import Progress, ValueCheck

plotting.use()
%% checks code
twice, sign = ValueCheck(6, {"that is three times": 9}), ValueCheck(-1, {})
progress = Progress("layers", turns={"twice": twice}, exercises={"find the bug": sign})
exercises = SimpleNamespace(check_twice=twice, check_sign=sign, progress=progress)
%% question
## One number

Twice a number is its sum with itself:

$$ b = a + a \\qquad (6.1) $$

**Before you read on:** what is $b$ for $a = 3$? Make a guess.
%% picture code
fig, ax = plt.subplots(figsize=(3, 2))
ax.plot([0, 1, 3], [0, 2, 6])
plotting.show(fig, "The line rises from 0 to 6.")
%% turn
By (6.1) it is what the article calls <span lang="zh">双倍</span>, and $6 \\lt 7$. The proof is in
the [side path](deeper/06a_theorem.ipynb#One-and-two).

**Your turn T6.1: twice.** Write twice 3.
%% stub exercise
my_double = None
%% check check
exercises.check_twice(my_double)
%% hint
<details><summary>Hint</summary>

Add it to itself, as in [the section above](#One-number).

</details>
%% solution solution
# A solution of T6.1.
solution_double = 3 + 3
exercises.check_twice.demonstrate(solution_double)
%% draw code
rng = np.random.default_rng(0)
print(f"{rng.random():.4f}")
%% more code
double = 3 + 3
print(double)
%% formula code
display(sp.Rational(1, 2))
%% exercises
## Exercises

### Exercise 6.1: find the bug

What is the sign of $-3$?
%% stub-1 exercise
my_sign = None
%% check-1 check
exercises.check_sign(my_sign)
%% solution-1 solution
# A solution of exercise 6.1.
solution_sign = -1
exercises.check_sign.demonstrate(solution_sign)
%% progress progress
exercises.progress()
%% stepper interactive
html = '''
<p>Twice 3 is <output>3 + 3</output>. <button>Add</button></p>
<script>
{
  const here = document.currentScript.previousElementSibling;
  here.querySelector("button").onclick = () => { here.querySelector("output").textContent = 6; };
}
</script>
'''
display({"text/html": html, "text/plain": "Twice 3 is 3 + 3, that is 6."}, raw=True)
%% recap
## Recap

| symbol | code |
|---|---|
| $a$ | `a` |
"""

SIDE_PATH = """\
%% start
# 6a Why twice?

This side path proves (6.1) again.

**You need** [notebook 6](../06_small.ipynb), and nothing beyond. **Time** 5 minutes.
%% set-up code
from types import SimpleNamespace
from helpers.exercises.checking import Progress, ValueCheck
%% checks code
first, second = ValueCheck(1, {}), ValueCheck(2, {})
progress = Progress("theorem", turns={"one": first, "two": second})
exercises = SimpleNamespace(check_first=first, check_second=second, progress=progress)
%% turn-1
## One and two

$$ a + a = 2a \\qquad (D6a.1) $$

### Your turn T6a.1: one

Write one.
%% stub-1 exercise
my_one = None
%% check-1 check
exercises.check_first(my_one)
%% solution-1 solution
# A solution of T6a.1, by (D6a.1).
solution_one = 1
exercises.check_first.demonstrate(solution_one)
%% turn-2
**Your turn T6a.2: two.** Write two.
%% stub-2 exercise
my_two = None
%% check-2 check
exercises.check_second(my_two)
%% solution-2 solution
# A solution of T6a.2.
solution_two = 2
exercises.check_second.demonstrate(solution_two)
%% progress progress
exercises.progress()
"""

NEIGHBOUR = "%% start\n# {number} A neighbour\n"

README = "| notebook | minutes |\n|---|---|\n| [6](notebooks/06_small.ipynb) | 5 |\n"


def write_course(root):
    """The small course, run, in the folder `root`; {name: path} of its two notebooks."""
    (root / "notebooks/deeper").mkdir(parents=True)
    (root / "README.md").write_text(README, encoding="utf-8")
    _write(root / "notebooks/05_before.ipynb", NEIGHBOUR.format(number=5))
    _write(root / "notebooks/07_after.ipynb", NEIGHBOUR.format(number=7))
    _write(root / "notebooks/06_small.ipynb", ROAD)
    _write(root / "notebooks/deeper/06a_theorem.ipynb", SIDE_PATH)


def _write(path, text):
    cells = [_cell(*part.split("\n", 1)) for part in re.split(r"^%% ", text, flags=re.M)[1:]]
    notebook = Notebook(path, nbformat.v4.new_notebook(cells=cells))
    with shell_in(path.parent) as shell:
        for count, cell in enumerate(notebook.code(), 1):
            cell.outputs, cell.execution_count = outputs_of(shell, cell), count
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)


def _cell(head, source):
    cell_id, *kind = head.split()
    if not kind:
        return nbformat.v4.new_markdown_cell(source.strip(), id=cell_id)
    cell = nbformat.v4.new_code_cell(source.strip(), id=cell_id)
    if kind != ["code"]:
        cell.metadata.tags = kind
    return cell
