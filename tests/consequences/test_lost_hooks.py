"""A hook that leaves the program while somebody is limited by it: refused, else asked about until it is settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from consequences.conftest import DAY, Hook, Someone
from consequences.test_consequences import TUESDAY, actions, limited, texts

Made = Callable[..., Someone]
Remind = Callable[[dt.datetime], list[Any]]
Follow = Callable[[dt.datetime], None]


def _without_hook(one: Someone) -> str:
    """Return drystone.toml without the hook, and every check without a consequence, in the folder."""
    from drystone.shell import site

    for path in (one.served.root / "checks").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("strategy: remind-then-restrict", "strategy: remind"), encoding="utf-8")
    toml = one.served.root / "drystone.toml"
    text: str = toml.read_text(encoding="utf-8")
    begin = text.index("[hooks.limit]")
    toml.write_text(text[:begin], encoding="utf-8")
    site.reread()
    assert site.problems() == ()
    return text


@pytest.fixture
def lost(restricting: Made, web: str, remind: Remind, follow: Follow) -> tuple[Someone, str]:
    """Somebody who is limited by a hook that was taken out of the folder by hand, and the file as it was."""
    one = restricting(web)
    limited(one, remind, follow)
    before = _without_hook(one)
    follow(TUESDAY + DAY)
    follow(TUESDAY + DAY)
    assert one.limits == ["lifting"]
    return one, before


def _page(one: Someone) -> str:
    return " ".join(one.served.client("editor").get("/program/hooks").content.decode().split())


def test_an_edit_that_takes_out_a_hook_is_refused_while_somebody_is_limited(
    restricting: Made, web: str, remind: Remind, follow: Follow
) -> None:
    from drystone.consequences import lost
    from drystone.lib.errors import UsageError
    from drystone.program import load
    from drystone.shell import site

    one = restricting(web)
    before = site.program()
    limited(one, remind, follow)
    _without_hook(one)
    after = load(one.served.root).program
    assert after is not None
    with pytest.raises(UsageError, match="people are limited by the hook limit") as refused:
        lost.forbid(before, after)
    assert "Take it out when nobody waits" in refused.value.do
    # The one door through which edits of the site go asks it.
    from drystone.authoring import saving

    assert saving._guards["hooks"] is lost.forbid
    from drystone.consequences.models import Restriction

    Restriction.objects.update(status="lifted")
    lost.forbid(before, after)


def test_who_keeps_the_program_is_asked_with_a_clock_and_lifts_by_hand(
    lost: tuple[Someone, str], follow: Follow
) -> None:
    from drystone.consequences import brakes
    from drystone.consequences.models import Brake, Restriction
    from drystone.consequences.standing import line
    from drystone.messages.models import Message

    one, _before = lost
    editor = one.served.people["editor"]
    (brake,) = Brake.objects.all()
    assert (brake.hook, brake.gone, brake.holder, brake.due) == ("limit", True, editor, TUESDAY + 4 * DAY)
    subject = str(brakes.GONE[0])
    assert Message.objects.filter(person_id=editor, subject=subject).count() == 1
    assert brakes.move_on(TUESDAY + 4 * DAY) == 1
    assert Message.objects.filter(person_id=editor, subject=subject).count() == 2
    page = _page(one)
    assert "The program has this hook no more, and people wait for it" in page
    assert "Few people are limited by it." in page
    assert one.served.person("employee").name not in page
    told = line(TUESDAY + 4 * DAY)
    assert told is not None
    assert (told.good, "has no hook limit any more" in told.words) == (False, True)
    client = one.served.client("editor")
    assert client.post("/program/hooks/limit/lifted", {"reason": " "}).status_code == 422
    assert client.post("/program/hooks/limit/lifted", {"reason": "Out of the group, by hand."}).status_code == 302
    assert one.limits == ["lifted"]
    assert not Brake.objects.exists()
    assert Restriction.objects.get().lift_answer == "Out of the group, by hand."
    assert actions(one.person_id)[-1] == "limits-lifted"
    assert Message.objects.filter(person_id=one.person_id, subject="Access is open again").count() == 1
    assert client.post("/program/hooks/limit/lifted", {"reason": "Again."}).status_code == 404
    follow(TUESDAY + 6 * DAY)
    assert not Brake.objects.exists()


def test_whoever_answers_for_it_reads_of_standing_limits_as_numbers_on_their_page_and_in_their_message(
    restricting: Made, web: str, remind: Remind, follow: Follow
) -> None:
    from drystone.consequences.models import Restriction
    from drystone.gaps.models import Gap

    one = restricting(web)
    limited(one, remind, follow)
    accountable, title = one.gap.accountable, "Access is limited for few people: "
    told = texts(remind(TUESDAY + 7 * DAY), accountable)
    assert any(title in text for text in told)
    page = " ".join(one.served.client(accountable).get("/week").content.decode().split())
    assert "Access that is limited now" in page
    assert "for few people, the longest since" in page
    assert "Mail and files open in the browser only." in page
    assert one.served.person("employee").name not in page
    row = Restriction.objects.get()
    others = Gap.objects.filter(status="open").exclude(pk=one.gap_id)[:4]
    Gap.objects.filter(pk__in=[gap.pk for gap in others]).update(accountable=accountable)
    for number, gap in enumerate(others):
        row.pk, row.key, row.gap_id, row.person_id = None, f"k{number}", gap.pk, f"p{number}"
        row.save(force_insert=True)
    page = " ".join(one.served.client(accountable).get("/week").content.decode().split())
    assert "for 5 people, the longest since" in page
    assert "Access that is limited now" not in one.served.client("colleague").get("/week").content.decode()


def test_a_hook_that_was_put_back_lifts_by_itself(lost: tuple[Someone, str], hook: Hook, follow: Follow) -> None:
    from drystone.consequences.models import Brake
    from drystone.shell import site

    one, before = lost
    (one.served.root / "drystone.toml").write_text(before, encoding="utf-8")
    site.reread()
    follow(TUESDAY + DAY + dt.timedelta(minutes=5))
    assert (one.limits, hook.asked[-1][1]["type"]) == (["lifted"], "restriction.lift")
    assert not Brake.objects.exists()


def test_validate_calls_a_program_wrong_that_left_somebody_limited(lost: tuple[Someone, str]) -> None:
    from drystone.cli import validate
    from drystone.consequences.models import Restriction
    from drystone.shell import site

    assert lost
    (problem,) = validate.left_limited(site.program())
    assert str(problem).startswith("drystone.toml:1:1: error: people are limited by the hook `limit`")
    Restriction.objects.update(status="lifted")
    assert validate.left_limited(site.program()) == []
