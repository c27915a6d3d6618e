"""How a viewer stands to one gap: what every rule of this room, and what names a page shows, follows from.

1. A gap is seen by its R and its A, by those who operate its activity (R or A of it by position; a seat of many, for
   the things of that seat: ``operating``), and by auditors, who see ids for names.
2. Until its check is live (the quiet start) it is only for its A, for those who operate the activity, and for whoever
   keeps the program; not yet for its R.
3. A gap about a person is for that person, its A, its R, and those who decide about screenings; neither for others who
   operate the activity nor for auditors.
4. Whoever is to decide an exception sees the gap that it is about, unless it is about a person.
5. Acting on a gap is for its R, its A, and those who operate the activity.
"""

from __future__ import annotations

from dataclasses import dataclass

from drystone.gaps import operating
from drystone.gaps.models import ExceptionRequest, Gap, GapResponsible
from drystone.shell import site
from drystone.shell.viewer import ACCEPT_EXCEPTIONS, AUDIT, EDIT_PROGRAM, SEE_SCREENING, Viewer

#: Kinds of things that are about one person.
PERSONAL = frozenset({"person", "screening"})


@dataclass(frozen=True, slots=True)
class Place:
    """How somebody stands to a gap. ``operates`` is by position; ``subject`` is whom a gap about a person is about."""

    gap: Gap
    responsible: bool = False
    accountable: bool = False
    operates: bool = False
    subject: bool = False
    screens: bool = False
    decides: bool = False
    audits: bool = False
    keeps: bool = False

    @property
    def personal(self) -> bool:
        """Whether the gap is about a person."""
        return self.gap.asset_kind in PERSONAL

    @property
    def sees(self) -> bool:
        """Rules 1 to 4."""
        quiet = self.gap.reach != "live"
        if self.personal:
            works = self.accountable or self.screens or (self.responsible and (self.operates or not quiet))
            return works or (self.subject and not quiet)
        works = self.accountable or self.operates or self.decides
        return works or (self.keeps if quiet else self.responsible or self.audits)

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
        if self.gap.asset_kind == "position":
            return True
        if self.personal:
            return self.subject or (self.gap.asset_kind == "screening" and self.screens)
        held = (self.responsible or self.operates) and self.gap.reach != "suggested"
        return held or self.accountable or self.audits


def towards(viewer: Viewer, gap_id: str) -> Place | None:
    """Return how a viewer stands to a gap, or None where there is no such gap."""
    gap = Gap.objects.filter(gap_id=gap_id).first()
    if gap is None:
        return None
    me = viewer.person_id
    if not me:
        return Place(gap, audits=viewer.may(AUDIT), keeps=viewer.may(EDIT_PROGRAM))
    return Place(
        gap,
        responsible=GapResponsible.objects.filter(gap=gap, person_id=me).exists(),
        accountable=gap.accountable == me,
        operates=me in operating.operators(gap, among=me),
        subject=_is_about(gap, me),
        screens=gap.asset_kind in PERSONAL and viewer.may(SEE_SCREENING),
        decides=gap.asset_kind not in PERSONAL and _decides(gap, viewer),
        audits=viewer.may(AUDIT),
        keeps=viewer.may(EDIT_PROGRAM),
    )


def _is_about(gap: Gap, me: str) -> bool:
    if gap.asset_kind == "person":
        return gap.asset_id == me
    if gap.asset_kind != "screening" or site.snapshot() is None:
        return False
    with site.reading() as engine:
        asked = "select person_id from screening where screening_id = $id"
        return bool(engine.value(asked, {"id": gap.asset_id}) == me)


def _decides(gap: Gap, viewer: Viewer) -> bool:
    waiting = ExceptionRequest.objects.filter(gap=gap, status="requested").exclude(requested_by=viewer.person_id)
    accepts = viewer.may(ACCEPT_EXCEPTIONS) and not gap.responsible.filter(person_id=viewer.person_id).exists()
    asked = waiting.values_list("decider", "decider_only")
    return any(decider == viewer.person_id or (accepts and not only) for decider, only in asked)
