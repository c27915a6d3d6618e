"""The audit log as an auditor reads it: who did what to which object, as ids, and never what an entry said in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from drystone.accountability.masks import LogMasks
from drystone.audit import keys, signing
from drystone.audit import queries as audit
from drystone.lib.errors import UsageError
from drystone.shell import site

MOST = 100
#: The largest number that the log can hold; what is asked beyond it is no entry.
_LAST = 2**63 - 1
_LONGEST = 200
#: The kinds of objects in the log that are one person, or a record about one: who signs in is "person" or "user", of
#: SCIM "scim-user"; the kinds of things that are about one person are looked at under their own name.
PEOPLE = frozenset({"person", "user", "scim-user", "screening"})


@dataclass(frozen=True, slots=True)
class Log:
    """Some of the log, newest first; ``older`` asks for what comes before, None where nothing does.

    ``head`` is the newest entry's number and digest, of the whole log. Whoever notes it elsewhere can show later that
    nothing before it was cut off or written anew.
    """

    lines: list[audit.Line]
    older: int | None
    head: tuple[int, str]


def read(*, before: int | None = None, about: str = "", most: int = MOST) -> Log:
    """Return a page of the log; ``about`` is an object as "kind id". Raises UsageError where that is none, or a person.

    All that was done to one person and seen of them is a file on them: it is theirs, on the page of what is known
    about them, and nobody else picks it out of the log, for which no reason would be asked and no trace kept.
    """
    named = tuple(about.split(maxsplit=1)) if about.strip() else None
    if named is not None and (len(named) != 2 or len(about) > _LONGEST or "\x00" in about):
        raise UsageError(
            _("this names no object"), where="about", do=_("Give its kind and its id, as the log does: gap gap-1a2b.")
        )
    if named is not None and named[0].strip().lower() in PEOPLE:
        raise UsageError(
            _("the log is not sorted by person"),
            where="about",
            do=_("Look for the gap, the activity or the exception. Whoever it is about sees their own on their page."),
        )
    found = audit.lines(before=min(before, _LAST) if before is not None else None, about=named, most=most + 1)
    masks = LogMasks(signing.key(keys.of(site.program(), site.served().environ)))
    shown = [_masked(line, masks) for line in found[:most]]
    return Log(shown, shown[-1].seq if len(found) > most else None, audit.head())


def _masked(line: audit.Line, masks: LogMasks) -> audit.Line:
    """People have ids of the log alone: those of pages stand beside positions, and positions beside names."""
    about = masks.of(line.object_id) if line.object_kind in PEOPLE else line.object_id
    return replace(line, actor=_pseudonym(line.actor, masks), object_id=about)


def _pseudonym(actor: str, masks: LogMasks) -> str:
    """What stands for who did it: whoever worked at the server is a login, which may be a name."""
    if actor.startswith("cli:"):
        return actor.partition(":")[0]
    if actor.startswith("user:"):
        return masks.of(actor.partition(":")[2])
    return masks.of(actor) if actor.startswith("person-") else actor
