"""Every attack and every honest mail, handed on in every way, with what must be found in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from drystone.demo.mails.attacks import ATTACKS
from drystone.demo.mails.clients import WAYS, Way
from drystone.demo.mails.honest import HONEST
from drystone.demo.mails.making import BOSS, OURS, READER, RECEIVER, message

__all__ = ["BOSS", "OURS", "READER", "RECEIVER", "Made", "corpus"]


@dataclass(frozen=True, slots=True)
class Made:
    """One mail of the corpus: its bytes, whether it is an attack, the sign that must be seen, and who really sent it.

    ``sign`` is empty for honest mails, and where an inline forward lost the headers in which the sign stood.
    """

    name: str
    data: bytes
    harmful: bool
    sign: str
    sender: str
    way: Way


def corpus(*, ways: tuple[str, ...] = ()) -> Iterator[Made]:
    """Yield every made-up mail in every way (or in these), always the same bytes."""
    for way in WAYS:
        if ways and way.name not in ways:
            continue
        for attack in ATTACKS:
            original = message(attack.make())
            sign = "" if attack.head and not way.whole else attack.sign
            yield _made(f"{attack.name}/{way.name}", original, way, (True, sign))
        for name, make in HONEST.items():
            yield _made(f"{name}/{way.name}", message(make()), way, (False, ""))


def _made(name: str, original: EmailMessage, way: Way, label: tuple[bool, str]) -> Made:
    sender = str(original["From"])
    return Made(name, way.make(original).as_bytes(), *label, sender, way)
