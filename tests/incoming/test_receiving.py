"""The mail server of our own, spoken to by SMTP and LMTP: it takes a letter when it stands, for few, from few."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from certificates import certificate
from served import NOW, Served

LETTER = b"From: ina@fenwick.example\r\nSubject: odd\r\n\r\nhave a look\r\n"
Start = Callable[..., tuple[str, int]]


@pytest.fixture
def start(served: Served) -> Iterator[Start]:
    """Start a server as the program describes it; returns where it listens."""
    stops: list[Callable[[], None]] = []

    def begin(**told: Any) -> tuple[str, int]:
        from drystone.incoming import receiving
        from drystone.program.incoming_model import Receiver

        addresses = {"report@fenwick.example": "reports", "returns@fenwick.example": "returns"}
        receiver = Receiver(**{"addresses": addresses, **told})
        tls, place = receiving.trust(receiver, served.root), Future[tuple[str, int]]()

        async def serve() -> None:
            loop, stop = asyncio.get_running_loop(), asyncio.Event()
            making = receiving.factory(receiver, receiving.handing_over(lambda: NOW), tls=tls)
            async with await loop.create_server(making, "127.0.0.1", 0) as server:
                stops.append(lambda: loop.call_soon_threadsafe(stop.set) and None)
                place.set_result(server.sockets[0].getsockname()[:2])
                await stop.wait()

        threads.append(threading.Thread(target=asyncio.run, args=[serve()]))
        threads[-1].start()
        return place.result(20)

    threads: list[threading.Thread] = []
    yield begin
    for stop in stops:
        stop()
    for thread in threads:
        thread.join(20)


def test_it_takes_what_is_for_the_programs_addresses_and_says_so_when_it_stands(start: Start, taken: list[Any]) -> None:
    from drystone.incoming.models import CameIn

    with smtplib.SMTP(*start(), timeout=20) as client:
        refused = client.sendmail("ina@fenwick.example", ["Report@Fenwick.example", "boss@fenwick.example"], LETTER)
        assert CameIn.objects.count() == 1
        assert client.sendmail("", ["report@fenwick.example"], LETTER) == {}  # It was not told that we had it.
    assert {address: code for address, (code, _words) in refused.items()} == {"boss@fenwick.example": 550}
    assert [(one.raw, one.way, one.sender) for one in taken] == [(LETTER, "smtp", "ina@fenwick.example")]


def test_what_cannot_be_kept_is_sent_again_later(start: Start, taken: list[Any]) -> None:
    with smtplib.SMTP(*start(), timeout=20) as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("ina@fenwick.example", ["report@fenwick.example"], LETTER + b"break\r\n")
        assert refused.value.smtp_code == 451
        client.sendmail("ina@fenwick.example", ["report@fenwick.example"], LETTER)
    assert len(taken) == 2


def test_lmtp_answers_for_each_address(start: Start, taken: list[Any]) -> None:
    with smtplib.LMTP(*start(protocol="lmtp"), timeout=20) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("")
        assert [client.rcpt(f"{name}@fenwick.example")[0] for name in ("returns", "report", "nobody")] == [
            250,
            250,
            550,
        ]
        assert client.data(LETTER)[0] == 250
        assert client.getreply()[0] == 250
        assert client.noop()[0] == 250
    assert len(taken) == 1  # The second reader is given what the first took already: it came in.


def test_what_is_too_long_is_refused_and_a_long_line_is_not(start: Start, taken: list[Any]) -> None:
    with smtplib.SMTP(*start(largest=200_000), timeout=20) as client:
        client.sendmail("ina@fenwick.example", ["report@fenwick.example"], LETTER + b"x" * 100_000)
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            client.sendmail("ina@fenwick.example", ["report@fenwick.example"], LETTER + b"x\r\n" * 100_000)
        assert refused.value.smtp_code == 552
    assert len(taken) == 1


def test_it_speaks_to_the_organisations_mail_servers_only(start: Start) -> None:
    with pytest.raises(smtplib.SMTPConnectError) as refused:
        smtplib.SMTP(*start(peers=("192.0.2.0/24",)), timeout=20)
    assert refused.value.smtp_code == 554


def test_a_flood_of_connections_is_asked_to_come_back_and_room_is_made_again(start: Start) -> None:
    from drystone.incoming import receiving

    place = start()
    held = [smtplib.SMTP(*place, timeout=20) for _ in range(receiving.MOST)]
    with pytest.raises(smtplib.SMTPConnectError) as refused:
        smtplib.SMTP(*place, timeout=20)
    assert refused.value.smtp_code == 421
    for client in held:
        client.quit()
    with smtplib.SMTP(*place, timeout=20) as client:
        assert client.noop()[0] == 250


def test_it_encrypts_where_it_has_a_certificate(served: Served, start: Start, taken: list[Any]) -> None:
    certificate(served.root)
    place = start(cert_file="cert.pem", key_file="key.pem")
    with smtplib.SMTP(*place, timeout=20) as client:
        client.starttls(context=ssl.create_default_context(cafile=str(served.root / "cert.pem")))
        client.sendmail("ina@fenwick.example", ["report@fenwick.example"], LETTER)
    assert len(taken) == 1


def test_a_hundred_letters_at_once_are_all_there_once(start: Start, taken: list[Any]) -> None:
    from drystone.incoming.models import CameIn

    place = start()

    def send(number: int) -> None:
        with smtplib.SMTP(*place, timeout=60) as client:
            client.sendmail("ina@fenwick.example", ["report@fenwick.example"], LETTER + f"{number}\r\n".encode())

    with ThreadPoolExecutor(10) as hands:
        list(hands.map(send, range(100)))
    assert CameIn.objects.count() == len({one.raw for one in taken}) == 100


def test_the_program_says_what_is_wrong_with_mailboxes_and_receiver(tmp_path: Path) -> None:
    from drystone import program

    for_all = '[organisation]\nname = "Fenwick"\ndomains = ["fenwick.example"]\ntime_zone = "UTC"\nlanguages = ["en"]\n'
    wrong = {
        '[mailboxes.wall]\nhost = "mail.fenwick.example"\nreads = ["returns"]\nuser = "wall"\n': "password_env",
        '[mailboxes.wall]\nhost = "mail.fenwick.example"\ntls = false\nuser = "wall"\npassword_env = "WALL"\n'
        'reads = ["returns"]\n': "in the clear",
        '[receiver]\nlisten = "25"\n[receiver.addresses]\n"report@fenwick.example" = "reports"\n': "to listen at",
        '[receiver]\npeers = ["10.0.0.1/8"]\n[receiver.addresses]\n"a@fenwick.example" = "reports"\n': "no network",
        '[receiver]\n[receiver.addresses]\n"report@fenwick.example" = "everybody"\n': "reports",
    }
    for lines, words in wrong.items():
        (tmp_path / "drystone.toml").write_text(f"schema = 1\n{for_all}{lines}")
        assert words in " ".join(str(problem) for problem in program.load(tmp_path).problems), lines


def test_a_word_that_never_ends_costs_no_memory(start: Start) -> None:
    with socket.create_connection(start(), timeout=20) as wire:
        wire.recv(200)
        wire.sendall(b"x" * 3_000_000 + b"\r\n")
        assert wire.recv(200)[:3] in {b"500", b""}
