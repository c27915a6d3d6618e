"""What attackers send: one made-up mail for each way, with the sign that must be seen in it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from drystone.demo.mails import contents
from drystone.demo.mails.making import BOSS, READER, File, Mail, failed, passed

EVIL = "evil.test"
_SIGN_IN = "<p>Your password will expire today. Please verify your account:</p>"


@dataclass(frozen=True, slots=True)
class Attack:
    """One way of attacking. ``head`` tells that its sign stands in the headers, which an inline forward loses."""

    name: str
    make: Callable[[], Mail]
    sign: str
    head: bool = False


def _page(link: str, shown: str = "Sign in", sender: str = f"IT service <it@{EVIL}>", **more: str) -> Mail:
    checks = more.get("checks", passed(sender.rpartition("@")[2].rstrip(">")))
    html = f'<html><body>{_SIGN_IN}<a href="{link}">{shown}</a></body></html>'
    return Mail(sender, more.get("subject", "Your password expires today"), html=html, checks=checks)


def _carrying(file: File, text: str = "Please see attached.", **more: str) -> Mail:
    sender = more.get("sender", f"Accounts <accounts@{EVIL}>")
    return Mail(sender, more.get("subject", "Document"), text, files=(file,), checks=passed(EVIL))


def _inside(link: str) -> str:
    return base64.b64encode(link.encode()).decode()


def _lock() -> Mail:
    data = contents.locked("invoice.js", contents.SCRIPT, "4711")
    return _carrying(File("invoice.zip", "application/zip", data), "The archive password is: 4711")


ATTACKS: tuple[Attack, ...] = (
    Attack("letters", lambda: _page("https://fenwlck.example/login", sender="IT <it@fenwlck.example>"), "lookalike-letters"),
    Attack("cyrillic", lambda: _page("https://xn--fnwick-3of.example/"), "lookalike-letters"),
    Attack("spelling", lambda: _page("https://fenwcik.example/"), "lookalike-spelling"),
    Attack("words", lambda: _page("https://fenwick-login.test/", sender="IT <it@fenwick-login.test>"), "lookalike-words"),
    Attack("suffix", lambda: _page("https://portal.fenwick.test/", sender="IT <it@fenwick.test>"), "lookalike-suffix"),
    Attack("subdomain", lambda: _page(f"https://fenwick.example.{EVIL}/login"), "lookalike-subdomain"),
    Attack("boss", lambda: Mail(f"{BOSS} <director@freemail.test>", "Quick question", "Are you available? I need gift cards "
           "for a client, please keep this confidential.", checks=passed("freemail.test")), "name-of-colleague"),
    Attack("boss-german", lambda: Mail(f"{BOSS} <director@freemail.test>", "Dringend", "Sind Sie gerade am Platz? Bitte "
           "behandeln Sie das vertraulich und kaufen Sie Gutscheinkarten.", checks=passed("freemail.test")), "wants-gift-cards"),
    Attack("shown-address", lambda: Mail(f'"mira@fenwick.example" <x@{EVIL}>', "Payment", "Please make the payment today.",
           checks=passed(EVIL)), "name-is-ours"),
    Attack("before-the-at", lambda: Mail(f'IT <"it@fenwick.example"@{EVIL}>', "Sign in", "Please sign in to your account.",
           checks=passed(EVIL)), "ours-before-the-at"),
    Attack("bank", lambda: Mail("Orders <orders@supplier.example>", "Re: Invoice 4711", "Please note our new bank details. "
           "Arrange the payment to the new account.", checks=passed("supplier.example"),
           more=(("Reply-To", "orders.supplier@freemail.test"),)), "reply-free-mail", head=True),
    Attack("our-name", lambda: Mail("Payroll <payroll@fenwick.example>", "Salary", "Please confirm your account details.",
           checks=failed("fenwick.example")), "ours-not-proven", head=True),
    Attack("other-text", lambda: _page(f"https://{EVIL}/login", "https://portal.fenwick.example/login"), "shows-ours"),
    Attack("user-in-link", lambda: _page(f"https://portal.fenwick.example@{EVIL}/"), "before-the-at"),
    Attack("number", lambda: _page("http://3405803785/login"), "disguised-number"),
    Attack("octal", lambda: _page("http://0313.0.0161.011/"), "disguised-number"),
    Attack("backslash", lambda: _page(f"https:\\\\{EVIL}\\login"), "obfuscated"),
    Attack("line-end", lambda: _page(f"ht&#10;tps://{EVIL}/lo&#9;gin"), "obfuscated"),
    Attack("entities", lambda: _page("&#104;ttps&#58;//www.fenwick&#46;example&#64;evil&#46;test/"), "before-the-at"),
    Attack("redirect", lambda: _page(f"https://search.example/url?q=https%3A%2F%2Fportal-fenwick.test%2F{_inside('x')}"),
           "redirected"),
    Attack("short", lambda: _page("https://short.test/3xY"), "shortened"),
    Attack("whole-page", lambda: _page(f"data:text/html;base64,{_inside('<script>1</script>')}"), "page-in-link"),
    Attack("share", lambda: _page(f"file://{EVIL}/share/document.docx"), "file-share-link"),
    Attack("prefilled", lambda: _page(f"https://pages.test/login#{READER}"), "names-recipient"),
    Attack("code", lambda: Mail(f"IT <it@{EVIL}>", "Action required", "Your second factor must be renewed. Scan the code.",
           files=(File("code.png", "image/png", contents.code(f"https://{EVIL}/mfa"), inline=True),), checks=passed(EVIL)),
           "link-in-code"),
    Attack("code-in-page", lambda: Mail(f"IT <it@{EVIL}>", "Action required", html="<p>Verify your account by scanning:</p>"
           f'<img src="data:image/png;base64,{base64.b64encode(contents.code(f"https://{EVIL}/m")).decode()}">',
           checks=passed(EVIL)), "link-in-code"),
    Attack("form", lambda: _carrying(File("message.html", "text/html", contents.sign_in_page(f"https://{EVIL}/p"))),
           "password-field"),
    Attack("smuggled", lambda: _carrying(File("document.html", "text/html", contents.smuggling_page())), "smuggled-file"),
    Attack("program", lambda: _carrying(File("invoice.pdf.exe", "application/pdf", contents.PROGRAM)), "name-hides-ending"),
    Attack("script-in-archive", lambda: _carrying(File("scan.zip", "application/zip",
           contents.packed(scan__pdf__js=contents.SCRIPT))), "archive-holds-runnable"),
    Attack("locked", _lock, "gives-password"),
    Attack("turned-name", lambda: _carrying(File("invoice\u202efdp.js", "application/octet-stream", contents.SCRIPT)),
           "name-runs-backwards"),
    Attack("shortcut", lambda: _carrying(File("report.zip", "application/zip",
           contents.packed(report__lnk=contents.SHORTCUT))), "archive-holds-runnable"),
    Attack("internet-shortcut", lambda: _carrying(File("open.url", "application/octet-stream", contents.INTERNET_SHORTCUT)),
           "points-elsewhere"),
    Attack("template", lambda: _carrying(File("figures.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml"
           ".document", contents.document(f"https://{EVIL}/t.dotm"))), "template-from-elsewhere"),
    Attack("pdf-script", lambda: _carrying(File("invoice.pdf", "application/pdf", contents.pdf(script=True))), "pdf-script"),
    Attack("pdf-link", lambda: _carrying(File("notice.pdf", "application/pdf", contents.pdf(f"https://fenwick.example.{EVIL}/"))),
           "lookalike-subdomain"),
    Attack("invitation", lambda: _carrying(File("invite.ics", "text/calendar",
           contents.invitation(f"https://fenwick.example.{EVIL}/s", f"hr@{EVIL}"))), "lookalike-subdomain"),
    Attack("profile", lambda: _carrying(File("mail.mobileconfig", "application/x-apple-aspen-config", contents.profile()),
           "Install this to update your mail."), "profile-root-certificate"),
    Attack("cut-words", lambda: Mail(f"IT <it@{EVIL}>", "Notice", html="<p>Your pa\u200bss\u200bwo\u200brd has ex\u200bpi\u200bred,"
           ' sign in to keep it.</p><a href="https://pages.test/a">Keep</a>', checks=passed(EVIL)), "zero-width"),
    Attack("telephone", lambda: Mail("Billing <renewal@freemail.test>", "Invoice 88", "You were charged 499. If you did not "
           "authorise this, to cancel call +1 800 555 0100.", checks=passed("freemail.test"),
           more=(("Reply-To", f"x@{EVIL}"),)), "wants-a-call"),
)  # fmt: skip
