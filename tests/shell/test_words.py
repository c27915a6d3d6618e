"""How words from outside stand in a sentence, and how an error's words stand alone on a page."""

from __future__ import annotations

import datetime as dt
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from drystone.shell.templatetags import words
from served import Served

_OPENS = {"LRI", "RLI", "FSI"}


def test_a_name_that_turns_the_direction_is_set_apart_and_others_are_left_alone() -> None:
    assert words.apart("Mira Ålund") == "Mira Ålund"
    assert words.apart("\u202eCarl") == "\u2068\u202eCarl\u2069"
    assert words.apart("\u05d3\u05df") == "\u2068\u05d3\u05df\u2069"
    assert words.apart("a\u2069\u202eb") == "\u2068a\u202eb\u2069"


@given(st.text(st.sampled_from("ab \u05d0\u200f\u202a\u202e\u202c\u2066\u2067\u2068\u2069")))
def test_nothing_in_a_name_reaches_beyond_it(name: str) -> None:
    shown = words.apart(name)
    kinds = [unicodedata.bidirectional(letter) for letter in shown]
    if set(kinds) <= {"L", "WS"}:
        assert shown == name
        return
    assert (kinds[0], kinds[-1]) == ("FSI", "PDI")
    assert not {"PDI", *_OPENS} & set(kinds[1:-1])


def test_an_error_stands_alone_as_a_sentence() -> None:
    assert words.sentence("a day is needed") == "A day is needed."
    assert words.sentence("„nicht jetzt“ geht nicht") == "„Nicht jetzt“ geht nicht."
    assert words.sentence("eine Ausnahme braucht einen Grund.") == "Eine Ausnahme braucht einen Grund."
    assert words.sentence("drystone validate") == "drystone validate"
    assert words.sentence("") == ""


def test_time_that_is_left_is_never_said_to_be_more_than_it_is(served: Served) -> None:
    now = dt.datetime(2026, 6, 15, 22, tzinfo=dt.UTC)
    minute, hour = dt.timedelta(minutes=1), dt.timedelta(hours=1)
    said = [words.left(now + span, now) for span in (119 * minute, 23 * hour + 59 * minute, 119 * hour, 121 * hour)]
    assert said == ["119 minutes left", "23 hours left", "119 hours left", "5 days left"]
    assert [words.left(now - span, now) for span in (0 * hour, 3 * hour, 240 * hour)] == [
        "over for 0 minutes", "over for 3 hours", "over for 10 days"
    ]  # fmt: skip
    assert words.left(None, now) == ""
    assert served.root.is_dir()
