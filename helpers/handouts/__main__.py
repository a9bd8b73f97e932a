"""The command line of `python -m helpers.handouts`."""

import argparse
import sys
from pathlib import Path

from helpers import chapters
from helpers.handouts.editions import EDITIONS
from helpers.handouts.pdf import find_browser
from helpers.refresh import NOTEBOOKS, outside_a_checkout, print_what_a_terminal_lacks


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="python -m helpers.handouts",
        description="Write the course as a teacher hands it out: as notebooks, pages and PDFs.",
    )
    parser.add_argument("notebooks", nargs="*", type=Path, help="which notebooks (default: all)")
    parser.add_argument("--edition", choices=EDITIONS, help="which edition (default: both)")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("handouts"),
        help="into which folder (default: handouts)",
    )
    parser.add_argument("--no-pdf", action="store_true", help="notebooks and pages only")
    return parser.parse_args(arguments)


def main(arguments=None):
    """Write the editions that are asked for; returns the exit status."""
    print_what_a_terminal_lacks()
    options = _options(arguments)
    if outside_a_checkout():
        print(outside_a_checkout(), file=sys.stderr)
        return 2
    try:
        from helpers.handouts.folder import HandoutError, write_edition
    except ModuleNotFoundError as error:
        print(f"{error.name} is missing: pip install -e '.[handouts]'", file=sys.stderr)
        return 1

    paths = options.notebooks or chapters.notebooks(NOTEBOOKS)
    browser = None if options.no_pdf else find_browser()
    if browser is None and not options.no_pdf:
        print("no PDFs: neither Chromium nor Chrome nor Edge was found")
    try:
        for edition in [options.edition] if options.edition else EDITIONS:
            write_edition(edition, paths, options.output.resolve(), browser)
    except HandoutError as error:
        print(f"not written: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted; what was there before is as it was", file=sys.stderr)
        return 130
    print(f"open {options.output / (options.edition or 'student') / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
