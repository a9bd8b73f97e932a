"""A real browser: the handouts with the network cut, and the notebooks in JupyterLab.

Needs the extra `browser` and a Chromium: pip install -e '.[browser]', and for instance
apt-get install chromium.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest

EXTRA = "needs a browser and: pip install -e '.[browser]'"
pytest.importorskip("math_core", reason=EXTRA)
sync_api = pytest.importorskip("playwright.sync_api", reason=EXTRA)
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=EXTRA)

from helpers import chapters
from helpers.handouts.folder import write_edition
from helpers.handouts.pdf import find_browser
from helpers.refresh import NOTEBOOKS

if find_browser() is None:
    pytest.skip("needs Chromium, Chrome or Edge", allow_module_level=True)

PATHS = chapters.notebooks(NOTEBOOKS)
NAMES = [chapters.name_of(path) for path in PATHS]
QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update"]
ROOT_USER = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=[*QUIET, *ROOT_USER]
        )
        yield browser
        browser.close()


# ---- the handouts


@pytest.fixture
def page(browser):
    """A page without network; what it complains of is in `page.complaints`."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    page.on(
        "request",
        lambda request: (
            request.url.startswith(("file:", "data:")) or page.complaints.append(request.url)
        ),
    )
    yield page
    context.close()


def violations(page):
    """What axe-core finds, {rule: first offender}; the insides of formulas only cost time."""
    found = (
        axe.Axe()
        .run(page, context={"exclude": [["p math > *"], ["td math > *"]]})
        .response["violations"]
    )
    return {violation["id"]: violation["nodes"][0]["html"] for violation in found}


ROAD = [name for name in NAMES if "/" not in name]  # and not deeper/06a_theorem
PAGES = [("student", name) for name in [*NAMES, "index"]]
PAGES += [("instructor", name) for name in [*ROAD, "index"]]  # with notes; side paths have none


@pytest.mark.parametrize("edition, name", PAGES)
def test_a_handout_is_whole_offline(editions, page, edition, name):
    path = editions / edition / f"{name}.html"
    page.goto(path.as_uri())
    heights = page.eval_on_selector_all("math", "all => all.map(e => e.clientHeight)")
    assert len(heights) == path.read_text(encoding="utf-8").count("<math") and all(heights)
    assert (len(heights) > 0) == (name != "index")
    loaded = page.eval_on_selector_all("img", "all => all.map(e => e.naturalWidth)")
    assert all(width > 100 for width in loaded)
    assert page.complaints == []
    assert violations(page) == {}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off_on_paper(editions, page, name):
    page.set_viewport_size({"width": 673, "height": 1000})  # A4 less its margins, at 96 dpi
    page.emulate_media(media="print")
    page.goto((editions / "instructor" / f"{name}.html").as_uri())
    edge = page.eval_on_selector("main", "e => e.getBoundingClientRect().right")
    ends = page.eval_on_selector_all(
        "math, math *, table, pre, img",
        "all => all.map(e => [e.getBoundingClientRect().right, e.textContent.slice(0, 60)])",
    )
    assert [text for right, text in ends if right > edge + 2] == []


STEPPER = {
    "text/html": "<button>3 + 3</button><script>{ const button = "
    "document.currentScript.previousElementSibling; button.onclick = () => button.append(' = 6') }"
    "</script>",
    "text/plain": "3 + 3 = 6",
}


@pytest.mark.parametrize(
    "medium, scripts, moving",
    [("screen", True, True), ("print", True, False), ("screen", False, False)],
)
def test_what_moves_stands_still_on_paper_and_without_scripts(
    browser, tmp_path, medium, scripts, moving
):
    shown = nbformat.v4.new_output("display_data", data=STEPPER)
    cell = nbformat.v4.new_code_cell("1", execution_count=1, outputs=[shown])
    cell.metadata.tags = ["interactive"]
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "mine.ipynb")
    write_edition("student", [tmp_path / "mine.ipynb"], tmp_path, report=lambda line: None)
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.emulate_media(media=medium)
    page.goto((tmp_path / "student" / "mine.html").as_uri())
    if moving:
        page.get_by_role("button").click()
    assert page.locator(".output").inner_text().strip() == "3 + 3 = 6"
    assert page.locator("button").is_visible() == moving
    assert page.locator(".output_still").is_visible() != moving
    context.close()


def test_the_tests_see_a_page_that_is_not_whole(page, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!DOCTYPE html><title>x</title><img src='https://example.invalid/x.png'>"
        "<p style='color: #ccc'>hardly to be seen</p>",
        encoding="utf-8",
    )
    page.goto(bad.as_uri())
    assert any("example.invalid" in complaint for complaint in page.complaints)
    assert {"image-alt", "color-contrast", "html-has-lang", "page-has-heading-one"} <= {
        *violations(page)
    }


# ---- the notebooks, in JupyterLab

SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # all cells in the page
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
PROMPTS = """() => [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')].map(
    cell => (cell.querySelector('.jp-InputArea-prompt') || {textContent: ''}).textContent)"""
IDLE = (
    """() => document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status == 'idle'"""
)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """(folder, address) of a JupyterLab with settings of its own, over a copy of the notebooks."""
    root, home = tmp_path_factory.mktemp("course"), tmp_path_factory.mktemp("home")
    shutil.copytree(NOTEBOOKS, root / "notebooks")
    for name, values in SETTINGS.items():
        path = home / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    folders = {"CONFIG_DIR": "c", "DATA_DIR": "d", "RUNTIME_DIR": "r"}
    environment = os.environ | {f"JUPYTER_{key}": str(home / f) for key, f in folders.items()}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(home / "settings"), "IPYTHONDIR": str(home)}
    environment |= {"JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="]
    command += ["--expose-app-in-browser", f"--ServerApp.root_dir={root}"]
    with open(home / "log", "w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    wait_until(lambda: answers(address), 60)
    yield root, address
    server.terminate()
    server.wait(20)


def wait_until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"nothing after {seconds} seconds"
        time.sleep(0.1)


def answers(address):
    try:
        return bool(urllib.request.urlopen(f"{address}/api", timeout=2))
    except OSError:
        return False


def run_all(page, address, path):
    """Open the notebook, Run All, save, and return it as it is saved."""
    before = nbformat.read(path, as_version=4)
    for cell in before.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    nbformat.write(before, path)
    page.add_locator_handler(page.locator("dialog.jp-Dialog"), accept)
    page.goto(f"{address}/lab/tree/notebooks/{chapters.name_of(path)}.ipynb?reset")
    count = sum(cell.cell_type == "code" for cell in before.cells)
    page.wait_for_function(f"() => ({PROMPTS})().length >= {count}", timeout=60_000)
    page.wait_for_selector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', timeout=60_000)
    started = f"() => ({PROMPTS})().some(prompt => /[*0-9]/.test(prompt))"
    for _ in range(5):  # the first click may be lost while the kernel connects
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            page.wait_for_function(started, timeout=4_000)
            break
        except sync_api.TimeoutError:
            page.keyboard.press("Escape")
    page.wait_for_function(
        f"() => !({PROMPTS})().some(p => p.includes('*')) && ({IDLE})()", timeout=120_000
    )
    unsaved = path.stat().st_mtime_ns
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    wait_until(lambda: path.stat().st_mtime_ns != unsaved, 20)
    return nbformat.read(path, as_version=4)


def accept(dialog):
    """A busy server may ask something first, such as which kernel."""
    print(dialog.inner_text())  # pytest shows it if the test fails
    dialog.locator("button.jp-mod-accept").click()


@pytest.mark.parametrize("name", NAMES)
def test_run_all_in_jupyterlab(browser, lab, name):
    root, address = lab
    context = browser.new_context()
    try:
        notebook = run_all(context.new_page(), address, root / "notebooks" / f"{name}.ipynb")
    finally:
        context.close()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert [output for output in outputs if output.output_type == "error"] == []
