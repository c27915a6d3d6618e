"""Secrets: taken from the environment or from a file, never from the program, and never shown.

A setting ``token_env: JAMF_TOKEN`` names a variable, ``token_file: /run/secrets/jamf`` a file.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from drystone.lib.errors import SourceError
from drystone.program.model import Source
from drystone.sources.options import Options

_HIDDEN = "•••"
_LONGEST = 64 * 1024
_CREDENTIALS_IN_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)(?P<who>[^\s/@]*)@", re.IGNORECASE)
_PASSWORD_IN_URL = re.compile(r"://[^:/@\s]*:(?P<password>[^\s]*)@")
_SECRET_QUERY = re.compile(r"(?P<name>(?:token|key|secret|password|signature|sig)=)[^&\s\"']+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Vault:
    """Where secrets may come from: the variables given, and files relative to the program folder."""

    environ: Mapping[str, str]
    root: Path

    def read(self, options: Options, name: str) -> str:
        """Return the secret that ``<name>_env`` or ``<name>_file`` names, or "" where neither stands there.

        Raises SourceError where it is named but not there, or has a line break or another control character in it,
        which could end a header and start one of its own.
        """
        if name in options:
            raise SourceError(
                f'"{name}" would write a secret into the program',
                where=options.where,
                do=f"Put it into a variable and name that: {name}_env: NAME_OF_THE_VARIABLE.",
            )
        variable, file = options.text(f"{name}_env"), options.text(f"{name}_file")
        if variable:
            value = self.environ.get(variable, "")
            do = f"Set {variable} where drystone runs."
        elif file:
            value = self._from_file(file, options)
            do = f"Write the secret into {file}."
        else:
            return ""
        value = value.strip()
        if not value:
            raise SourceError(f"the secret {variable or file} is not there", where=options.where, do=do)
        if not value.isprintable():
            raise SourceError(
                f"the secret {variable or file} has a line break or a control character in it",
                where=options.where,
                do="Store it again as one line.",
            )
        return value

    def _from_file(self, file: str, options: Options) -> str:
        path = self.root / file
        try:
            with path.open("rb") as stream:
                return stream.read(_LONGEST).decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text"
            raise SourceError(
                f"the secret file {file} cannot be read: {reason}",
                where=options.where,
                do="Check the path and who may read it.",
            ) from error


def scrubber(source: Source, *, root: Path, environ: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that takes every secret of a source out of a text that people will see."""
    hidden: set[str] = set()
    for name, given in _named({**source.options, **source.location}):
        value = environ.get(given, "") if name.endswith("_env") else _peek(root / given)
        hidden.update(_spellings(value.strip()))
    longest_first = sorted(hidden, key=len, reverse=True)

    def scrub(text: str) -> str:
        for value in longest_first:
            text = text.replace(value, _HIDDEN)
        text = _CREDENTIALS_IN_URL.sub(rf"\g<scheme>{_HIDDEN}@", text)
        return _SECRET_QUERY.sub(rf"\g<name>{_HIDDEN}", text)

    return scrub


def _named(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _named(value)
        elif isinstance(value, str) and name.endswith(("_env", "_file")):
            yield name, value


def _peek(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return stream.read(_LONGEST).decode("utf-8", errors="replace")
    except OSError:
        return ""  # Reading it for use reports the error; here there is nothing to hide.


def _spellings(value: str) -> Iterator[str]:
    if len(value) < 3:
        return
    yield from (value, quote(value, safe=""), quote_plus(value), base64.b64encode(value.encode()).decode(), repr(value))
    match = _PASSWORD_IN_URL.search(value)
    if match and len(match["password"]) >= 3:
        yield from (match["password"], unquote(match["password"]))
