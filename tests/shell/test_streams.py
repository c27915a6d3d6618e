"""Streams: bounded, woken by one watcher, and over when whoever listens may not any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from drystone.shell import streams
from drystone.shell.streams import Stream, Streams


class World:
    """What there is, as a watcher sees it; ``looks`` counts how often it asked."""

    def __init__(self) -> None:
        self.now: dict[str, str] | None = {"a": "1"}
        self.looks = 0
        self.threads: set[int] = set()

    def look(self) -> dict[str, str] | None:
        self.looks += 1
        self.threads.add(threading.get_ident())
        return None if self.now is None else dict(self.now)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def hub(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Streams]:
    monkeypatch.setattr(streams, "LOOK", 0.01)
    monkeypatch.setattr(streams, "BEAT", 0.2)
    made = Streams(world.look, most=3)
    yield made
    made.end_all()


def opened(hub: Streams, whose: str = "x", known: str = "", **more: bool) -> Stream:
    stream = hub.open(whose, known=known, still=lambda: more.get("still", True))
    assert stream is not None
    return stream


def heard(stream: Stream, word: bytes) -> bytes:
    """Take from a stream until something of a kind comes."""
    return next(chunk for chunk in stream if word in chunk)


def test_all_hear_of_a_change_by_one_watcher_and_by_id_alone(hub: Streams, world: World) -> None:
    both = [opened(hub, "x"), opened(hub, "y")]
    first = [heard(one, b"event: change") for one in both]
    assert first[0] == first[1]
    assert b'{"changed": ["a"]}' in first[0]
    world.now = {"a": "1", "b": "somebody's name"}
    told = [heard(one, b"event: change") for one in both]
    assert all(b'{"changed": ["b"]}' in one and b"somebody" not in one for one in told)
    assert len(world.threads) == 1


def test_whoever_comes_back_hears_only_of_what_is_new(hub: Streams) -> None:
    mark = heard(opened(hub), b"id: ").split(b"\n")[0].removeprefix(b"id: ").decode()
    again = opened(hub, known=mark)
    assert [next(again)[:6], next(again)[:11]] == [b"retry:", b"event: beat"]


def test_places_are_bounded_and_whoever_opens_many_ends_their_own_oldest(
    hub: Streams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "EACH", 2)
    oldest, _newer = opened(hub, "x"), opened(hub, "x")
    other = opened(hub, "y")
    assert hub.open("z", known="", still=lambda: True) is None
    assert hub.open("x", known="", still=lambda: True) is None
    assert oldest.ended
    assert not other.ended
    assert b"".join(oldest) == b"retry: 500\n\n"  # It ends when it is asked, and its place is free.
    assert hub.count() == 2
    assert hub.open("z", known="", still=lambda: True) is not None


def test_a_stream_that_no_server_ever_asked_keeps_no_place(hub: Streams, world: World) -> None:
    opened(hub)
    assert (hub.count(), world.looks) == (0, 0)


def test_nothing_is_said_any_more_to_whoever_may_not_listen(hub: Streams) -> None:
    assert list(opened(hub, still=False)) == [b"retry: 500\n\n"]
    assert hub.count() == 0


def test_no_sign_of_life_where_nobody_can_look(hub: Streams, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_STALE", 0.1)
    monkeypatch.setattr(streams, "LIFE", 1.0)
    world.now = None
    assert list(opened(hub)) == [b"retry: 500\n\n"]


def test_a_look_that_breaks_ends_the_streams_so_that_pages_ask_by_themselves(
    hub: Streams, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _told: None)

    def broken() -> dict[str, str]:
        raise RuntimeError

    hub._look = broken
    assert list(opened(hub)) == [b"retry: 500\n\n"]
    hub._look = world.look
    assert b'["a"]' in heard(opened(hub), b"event: change")
