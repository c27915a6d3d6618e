"""Calling a hook of the program: a signed webhook, or a command of the server's own folder, without a shell.

What is asked is JSON; the key is the same at every try, so a hook that remembers keys does nothing twice. A command
reads it from its input, and has it as DRYSTONE_KEY; it says yes by ending with 0, "later" with 75 (EX_TEMPFAIL).
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from drystone.messages.carriers import asking
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.carriers.secrets import Secrets
from drystone.messages.carriers.webhook import signatures
from drystone.program.consequence_model import Hook

Act = Literal["limit", "lift"]
#: The folder that holds what commands name: the server's own, so that no edit of a program decides what it runs.
FOLDER = "DRYSTONE_HOOKS"
LONGEST_ANSWER = 2_000
_LATER = 75


@dataclass(frozen=True, slots=True)
class Order:
    """What a hook is asked to do. ``data`` says to whom and for what."""

    act: Act
    key: str
    at: dt.datetime
    data: Mapping[str, Any]

    @property
    def body(self) -> bytes:
        """The request, as bytes that are the same at every try of the same data."""
        told = {"type": f"restriction.{self.act}", "id": self.key, "timestamp": self.at.isoformat(), "data": self.data}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def call(hook: Hook, order: Order, secrets: Secrets, *, environ: Mapping[str, str], now: dt.datetime) -> str:
    """Call a hook and return what it answered. Raises UndeliveredError where it did not say yes."""
    said = _ask(hook, order, secrets, now) if hook.url else _run(hook, order, secrets, environ)
    return said.decode("utf-8", "replace").replace("\0", "")[:LONGEST_ANSWER].strip()


def _ask(hook: Hook, order: Order, secrets: Secrets, now: dt.datetime) -> bytes:
    who, moment, body = f"the hook {hook.name}", str(int(now.timestamp())), order.body
    headers = {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": order.key,
        "webhook-timestamp": moment,
        "webhook-signature": signatures(secrets.variable(hook.secret_env), order.key, moment, body),
        "idempotency-key": order.key,
    }
    answer = asking.ask(who, "POST", hook.url, seconds=hook.seconds, headers=headers, content=body)
    asking.check(who, answer)
    return answer.body[: LONGEST_ANSWER * 4]


def _run(hook: Hook, order: Order, secrets: Secrets, environ: Mapping[str, str]) -> bytes:
    file = _file(hook, environ)
    given = {"PATH": os.defpath, "LANG": "C.UTF-8", "DRYSTONE_KEY": order.key, "DRYSTONE_ACT": order.act}
    if hook.secret_env:
        given[hook.secret_env] = secrets.variable(hook.secret_env)
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as asked:
        asked.write(order.body)
        asked.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 # No shell; the file is of the server's own folder.
                [str(file), *hook.command[1:]], stdin=asked, stdout=told, stderr=subprocess.DEVNULL, env=given,
                cwd=file.parent, start_new_session=True,
            )  # fmt: skip
        except (OSError, ValueError) as error:  # ValueError: a NUL among the words of the command.
            raise UndeliveredError(
                f"the hook {hook.name} cannot be run: {type(error).__name__}", away=True, unheard=True
            ) from None
        try:
            code = process.wait(hook.seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise UndeliveredError(f"the hook {hook.name} took longer than {hook.seconds} s", away=True) from None
        told.seek(0)
        said = told.read(LONGEST_ANSWER * 4)
    if code:
        raise UndeliveredError(
            f"the hook {hook.name} ended with {code}", away=code == _LATER or code < 0, unheard=code > 0
        )
    return said


def _file(hook: Hook, environ: Mapping[str, str]) -> Path:
    folder = environ.get(FOLDER, "").strip()
    if not folder:
        raise UndeliveredError(f"the variable {FOLDER} is not set", away=True, unheard=True)
    file = Path(folder) / hook.command[0]
    if not file.is_file():
        raise UndeliveredError(f"there is no {hook.command[0]} in the folder of hooks", away=True, unheard=True)
    return file
