"""Keep the words of the site in its other languages: extract, merge, compile.

``python -m tools.messages`` brings every catalogue up to date with what templates and code say, without places, dates
or guesses, in one order, so that a change shows as just that change; ``python -m tools.messages fr`` begins another
language. It lists what is not translated yet. Extracting needs xgettext; compiling needs nothing but Python.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

import django
import polib
from django.core.management import call_command
from django.core.management.commands import makemessages
from django.test import override_settings

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "drystone"
CATALOGUES = SOURCE / "locale"
#: What a catalogue says about itself; nothing that differs from one machine or day to another.
HEADER = {"Project-Id-Version": "Drystone", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8"}
#: How code names the functions that mark words, beside those that gettext and Django know: lazily, in a table.
MARKS = ("_later",)
_LEFT_BEHIND = shutil.ignore_patterns("locale", "static", "migrations", "__pycache__")


class _Command(makemessages.Command):
    """Django's command, which also finds what our own names for its functions mark."""

    xgettext_options: ClassVar[list[str]] = [
        *makemessages.Command.xgettext_options,
        *(f"--keyword={name}" for name in MARKS),
    ]


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.parent.parent.name for path in CATALOGUES.glob("*/LC_MESSAGES/django.po"))


def path_of(language: str) -> Path:
    """Return where a language's catalogue is."""
    return CATALOGUES / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> polib.POFile:
    """Return a catalogue."""
    return polib.pofile(str(path), wrapwidth=0)


def extract(language: str) -> polib.POFile:
    """Return every message of the site, untranslated, with the rule for plurals of a language. Needs xgettext.

    It works on a copy: Django writes files beside the templates while it reads them.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drystone.web.settings")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "drystone"
        shutil.copytree(SOURCE, copy, ignore=_LEFT_BEHIND)
        (copy / "locale").mkdir()
        quiet = contextlib.redirect_stdout(io.StringIO())
        with contextlib.chdir(copy), override_settings(LOCALE_PATHS=[str(copy / "locale")]), quiet:
            call_command(_Command(), locale=[language], no_location=True, no_wrap=True, verbosity=0)
        return read(copy / "locale" / language / "LC_MESSAGES" / "django.po")


def merge(found: polib.POFile, known: polib.POFile | None, language: str) -> polib.POFile:
    """Return what was found with the translations that are known; nothing is guessed from what looks alike."""
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = HEADER | {
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": found.metadata["Plural-Forms"],
    }
    told = {key(entry): entry for entry in known or ()}
    for entry in sorted(found, key=key):
        before = told.get(key(entry))
        if before and before.msgid_plural == entry.msgid_plural:
            entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
        merged.append(entry)
    return merged


def key(entry: polib.POEntry) -> tuple[str, str]:
    """Return what tells two messages apart."""
    return entry.msgid, entry.msgctxt or ""


def compiled(catalogue: polib.POFile) -> bytes:
    """Return a catalogue as programs read it; the same bytes for the same words."""
    return bytes(catalogue.to_binary())


def main(words: list[str]) -> int:
    """Bring the catalogues up to date; 1 where something is not translated."""
    missing = 0
    for language in words or languages():
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = merge(extract(language), read(path) if path.exists() else None, language)
        catalogue.save(str(path))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        open_ones = catalogue.untranslated_entries()
        missing += len(open_ones)
        print(f"{language}: {len(catalogue)} messages, {len(open_ones)} not translated")
        print("".join(f"  {entry.msgid}\n" for entry in open_ones), end="")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
