"""The objects of a PDF that act, point or carry: each is looked at by itself, never in circles."""

from __future__ import annotations

from typing import Any

import pikepdf

from drystone.triage.files.addresses import link_all
from drystone.triage.files.archives.members import keep
from drystone.triage.files.archives.unpacking import inflate
from drystone.triage.files.findings import Findings
from drystone.triage.files.telling import Telling

MAX_DEPTH = 12
#: What scripts of forms do not need.
_ACTING = Telling(
    (
        *(
            "exportDataObject",
            "launchURL",
            "openDoc",
            "submitForm",
            "mailForm",
            "getURL",
            "importDataObject",
            "unescape",
        ),
        *("collectEmailInfo", "getIcon", "newPlayer", "String.fromCharCode", "ActiveXObject", "XMLHttpRequest"),
        ("eval", r"\beval\s{0,5}\("),
    )
)
MAX_ITEMS = 500
MAX_SCRIPT = 200_000
MAX_STREAM = 20_000_000


def read_object(found: Findings, thing: Any, depth: int = 0) -> None:
    """Add what one object, and the direct objects in it, would do; references are left to their own turn."""
    if depth > MAX_DEPTH:
        return
    if isinstance(thing, pikepdf.Array):
        for item in list(thing)[:MAX_ITEMS]:
            if isinstance(item, pikepdf.Array | pikepdf.Dictionary) and not item.is_indirect:
                read_object(found, item, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        _dictionary(found, thing, depth)


def _dictionary(found: Findings, thing: Any, depth: int) -> None:
    action = str(thing.get("/S", ""))
    if action in _ACTIONS:
        _ACTIONS[action](found, thing)
    if "/JS" in thing and action != "/JavaScript":
        _script(found, thing)
    if "/AA" in thing:
        found.sign_once("pdf-acts-on-opening", what="/AA")
    if str(thing.get("/Type", "")) in ("/Filespec", "/F") or "/EF" in thing:
        _file(found, thing)
    kind = str(thing.get("/Subtype", ""))
    if kind in ("/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"):
        found.sign_once("pdf-rich-media", what=kind)
    for key in list(thing.keys())[:MAX_ITEMS]:
        value = thing.get(key)
        if key != "/Parent" and isinstance(value, pikepdf.Array | pikepdf.Dictionary) and not value.is_indirect:
            read_object(found, value, depth + 1)


def _text(value: Any) -> str:
    if isinstance(value, pikepdf.Stream):
        return stream_bytes(value, MAX_SCRIPT).decode("utf-8", "replace")
    if isinstance(value, pikepdf.Dictionary):
        return _text(value.get("/UF") or value.get("/F") or value.get("/URL") or "")
    return str(value)[:MAX_SCRIPT] if value is not None else ""


def stream_bytes(stream: Any, limit: int) -> bytes:
    """Return the beginning of a stream; Flate is undone here so that it cannot grow beyond ``limit``."""
    filters = stream.get("/Filter")
    names = [str(item) for item in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters else []
    raw = bytes(stream.read_raw_bytes())
    if names and names[0] in ("/FlateDecode", "/Fl"):
        unpacked = inflate(raw, limit, window=15).data
        if len(names) == 1:
            return unpacked
    if not names:
        return raw[:limit]
    if len(raw) > limit // 50:
        return b""
    return bytes(stream.read_bytes())[:limit]


def _script(found: Findings, action: Any) -> None:
    text = _text(action.get("/JS"))
    found.sign("pdf-script", what=text[:150] or "?")
    found.say(text)
    link_all(found, text, "pdf")
    calls = _ACTING.told(text.lower())
    if calls:
        found.sign("pdf-script-acts", calls=", ".join(calls))


def _address(found: Findings, action: Any) -> None:
    target = _text(action.get("/URI"))
    found.link(target, "pdf")


def _launch(found: Findings, action: Any) -> None:
    windows = action.get("/Win")
    what = _text(action.get("/F"))
    if isinstance(windows, pikepdf.Dictionary):
        what = f"{_text(windows.get('/F'))} {_text(windows.get('/P'))}".strip()
    found.sign("pdf-starts-program", what=what or "?")
    link_all(found, what, "pdf")


def _submit(found: Findings, action: Any) -> None:
    target = _text(action.get("/F"))
    found.sign("pdf-sends-form", target=target or "?")
    found.link(target, "form")


def _elsewhere(found: Findings, action: Any) -> None:
    target = _text(action.get("/F"))
    found.sign("pdf-opens-another", target=target or str(action.get("/S")))
    if target:
        found.link(target, "pdf")


_ACTIONS = {
    "/JavaScript": _script,
    "/URI": _address,
    "/Launch": _launch,
    "/SubmitForm": _submit,
    "/ImportData": _submit,
    "/GoToE": _elsewhere,
    "/GoToR": _elsewhere,
}


def _file(found: Findings, spec: Any) -> None:
    name = _text(spec.get("/UF") or spec.get("/F")) or "embedded"
    files = spec.get("/EF")
    if isinstance(files, pikepdf.Dictionary):
        stream = files.get("/F") or files.get("/UF")
        if isinstance(stream, pikepdf.Stream):
            found.sign("pdf-embedded-file", member=name)
            packed = len(bytes(stream.read_raw_bytes()))
            limit = min(found.limits.bytes_left, MAX_STREAM)
            data = stream_bytes(stream, limit)
            keep(found, name, data, packed, more=len(data) >= limit)
    elif str(spec.get("/FS", "")) == "/URL":
        found.link(name, "pdf")
