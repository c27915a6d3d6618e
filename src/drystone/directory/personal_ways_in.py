"""What is kept about people for the ways in without a mailbox: declared for the privacy pack."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_IN = "so that somebody without a mailbox or a computer can sign in"
_BADGE = "until the badge is replaced; deleted by the next run after its person left"
_WISH = "two hours after the code is over at most (directory.ways_in_handlers)"

DECLARED: dict[str, Declared] = {
    "Person.phone": Declared(
        "the mobile number that HR records", "to send a sign-in code", "the person", "replaced by every run"
    ),
    "Badge.id": NOT_PERSONAL,
    "Badge.person_id": Declared("whose badge it is", _IN, "the person and their lead", _BADGE),
    "Badge.code_hash": Declared("a fingerprint of the badge's code, no code", _IN, "nobody", _BADGE),
    "Badge.pin": Declared("a slow hash of the PIN, no PIN", _IN, "nobody", _BADGE),
    "Badge.made_by": Declared("who made the badge", "so that its person can ask", "the person", _BADGE),
    "Badge.made_at": Declared("when the badge was made", "a new one waits two weeks", "the person", _BADGE),
    "Badge.confirmed_at": Declared(
        "when they said that they have the badge", "nobody else chooses its PIN", "the person", _BADGE
    ),
    "Badge.pin_at": Declared(
        "when the PIN was chosen", "so that its person notices a stranger's", "the person", _BADGE
    ),
    "Badge.used_at": Declared("when the badge was last used", "the same", "the person", _BADGE),
    "Badge.revoked_at": Declared("when the badge was switched off", "it opens nothing then", "the person", _BADGE),
    "Badge.fails": Declared("wrong PINs since the last right one", "to slow guessing down", "nobody", _BADGE),
    "Badge.locked_until": Declared("until when the badge rests", "to slow guessing down", "nobody", _BADGE),
    "SharedScreen.id": NOT_PERSONAL,
    "SharedScreen.name": NOT_PERSONAL,
    "SharedScreen.team": NOT_PERSONAL,
    "SharedScreen.enrolment_hash": NOT_PERSONAL,
    "SharedScreen.enrolment_until": NOT_PERSONAL,
    "SharedScreen.token_hash": NOT_PERSONAL,
    "SharedScreen.made_by": Declared(
        "who set the screen up", "so that somebody answers for it", "administrators", "90 days after it is switched off"
    ),
    "SharedScreen.made_at": NOT_PERSONAL,
    "SharedScreen.enrolled_at": NOT_PERSONAL,
    "SharedScreen.revoked_at": NOT_PERSONAL,
    "PhoneCode.id": NOT_PERSONAL,
    "PhoneCode.number": Declared(
        "the number that was typed", "to look up whose it is", "nobody", "seconds, until the code is made"
    ),
    "PhoneCode.person_id": Declared("who asked for a code", "to sign them in", "nobody", _WISH),
    "PhoneCode.code_hash": Declared("a fingerprint of the code, no code", "to sign them in", "nobody", _WISH),
    "PhoneCode.made_at": Declared("when a code was asked for", "it lasts ten minutes", "nobody", _WISH),
    "PhoneCode.expires_at": Declared("when the code is over", "it lasts ten minutes", "nobody", _WISH),
    "PhoneCode.tries": Declared("how often a code was typed", "to stop guessing", "nobody", _WISH),
    "PhoneCode.used_at": Declared("when the code was used", "it works once", "nobody", _WISH),
    "CountedTry.id": NOT_PERSONAL,
    "CountedTry.limit": NOT_PERSONAL,
    "CountedTry.key_hash": Declared(
        "a fingerprint of a phone number, an e-mail address, a network address, a screen or a token",
        "to slow guessing down",
        "nobody",
        "one day",
    ),
    "CountedTry.at": Declared("when something was tried", "to slow guessing down", "nobody", "one day"),
}
