"""Who may do what with rounds. The rules:

1. Whoever may edit the program leads rounds: what they publish is an edit of it, and they may see suggestions anyway.
   Whoever answers for an activity and wants a round asks one of them.
2. A party's ballot is opened by the person named for it, while the round asks; a sent one by who sent it.
3. Nobody, whoever leads included, sees a ballot of others before the reveal; after it, those who lead, those who took
   part and auditors see the answers by party.
4. A row is accepted by those who fill a position that does it or answers for it.
5. A department's phrase is written by those who fill one of its positions, and by editors.
6. What laws and standards ask, and how it stands, is read by editors and auditors; auditors see of suggested
   activities that they are, and not their letters.
7. What does not exist and what is somebody else's answer the same: 404.
"""

from __future__ import annotations

from typing import Any

from drystone.charting.models import Asked, Ballot, Party, Round, Topic
from drystone.program.model import PROFILES
from drystone.shell import site
from drystone.shell.viewer import AUDIT, EDIT_PROGRAM, Viewer

ASKING = ("first", "second")


def leads(viewer: Viewer, **_arguments: Any) -> bool:
    """Those who may edit the program."""
    return viewer.may(EDIT_PROGRAM) and not viewer.shared


def takes_part_or_leads(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody whom the people data know, and those who lead."""
    return bool(viewer.person_id) or leads(viewer)


def leads_round(viewer: Viewer, *, round_id: str, **_arguments: Any) -> bool:
    """Those who lead, for rounds that exist."""
    return leads(viewer) and Round.objects.filter(round_id=round_id).exists()


def leads_topic(viewer: Viewer, *, round_id: str, activity_id: str, **_arguments: Any) -> bool:
    """Those who lead, for topics of a round whose answers are on the table."""
    return leads(viewer) and _topic(round_id, activity_id)


def sees_round(viewer: Viewer, *, round_id: str, **_arguments: Any) -> bool:
    """Those who lead it; those invited, once it asks; auditors, once it is revealed."""
    state = Round.objects.filter(round_id=round_id).values_list("state", flat=True).first()
    if state is None or viewer.shared:
        return False
    return leads(viewer) or (state != "draft" and _invited(viewer, round_id)) or _audits(viewer, state)


def sees_agenda(viewer: Viewer, *, round_id: str, **arguments: Any) -> bool:
    """The same people, and only after the reveal; for a topic, where the round has it."""
    if not Round.objects.filter(round_id=round_id, state="revealed").exists():
        return False
    known = "activity_id" not in arguments or _topic(round_id, arguments["activity_id"])
    return known and sees_round(viewer, round_id=round_id)


def answers(viewer: Viewer, *, round_id: str, number: int, **_arguments: Any) -> bool:
    """The person named for the party while the round asks, and whoever sent its ballot."""
    if not viewer.person_id or viewer.shared or viewer.owes_factor:
        return False
    asked = Party.objects.filter(pk=number, round_id=round_id, person_id=viewer.person_id, round__state__in=ASKING)
    sent = Ballot.objects.filter(party_id=number, party__round_id=round_id, sent_by=viewer.person_id)
    return asked.exists() or sent.exists()


def votes(viewer: Viewer, *, round_id: str, activity_id: str, **_arguments: Any) -> bool:
    """The persons named for parties of a revealed round."""
    return _topic(round_id, activity_id) and not viewer.shared and _invited(viewer, round_id)


def accepts(viewer: Viewer, *, activity_id: str, **_arguments: Any) -> bool:
    """Those who fill a position that the newest version asks."""
    if not viewer.person_id or viewer.shared or viewer.owes_factor or not viewer.roles:
        return False
    asked = Asked.objects.filter(version__activity_id=activity_id, version__newest=True)
    return activity_id in site.program().activities and asked.filter(role_id__in=viewer.roles).exists()


def own_rows(viewer: Viewer, **_arguments: Any) -> bool:
    """Everybody whom the people data know, on a screen of their own."""
    return bool(viewer.person_id) and not viewer.shared


def words_it(viewer: Viewer, *, activity_id: str, **_arguments: Any) -> bool:
    """Those who fill a position with a party, and editors."""
    if viewer.shared or viewer.owes_factor or activity_id not in site.program().activities:
        return False
    return viewer.may(EDIT_PROGRAM) or bool(parties_of(viewer))


def reads_profiles(viewer: Viewer, **_arguments: Any) -> bool:
    """Editors of the program, and auditors."""
    return (viewer.may(EDIT_PROGRAM) or viewer.may(AUDIT)) and not viewer.shared


def reads_profile(viewer: Viewer, *, name: str, **_arguments: Any) -> bool:
    """The same people, for the profiles that there are."""
    return reads_profiles(viewer) and name in PROFILES


def parties_of(viewer: Viewer) -> list[str]:
    """Return the parties of the positions that somebody fills, sorted."""
    roles = site.program().roles
    return sorted({roles[one].party or "" for one in viewer.roles if one in roles} - {""})


def _topic(round_id: str, activity_id: str) -> bool:
    topics = Topic.objects.filter(round_id=round_id, activity_id=activity_id, round__state="revealed")
    return topics.exists() and activity_id in site.program().activities


def _invited(viewer: Viewer, round_id: str) -> bool:
    return bool(viewer.person_id) and Party.objects.filter(round_id=round_id, person_id=viewer.person_id).exists()


def _audits(viewer: Viewer, state: str) -> bool:
    return viewer.may(AUDIT) and state == "revealed"
