"""What the receiving server wrote is read as it is really written, and believed only where it may be."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drystone.triage import mime
from drystone.triage.authentication import again, results, spf, verdicts
from drystone.triage.authentication.verdicts import Verdict
from drystone.triage.collecting import Gathered
from drystone.triage.options import Options

MICROSOFT = (
    "spf=pass (sender IP is 203.0.113.4)\n smtp.mailfrom=foo-bar.example; dkim=pass (signature was verified)\n"
    " header.d=foo-bar.example;dmarc=pass action=none\n header.from=foo-bar.example;compauth=pass reason=100"
)


def test_lines_without_a_name_are_read_too() -> None:
    said = results.parse(MICROSOFT)
    assert said.by == ""
    assert [(one.method, one.result, one.domain()) for one in said.results] == [
        ("spf", "pass", "foo-bar.example"),
        ("dkim", "pass", "foo-bar.example"),
        ("dmarc", "pass", "foo-bar.example"),
        ("compauth", "pass", ""),
    ]


@pytest.mark.parametrize(
    ("value", "by", "told"),
    [
        ("mx.test; spf=fail smtp.mailfrom=a@b.test", "mx.test", [("spf", "fail")]),
        ("mx.test 1; none", "mx.test", []),
        ("mx.test (a; spf=pass (nested)); dkim=fail (bad; dkim=pass)", "mx.test", [("dkim", "fail")]),
        ('mx.test; dkim=pass reason="x; spf=pass" header.d=b.test', "mx.test", [("dkim", "pass")]),
        ("mx.test; spf / 1 = softfail", "mx.test", [("spf", "softfail")]),
        ("mx.test; spf=unheard-of", "mx.test", []),
        ("", "", []),
    ],
)
def test_comments_and_quotation_marks_hide_nothing(value: str, by: str, told: list[tuple[str, str]]) -> None:
    said = results.parse(value)
    assert (said.by, [(one.method, one.result) for one in said.results]) == (by, told)


@given(st.text(alphabet='mx.;=()"\\ spfpassdkim/-', max_size=200))
def test_no_line_is_too_odd(value: str) -> None:
    results.parse(value)
    results.parse_arc(value)
    results.parse_received_spf(value)


def judged(head: str, sender: str = "a.test", **more: object) -> tuple[Verdict, set[str]]:
    data = head.encode()
    headers = mime.heading(data, (0, len(data)), mime.Splitting(), message=True)[0]
    signs = Gathered()
    verdict = verdicts.judge(headers, sender, Options(**more), signs, "0")  # type: ignore[arg-type]
    return verdict, {one.kind for one in signs.all()}


FORGED = (
    "Authentication-Results: mx.ours.test; spf=fail smtp.mailfrom=a.test; dmarc=fail header.from=a.test\n"
    "Received: from x by mx.ours.test; Mon, 2 Nov 2026 08:00:00 +0000\n"
    "Authentication-Results: mx.evil.test; dmarc=pass header.from=a.test\n"
)


def test_a_line_of_a_server_that_is_not_ours_is_not_believed() -> None:
    verdict, kinds = judged(FORGED, receivers=("mx.ours.test",))
    assert (verdict.source, verdict.result("dmarc"), verdict.proven) == ("named", "fail", "")
    assert "dmarc-failed" in kinds
    assert judged(FORGED, receivers=("mx.other.test",))[0].source == "topmost"


def test_who_said_it_is_told_where_nobody_was_named() -> None:
    verdict, kinds = judged(FORGED)
    assert (verdict.source, verdict.by) == ("topmost", "mx.ours.test")
    assert "checked-by-unknown" in kinds


def test_a_forged_line_beside_the_true_one_is_a_contradiction() -> None:
    head = (
        "Authentication-Results: mx.ours.test; spf=fail smtp.mailfrom=a.test\n"
        "Authentication-Results: mx.ours.test; spf=pass smtp.mailfrom=a.test\n"
    )
    verdict, kinds = judged(head, receivers=("mx.ours.test",))
    assert "checks-contradict" in kinds
    assert verdict.result("spf") == "fail"


@pytest.mark.parametrize(
    ("line", "proven"),
    [
        ("spf=pass smtp.mailfrom=bounce.foo-bar.co.uk", True),
        ("dkim=pass header.d=foo-bar.co.uk", True),
        ("dkim=pass header.i=@news.foo-bar.co.uk", True),
        ("spf=pass smtp.mailfrom=bar.co.uk", False),
        ("dkim=pass header.d=co.uk", False),
        ("dmarc=pass header.from=foo-bar.co.uk", True),
        ("dmarc=fail header.from=foo-bar.co.uk; spf=pass smtp.mailfrom=foo-bar.co.uk", False),
    ],
)
def test_a_result_counts_only_for_whom_people_see(line: str, proven: bool) -> None:
    verdict, _ = judged(f"Authentication-Results: mx.ours.test; {line}\n", "mail.foo-bar.co.uk")
    assert bool(verdict.proven) is proven


@pytest.mark.parametrize(("line", "told"), [("spf=fail", "ours-not-proven"), ("spf=none", "ours-not-checked")])
def test_our_own_name_that_nobody_proved_is_told(line: str, told: str) -> None:
    _, kinds = judged(f"Authentication-Results: mx.ours.test; {line}\n", "ours.test", domains=("ours.test",))
    assert told in kinds


def test_a_signature_over_a_part_of_the_body_is_told() -> None:
    _, kinds = judged("DKIM-Signature: v=1; d=a.test; l=10; b=x\n")
    assert "partly-signed" in kinds


class Book:
    """A resolver that knows only what is written here, and remembers what it was asked."""

    def __init__(self, records: Mapping[tuple[str, str], Sequence[str]]) -> None:
        self.records = records
        self.asked: list[tuple[str, str]] = []

    def ask(self, name: str, kind: str) -> Sequence[str]:
        self.asked.append((name, kind))
        if name == "slow.test":
            raise TimeoutError
        return self.records.get((name, kind), [])


RECORDS = {
    ("a.test", "TXT"): ["other", "v=spf1 ip4:203.0.113.0/24 include:b.test mx ~all"],
    ("b.test", "TXT"): ["v=spf1 a:host.b.test ip6:2001:db8::/32 -all"],
    ("host.b.test", "A"): ["198.51.100.7"],
    ("a.test", "MX"): ["mx.a.test"],
    ("mx.a.test", "A"): ["192.0.2.1"],
    ("two.test", "TXT"): ["v=spf1 -all", "v=spf1 +all"],
    ("loop.test", "TXT"): ["v=spf1 include:loop.test -all"],
    ("gone.test", "TXT"): ["v=spf1 include:nothing.test -all"],
    ("redirect.test", "TXT"): ["v=spf1 redirect=a.test"],
    ("macro.test", "TXT"): ["v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all"],
    ("9.113.0.203.in-addr._spf.macro.test", "A"): ["127.0.0.2"],
    ("odd.test", "TXT"): ["v=spf1 unheard:of -all"],
    ("late.test", "TXT"): ["v=spf1 include:slow.test -all"],
    ("plain.test", "TXT"): ["v=spf1 ?all"],
    ("empty.test", "TXT"): ["v=spf1 a:1.test a:2.test a:3.test -all"],
}


@pytest.mark.parametrize(
    ("address", "domain", "result"),
    [
        ("203.0.113.9", "a.test", "pass"),
        ("198.51.100.7", "a.test", "pass"),
        ("2001:db8::5", "a.test", "pass"),
        ("192.0.2.1", "a.test", "pass"),
        ("192.0.2.2", "a.test", "softfail"),
        ("198.51.100.8", "b.test", "fail"),
        ("192.0.2.2", "nothing.test", "none"),
        ("192.0.2.2", "two.test", "permerror"),
        ("192.0.2.2", "loop.test", "permerror"),
        ("192.0.2.2", "gone.test", "permerror"),
        ("203.0.113.9", "redirect.test", "pass"),
        ("203.0.113.9", "macro.test", "pass"),
        ("203.0.113.8", "macro.test", "fail"),
        ("203.0.113.8", "odd.test", "permerror"),
        ("203.0.113.8", "late.test", "temperror"),
        ("203.0.113.8", "plain.test", "neutral"),
        ("203.0.113.8", "empty.test", "permerror"),
    ],
)
def test_spf_says_what_its_standard_says(address: str, domain: str, result: str) -> None:
    assert spf.check(address, domain, Book(RECORDS)) == result


def test_spf_asks_no_more_than_it_may() -> None:
    book = Book(RECORDS)
    spf.check("192.0.2.2", "loop.test", book)
    assert len(book.asked) <= spf.LOOK_UPS + 1


def signed(body: bytes = b"Hello\n") -> tuple[bytes, Book]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
    message = (
        b"From: a@foo-bar.test\r\nTo: b@c.test\r\nSubject: x\r\nDate: Mon, 2 Nov 2026 08:00:00 +0000\r\n\r\n" + body
    )
    line = dkim.sign(message, b"s1", b"foo-bar.test", pem, include_headers=[b"from", b"to", b"subject"])
    records = {
        ("s1._domainkey.foo-bar.test", "TXT"): [record],
        ("_dmarc.foo-bar.test", "TXT"): ["v=DMARC1; p=reject"],
        ("foo-bar.test", "TXT"): ["v=spf1 -all"],
    }
    head = b"Return-Path: <x@foo-bar.test>\r\n"
    head += b"Received: from m (m [198.51.101.9]) by mx.c.test; Mon, 2 Nov 2026 08:00:00 +0000\r\n"
    return head + line + message, Book(records)


def test_asking_again_verifies_the_signature_and_the_policy() -> None:
    data, book = signed()
    root = mime.split(data, mime.Splitting())
    signs = Gathered()
    assert dict(again.verify(root, Verdict(), book, signs)) == {"dkim": "pass", "spf": "fail", "dmarc": "pass"}
    assert ("_dmarc.foo-bar.test", "TXT") in book.asked
    changed = mime.split(data.replace(b"Hello", b"Hullo"), mime.Splitting())
    assert dict(again.verify(changed, Verdict(), book, signs))["dkim"] == "fail"


@pytest.mark.parametrize("odd", [b"v=1", b"v=1; a=rsa-sha256; d=; s=; b=; bh=", b"", b"v=9; d=x.test", b"=;;=" * 50])
def test_asking_about_odd_signatures_is_no_crash(odd: bytes) -> None:
    root = mime.split(b"DKIM-Signature: " + odd + b"\r\nFrom: a@slow.test\r\n\r\nx", mime.Splitting())
    found = dict(again.verify(root, Verdict(), Book(RECORDS), Gathered()))
    assert found["dkim"] in ("permerror", "fail", "temperror")
