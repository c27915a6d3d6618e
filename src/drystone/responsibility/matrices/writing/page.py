"""The matrix as one self-contained page: no script, no address, nothing fetched."""

from __future__ import annotations

from html import escape

from drystone.responsibility.matrices.model import DUTIES, Matrix
from drystone.responsibility.matrices.reporting.style import STYLE
from drystone.responsibility.matrices.writing.table import Table, table
from drystone.responsibility.matrices.writing.texts import LEGEND


def as_html(matrix: Matrix) -> str:
    """Return the matrix as a page."""
    made = table(matrix)
    head = "".join(f'<th scope="col"><span>{_text(cell)}</span></th>' for cell in made.header)
    body = "".join(f"<tr>{''.join(_cell(made, n, text) for n, text in enumerate(row))}</tr>\n" for row in made.rows)
    title = escape(matrix.title)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>"
        f"<header><h1>Who answers for what: {title}</h1><p>{LEGEND}</p></header><main>"
        '<div class="scroll" role="region" tabindex="0" aria-label="The matrix">'
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table></div></main></body></html>\n"
    )


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _cell(made: Table, column: int, text: str) -> str:
    if column == 1:
        return f'<th scope="row">{_text(text)}</th>'
    if made.leading <= column < len(made.header) - made.trailing and text:
        letters = text.split("/")
        if all(letter in DUTIES for letter in letters):
            return "<td>" + "/".join(f'<i class="{letter}">{letter}</i>' for letter in letters) + "</td>"
    return f"<td>{_text(text)}</td>"
