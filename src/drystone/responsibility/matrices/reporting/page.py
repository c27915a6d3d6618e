"""A report as one self-contained page: no script, no address, nothing fetched; light and dark, phone, desk and print.

The matrix stands in it with its findings at their places, so that the page can be sent around on its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from drystone.lib.text import plural
from drystone.responsibility.matrices.linting import Finding, Report
from drystone.responsibility.matrices.model import Cell, Matrix, Role, Row
from drystone.responsibility.matrices.reporting.style import STYLE
from drystone.responsibility.matrices.rules.catalogue import RULES

_HEADS = {"error": "To settle first", "warning": "Worth a talk", "info": "To know"}
_COUNTED = {"error": ("to settle first", "to settle first"), "warning": ("worth a talk",) * 2, "info": ("to know",) * 2}
_MEANING = {
    "R": "does it",
    "A": "answers for it",
    "C": "is asked before",
    "I": "is told after",
    "S": "supports",
    "V": "verifies",
}
_SHOWN = 12


def as_html(report: Report) -> str:
    """Return the report as a page."""
    title = report.reading.matrices[0].title or report.reading.path
    return "".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>{escape(title)}: what a careful reader would ask</title><style>{STYLE}</style></head><body>",
            _header(report, title),
            "<main>",
            *(_matrix(matrix, report) for matrix in report.reading.matrices),
            _findings(report),
            _excused(report.excused),
            "</main>",
            "<footer><p>Made by <code>drystone matrix lint</code>. It read what the file shows and calculated "
            "nothing; what was "
            "agreed at the table it cannot know. Rules can be tuned or excused with a "
            "reason.</p></footer></body></html>\n",
        )
    )


def _header(report: Report, title: str) -> str:
    rows = sum(len(matrix.rows) for matrix in report.reading.matrices)
    roles = sum(len(matrix.roles) for matrix in report.reading.matrices)
    what = f"{plural(rows, 'activity', 'activities')}, {plural(roles, 'role')}"
    sound = _sound(report)
    return (
        f'<header><p class="over">Responsibility matrix, read by careful rules</p><h1>{escape(title)}</h1>'
        f'<p class="file">{escape(_file(report))} · {what} · {report.as_of.date().isoformat()}</p>'
        f'<p class="lead">{_lead(report)}</p><ul class="tiles">'
        f"<li><b>{sound} of {rows}</b><span>activities have one who answers and one who does</span></li>"
        + "".join(
            f'<li class="{severity}"><b>{report.count(severity)}</b><span>{_COUNTED[severity][0]}</span></li>'
            for severity in ("error", "warning", "info")
        )
        + "</ul></header>"
    )


def _file(report: Report) -> str:
    """Return the file's name alone: where it lies is nobody's business once the page is sent around."""
    return report.reading.path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _sound(report: Report) -> int:
    return sum(
        len(row.holders("A")) == 1 and bool(row.holders("R"))
        for matrix in report.reading.matrices
        for row in matrix.rows
    )


def _lead(report: Report) -> str:
    first, second = report.count("error"), report.count("warning")
    if not report.findings:
        return "Nothing to ask: every activity has one position that answers for it and at least one that does it."
    if not first:
        return f"Nothing that must be settled first; {plural(second, 'question')} for the next conversation."
    return f"{plural(first, 'thing')} to settle first: the agenda for a short meeting, not anybody's mistake."


def _findings(report: Report) -> str:
    parts = []
    for severity, head in _HEADS.items():
        found = [finding for finding in report.findings if finding.severity == severity]
        if found:
            groups = "".join(
                _group(rule, [f for f in found if f.rule == rule]) for rule in dict.fromkeys(f.rule for f in found)
            )
            parts.append(f'<section><h2 class="{severity}">{head}</h2>{groups}</section>')
    return "".join(parts)


def _group(name: str, found: Sequence[Finding]) -> str:
    rule = RULES[name]
    shown, rest = found[:_SHOWN], found[_SHOWN:]
    more = f"<details><summary>{len(rest)} more</summary><ul>{_items(rest)}</ul></details>" if rest else ""
    count = f' <span class="count">{len(found)}</span>' if len(found) > 1 else ""
    return (
        f'<article class="{found[0].severity}"><h3>{escape(rule.title)}{count}</h3><p '
        f'class="why">{escape(rule.why)}</p>'
        f'<ul>{_items(shown)}</ul>{more}<p class="source"><code>{escape(name)}</code> · '
        f"{escape(rule.source)}</p></article>"
    )


def _items(found: Iterable[Finding]) -> str:
    return "".join(
        f'<li><span class="place">{escape(str(finding.spot))}</span>'
        + (f"<strong>{escape(finding.activity)}</strong> " if finding.activity else "")
        + f"{escape(finding.text)}{_source(finding)}{_measures(finding)}</li>"
        for finding in found
    )


def _source(finding: Finding) -> str:
    """Where a profile says more exactly than its rule where something is from."""
    return "" if finding.source == RULES[finding.rule].source else f" <small>{escape(finding.source)}</small>"


def _measures(finding: Finding) -> str:
    if not finding.measures:
        return ""
    items = "".join(
        f"<li><strong>{escape(one.state)}</strong> {escape(one.words)} <small>{escape(one.source)}</small></li>"
        for one in finding.measures
    )
    return f"<p>In a small team, one of these makes up for it:</p><ul>{items}</ul>"


def _matrix(matrix: Matrix, report: Report) -> str:
    marked: dict[str, str] = {}
    for finding in reversed(report.findings):
        if finding.severity in ("error", "warning"):
            marked[str(finding.spot)] = f"{finding.severity}\0{finding.text}"
    head = "".join(_column(role, marked) for role in matrix.roles)
    used = [duty for duty in _MEANING if any(duty in cell.duties for _, _, cell in matrix.letters())]
    legend = " ".join(f'<span><i class="{duty}">{duty}</i> {_MEANING[duty]}</span>' for duty in used)
    counts = "".join(f"<td>{_count(matrix, number)}</td>" for number in range(len(matrix.roles)))
    return (
        f'<section><h2>{escape(matrix.title or "The matrix")}</h2><p class="legend">{legend}</p>'
        '<div class="scroll" role="region" tabindex="0" aria-label="The matrix"><table><thead><tr><th '
        'scope="col">Activity</th>'
        f"{head}</tr></thead><tbody>{_body(matrix, marked)}</tbody>"
        f'<tfoot><tr><th scope="row">Answers for · does</th>{counts}</tr></tfoot></table></div></section>'
    )


def _column(role: Role, marked: dict[str, str]) -> str:
    severity = marked.get(str(role.spot), "").partition("\0")[0]
    return f'<th scope="col" class="{severity}"><span>{escape(role.name)}</span></th>'


def _count(matrix: Matrix, number: int) -> str:
    held = [row.cells[number].duties for row in matrix.rows if number in row.cells]
    return f"{sum('A' in duties for duties in held)} · {sum('R' in duties for duties in held)}"


def _body(matrix: Matrix, marked: dict[str, str]) -> str:
    parts, group = [], ""
    for row in matrix.rows:
        if row.group and row.group != group:
            parts.append(
                f'<tr class="group"><th colspan="{len(matrix.roles) + 1}" '
                f'scope="colgroup">{escape(row.group)}</th></tr>'
            )
        group = row.group
        parts.append(f"<tr>{_name(row, marked)}{''.join(_cell(row, n, marked) for n in range(len(matrix.roles)))}</tr>")
    return "".join(parts)


def _name(row: Row, marked: dict[str, str]) -> str:
    severity, _, text = marked.get(str(row.spot), "").partition("\0")
    note = f'<small class="{severity}">{escape(text)}</small>' if text else ""
    return f'<th scope="row">{escape(row.name)}{note}</th>'


def _cell(row: Row, number: int, marked: dict[str, str]) -> str:
    cell = row.cells.get(number)
    if cell is None:
        return "<td></td>"
    severity = marked.get(str(cell.spot), "").partition("\0")[0]
    return f'<td class="{severity}">{_letters(cell)}</td>'


def _letters(cell: Cell) -> str:
    if not cell.duties:
        return f'<i class="odd">{escape(cell.written[:24])}</i>'
    return "".join(f'<i class="{duty}" title="{_MEANING[duty]}">{duty}</i>' for duty in cell.duties)


def _excused(found: Sequence[Finding]) -> str:
    if not found:
        return ""
    items = "".join(
        f'<li><span class="place">{escape(str(f.spot))}</span>{escape(f.activity or f.role)} '
        f"<code>{escape(f.rule)}</code>: "
        f"{escape(f.excuse)}</li>"
        for f in found
    )
    return f"<section><h2>Accepted, with a reason</h2><article><ul>{items}</ul></article></section>"
