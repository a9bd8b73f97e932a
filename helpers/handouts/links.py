"""Where the links of a cell lead, and the pictures that it takes along."""

import base64
import hashlib
import html
import mimetypes
import os
import re
from pathlib import Path
from urllib.parse import quote, unquote

# What looks like a link in code or in mathematics is none, so these are matched first.
_KEPT = (
    r"```.*?```|~~~.*?~~~|(?P<ticks>`+)(?!`).*?(?P=ticks)"
    r"|(?<!\\)\$\$.*?\$\$|(?<![\\$])\$(?:[^$\n]|\n(?!\s*\n))+\$"
)
_LABEL = r"(?P<label>(?:\\.|[^\[\]\\\n]|\n(?!\s*\n)|\[[^\[\]]*\])*)"
_TARGET = r"(?P<target><[^>\n]*>|(?:[^()\s]|\([^()\s]*\))+)"
_LINK = re.compile(
    rf"(?P<kept>{_KEPT})"
    rf"|(?<!\\)(?P<mark>!?)\[{_LABEL}\]\({_TARGET}(?P<title>\s+\"[^\"]*\")?\s*\)"
    r"|(?P<definition>^ {0,3}\[(?!\^)[^\]]+\]:[ \t]*)(?P<defined>\S+)(?=[ \t]*(?:[\"'(].*)?$)"
    r"|(?P<tag><(?P<element>a|img)\b[^>]*>)",
    re.DOTALL | re.MULTILINE,
)
_ATTRIBUTE = re.compile(r"""\s(?P<name>href|src)\s*=\s*(?P<mark>["'])(?P<target>.*?)(?P=mark)""")


def relinked(source, lead, show=lambda target: target):
    """Markdown with lead(target) for the target of each link, show(target) for each picture.

    A link for which `lead` returns None becomes its label. Raises ValueError if it has none.
    """

    def link(match):
        if match["kept"]:
            return match[0]
        if match["tag"]:
            change = show if match["element"] == "img" else lead
            return _ATTRIBUTE.sub(lambda found: _attribute(found, change), match[0])
        if match["definition"]:
            new = lead(match["defined"])
            if new is None:
                raise ValueError(
                    f"the link to {match['defined']} leads out of the edition; "
                    "write it as [label](target), so that the label can stay"
                )
            return match["definition"] + new
        target = match["target"].removeprefix("<").removesuffix(">")
        new, label = show(target) if match["mark"] else lead(target), match["label"]
        if not match["mark"]:
            label = relinked(label, lead, show)  # it may hold a picture
        if new is None:
            return label
        new = f"<{new}>" if match["target"].startswith("<") else new
        return f"{match['mark']}[{label}]({new}{match['title'] or ''})"

    return _LINK.sub(link, source)


def _attribute(found, change):
    new = change(html.unescape(found["target"]))
    return "" if new is None else f' {found["name"]}="{html.escape(new)}"'


def leads_outside(target):
    """Whether a target is no file: an address, or a place in the same notebook."""
    return re.match(r"[a-zA-Z][\w+.-]*:|//|#", target) is not None


def destination(target, path, names, suffix):
    """Where a link of the notebook at `path` leads in an edition; None if it does not go there.

    `names` are the notebooks of the edition, {absolute path: name}; each is there as name + suffix.
    """
    if leads_outside(target):
        return target
    file, hash_, place = target.partition("#")
    file = Path(os.path.abspath(path.parent / unquote(file)))
    here = Path(names[path]).parent  # "." or "deeper", in the edition as in the course
    above = path.parent / os.path.relpath("..", here)
    if file == Path(os.path.abspath(above / "README.md")):
        return Path(os.path.relpath("index.html", here)).as_posix()
    if file not in names:
        return None
    return quote(Path(os.path.relpath(names[file] + suffix, here)).as_posix()) + hash_ + place


def with_pictures(cell, folder):
    """Markdown `cell` with the pictures of files, by their names in `folder`, pasted into it.

    Raises ValueError for a picture that is not there.
    """

    def paste(target):
        if leads_outside(target):
            return target
        kind, _ = mimetypes.guess_type(unquote(target))
        file = folder / unquote(target)
        if not (kind or "").startswith("image/") or not file.is_file():
            raise ValueError(f"{target} is no file with a picture")
        data = file.read_bytes()
        name = f"picture-{hashlib.sha256(data).hexdigest()[:8]}{file.suffix}"
        cell.setdefault("attachments", {})[name] = {kind: base64.b64encode(data).decode("ascii")}
        return f"attachment:{name}"

    cell.source = relinked(cell.source, lambda target: target, paste)
    return cell
