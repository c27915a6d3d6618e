"""What the signs mean together: a hint with its reasons, and never a bare score.

The rules, in the order in which they are asked:

1. *decisive*: a sign that honest messages do not show (its severity is high). One is enough.
2. *impostor*: somebody looks like somebody else, and wants something.
3. *trap*: something asks for a sign-in or payment, and where it leads is hidden or anybody's.
4. *locked*: something is locked away from filters and the key is sent along.
5. *agreeing*: three things that are each worth a second look, of two families, and not all of them about pages and
   links: newsletters of honest senders bring those together.
6. *harmless*: only where a server that was named as one of ours proved the sender, the sender is the organisation
   itself, every link stays in the house, nothing is attached, and nothing was noticed above a note.

Whatever no rule decides is unsure. Not having looked at everything is always a reason against harmless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from drystone.triage import catalogue, lookalikes
from drystone.triage.authentication.verdicts import Verdict
from drystone.triage.options import Options
from drystone.triage.signs import Severity, Sign


class Hint(StrEnum):
    """What the signs hint at. It is never a verdict: that is a person's."""

    HARMLESS = "likely harmless"
    UNSURE = "unsure"
    HARMFUL = "likely harmful"


SPOKEN: Mapping[Hint, Mapping[str, str]] = {
    Hint.HARMLESS: {"en": "Likely harmless.", "de": "Wahrscheinlich harmlos."},
    Hint.UNSURE: {"en": "Unsure.", "de": "Unklar."},
    Hint.HARMFUL: {"en": "Likely harmful.", "de": "Wahrscheinlich schädlich."},
}

RULES: Mapping[str, Mapping[str, str]] = {
    "decisive": {
        "en": "Honest messages do not do this.",
        "de": "Ehrliche Nachrichten tun das nicht.",
    },
    "impostor": {
        "en": "Somebody looks like somebody else, and wants something.",
        "de": "Jemand sieht aus wie jemand anderes und will etwas.",
    },
    "trap": {
        "en": "It wants something from people, and where it leads is hidden or belongs to anybody.",
        "de": "Sie will etwas, und wohin sie führt, ist verborgen oder gehört irgendwem.",
    },
    "locked": {
        "en": "Something is locked so that no filter sees it, and the key is sent along.",
        "de": "Etwas ist verschlossen, sodass kein Filter es sieht, und der Schlüssel wird mitgeschickt.",
    },
    "agreeing": {
        "en": "Several things that are each worth a second look come together.",
        "de": "Mehreres, was jedes für sich einen zweiten Blick wert ist, kommt zusammen.",
    },
    "noticed": {
        "en": "Something was noticed, but it does not decide anything.",
        "de": "Etwas ist aufgefallen, entscheidet aber nichts.",
    },
    "not-all-seen": {
        "en": "Not everything could be looked at.",
        "de": "Nicht alles konnte angesehen werden.",
    },
    "not-proven": {
        "en": "Who sent it is not proven by a server that was named as your own.",
        "de": "Wer sie sandte, ist durch keinen als eigen genannten Server bewiesen.",
    },
    "not-in-the-house": {
        "en": "It comes from outside, leads outside or carries something; nothing odd was seen, which proves nothing.",
        "de": (
            "Sie kommt von außen, führt nach außen oder bringt etwas mit; Auffälliges war nicht zu sehen, was "
            "nichts beweist."
        ),
    },
    "in-the-house": {
        "en": (
            "A server of yours proved that it is from your own organisation, its links stay there, and nothing "
            "odd was seen."
        ),
        "de": (
            "Ein eigener Server hat bewiesen, dass sie aus der eigenen Organisation ist, ihre Links bleiben "
            "dort, und nichts fiel auf."
        ),
    },
}

_WANTS = frozenset(
    "wants-sign-in wants-payment wants-gift-cards new-bank-details wants-secrecy wants-other-channel"
    " wants-a-call call-to-cancel".split()
)
_SEEMS = frozenset(
    "lookalike-words lookalike-suffix name-of-colleague name-is-other-address reply-free-mail encoded-address"
    " mixed-letters ours-not-proven dmarc-failed several-senders direction-characters".split()
)
_HIDES = frozenset(
    "anybodys-page shortened number-as-host obfuscated redirected other-than-shown link-in-code drawn-code"
    " leads-to-program form names-recipient odd-port mixed-link page-script leads-on lookalike-words lookalike-suffix"
    " punycode-link only-an-image".split()
)
_ASKS = frozenset("wants-sign-in wants-payment new-bank-details wants-gift-cards".split())
_UNSEEN = frozenset(
    "too-many-parts not-all-read sealed-message kept-elsewhere broken-msg limits-reached archive-too-deep"
    " archive-not-opened content-broken content-stopped-us".split()
)
#: Kinds of signs about files that are encrypted.
_LOCKED = re.compile("encrypt|lock|password")
#: How many signs worth a second look must agree, from how many families.
AGREE, FAMILIES_AGREE = 3, 2


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hint was given: the rule, and the places in the list of signs on which it rests."""

    rule: str
    signs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A hint and its reasons, the weightiest first; there is always one."""

    hint: Hint
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What judging looks at: the signs, who is proven to have sent it, where its links lead, what it carries."""

    signs: Sequence[Sign]
    sender: str = ""
    verdict: Verdict = field(default_factory=Verdict)
    hosts: tuple[str, ...] = ()
    attached: int = 0
    whole: bool = True


def judge(seen: Seen, options: Options) -> Judged:
    """Return the hint that the signs give, with every rule that led to it."""
    harmful = [reason for reason in (rule(seen) for rule in _HARMFUL) if reason is not None]
    if harmful:
        return Judged(Hint.HARMFUL, tuple(harmful))
    against = tuple(_against(seen, options))
    if not against:
        return Judged(Hint.HARMLESS, (Reason("in-the-house"),))
    return Judged(Hint.UNSURE, against)


def _severity(sign: Sign) -> Severity:
    return catalogue.KINDS[sign.kind].severity


def _places(seen: Seen, wanted: Callable[[Sign], bool]) -> tuple[int, ...]:
    return tuple(place for place, sign in enumerate(seen.signs) if wanted(sign))


def _of(seen: Seen, kinds: Iterable[str]) -> tuple[int, ...]:
    known = frozenset(kinds)
    return _places(seen, lambda sign: sign.kind in known)


def _decisive(seen: Seen) -> Reason | None:
    found = _places(seen, lambda sign: _severity(sign) is Severity.HIGH)
    return Reason("decisive", found) if found else None


def _impostor(seen: Seen) -> Reason | None:
    seems, wants = _of(seen, _SEEMS), _of(seen, _WANTS)
    if seems and wants:
        return Reason("impostor", (*seems, *wants))
    # A charge is never told from a mailbox that anybody can have.
    calls, anybody = _of(seen, ("call-to-cancel",)), _of(seen, ("free-mail",))
    return Reason("impostor", (*anybody, *calls)) if calls and anybody else None


def _trap(seen: Seen) -> Reason | None:
    hides = _of(seen, _HIDES)
    # Nobody needs a code to scan in a mail that is read on a screen: pressing is enough then.
    asks = _of(seen, _ASKS if not _of(seen, ("link-in-code",)) else (*_ASKS, "presses"))
    if not asks or not hides:
        return None
    # One ask and one way of hiding is what newsletters do as well: something else must press too.
    more = _of(seen, ("presses", "gives-password", "made-by-script", "answer-to-nothing", "zero-width", "mixed-words"))
    heavy = [place for place in hides if _severity(seen.signs[place]) is Severity.MEDIUM]
    return Reason("trap", (*asks, *hides, *more)) if more or heavy or len(hides) > 1 else None


def _locked(seen: Seen) -> Reason | None:
    key = _of(seen, ("gives-password",))
    locked = _places(
        seen, lambda sign: catalogue.FAMILY[sign.kind] == "files" and _LOCKED.search(sign.kind) is not None
    )
    return Reason("locked", (*locked, *key)) if key and locked else None


def _agreeing(seen: Seen) -> Reason | None:
    found = _places(seen, lambda sign: _severity(sign) is Severity.MEDIUM)
    kinds = {seen.signs[place].kind for place in found}
    families = {catalogue.FAMILY[kind] for kind in kinds}
    agree = len(kinds) >= AGREE and len(families) >= FAMILIES_AGREE and bool(families - {"page", "links"})
    return Reason("agreeing", found) if agree else None


_HARMFUL = (_decisive, _impostor, _trap, _locked, _agreeing)


def _against(seen: Seen, options: Options) -> Iterable[Reason]:
    """Yield every reason against calling a message harmless."""
    unseen = _of(seen, _UNSEEN)
    if unseen or not seen.whole:
        yield Reason("not-all-seen", unseen)
    noticed = _places(seen, lambda sign: _severity(sign) is not Severity.NOTE and sign.kind not in _UNSEEN)
    if noticed:
        yield Reason("noticed", noticed)
    if seen.verdict.source != "named" or not seen.verdict.proven:
        yield Reason("not-proven")
    outside = [one for one in (seen.sender, *seen.hosts) if not lookalikes.is_ours(one, options.domains)]
    if outside or seen.attached or not seen.sender:
        yield Reason("not-in-the-house")
