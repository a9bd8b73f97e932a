"""The workflows: what each may do, and what the one that tests runs, when, and where."""

import re

import pytest
import yaml
from reading import ROOT, fenced

README = (ROOT / "README.md").read_text(encoding="utf-8")
FOLDER = ROOT / ".github" / "workflows"
TEST = yaml.safe_load((FOLDER / "test.yml").read_text(encoding="utf-8"))
JOBS = TEST["jobs"]
MATRIX = JOBS["pinned"]["strategy"]["matrix"]

# What a workflow may use and do; one that is named for GitHub Pages, also publish a site.
ACTIONS = {"checkout", "setup-python"}
ACTIONS_OF_PAGES = {"configure-pages", "upload-pages-artifact", "deploy-pages"}
RIGHTS = {("contents", "read")}
RIGHTS_OF_PAGES = {("pages", "write"), ("id-token", "write")}
# Not pull_request_target nor workflow_run: they give a stranger's change the rights of the project.
TRIGGERS = {"push", "pull_request", "schedule", "workflow_dispatch"}


# ---- every workflow


def faults(text):
    """What the workflow with this text does that none here may do, as sentences."""
    workflow = yaml.safe_load(text)
    for_pages = "pages" in re.findall(r"\w+", workflow.get("name", "").lower())
    actions = ACTIONS | (ACTIONS_OF_PAGES if for_pages else set())
    rights = RIGHTS | (RIGHTS_OF_PAGES if for_pages else set())
    triggers = workflow[True]  # in YAML 1.1 the word `on` is true
    triggers = {triggers} if isinstance(triggers, str) else set(triggers)
    yield from (f"runs on {trigger}" for trigger in triggers - TRIGGERS)
    if "secrets" in text:
        yield "reads secrets"
    if "permissions" not in workflow:
        yield "does not say its permissions"
    if "concurrency" not in workflow:
        yield "does not say which of its runs may go on together (concurrency)"
    yield from _faults_of_rights(workflow, rights)
    for name, job in workflow["jobs"].items():
        yield from (f"{name}: {fault}" for fault in _faults_of_job(job, text, actions, rights))


def _faults_of_job(job, text, actions, rights):
    yield from _faults_of_rights(job, rights)
    if job.get("timeout-minutes", 360) > 90:  # 360 is what GitHub gives
        yield "may take longer than 90 minutes"
    for step in [job, *job.get("steps", [])]:  # a job, too, can use what others wrote
        if used := step.get("uses"):
            yield from _faults_of_action(used, step, text, actions)


def _faults_of_rights(part, rights):
    given = part.get("permissions", {})
    if isinstance(given, str):
        yield f"permissions: {given}"
        return
    for right, level in given.items():
        if (right, level) not in rights:
            yield f"permissions: {right}: {level}"


def _faults_of_action(used, step, text, actions):
    action, _, commit = used.partition("@")
    if action not in {f"actions/{name}" for name in actions}:
        yield f"uses {action}"
    elif not re.fullmatch("[0-9a-f]{40}", commit):
        yield f"uses {used}, which is no full commit"
    elif not re.search(rf"{used} # v\d+\.\d+\.\d+$", text, re.M):
        yield f"uses {used}, and does not say which version that is"
    elif (
        action == "actions/checkout"
        and step.get("with", {}).get("persist-credentials") is not False
    ):
        yield "leaves the credentials of the checkout to later steps"


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_workflow_does_only_what_it_may(path):
    assert list(faults(path.read_text(encoding="utf-8"))) == []


COMMIT = "0123456789" * 4
PAGES = f"""\
name: pages
on:
  push:
    branches: [main]
  workflow_dispatch:
permissions:
  contents: read
concurrency:
  group: pages
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@{COMMIT} # v7.0.1
        with:
          persist-credentials: false
      - uses: actions/setup-python@{COMMIT} # v7.0.0
      - run: python -m helpers.handouts --edition student
      - uses: actions/configure-pages@{COMMIT} # v6.0.0
      - uses: actions/upload-pages-artifact@{COMMIT} # v5.0.0
  deploy:
    needs: build
    permissions:
      pages: write
      id-token: write
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/deploy-pages@{COMMIT} # v5.0.0
"""


def test_a_workflow_may_publish_the_site():
    assert list(faults(PAGES)) == []


@pytest.mark.parametrize(
    "good, bad, fault",
    [
        (
            "actions/configure-pages",
            "someone/configure-pages",
            "build: uses someone/configure-pages",
        ),
        ("actions/configure-pages", "actions/cache", "build: uses actions/cache"),
        ("contents: read", "contents: write", "permissions: contents: write"),
        ("pages: write", "contents: write", "deploy: permissions: contents: write"),
        ("permissions:\n  contents: read", "permissions: write-all", "permissions: write-all"),
        ("permissions:\n  contents: read\n", "", "does not say its permissions"),
        ("name: pages", "name: test", "deploy: permissions: pages: write"),
        ("name: pages", "name: test", "deploy: uses actions/deploy-pages"),
        (f"deploy-pages@{COMMIT}", "deploy-pages@v5", "deploy-pages@v5, which is no full commit"),
        (" # v6.0.0", "", "does not say which version"),
        ("persist-credentials: false", "fetch-depth: 0", "build: leaves the credentials"),
        ("minutes: 20", "minutes: 91", "build: may take longer than 90 minutes"),
        ("    timeout-minutes: 20\n", "", "build: may take longer than 90 minutes"),
        ("workflow_dispatch", "pull_request_target", "runs on pull_request_target"),
        ("handouts", "handouts ${{ secrets.KEY }}", "reads secrets"),
        ("concurrency:\n  group: pages\n", "", "does not say which of its runs"),
        (
            "    needs: build\n",
            "    uses: x/y/.github/z.yml@main\n",
            "deploy: uses x/y/.github/z.yml",
        ),
    ],
)
def test_what_a_workflow_may_not_do_is_named(good, bad, fault):
    assert good in PAGES
    found = list(faults(PAGES.replace(good, bad)))
    assert [sentence for sentence in found if fault in sentence], found


# ---- the workflow that tests


def test_it_runs_for_every_change_and_once_a_week():
    triggers = TEST[True]
    assert set(triggers) == {"push", "pull_request", "schedule"}
    (schedule,) = triggers["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", schedule["cron"])
    assert TEST["concurrency"]["cancel-in-progress"] is True


def test_three_systems_and_two_pythons_which_the_readme_names():
    assert {s.split("-")[0] for s in MATRIX["system"]} == {"ubuntu", "macos", "windows"}
    assert JOBS["pinned"]["runs-on"] == "${{ matrix.system }}"
    pythons = MATRIX["python"]
    assert len(set(pythons)) == 2 and f"with Python {' and '.join(pythons)}" in README
    for name, job in JOBS.items():
        used = {s["with"]["python-version"] for s in job["steps"] if "setup-python" in str(s)}
        assert used and used <= {"${{ matrix.python }}", *pythons}, name


def test_what_it_runs_is_what_the_readme_says():
    blocks = [*fenced(README, "sh"), *fenced(README, "powershell")]
    said = {re.sub(r"^py ", "python ", command) for command in blocks}
    named = {name: [s["run"] for s in job["steps"] if "run" in s] for name, job in JOBS.items()}
    assert named.pop("everything") == ["bash .ci/run"]
    assert "mutmut run" in named.pop("mutants")[0]
    for name, commands in named.items():
        assert commands and set(commands) <= said, name
