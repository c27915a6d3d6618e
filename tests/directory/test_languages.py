"""In which language and time zone a page is: one's own choice, else the people data, else the program's."""

from __future__ import annotations

import re
from typing import Any

import pytest

from drystone.shell import site
from served import NOW, Served


def _page(served: Served, path: str, who: str = "employee", **headers: str) -> Any:
    answer = served.client(who).get(path, headers=headers)
    assert answer.status_code == 200
    return answer


def _shown_in(answer: Any) -> tuple[str, str]:
    """The language that the page says it is in, and the one that its header says."""
    told = re.search(r'<html lang="(\w+)">', answer.content.decode())
    assert told
    return told[1], answer.headers["Content-Language"]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "de"),
        ("fr", "de"),
        ("en", "en"),
        ("fr;q=0.9, en-GB;q=0.5", "en"),
        ("de-AT, en;q=0.5", "de"),
        ("*", "de"),
        ("not a language;;;", "de"),
    ],
)
def test_a_stranger_has_their_browsers_language_where_the_program_speaks_it(
    served: Served, accepted: str, language: str
) -> None:
    assert site.program().settings.organisation.languages == ("de", "en")
    answer = _page(served, "/sign-in/", "anonymous", **{"accept-language": accepted})
    assert _shown_in(answer) == (language, language)
    assert ("Anmelden" in answer.content.decode()) == (language == "de")
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_language_that_the_program_does_not_name_is_not_offered_to_strangers(served: Served) -> None:
    from drystone.directory import queries

    folder = site.program().root / "drystone.toml"
    text = folder.read_text()
    assert 'languages = ["de", "en"]' in text
    folder.write_text(text.replace('languages = ["de", "en"]', 'languages = ["fr", "en"]'))
    folder.with_name("trials.yaml").unlink()  # It speaks German.
    site.reread()
    assert queries.language_for("de, en;q=0.1", site.program()) == "en"
    assert queries.language_for("fr", site.program()) == "en"


def test_ones_own_choice_goes_before_the_people_data_and_these_before_the_program(served: Served) -> None:
    person, user = served.person("employee"), served.user("employee")

    def shown(chosen: str, known: str) -> tuple[str, str]:
        user.language, person.language = chosen, known
        user.save()
        person.save()
        return _shown_in(_page(served, "/", **{"accept-language": "en"}))

    assert shown("en", "de") == ("en", "en")
    assert shown("", "en-GB") == ("en", "en")
    assert shown("de", "en") == ("de", "de")
    assert shown("", "fr") == ("de", "de")
    assert shown("", "") == ("de", "de")


def test_the_same_gap_is_told_in_ones_own_words_and_hours(served: Served) -> None:
    from drystone.gaps.models import Gap

    gap = Gap.objects.filter(status="open", asset_kind="device", responsible__person_id=served.people["employee"])[0]
    Gap.objects.filter(pk=gap.pk).update(first_seen=NOW.replace(day=12, hour=22, minute=30))

    def told(language: str, zone: str) -> str:
        user = served.user("employee")
        user.language, user.zone = language, zone
        user.save()
        return str(_page(served, f"/gaps/{gap.gap_id}").content.decode())

    german, english = told("de", "Europe/Lisbon"), told("en", "Europe/Berlin")
    assert '<html lang="de">' in german
    assert '<html lang="en">' in english
    assert ">12. Juni 2026</time>" in german, "half past eleven there"
    assert ">June 13, 2026</time>" in english, "half past midnight there"
    assert ">15. Juni 2026 09:00</time>" in german
    assert ">June 15, 2026, 10:00</time>" in english
    for words, others in (("Was zu tun ist", "What to do"), ("Zuständig", "Responsible"), ("Nicht jetzt", "Not now")):
        assert words in german
        assert others not in german
        assert others in english
        assert words not in english
    title = site.program().checks[gap.check_id].title.failed
    assert title in german, "what the program says stays as it is written"
    assert title in english


def test_ones_own_zone_goes_before_the_people_data_and_these_before_the_program(served: Served) -> None:
    from drystone.directory import queries

    person, user = served.person("employee"), served.user("employee")

    def zone(chosen: str, known: str) -> str:
        user.zone, person.zone = chosen, known
        user.save()
        person.save()
        return str(queries.viewer_of(user, site.program(), strong=True).zone)

    assert zone("Europe/Lisbon", "Asia/Tokyo") == "Europe/Lisbon"
    assert zone("", "Asia/Tokyo") == "Asia/Tokyo"
    assert zone("", "") == site.program().settings.organisation.time_zone == str(queries.zone_for(site.program()))
    assert zone("", "Middle/Earth") == site.program().settings.organisation.time_zone
