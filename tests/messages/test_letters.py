"""Letters: both as text and as HTML, ended with one request, signed, and through a server with TLS and a password."""

from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import dkim
import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from drystone.messages.document import Document, Item, Link
from messages.conftest import Mail
from served import NOW, Served

LETTER = Document(
    "Prüf bitte die Wand",
    ("Zwei Steine sind lose.",),
    (Item("Neu starten", links=(Link("Erledigt", "https://wall.example/a"),)),),
    language="de",
)


def tell(
    served: Served, *, purpose: str = "digest", document: Document = LETTER, who: str = "colleague", **more: Any
) -> int:
    from drystone.messages import actions

    return actions.tell_all([actions.Telling(served.people[who], purpose, document, **more)], now=NOW)


def deliver(now: dt.datetime = NOW) -> int:
    from drystone.messages import sending

    return sending.send_due(now=now)


def test_a_letter_says_the_same_as_text_and_as_html(served: Served, by_mail: Any) -> None:
    assert tell(served) == 1
    assert deliver() == 1
    raw = by_mail.letters[0][1]
    letter = message_from_bytes(raw, policy=default)
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert letter.get_content_type() == "multipart/alternative"
    for words in ("Zwei Steine sind lose.", "Neu starten", "https://wall.example/a"):
        assert words in text.get_content()
        assert words in html.get_content()
    assert letter["Date"].datetime == NOW
    assert not [name for name in ("List-Unsubscribe", "Precedence", "Importance") if name in letter]
    assert raw.isascii()


def test_what_is_optional_is_ended_with_one_request_and_by_no_look(served: Served, set_up: Any, mail: Any) -> None:
    from django.test import Client

    from drystone.messages import kinds, queries

    kinds.register_optional("thanks", "A thank-you now and then")
    toml = f'[channels.email]\nhost = "127.0.0.1"\nport = {mail.port}\nfrom = "wall@fenwick.example"\nstarttls = false'
    set_up(f'[site]\nurl = "https://wall.fenwick.example"\n{toml}')
    tell(served, purpose="thanks")
    deliver()
    letter = message_from_bytes(mail.letters[0][1], policy=default)
    assert (letter["Precedence"], letter["List-Unsubscribe-Post"]) == ("bulk", "List-Unsubscribe=One-Click")
    address = letter["List-Unsubscribe"].strip("<>")
    assert address.startswith("https://wall.fenwick.example/off/")
    assert all(address in part.get_content() for part in letter.iter_parts())
    path, me = address.removeprefix("https://wall.fenwick.example"), served.people["colleague"]
    browser = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
    assert browser.get(path).status_code == 200
    assert queries.ways([me])[me].off == frozenset()
    assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queries.ways([me])[me].off == {"thanks"}
    assert tell(served, purpose="thanks") == 0
    assert browser.post(path.replace("thanks", "digest")).status_code == 404
    assert browser.post(path.replace("/off/", "/off/0")).status_code == 404


REPORT = """From: MAILER-DAEMON@fenwick.example
To: wall@fenwick.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.fenwick.example

Final-Recipient: rfc822; somebody@fenwick.example
Action: {action}
Status: {status}
--b
Content-Type: {kind}

{head}
--b--
"""


@pytest.mark.parametrize(
    ("action", "status", "kind", "ours"),
    [
        ("failed", "5.1.1", "text/rfc822-headers", True),
        ("failed", "5.1.10", "message/rfc822", True),
        ("delayed", "4.4.1", "message/rfc822", False),
        ("failed", "5.7.1", "message/rfc822", False),
    ],
)
def test_a_letter_that_came_back_is_believed_once_and_says_that_nobody_is_there(
    served: Served, by_mail: Any, action: str, status: str, kind: str, ours: bool
) -> None:
    from drystone.messages import bounces, queries
    from drystone.messages.models import Message

    me = served.people["colleague"]
    tell(served)
    deliver()
    letter = message_from_bytes(by_mail.letters[0][1], policy=default)
    told = {"action": action, "status": status, "kind": kind}
    forged = REPORT.format(head=f"Message-ID: <{'0' * 24}.drystone@fenwick.example>", **told).encode()
    assert bounces.came_back(forged, now=NOW) is False
    raw = REPORT.format(head=f"Subject: x\nMessage-ID: {letter['Message-ID']}", **told).encode()
    assert [bounces.came_back(raw, now=NOW) for _ in range(2)] == [ours, False]
    assert queries.ways([me])[me].channels == (() if ours else ("email",))
    assert Message.objects.get(purpose="digest").status == ("failed" if ours else "sent")


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _pem(key: rsa.RSAPrivateKey) -> bytes:
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


def test_a_letter_is_signed_for_the_domain_that_it_comes_from(served: Served, set_up: Any, mail: Any) -> None:
    import base64

    key = _key()
    (served.root / "dkim.pem").write_bytes(_pem(key))
    set_up(
        f'[channels.email]\nhost = "127.0.0.1"\nport = {mail.port}\nfrom = "wall@fenwick.example"\nstarttls = false\n'
        'dkim_selector = "wall"\ndkim_key_file = "dkim.pem"'
    )
    tell(served)
    assert deliver() == 1
    raw = mail.letters[0][1]
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    assert dkim.verify(raw, dnsfunc=dns)
    assert asked == [b"wall._domainkey.fenwick.example."]
    assert not dkim.verify(raw.replace(b"Subject: ", b"Subject: x"), dnsfunc=dns)
    assert not dkim.verify(b"List-Unsubscribe: <https://evil.example>\r\n" + raw, dnsfunc=dns)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, and its key, in one file."""
    key, name = _key(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = dt.timedelta(days=1)
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + 36_500 * day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + _pem(key))
    return path


@pytest.fixture
def safe_mail(certificate: Path) -> Iterator[Mail]:
    """A mail server that takes nothing before STARTTLS and a password."""
    import socket

    took, context = Mail(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        took.port = free.getsockname()[1]
    controller = Controller(
        took, hostname="127.0.0.1", port=took.port, authenticator=took.authenticate, auth_required=True,
        auth_require_tls=True, require_starttls=True, tls_context=context,
    )  # fmt: skip
    controller.start()
    yield took
    controller.stop()


def test_a_letter_leaves_encrypted_and_with_a_password_to_a_server_that_we_trust(
    served: Served, set_up: Callable[..., None], safe_mail: Any, certificate: Path
) -> None:
    from drystone.messages.models import Message

    toml = (
        f'[channels.email]\nhost = "localhost"\nport = {safe_mail.port}\nfrom = "wall@fenwick.example"\nuser = "wall"\n'
    )
    path = served.root / "drystone.toml"
    before = path.read_text(encoding="utf-8")
    set_up(f'{toml}password_env = "MAIL_PASSWORD"', {"MAIL_PASSWORD": "stone"})
    tell(served)
    assert deliver() == 0
    assert "SSLCertVerificationError" in Message.objects.get(purpose="digest").error
    assert safe_mail.letters == []
    (served.root / "ca.pem").write_bytes(certificate.read_bytes())
    path.write_text(before, encoding="utf-8")
    set_up(f'{toml}password_env = "MAIL_PASSWORD"\nca_file = "ca.pem"')
    assert deliver(NOW + dt.timedelta(minutes=1)) == 1
    assert safe_mail.logins == [("wall", "stone")]
    assert len(safe_mail.letters) == 1
