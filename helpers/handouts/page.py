"""A notebook as a web page that asks nobody for anything: nbconvert writes it, math-core turns the
mathematics into MathML, which browsers draw by themselves.
"""

import html
import re
from pathlib import Path
from urllib.parse import unquote

from jinja2 import pass_context
from math_core import LatexError, LatexToMathML
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

# `annotation`: the LaTeX travels along, for those who copy a formula. SymPy writes \substack.
_CONVERTER = LatexToMathML(annotation=True, macros={"substack": "{#1}"})


class BadCell(ValueError):
    """What cannot be shown, with the cell that holds it."""


class Page(HTMLExporter):
    """Exports a notebook to one self-contained HTML file; see templates/handout."""

    def __init__(self, **options):
        config = Config()
        config.TemplateExporter.exclude_input_prompt = True
        config.TemplateExporter.exclude_output_prompt = True
        config.CSSHTMLHeaderPreprocessor.style = "bw"
        super().__init__(
            config=config,
            template_name="handout",
            extra_template_basedirs=[str(Path(__file__).parent / "templates")],
            **options,
        )

    @pass_context
    def markdown2html(self, context, source):
        """Markdown to HTML, with MathML in place of LaTeX."""
        cell = context["cell"]
        renderer = _MathMLRenderer(cell.id, escape=False, attachments=cell.get("attachments"))
        try:
            return MarkdownWithMath(renderer=renderer).render(source)
        except InvalidNotebook as error:
            raise BadCell(f"cell {cell.id}: {error}") from None

    @pass_context
    def latex2mathml(self, context, source):
        """What SymPy shows, $\\displaystyle ...$, to MathML."""
        return _mathml(source.strip("$ \n"), True, context["cell"].id)

    def default_filters(self):
        """nbconvert's filters, and ours."""
        yield from super().default_filters()
        yield ("markdown2html", self.markdown2html)
        yield ("latex2mathml", self.latex2mathml)


class _MathMLRenderer(IPythonRenderer):
    def __init__(self, cell_id, **options):
        super().__init__(**options)
        self.cell_id = cell_id

    def block_math(self, body):
        return _mathml(body, True, self.cell_id)

    def inline_math(self, body):
        return _mathml(body, False, self.cell_id)

    def latex_environment(self, name, body):
        return _mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", True, self.cell_id)

    def heading(self, text, level, **attributes):
        # What a link calls it, as in JupyterLab.
        place = re.sub(r"\s", "-", html.unescape(re.sub(r"<[^>]*>", "", text)))
        return f'<h{level} id="{html.escape(place)}">{text}</h{level}>\n'

    def image(self, text, url, title=None):
        return super().image(text, _unquoted(url), title)

    def block_html(self, html):
        return super().block_html(self._with_attachments(html))

    def inline_html(self, html):
        return super().inline_html(self._with_attachments(html))

    def _with_attachments(self, html):
        """HTML with what <img src="attachment:..."> names in its place."""
        return re.sub(
            r"""(?<=src=["'])attachment:[^"']+""",
            lambda found: self._embed_image_or_attachment(_unquoted(found[0])),
            html,
        )


def _unquoted(url):
    """An attachment's name as it is stored: Markdown writes %20 for a space."""
    return unquote(url) if url.startswith("attachment:") else url


def _mathml(latex, display, cell_id):
    try:
        return _CONVERTER.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise BadCell(f"cell {cell_id}: {latex.strip()} cannot be shown: {error}") from None
