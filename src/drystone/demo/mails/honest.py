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
    "colleague-unchecked": lambda: Mail(
        "Jonas Wolf <jonas.wolf@fenwick.example>",
        "Password of the printer",
        "Please confirm your details until Friday, thanks.",
        checks="dkim=none (message not signed) header.d=none; dmarc=none action=none header.from=fenwick.example",
    ),
    "service": lambda: Mail(
        "Leave Planner <no-reply@people-tool.example>",
        "Your leave was approved",
        html='<p>Log in to see it: <a href="https://fenwick.people-tool.example/leave">Open</a></p>',
        checks=passed("people-tool.example"),
    ),
    "counted-reset": lambda: Mail(
        "Tool <no-reply@tool.example>",
        "Verify your account",
        html="<p>Please verify your account: "
        '<a href="https://click.mailer.example/c/8?u=https%3A%2F%2Ftool.example%2Fv">https://tool.example/verify</a></p>',
        checks=passed("tool.example"),
    ),
    "list": lambda: Mail(
        "Kim Berg <kim@berg.example>",
        "Re: [orchards] Pruning",
        "As soon as possible, I would say.",
        checks="spf=pass smtp.mailfrom=lists.orchard.example; dkim=fail header.d=berg.example; dmarc=fail header.from=berg.example",
        more=(
            ("List-Id", "<orchards.lists.orchard.example>"),
            ("Reply-To", "orchards@lists.orchard.example"),
            ("In-Reply-To", "<1@berg.example>"),
        ),
    ),
    "answer": lambda: Mail(
        "Orders <orders@supplier.example>",
        "RE: Invoice 4711",
        "Paid, thank you.\n\nFrom: Anna Bauer <anna.bauer@fenwick.example>\nSent: Monday, 2 November 2026 09:00\n"
        "To: Orders <orders@supplier.example>\nSubject: Invoice 4711\n\nHas it arrived?",
        checks=passed("supplier.example"),
        more=(("In-Reply-To", "<4711@fenwick.example>"),),
    ),
}
