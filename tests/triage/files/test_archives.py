"""Archives that are too large, too deep, locked, or lie."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pytest

from hostile import archives, programs
from hostile.archives import zipped
from hostile.looking import look


def test_members_come_out_with_their_path() -> None:
    looked = look(zipped({"a/b.txt": b"words", "c.bin": bytes(10)}), "x.zip")
    assert looked.inside == {"a/b.txt": b"words", "c.bin": bytes(10)}
    assert [content.part for content in looked.inspection.inside] == ["1!a/b.txt", "1!c.bin"]
    assert all(content.depth == 1 for content in looked.inspection.inside)


def test_a_bomb_is_told_and_only_its_beginning_is_kept() -> None:
    looked = look(archives.bomb(), "x.zip")
    assert "archive-bomb" in looked.kinds
    assert len(looked.inside["zeros.bin"]) == 1_000_000


def test_the_same_bytes_twice_are_told() -> None:
    looked = look(archives.overlapping(), "x.zip")
    assert "archive-overlaps" in looked.kinds
    assert looked.limits.bytes_left >= 0


def test_a_lie_about_size_or_name_is_told() -> None:
    assert look(archives.lying_size(), "x.zip").values("archive-lies")["member"] == "small.txt"
    assert "notes.exe" in look(archives.two_names(), "x.zip").values("archive-lies")["what"]


def test_paths_and_links_that_lead_out_are_told() -> None:
    assert "archive-escapes" in look(zipped({"../../etc/cron.d/x": b"x"}), "x.zip").kinds
    assert "archive-escapes" in look(zipped({"C:\\Windows\\x": b"x"}), "x.zip").kinds
    link = look(archives.with_link("/etc/passwd"), "x.zip")
    assert link.values("archive-holds-link")["target"] == "/etc/passwd"
    assert not link.inside
    tar = look(archives.tarred({"../x": b"x"}, {"a": "/etc/passwd"}), "x.tar")
    assert {"archive-escapes", "archive-holds-link"} <= tar.kinds


@pytest.mark.parametrize("lock", [archives.classic_locked, archives.aes_locked])
def test_a_lock_opens_with_the_password_in_the_message(lock: object) -> None:
    data = lock("invoice.exe", programs.PE * 40, "Sommer2026")  # type: ignore[operator]
    shut = look(data, "x.zip")
    assert {"archive-locked", "archive-holds-runnable"} <= shut.kinds
    assert not shut.inside
    opened = look(data, "x.zip", passwords=("wrong", "Sommer2026"))
    assert opened.values("archive-opened-with-written-password")["password"] == "Sommer2026"
    assert opened.inside == {"invoice.exe": programs.PE * 40}


def test_no_more_members_and_bytes_than_allowed() -> None:
    many = zipped({f"{index}.txt": b"x" * 100 for index in range(300)})
    looked = look(many, "x.zip")
    assert len(looked.inside) == 200
    assert "limits-reached" in looked.kinds
    few = look(many, "x.zip", bytes_left=1_000)
    assert sum(map(len, few.inside.values())) <= 1_000
    assert "limits-reached" in few.kinds


def test_what_lies_too_deep_is_said_and_left() -> None:
    looked = look(zipped({"a.txt": b"x"}), "x.zip", depth=3)
    assert not looked.inside
    assert looked.values("archive-too-deep")["depth"] == "3"


@pytest.mark.parametrize(
    ("data", "name", "inner"),
    [
        (gzip.compress(b"words"), "a.txt.gz", "a.txt"),
        (bz2.compress(b"words"), "a.txt.bz2", "a.txt"),
        (lzma.compress(b"words"), "a.txt.xz", "a.txt"),
        (gzip.compress(b"words"), "a.tgz", "a.tar"),
        (archives.tarred({"a.txt": b"words"}), "a.tar", "a.txt"),
        (archives.iso({"A.TXT": b"words"}), "a.iso", "A.TXT"),
    ],
    ids="gzip bzip2 xz tgz tar iso".split(),
)
def test_other_containers_open_too(data: bytes, name: str, inner: str) -> None:
    assert look(data, name).inside == {inner: b"words"}


def test_a_stream_that_grows_beyond_measure_stops() -> None:
    for data in (gzip.compress(bytes(5_000_000)), bz2.compress(bytes(5_000_000)), lzma.compress(bytes(5_000_000))):
        looked = look(data, "x")
        assert "archive-bomb" in looked.kinds
        assert len(next(iter(looked.inside.values()))) == 1_000_000


def test_a_hidden_file_of_a_disk_image_is_told() -> None:
    looked = look(archives.iso({"!RUN.EXE": programs.PE, "DOC.LNK": b"x"}), "order.iso")
    assert {"disk-image", "archive-holds-runnable", "archive-lies"} <= looked.kinds
    assert looked.inside["RUN.EXE"] == programs.PE


def test_archives_that_are_not_opened_here_still_give_their_names() -> None:
    rar = look(archives.rar5(["a.txt", "order.pdf.exe"]), "x.rar")
    assert rar.values("archive-holds-runnable")["member"] == "order.pdf.exe"
    assert {"archive-lists", "archive-not-opened"} <= rar.kinds
    assert "archive-hides-names" in look(archives.rar5([], hidden=True), "x.rar").kinds
    assert "archive-holds-runnable" in look(archives.cab(["a.txt", "b.scr"]), "x.cab").kinds
    assert "archive-hides-names" in look(archives.seven_zip(locked=True), "x.7z").kinds
    assert "archive-hides-names" not in look(archives.seven_zip(locked=False), "x.7z").kinds


def test_a_cut_archive_gives_what_is_left() -> None:
    whole = zipped({"a.txt": b"first", "b.txt": b"second"}, stored=True)
    looked = look(whole[: whole.index(b"PK\x01\x02")], "x.zip")
    assert looked.inside["a.txt"] == b"first"
    assert "content-broken" in looked.kinds
    assert look(archives.tarred({"a": b"x" * 2_000})[:1_000], "x.tar").inside == {"a": b"x" * 488}
