"""A web page on A4, printed by a browser that the machine already has."""

import os
import shutil
import subprocess
import tempfile

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def find_browser():
    """The path of a Chromium, Chrome or Edge, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def print_pdf(browser, page):
    """Print the file `page` (.html) beside itself, as .pdf.

    Raises OSError or subprocess.SubprocessError if the browser does not do it.
    """
    pdf = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
            f"--print-to-pdf={pdf}",
            page.as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium's sandbox refuses root
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    # A browser that may not write there (a snap, a sandbox) says that all went well.
    if not pdf.is_file() or not pdf.read_bytes().startswith(b"%PDF"):
        raise OSError("it ended without an error, but wrote no file that begins with %PDF")
