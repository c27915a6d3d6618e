"""A document as the HTML of a mail: a small structure of our own, readable at 360 px, light and dark.

Programs for mail differ in what they take. What all of them take stands in the tags; the dark theme stands in one
``style`` element, which the others leave out. Nothing is fetched: no picture, no font, and nothing that tells us that
it was opened.
"""

from __future__ import annotations

import unicodedata
from html import escape

from drystone.messages.document import Document, Item, Link

_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_DARK = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){
body,.page{background:#1c1b19!important;color:#e4e0d7!important}
h1,h2,h3{color:#f2eee5!important}
.item{background:#262522!important;border-color:#45423b!important}
.quiet{color:#b3ada0!important}
a{color:#9fd0b0!important}
h2 a,h3 a{color:#f2eee5!important}
a.first{background:#9fd0b0!important;color:#14231a!important;border-color:#9fd0b0!important}
a.more{border-color:#9fd0b0!important}
}
@media (max-width:480px){
.page{padding:8px 16px!important}
}
"""


def html(document: Document, *, footer: tuple[str, Link] | None = None) -> str:
    """Return a whole page of HTML; ``footer`` is a quiet line at its end, and the link beside it."""
    parts = [_greeting(document) if document.greets else _title(document.title)]
    parts += [_paragraph(one) for one in document.body]
    heading, number = "", 0
    for item in document.items:
        if item.heading and item.heading != heading:
            parts.append(f'<h2 style="font-size:18px;margin:24px 0 8px;color:#2e2c28">{escape(item.heading)}</h2>')
        heading = item.heading
        number += not item.aside
        level = 3 if item.heading else 2
        parts.append(_brief(item, level) if item.brief else _item(item, level, first=number == 1))
    parts.append(_after(document))
    parts.append(_fine(document.closing))
    parts += [_beside(one) for one in document.quiet]
    if footer is not None:
        words, link = footer
        parts.append(
            _quiet(f'{escape(words)} <a href="{escape(link.url)}" style="color:#2f6146">{escape(link.words)}</a>')
        )
    return _page(document, "\n".join(part for part in parts if part))


def _page(document: Document, body: str) -> str:
    language = escape(document.language)
    return f"""<!DOCTYPE html>
<html lang="{language}" dir="auto"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
<title>{escape(document.title)}</title><style>{_DARK}</style></head>
<body style="margin:0;padding:0;background:#fbfaf7;color:#2b2a27;{_FONT};font-size:16px;line-height:1.5">
<div class="page" role="article" lang="{language}" style="max-width:600px;margin:0 auto;padding:24px;\
background:#fbfaf7;color:#2b2a27;{_FONT};font-size:16px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word">
{body}
</div></body></html>
"""


def _title(text: str) -> str:
    return f'<h1 style="font-size:20px;line-height:1.3;margin:0 0 8px;color:#23221f">{escape(text)}</h1>'


def _greeting(document: Document) -> str:
    """A letter begins with a greeting; its subject stands above it already, in every program for mail."""
    style = f"font-size:16px;font-weight:normal;line-height:1.4;margin:0 0 {0 if document.body else 8}px;color:#23221f"
    return f'<h1 style="{style}">{escape(document.paragraphs[0])}</h1>'


def _paragraph(text: str) -> str:
    return f'<p style="margin:0 0 6px">{escape(text)}</p>'


def _fine(texts: tuple[str, ...]) -> str:
    """What stands at the end is small, and in one piece."""
    if not texts:
        return ""
    said = " ".join(escape(one) for one in texts)
    return f'<p class="quiet" style="font-size:13px;line-height:1.4;margin:8px 0 0;color:#5d594f">{said}</p>'


def _quiet(inner: str) -> str:
    return f'<p class="quiet" style="font-size:14px;line-height:1.5;margin:16px 0 0;color:#5d594f">{inner}</p>'


def _beside(link: Link) -> str:
    """A link after the end, as high as a thumb, and low where its words take two lines."""
    return (
        f'<p style="margin:2px 0 0;font-size:14px"><a class="line" href="{escape(link.url)}" rel="noreferrer" '
        f'style="display:inline-block;color:#2f6146;padding:12px 0;line-height:20px">{_said(link)}</a></p>'
    )


def _item(item: Item, level: int, *, first: bool) -> str:
    text = "".join(f'<p style="margin:0 0 6px">{_apart(one)}</p>' for one in item.text)
    return (
        '<div class="item" style="background:#ffffff;border:1px solid #e2ddd2;border-radius:8px;padding:10px 12px;'
        f'margin:0 0 8px;font-size:15px;line-height:1.4"><h{level} style="font-size:17px;line-height:1.3;color:#23221f;'
        f'margin:0 0 6px">{escape(item.title)}</h{level}>{text}{_acts(item.links, first=first)}</div>'
    )


def _brief(item: Item, level: int) -> str:
    """A thing that stands after the first: its title leads to it, its acts stand in one line, as high as a thumb."""
    title = escape(item.title)
    if item.links:
        url = escape(item.links[0].url)
        title = f'<a href="{url}" rel="noreferrer" style="color:#23221f;padding:6px 0">{title}</a>'
    text = _apart(" · ".join(item.text))
    links = " ".join(_line(link) for link in item.links[1:])
    return (
        f'<div class="brief" style="padding:4px 0 0"><h{level} style="font-size:16px;line-height:1.3;margin:0 0 2px">'
        f'{title}</h{level}><p class="quiet" style="font-size:14px;line-height:1.35;margin:0;color:#5d594f">{text}</p>'
        f'<p style="margin:0;font-size:15px">{links}</p></div>'
    )


def _apart(text: str) -> str:
    """Keep the facts of a line in their order where one is written from right to left, as somebody's device may be."""
    if not any(unicodedata.bidirectional(one) in {"R", "AL"} for one in text):
        return escape(text)
    return " · ".join(f"<bdi>{escape(one)}</bdi>" for one in text.split(" · "))


def _acts(links: tuple[Link, ...], *, first: bool) -> str:
    """The first is what is best done; the others stand beside it in a line, as high as a thumb, so that many fit."""
    if not links:
        return ""
    made = [_button(links[0], first=True) if first else _line(links[0]), *(_line(link) for link in links[1:])]
    return f'<p style="margin:{8 if first else 0}px 0 0">{" ".join(made)}</p>'


def _line(link: Link) -> str:
    return (
        f'<a class="line" href="{escape(link.url)}" rel="noreferrer" style="display:inline-block;color:#2f6146;'
        f'padding:10px 12px 10px 0;line-height:24px">{_said(link)}</a>'
    )


def _said(link: Link) -> str:
    return escape(link.short or link.words)


def _after(document: Document) -> str:
    """The links of the whole. Where an item has the one button, they stand in lines: there is one next step."""
    if not document.links:
        return ""
    if any(item.links for item in document.items):
        return "".join(f'<p style="margin:0">{_line(link)}</p>' for link in document.links)
    made = [_button(link, first=number == 0) for number, link in enumerate(document.links)]
    return "".join(f'<p style="margin:{12 if number == 0 else 8}px 0 0">{one}</p>' for number, one in enumerate(made))


def _button(link: Link, *, first: bool) -> str:
    colours = "background:#2f6146;color:#ffffff" if first else "background:transparent;color:#2f6146"
    return (
        f'<a class="button {"first" if first else "more"}" href="{escape(link.url)}" rel="noreferrer" '
        f'style="display:inline-block;{colours};border:1px solid #2f6146;border-radius:6px;padding:9px 14px;margin:0;'
        f'margin-right:10px;line-height:24px;font-size:16px;text-decoration:none">{_said(link)}</a>'
    )
