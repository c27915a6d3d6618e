"""How a viewer stands to gaps: what every rule of this room, every list, and what names a page shows, follows from.

1. A gap is seen by its R and its A, by those who operate its activity (R or A of it by position; a seat of many, for
   the things of that seat: ``operating``), and by auditors, who see ids for names.
2. Until its check is live (the quiet start) it is only for its A, for those who operate the activity, and for whoever
   keeps the program; not yet for its R.
3. A gap about a person is for that person, its A, its R, and those who decide about screenings; neither for others who
   operate the activity nor for auditors.
4. Whoever is to decide an exception sees the gap that it is about, unless it is about a person.
5. Acting on a gap is for its R, its A, and those who operate the activity.

The rules are conditions of a query, so that one page and every list say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from drystone.gaps import operating, subjects
from drystone.gaps.models import TASK, ExceptionRequest, Gap, GapResponsible
from drystone.program.model import Program
from drystone.shell import site
from drystone.shell.viewer import AUDIT, EDIT_PROGRAM, SEE_SCREENING, Viewer

#: Kinds of things that are about one person.
PERSONAL = frozenset({"person", "screening"})


@dataclass(frozen=True, slots=True)
class Place:
    """How somebody stands to a gap. ``operates`` is by position; ``subject`` is whom a gap about a person is about.

    ``sees`` is what rules 1 to 4 come to.
    """

    gap: Gap
    responsible: bool = False
    accountable: bool = False
    operates: bool = False
    subject: bool = False
    screens: bool = False
    decides: bool = False
    audits: bool = False
    sees: bool = False

    @property
    def personal(self) -> bool:
        """Whether the gap is about a person."""
        return self.gap.asset_kind in PERSONAL

    @property
    def acts(self) -> bool:
        """Rule 5."""
        works = self.responsible or self.accountable or (self.operates and not self.personal)
        return self.sees and works

    @property
    def asks(self) -> bool:
        """Whether they may ask for help: those who act, and whom it is about."""
        return self.acts or (self.sees and (self.subject or self.screens))

    @property
    def named(self) -> bool:
        """Whether they see people's names and the thing's: their work needs them, or it is their own."""
        return self.acts or self.subject or self.screens or self.decides

    @property
    def opens_thing(self) -> bool:
        """Whether they may open the page of the thing: who holds a letter on it, whose it is, auditors.

        Of what is about a person that is the person alone, and of screenings whoever decides about them.
        """
        if self.gap.origin == TASK:
            return False
        if self.gap.asset_kind == "position":
            return True
        if self.personal:
            return self.subject or (self.gap.asset_kind == "screening" and self.screens)
        closely = self.responsible and not by_managing(site.program(), self.gap.activity_id)
        held = (closely or self.operates) and self.gap.reach != "suggested"
        return held or self.accountable or self.audits


def by_managing(program: Program, activity_id: str) -> bool:
    """Whether an activity is somebody's as another's manager, which opens no thing without the program's agreement."""
    activity = program.activities.get(activity_id)
    managed = activity is not None and any(who.endswith(".manager") for who in activity.responsible)
    return managed and not program.settings.privacy.managers_see


def towards(viewer: Viewer, gap_id: str) -> Place | None:
    """Return how a viewer stands to a gap, or None where there is no such gap."""
    return several(viewer, [gap_id]).get(gap_id)


def several(viewer: Viewer, gap_ids: Iterable[str]) -> dict[str, Place]:
    """Return how a viewer stands to each of these gaps, in as many queries as for one."""
    chosen = Gap.objects.filter(gap_id__in=set(gap_ids))
    ways = _ways(viewer, chosen)
    told = {f"is_{name}": ExpressionWrapper(way, BooleanField()) for name, way in ways.items()}
    names = [name for name in ways if name != "keeps"]
    return {
        gap.gap_id: Place(gap, **{name: bool(getattr(gap, f"is_{name}")) for name in names}, sees=bool(gap.is_seen))
        for gap in chosen.annotate(**told, is_seen=ExpressionWrapper(_seen(ways), BooleanField()))
    }


def visible(viewer: Viewer) -> QuerySet[Gap]:
    """Return the gaps whose page a viewer may open, as a query: rules 1 to 4, whatever their number."""
    return Gap.objects.filter(_seen(_ways(viewer, Gap.objects.all())))


def seen(viewer: Viewer, gap_ids: Iterable[str]) -> set[str]:
    """Return those of these gaps whose page a viewer may open: one query."""
    return set(visible(viewer).filter(gap_id__in=set(gap_ids)).values_list("gap_id", flat=True))


_PERSONAL, _QUIET = Q(asset_kind__in=sorted(PERSONAL)), ~Q(reach="live")
_NEVER = Q(pk__in=())


def _seen(ways: Mapping[str, Q]) -> Q:
    """Rules 1 to 4."""
    works = ways["accountable"] | ways["operates"] | ways["decides"]
    things = works | (_QUIET & ways["keeps"]) | (~_QUIET & (ways["responsible"] | ways["audits"]))
    closely = ways["accountable"] | ways["screens"] | (ways["responsible"] & (ways["operates"] | ~_QUIET))
    people = closely | (ways["subject"] & ~_QUIET)
    return (~_PERSONAL & things) | (_PERSONAL & people)


def _ways(viewer: Viewer, among: QuerySet[Gap]) -> dict[str, Q]:
    """Return every way in which somebody may stand to some gaps, as a condition on them."""
    me = viewer.person_id
    powers = {
        "audits": ~_NEVER if viewer.may(AUDIT) else _NEVER,
        "keeps": ~_NEVER if viewer.may(EDIT_PROGRAM) else _NEVER,
        "screens": _PERSONAL if me and viewer.may(SEE_SCREENING) else _NEVER,
    }
    if not me:
        nobody = ("responsible", "accountable", "operates", "subject", "decides")
        return powers | dict.fromkeys(nobody, _NEVER)
    held = GapResponsible.objects.filter(person_id=me)
    mine = sorted(key for key in subjects.named_after(me) if key[0] == "screening")
    return powers | {
        "responsible": Q(pk__in=held.values("gap_id")),
        "accountable": Q(accountable=me),
        "operates": operating.operated(me, among),
        "subject": Q(asset_kind="person", asset_id=me)
        | Q(asset_kind="screening", asset_id__in=[asset_id for _kind, asset_id in mine]),
        "decides": ~_PERSONAL & Q(pk__in=_waiting(viewer).values("gap_id")),
    }


def _waiting(viewer: Viewer) -> QuerySet[ExceptionRequest]:
    """Return the requests for an exception that are somebody's to decide, about people too; none on a shared screen."""
    if viewer.shared or viewer.owes_factor:
        return ExceptionRequest.objects.none()
    waiting = ExceptionRequest.objects.filter(decider=viewer.person_id, status="requested")
    return waiting.exclude(requested_by=viewer.person_id)
