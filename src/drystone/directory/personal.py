"""What this room keeps about people."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared
from drystone.directory import personal_of_programs, personal_ways_in

_SELF = "the person, and whoever administers"
_WORK = "the person, and whoever works with them on a thing"
_AS_LONG = "as long as the applied run lists the person"
_WAY = "until privacy.keep_leavers after the person left (directory.leaving)"


def _of_the_run(what: str, why: str) -> Declared:
    return Declared(what, why, _WORK, _AS_LONG)


def _of_the_session(what: str, why: str) -> Declared:
    return Declared(what, why, _SELF, "a day after that session ended (directory.handlers)")


def _of_the_way(what: str, why: str) -> Declared:
    return Declared(what, why, _SELF, _WAY)


DECLARED: dict[str, Declared] = {
    **personal_of_programs.DECLARED,
    **personal_ways_in.DECLARED,
    "User.id": _of_the_way("the number of their way in", "to join sessions and factors to it"),
    "User.password": _of_the_way("a slow hash of their password", "to check it"),
    "User.last_login": _of_the_way("when they last signed in", "to know whether somebody can administer"),
    "User.login": _of_the_way("the name they sign in with", "to sign in"),
    "User.email": _of_the_way("their e-mail address", "to sign in"),
    "User.name": _of_the_way("their name, where the people data do not know them", "to greet them"),
    "User.person_id": _of_the_way("which person of the people data they are", "to show them what is theirs"),
    "User.is_active": _of_the_way("whether they may sign in", "to close a way in"),
    "User.language": _of_the_way("the language they chose", "to speak it"),
    "User.zone": _of_the_way("the time zone they chose", "to say times in it"),
    "User.created_at": _of_the_way("when their way in was made", "to look after ways in"),
    "User.left_at": _of_the_way("when the people data first said that they left", "to delete their way in in time"),
    "Person.person_id": _of_the_run("an id that means nothing outside", "to join what is theirs"),
    "Person.email": _of_the_run("their e-mail address at work", "to sign in and to write to them"),
    "Person.name": _of_the_run("their name", "to name whose turn it is"),
    "Person.department": _of_the_run("their department", "to find who answers for its things"),
    "Person.team": _of_the_run("their team", "to find who answers for its things"),
    "Person.title": _of_the_run("their title", "to find who holds a position"),
    "Person.manager_id": _of_the_run("who manages them", "to find who steps in"),
    "Person.status": _of_the_run("whether they work here, are on leave or have left", "to close ways in"),
    "Person.location": _of_the_run("where they work", "to say times and holidays right"),
    "Person.zone": _of_the_run("their time zone", "to say times in it"),
    "Person.language": _of_the_run("their language", "to speak it"),
    "Holding.id": NOT_PERSONAL,
    "Holding.position_id": _of_the_run("a position that they fill", "to know what they may decide"),
    "Holding.role_id": _of_the_run("the role of that position", "to know what they may decide"),
    "Holding.seat": _of_the_run("which seat of the role it is", "to know for whom they decide"),
    "Holding.person_id": _of_the_run("who fills it", "to know what they may decide"),
    "Holding.step": _of_the_run("whether they hold it or step in", "to say why it is theirs"),
    "Holding.ordinal": NOT_PERSONAL,
    "Tenure.id": NOT_PERSONAL,
    **{
        f"Tenure.{name}": Declared(
            "that they filled a position, from when to when",
            "evidence of who answered for what when",
            "whoever edits the program; auditors an id; themselves",
            "privacy.keep_looks after it ended"
            " (directory.tenures); shown without the name privacy.keep_leavers after they left",
        )
        for name in ("position_id", "person_id", "step", "began_on", "ended_on")
    },
    "Duty.id": NOT_PERSONAL,
    "Duty.activity_id": _of_the_run("an activity they have a letter for", "to show them their duties"),
    "Duty.letter": _of_the_run("which letter", "to show them their duties"),
    "Duty.position_id": _of_the_run("through which position", "to say why it is theirs"),
    "Duty.person_id": _of_the_run("whose duty it is", "to show them their duties"),
    "Duty.step": _of_the_run("by which step they were found", "to say why it is theirs"),
    "Grant.id": NOT_PERSONAL,
    "Grant.user": _of_the_way("who was given a power by hand", "to keep the site running"),
    "Grant.power": _of_the_way("which power", "to keep the site running"),
    "Grant.granted_by": _of_the_way("who gave it", "to be able to ask"),
    "Grant.granted_at": _of_the_way("when", "to be able to ask"),
    "OneTimeLink.id": NOT_PERSONAL,
    "OneTimeLink.token_hash": NOT_PERSONAL,
    "OneTimeLink.purpose": NOT_PERSONAL,
    "OneTimeLink.person_id": Declared("for whom a link was made", "to let them in", _SELF, "a day after it ended"),
    "OneTimeLink.made_by": Declared("who made it", "to be able to ask", _SELF, "a day after it ended"),
    "OneTimeLink.made_at": NOT_PERSONAL,
    "OneTimeLink.expires_at": NOT_PERSONAL,
    "OneTimeLink.used_at": Declared("when it was used", "to use it once", _SELF, "a day after it ended"),
    "Attempt.cache_key": Declared(
        "the address of a computer, or a hash of the name, that somebody tried to sign in from or with",
        "to slow down guessing",
        "nobody",
        "five minutes; deleted within the hour (directory.ways_in_handlers)",
    ),
    "Attempt.value": Declared("when they tried", "to slow down guessing", "nobody", "the same as the row"),
    "Attempt.expires": NOT_PERSONAL,
}

#: What django-allauth and Django keep in tables of their own for this room.
OF_LIBRARIES: dict[str, Declared] = {
    "UserSession.ip": _of_the_session(
        "from which network they signed in, without its last part", "to recognise a place"
    ),
    "UserSession.user_agent": _of_the_session("which browser and system they use", "to recognise a device"),
    "UserSession.last_seen_at": _of_the_session("when that device was last here", "to recognise a stranger's session"),
    "UserSession.created_at": _of_the_session("when they signed in there", "to recognise a stranger's session"),
    "UserSession.data": _of_the_session("by which way they signed in there", "to recognise a stranger's session"),
    "UserSession.session_key": _of_the_session("which session it is", "to end it"),
    "UserSession.user": _of_the_session("whose session it is", "to end it"),
    "Session.session_data": Declared(
        "who is signed in, how they showed it and when they were last here",
        "to know who asks",
        "nobody",
        "until they sign out or stay away too long",
    ),
    "Authenticator.user": _of_the_way("whose factor it is", "to check it"),
    "Authenticator.type": _of_the_way("what kind of factor it is", "to ask for it"),
    "Authenticator.data": _of_the_way("its public key, or its secret (encrypted)", "to check it"),
    "Authenticator.created_at": _of_the_way("since when they have it", "to recognise a stranger's factor"),
    "Authenticator.last_used_at": _of_the_way("when it was last used", "to recognise a stranger's use"),
    "SocialAccount.user": _of_the_way("whose sign-in at a provider it is", "to sign in"),
    "SocialAccount.provider": _of_the_way("which provider they come from", "to sign in"),
    "SocialAccount.uid": _of_the_way("a hash of their subject there", "to know them again"),
    "SocialAccount.extra_data": _of_the_way("whether the provider asked for a second factor", "to ask no more"),
    "SocialAccount.last_login": _of_the_way("when they last came from there", "to recognise a stranger's use"),
    "SocialAccount.date_joined": _of_the_way("when they first came from there", "to recognise a stranger's use"),
}
