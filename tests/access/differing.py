"""How the kinds of people that only the walk knows differ from the one that they are most like."""

from __future__ import annotations

from collections.abc import Mapping

#: Where those are led who have to show who they are, or show it better.
SIGN_IN, FACTOR, CONFIRM = "/sign-in/", "/account/second-factor", "/account/confirm"
ASKING = (SIGN_IN, FACTOR, CONFIRM)

LIKE = {
    "leaver": "anonymous",
    "screener": "colleague",
    "looker": "colleague",
    "head-on-a-screen": "department-head",
    "approver-on-a-screen": "approver",
}
#: What a shared screen keeps closed to everybody, and what only it opens.
_ON_A_SCREEN: dict[str, int | str] = {
    "directory:badge": 302, "directory:badge-pin": 200, "directory:tokens": 403, "directory:my-badge-confirmation": 403,
    "directory:team-card": 403, "directory:team-badges": 403, "directory:confirm": 403, "directory:second-factor": 403,
    "directory:add-passkey": 403, "directory:add-app": 403, "directory:recovery-codes": 403, "directory:password": 403,
    "directory:team-card of-sales": 403, "directory:team-badges of-sales": 403, "directory:end-other-sessions": 403,
    "people:data-json": 403, "messages:choices": 403, "messages:calendar": 403, "messages:calendar-revocation": 403,
    "measures:beliefs": 403, "measures:levers": 403,
}  # fmt: skip
DIFFERS: dict[str, dict[str, int | str]] = {
    "leaver": {"directory:text-code-answer": 302, "directory:sign-in-factor": 302},  # Not in the middle of anything.
    "screener": {
        "messages:thread": 404, "messages:closure": 404, "catalogue:look": 302, "directory:team-card": 200,
        "directory:team-badges": 200, "directory:team-card of-sales": 404, "directory:team-badges of-sales": 404,
        "measures:beliefs": 200, "measures:levers": 200,
    },
    "looker": {"messages:thread": 404, "messages:closure": 404, "people:person": 200},
    "head-on-a-screen": {
        **_ON_A_SCREEN,
        "directory:revoke-token": 404, "directory:remove-factor": 404, "directory:end-session": 404,
        "directory:badge-revocation": 404, "decisions:accept": 404, "decisions:refuse": 404,
    },
    "approver-on-a-screen": {
        **_ON_A_SCREEN,
        "accountability:activity": 404, "accountability:attest": 404, "accountability:check": 404,
        "accountability:evidence": 404, "accountability:evidence of-a-seat": 404, "accountability:reveal": 404,
        "authoring:role": 404, "gaps:gap": 404,
        "gaps:approve": 404, "gaps:refuse": 404,
    },
    # Whoever owes a second factor sees the way to it, and what is the same for everybody; all else leads there.
    "owing": {
        "directory:confirm": 200, "directory:second-factor": 200, "directory:recovery-codes": 200,
        "accountability:key": 200, "openapi": 200, "no-api": 404, "shell:health": 200, "directory:badge": 404,
        "directory:badge-pin": 404, "directory:badge-done": 302, "directory:screen-enrolment": 200,
        "directory:text-code": 200, "directory:text-code-answer": 200, "directory:sign-in": 302,
        "directory:sign-in-passkey": 200, "directory:sign-in-factor": 302, "directory:sign-in-as": 302,
        "directory:openid-start": 404, "directory:openid-back": 404, "directory:sign-out": 302,
        "directory:first": 200, "directory:invitation": 200, "directory:forgotten": 200,
        "directory:reset-password": 200, "messages:feed": 200, "messages:off": 200,
    },
}  # fmt: skip


def whole(name: str, row: Mapping[str, int | str]) -> dict[str, int | str]:
    """Return a row with every kind of the walk in it; what the row itself says of one holds, but of leavers."""
    said = {kind: status for kind, status in row.items() if kind != "leaver"}
    found = {kind: DIFFERS[kind].get(name, row[like]) for kind, like in LIKE.items()}
    return found | {"owing": DIFFERS["owing"].get(name, FACTOR)} | said


def posted(row: Mapping[str, int | str], told: Mapping[str, int | str]) -> dict[str, int | str]:
    """Return a row of what is posted, with the kinds that get the same page as the one that they are like."""
    found = {kind: row[like] for kind, like in LIKE.items() if like in row and told[kind] == told[like]}
    return found | dict(row)
