"""What honest people and firms send. Triage must never call it likely harmful."""

from __future__ import annotations

from collections.abc import Callable

from drystone.demo.mails import contents
from drystone.demo.mails.making import File, Mail, passed

_NEWS = (
    '<html><body><div style="display:none">This month: apples, pears and plums</div><h1>News from the orchard</h1>'
    '<p>Read the <a href="https://click.orchard.example/c?id=88">whole story</a> as soon as possible.</p>'
    '<img src="https://click.orchard.example/o.gif" width="1" height="1">'
    '<p><a href="https://orchard.example/leave">Unsubscribe</a></p></body></html>'
)

HONEST: dict[str, Callable[[], Mail]] = {
    "colleague": lambda: Mail(
        "Jonas Wolf <jonas.wolf@fenwick.example>",
        "Lunch on Friday",
        "Shall we meet at noon? The menu: https://intranet.fenwick.example/menu",
        checks=passed("fenwick.example"),
    ),
    "colleague-with-file": lambda: Mail(
        "Jonas Wolf <jonas.wolf@fenwick.example>",
        "Minutes",
        "The minutes of today.",
        files=(File("minutes.pdf", "application/pdf", contents.pdf(text="Minutes")),),
        checks=passed("fenwick.example"),
    ),
    "supplier": lambda: Mail(
        "Orders <orders@supplier.example>",
        "Invoice 4711",
        "Please find the invoice attached. Payment within 30 days to the account that you know.",
        files=(File("invoice-4711.pdf", "application/pdf", contents.pdf(text="Invoice 4711")),),
        checks=passed("supplier.example"),
    ),
    "newsletter": lambda: Mail(
        "Orchard News <news@orchard.example>",
        "News from the orchard",
        html=_NEWS,
        checks=passed("orchard.example"),
        more=(("List-Unsubscribe", "<https://orchard.example/leave>"), ("List-Id", "<news.orchard.example>")),
    ),
    "appointment": lambda: Mail(
        "Dentist <office@dentist.example>",
        "Your appointment",
        "See you on Tuesday.",
        files=(
            File(
                "visit.ics",
                "text/calendar",
                contents.invitation("https://dentist.example/map", "office@dentist.example"),
            ),
        ),
        checks=passed("dentist.example"),
    ),
    "password-reset": lambda: Mail(
        "Tool <no-reply@tool.example>",
        "Reset your password",
        "Somebody asked to reset your password. If it was you: https://tool.example/reset/abc",
        checks=passed("tool.example"),
    ),
    "private": lambda: Mail(
        "Aunt Erna <erna@freemail.test>",
        "Sunday",
        "Are you coming on Sunday? Love, Erna",
        checks=passed("freemail.test"),
    ),
}
