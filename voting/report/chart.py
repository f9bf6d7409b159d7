"""A chart of horizontal bars as SVG: one picture for pages, PDF and DOCX, beside a table with its figures."""

from html import escape

from voting.report.document import Chart, printable

WIDTH, LINE, NAME, BAR = 680, 30, 240, 330
"""In units of the picture: its width, the height of a bar's line, the width of the names, the length of the
longest bar."""
LONGEST_NAME = 32
COLOURS = {"bar": "#1d5c4d", "ground": "#e2efe9", "text": "#1c2b27"}


def bar_chart(chart: Chart) -> str:
    """The picture as SVG, with colours that a page's style sheet may replace by class."""
    height = LINE * len(chart.bars) + 8
    longest = max((value for _, value, _ in chart.bars if value is not None), default=0) or 1
    lines = [
        _line(4 + LINE * place, name, value, written, longest)
        for place, (name, value, written) in enumerate(chart.bars)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-label="{_text(chart.description)}" '
        f'font-family="Libertinus Serif" font-size="16">{"".join(lines)}</svg>'
    )


def _line(top: int, name: str, value: float | None, written: str, longest: float) -> str:
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
    width = round(BAR * (value or 0) / longest, 1)
    base = top + LINE // 2 + 5
    return (
        f'<text class="chart-text" x="{NAME - 10}" y="{base}" text-anchor="end" '
        f'fill="{COLOURS["text"]}">{_text(short)}</text>'
        f'<rect class="chart-ground" x="{NAME}" y="{top + 5}" width="{BAR}" height="{LINE - 10}" '
        f'fill="{COLOURS["ground"]}"/>'
        f'<rect class="chart-bar" x="{NAME}" y="{top + 5}" width="{width}" height="{LINE - 10}" '
        f'fill="{COLOURS["bar"]}"/>'
        f'<text class="chart-text" x="{NAME + BAR + 8}" y="{base}" fill="{COLOURS["text"]}">'
        f"{_text(written)}</text>"
    )


def _text(text: str) -> str:
    return escape(printable(text))
