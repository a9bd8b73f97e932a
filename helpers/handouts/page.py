"""A notebook as a web page that asks nobody for anything: nbconvert writes it, math-core turns the
mathematics into MathML, which browsers draw by themselves.
"""

from pathlib import Path

from jinja2 import pass_context
from math_core import LatexError, LatexToMathML
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

# `annotation`: the LaTeX travels along, for those who copy a formula. SymPy writes \substack.
_CONVERTER = LatexToMathML(annotation=True, macros={"substack": "{#1}"})


class BadFormula(ValueError):
    """A formula that cannot be shown, with the cell that holds it."""


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
        renderer = _MathMLRenderer(context["cell"].id, escape=False, exclude_anchor_links=True)
        return MarkdownWithMath(renderer=renderer).render(source)

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


def _mathml(latex, display, cell_id):
    try:
        return _CONVERTER.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise BadFormula(f"cell {cell_id}: {latex.strip()} cannot be shown: {error}") from None
