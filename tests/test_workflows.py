"""The workflow: when it runs and where, and that it runs the README's commands and nothing else."""

import re

import yaml
from reading import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
(PATH,) = (ROOT / ".github" / "workflows").iterdir()
TEXT = PATH.read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load(TEXT)
JOBS = WORKFLOW["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]
MATRIX = JOBS["pinned"]["strategy"]["matrix"]


def test_it_runs_for_every_change_and_once_a_week():
    triggers = WORKFLOW[True]  # in YAML 1.1 the word `on` is true
    assert set(triggers) == {"push", "pull_request", "schedule"}
    (schedule,) = triggers["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", schedule["cron"])


def test_three_systems_and_two_pythons_which_the_readme_names():
    assert {s.split("-")[0] for s in MATRIX["system"]} == {"ubuntu", "macos", "windows"}
    assert JOBS["pinned"]["runs-on"] == "${{ matrix.system }}"
    pythons = MATRIX["python"]
    assert len(set(pythons)) == 2 and f"with Python {' and '.join(pythons)}" in README
    used = [s["with"]["python-version"] for s in STEPS if "python-version" in s.get("with", {})]
    assert len(used) == len(JOBS) and set(used) == {"${{ matrix.python }}", *pythons}


def test_what_it_runs_is_what_the_readme_says():
    blocks = re.findall(r"```(?:sh|powershell)\n(.*)\n```", README)
    said = {re.sub(r"^py ", "python ", command) for command in blocks}
    named = {name: [s["run"] for s in job["steps"] if "run" in s] for name, job in JOBS.items()}
    assert named.pop("everything") == ["bash .ci/run"]
    assert "mutmut run" in named.pop("mutants")[0]
    for name, commands in named.items():
        assert commands and set(commands) <= said, name


def test_every_action_is_pinned_by_its_commit():
    lines = re.findall(r"uses: *(.*)", TEXT)
    pinned = r"actions/(checkout|setup-python)@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert [line for line in lines if not re.fullmatch(pinned, line)] == []
    assert len(set(lines)) == 2
    assert len(lines) == sum("uses" in step for step in STEPS) == 2 * len(JOBS)


def test_it_may_only_read_and_comes_to_an_end():
    assert WORKFLOW["permissions"] == {"contents": "read"} and "secrets" not in TEXT
    assert all("permissions" not in job and job["timeout-minutes"] <= 90 for job in JOBS.values())
    checkouts = [step for step in STEPS if "actions/checkout" in step.get("uses", "")]
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)
    assert WORKFLOW["concurrency"]["cancel-in-progress"] is True
