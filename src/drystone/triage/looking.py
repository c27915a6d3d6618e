"""Looks at one message and says what can be seen in it: the way in for everything else.

Runs in the process that calls it. For a message from outside use ``sandbox``, which does the same in a process that
may do nothing else.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from drystone.triage import forwards, heads, judging, links, phrases, reading, senders, walking
from drystone.triage.authentication import again, verdicts
from drystone.triage.authentication.spf import Resolver
from drystone.triage.authentication.verdicts import Verdict
from drystone.triage.collecting import Gathered
from drystone.triage.files.rules import RuleSet, compile_rules
from drystone.triage.forwards import Original
from drystone.triage.heads import Head
from drystone.triage.judging import Judged
from drystone.triage.limits import Limits
from drystone.triage.options import Lists, Options
from drystone.triage.parts import Part
from drystone.triage.reading import Message
from drystone.triage.senders import Knowing
from drystone.triage.signs import Link, Sign
from drystone.triage.walking import Walked

#: A larger message is looked at only as far as this, and that is said.
MOST_BYTES = 50_000_000
_MOST_TEXT = 8_000
_LITTLE_TEXT = 60


@dataclass(frozen=True, slots=True)
class Report:
    """What was seen in one message. Nothing in it is defanged: show it through ``telling`` only."""

    judged: Judged
    signs: tuple[Sign, ...]
    head: Head
    verdict: Verdict
    original: Original
    links: tuple[Link, ...]
    hosts: tuple[str, ...]
    walked: Walked
    text: str
    size: int
    sha256: str
    form: str
    whole: bool
    looked_up: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at messages with what is known beforehand; made once and used for many."""

    options: Options = field(default_factory=Options)
    lists: Lists = field(default_factory=Lists.read)
    resolver: Resolver | None = None
    rules: RuleSet | None = None

    @classmethod
    def make(cls, told: Options) -> Looker:
        """Return one that knows the program's lists."""
        resolver = again.System() if told.look_up else None
        return cls(told, Lists.read(told.lists), resolver, _rules(told.rules))

    def look(self, data: bytes) -> Report:
        """Return what can be seen in a message. Fetches, renders and runs nothing; never raises for hostile bytes."""
        signs = Gathered()
        if len(data) > MOST_BYTES:
            signs.add("not-all-read", "0", what=f"{MOST_BYTES:,} of {len(data):,} bytes")
        message = reading.read(data[:MOST_BYTES])
        for note in message.notes:
            signs.add(note, "0")
        original = forwards.original(message, report=self.options.report)
        walked = walking.walk(message.root, Limits(), signs, self.rules)
        head, verdict = self._heads(message, original, walked, signs)
        looking = links.Looking(
            Knowing(self.options, self.lists), _recipients(walked.messages, original), verdict.proven
        )
        hosts = links.look(walked.links, looking, signs)
        phrases.look(head.subject, signs, original.part.path if original.part is not None else "0")
        for part, text in walked.texts[:50]:
            phrases.look(text, signs, part)
        return self._judged(_Found(data, message, original, walked, head, verdict, hosts, signs))

    def _heads(self, message: Message, original: Original, walked: Walked, signs: Gathered) -> tuple[Head, Verdict]:
        """Look at the headers of every message inside; return those of the one that is judged."""
        found: dict[str, tuple[Head, Verdict]] = {}
        knowing = Knowing(self.options, self.lists)
        for part in walked.messages:
            head = heads.read(part.headers)
            if self.options.report and part is message.root and original.how != "itself":
                found[part.path] = (head, Verdict())
                continue
            heads.look(head, signs, part.path)
            senders.look(head, knowing, signs, part.path)
            found[part.path] = (head, verdicts.judge(part.headers, head.sender.domain, self.options, signs, part.path))
        if original.part is not None:
            return found.get(original.part.path, found[message.root.path])
        # A quotation proves nothing about who wrote what is quoted.
        quoted = heads.read(original.headers)
        senders.look(quoted, knowing, signs, message.root.path)
        return quoted, Verdict()

    def _judged(self, found: _Found) -> Report:
        _content(found.walked, found.signs)
        looked_up: tuple[tuple[str, str], ...] = ()
        if self.resolver is not None:
            judged = found.original.part or found.message.root
            looked_up = again.verify(judged, found.verdict, self.resolver, found.signs)
        signs = found.signs.all()
        whole = found.walked.whole and len(found.data) <= MOST_BYTES
        sender = found.head.sender.domain
        carried = [one for one in found.walked.carried if not one.declared.startswith("image/")]
        attached = len(carried) + len(found.walked.messages) - 1
        seen = judging.Seen(signs, sender, found.verdict, found.hosts, attached, whole)
        return Report(
            judging.judge(seen, self.options),
            signs,
            found.head,
            found.verdict,
            found.original,
            tuple(found.walked.links),
            found.hosts,
            found.walked,
            _shown(found.walked, found.original),
            len(found.data),
            sha256(found.data).hexdigest(),
            found.message.form,
            whole,
            looked_up,
        )


@dataclass(frozen=True, slots=True)
class _Found:
    data: bytes
    message: Message
    original: Original
    walked: Walked
    head: Head
    verdict: Verdict
    hosts: tuple[str, ...]
    signs: Gathered


def _rules(texts: Mapping[str, str]) -> RuleSet | None:
    """Compile the program's rules; those with a mistake are left out (``drystone triage`` tells them before)."""
    return compile_rules(texts)[0] if texts else None


def _recipients(messages: list[Part], original: Original) -> tuple[str, ...]:
    """Return the addresses to which messages went, plain and in base64, as links carry them."""
    all_headers = [*(part.headers for part in messages), original.headers]
    specs = {one.spec.lower() for known in all_headers for one in heads.recipients(known)[:20] if one.domain}
    if original.forwarder is not None and original.how != "itself":
        specs.add(original.forwarder.spec.lower())
    encoded = {base64.b64encode(one.encode("utf-8", "replace")).decode("ascii").rstrip("=").lower() for one in specs}
    return tuple(sorted(one for one in specs | encoded if len(one) > 5))


def _content(walked: Walked, signs: Gathered) -> None:
    letters = sum(len(text.strip()) for _, text in walked.texts)
    if letters < _LITTLE_TEXT and walked.images:
        signs.add("only-an-image", "0")
    elif not letters:
        signs.add("empty", "0")


def _shown(walked: Walked, original: Original) -> str:
    """Return the text of the message that is judged, as far as a person needs it to recognise the message."""
    said = original.text or next((text for _, text in walked.texts if text.strip()), "")
    return said[:_MOST_TEXT]
