"""A real mailbox: Debian's dovecot, on this machine, with a certificate of its own."""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import grp
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from certificates import certificate
from conftest import missing
from served import Served

PASSWORD = "two-stones-and-a-pear"
_CONF = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
first_valid_uid = 0
first_valid_gid = 0
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
  }}
}}
"""


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Post:
    """A mailbox of the server, and what puts letters into it."""

    folder: Path
    port: int
    user: str

    @contextlib.contextmanager
    def open(self) -> Iterator[IMAPClient]:
        """Speak to the mailbox as somebody else who reads it too."""
        import ssl

        context = ssl.create_default_context(cafile=str(self.folder / "cert.pem"))
        with IMAPClient("127.0.0.1", self.port, ssl_context=context) as client:
            client.login(self.user, PASSWORD)
            yield client

    def put(self, *letters: bytes, opened: bool = False) -> None:
        """Have letters arrive, now; ``opened``: somebody has opened them already."""
        with self.open() as client:
            for letter in letters:
                client.append("INBOX", letter, flags=[rb"\Seen"] if opened else [])

    def held(self, folder: str = "INBOX") -> list[tuple[bytes, bool]]:
        """Return the letters of a folder, and whether each has been opened."""
        with self.open() as client:
            client.select_folder(folder, readonly=True)
            uids = client.search()
            found = client.fetch(uids, ["BODY.PEEK[]", "FLAGS"]) if uids else {}
            return [(found[uid][b"BODY[]"], rb"\Seen" in found[uid][b"FLAGS"]) for uid in sorted(found)]


@pytest.fixture(scope="session")
def dovecot() -> Iterator[tuple[Path, int]]:
    """Start the server; yields its folder and port."""
    command = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if command is None:
        missing("dovecot (Debian's dovecot-imapd)")
    folder, port, me = Path(tempfile.mkdtemp(prefix="drystone-imap-")), free_port(), getpass.getuser()
    folder.chmod(0o755)
    certificate(folder)
    root = os.geteuid() == 0
    who: dict[str, str | int] = {
        "internal": "dovecot",
        "group": "dovecot",
        "login": "dovenull",
        "uid": 65_534,
        "gid": 65_534,
    }
    if not root:
        who = {
            "internal": me,
            "group": grp.getgrgid(os.getgid()).gr_name,
            "login": me,
            "uid": os.getuid(),
            "gid": os.getgid(),
        }
    (folder / "mail").mkdir()
    os.chown(folder / "mail", int(who["uid"]), int(who["gid"]))
    (folder / "conf").write_text(_CONF.format(folder=folder, port=port, password=PASSWORD, **who))
    process = subprocess.Popen([str(command), "-F", "-c", str(folder / "conf")])
    try:
        end = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, (folder / "log").read_text()
            assert time.monotonic() < end, (folder / "log").read_text()
            time.sleep(0.05)
        yield folder, port
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


Add = Callable[..., None]


@pytest.fixture
def set_up(served: Served) -> Add:
    """Add lines to drystone.toml; ``{secret}`` variables are given as environ."""

    def add(text: str, environ: dict[str, str] | None = None) -> None:
        from dataclasses import replace

        from drystone.shell import site

        path = served.root / "drystone.toml"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")
        site.serve(replace(site.served(), environ={**site.served().environ, **(environ or {})}))
        assert site.problems() == ()

    return add


@pytest.fixture
def post(dovecot: tuple[Path, int], set_up: Add, request: pytest.FixtureRequest) -> Post:
    """A mailbox of the program, empty, that ``reads = ["returns"]``; parametrize indirectly to add lines."""
    folder, port = dovecot
    found = Post(folder, port, f"wall{time.monotonic_ns()}")
    more = getattr(request, "param", "")
    set_up(
        f'[mailboxes.wall]\nhost = "127.0.0.1"\nport = {port}\nuser = "{found.user}"\npassword_env = "WALL"\n'
        f'ca_file = "{folder / "cert.pem"}"\nreads = ["returns"]\n{more}',
        {"WALL": PASSWORD},
    )
    return found


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a reader took, that stands where the readers of returned mail and of reports stand."""
    from drystone.incoming import readers

    letters: list[Any] = []

    def take(letter: Any, _now: dt.datetime) -> bool:
        letters.append(letter)
        if b"break" in letter.raw:
            raise RuntimeError("the reader broke")
        return b"not ours" not in letter.raw

    monkeypatch.setattr(readers, "_registered", {})
    for name in ("returns", "reports"):
        readers.register(name, take)
    return letters
