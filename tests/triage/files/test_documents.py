"""PDF documents and pictures."""

from __future__ import annotations

import io

import numpy as np
import pytest
from pikepdf import Dictionary, Name, String
from PIL import Image

from hostile import documents, pictures, programs
from hostile.looking import look


def test_scripts_and_actions_are_told() -> None:
    script = look(documents.script("app.launchURL('https://a.example/x')"), "a.pdf")
    assert {"pdf-script", "pdf-acts-on-opening"} <= script.kinds
    assert "https://a.example/x" in script.targets
    launch = look(documents.acting("Launch", Win=Dictionary(F=String("cmd.exe"), P=String("/c calc"))), "a.pdf")
    assert launch.values("pdf-starts-program")["what"] == "cmd.exe /c calc"
    form = look(documents.acting("SubmitForm", F=Dictionary(FS=Name.URL, F=String("https://a.example/f"))), "a.pdf")
    assert form.values("pdf-sends-form")["target"] == "https://a.example/f"


def test_a_form_that_reckons_is_no_attack() -> None:
    looked = look(documents.script("AFNumber_Format(2, 0, 0, 0, '', true); event.value = event.value * 2"), "form.pdf")
    assert looked.kinds == {"pdf-script", "pdf-acts-on-opening"}
    assert "high" not in looked.severities
    assert "pdf-script-acts" in look(documents.script("this.exportDataObject({cName: 'a', nLaunch: 2})"), "a.pdf").kinds


def test_a_page_that_is_one_link_is_told() -> None:
    looked = look(documents.linking("https://a.example/login"), "a.pdf")
    assert looked.targets == {"https://a.example/login"}
    assert "pdf-only-a-picture-with-a-link" in looked.kinds
    words = (
        "Dear customer please find enclosed the minutes of our meeting held last Thursday in the large room upstairs"
    )
    honest = look(documents.linking("https://a.example/", words), "a.pdf")
    assert words in honest.inspection.text
    assert honest.kinds == set()


def test_files_in_a_pdf_go_inside() -> None:
    looked = look(documents.carrying("order.exe", programs.PE), "a.pdf")
    assert looked.values("pdf-embedded-file")["member"] == "order.exe"
    assert looked.inside == {"order.exe": programs.PE}


def test_a_locked_pdf_opens_with_the_password_in_the_message() -> None:
    data = documents.locked("Sommer2026")
    assert "pdf-locked" in look(data, "a.pdf").kinds
    opened = look(data, "a.pdf", passwords=("Sommer2026",))
    assert {"pdf-opened-with-written-password", "pdf-script"} <= opened.kinds


def test_a_broken_and_disguised_pdf_is_still_read() -> None:
    looked = look(documents.disguised(), "a.pdf")
    assert {"pdf-hides-its-words", "pdf-script"} <= looked.kinds
    assert "http://a.example" in looked.targets


def test_a_pdf_that_would_unpack_beyond_measure_is_not_unpacked() -> None:
    assert "archive-bomb" in look(documents.structure_bomb(), "a.pdf").kinds


@pytest.mark.parametrize(
    "data",
    [
        pictures.code_png("https://a.example/qr"),
        pictures.code_png("https://a.example/qr", inverted=True),
        pictures.code_as("https://a.example/qr", "JPEG"),
        pictures.code_as("https://a.example/qr", "GIF"),
        pictures.code_as("https://a.example/qr", "BMP"),
        pictures.code_as("https://a.example/qr", "WEBP"),
    ],
    ids="png inverted jpeg gif bmp webp".split(),
)
def test_a_code_in_a_picture_is_read(data: bytes) -> None:
    looked = look(data, "")
    assert looked.targets == {"https://a.example/qr"}
    assert [link.how for link in looked.inspection.links] == ["qr"]


def test_a_code_in_a_picture_of_a_pdf_is_read() -> None:
    with Image.open(io.BytesIO(pictures.code_png("https://a.example/qr"))) as picture:
        points = np.asarray(picture.convert("L"))
    height, width = points.shape
    looked = look(documents.picturing(points.tobytes(), width, height), "a.pdf")
    assert "https://a.example/qr" in looked.targets


def test_a_picture_that_claims_too_much_is_not_decoded() -> None:
    looked = look(pictures.huge_png(), "a.png")
    assert looked.kinds == {"picture-too-large"}
