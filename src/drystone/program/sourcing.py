"""What sources say: known kinds, tables and columns, a key where one is needed, and no secret in the program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath

from drystone.lib.text import listing, suggest
from drystone.program import campaigns
from drystone.program.draft import Draft, Entry
from drystone.program.model import Feed, Problem, Source
from drystone.program.shapes import SourceShape
from drystone.program.tree import Node
from drystone.program.vocabulary import FED, TABLES, Table

#: Kinds whose rows have any shape; they need ``feeds``.
PLAIN_KINDS = ("csv", "json", "jsonl", "parquet", "sql", "rest", "sql-dump")
#: Ready-made shapes, which know their own tables and keys.
READY_KINDS = (
    "scim", "osquery", "fleet", "okta", "entra", "google-workspace", "intune", "jamf", "github", "kev", "epss",
    "endoflife", "winget", "glpi", "scanner", "oval", "sofa", "workday", "snipeit", "kandji", "scoop", "vendors",
    "gophish", "attack-simulation", "practice",
)  # fmt: skip
KINDS_OF_SOURCE = (*PLAIN_KINDS, *READY_KINDS)

_SECRET = re.compile(
    r"pass(word|wd|phrase)?$|pwd$|secret|token|bearer|api[-_]?key|private[-_]?key|authorization|credential|cookie",
    re.IGNORECASE,
)
_NAMED_ELSEWHERE = re.compile(r"_(env|file|url)$", re.IGNORECASE)
_OPEN_IN_AUTH = frozenset({
    "type", "kind", "scheme", "header", "name", "prefix", "in", "audience", "scope", "scopes", "token_url", "username",
    "user", "client_id", "tenant", "tenant_id", "grant_type", "resource",
})  # fmt: skip
_PASSWORD_IN_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/@:]*:[^\s/@]+@", re.IGNORECASE)
_LITERAL = re.compile(r"\s*'([^']*)'\s*")


def check(draft: Draft, problems: list[Problem]) -> None:
    """Add a problem for everything in a source that cannot be meant."""
    for entry, source in draft.good("source"):
        _source(draft, entry, source, problems)
    for entry in draft.of("source").values():
        for option in ("location", *(key for key in entry.node.entries or {} if key not in SourceShape.model_fields)):
            node = entry.node.get(option)
            problems += _secrets(node, (option,)) if node is not None else ()
    channels = draft.settings_node.get("channels") if draft.settings_node is not None else None
    problems += _secrets(channels, ("channels",)) if channels is not None else ()


def _source(draft: Draft, entry: Entry, source: Source, problems: list[Problem]) -> None:
    if source.kind not in KINDS_OF_SOURCE and source.kind != "?":
        near = suggest(source.kind, KINDS_OF_SOURCE)
        hint = f"did you mean `{near}`?" if near else f"known here: {listing(KINDS_OF_SOURCE)}"
        problems.append(Problem(entry.place("kind"), f"unknown kind of source `{source.kind}`", hint))
    _options(entry, source, problems)
    _path(entry, problems)
    problems += campaigns.problems_of(entry.node.get("campaigns"), draft.of("habit"))
    if source.kind in PLAIN_KINDS and not source.feeds:
        problems.append(Problem(entry.node.place, "this source feeds nothing", "add feeds: {device: {select: {…}}}"))
    things = [feed for feed in source.feeds if feed.table in TABLES and TABLES[feed.table].role == "thing"]
    if source.kind in PLAIN_KINDS and things and not source.key:
        hint = "add key: the column that is unique for each record"
        message = f"a {source.kind} source that feeds {things[0].table} needs `key`"
        problems.append(Problem(entry.node.place, message, hint))
    for feed in source.feeds:
        _feed(entry, feed, problems)
        if feed.table == "claim":
            _claim(draft, entry, source, feed, problems)
    if source.covers is not None and source.feeds and len({feed.table for feed in things}) != 1:
        message = "`covers` is about one kind of thing, and this source does not feed exactly one"
        problems.append(Problem(entry.place("covers"), message, "split the source, or leave `covers` out"))


def _options(entry: Entry, source: Source, problems: list[Problem]) -> None:
    """Refuse a key that is nearly one of a source's own; any other is an option that the source's kind reads."""
    known = list(SourceShape.model_fields)
    for option in source.options:
        near = suggest(option, known)
        likely = near is not None and near not in (entry.node.entries or {}) and len(option) > 2
        if likely and abs(len(option) - len(near or "")) < 3:
            place = entry.node.key_place(option)
            problems.append(Problem(place, f"unknown key `{option}`", f"did you mean `{near}`?"))


def _path(entry: Entry, problems: list[Problem]) -> None:
    location = entry.node.get("location")
    node = location.get("path") if location is not None else None
    for written in (node.items if node.items is not None else (node,)) if node is not None else ():
        path = written.value
        if not isinstance(path, str) or not path.strip():
            problems.append(Problem(written.place, "`location.path` should be a path", "write it in quotes"))
        elif PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive:
            hint = "put exports under the program folder, in exports/"
            problems.append(Problem(written.place, f"{path} lies outside the program folder", hint, "warning"))
        elif ".." in PurePosixPath(path.replace("\\", "/")).parts:
            hint = "write an absolute path if that is meant"
            problems.append(Problem(written.place, f"{path} leads out of the program folder", hint))


def _feed(entry: Entry, feed: Feed, problems: list[Problem]) -> None:
    place = entry.node.at(("feeds",)).key_place(feed.table)
    table = TABLES.get(feed.table)
    if table is None or feed.table not in FED:
        near = suggest(feed.table, FED)
        made = table is not None
        message = f"`{feed.table}` is made by a run and cannot be fed" if made else f"unknown table `{feed.table}`"
        problems.append(Problem(place, message, f"did you mean `{near}`?" if near and not made else ""))
        return
    if not feed.select:
        problems.append(Problem(feed.place, f"`select` names no column of {feed.table}", "add select: {…}"))
    names = fed_names(table)
    for column in feed.select:
        if column not in names:
            near = suggest(column, names)
            hint = f"did you mean `{near}`?" if near else f"its columns are {listing(table.names)}"
            where = feed.places.get(column, feed.place)
            problems.append(Problem(where, f"no column `{column}` in {feed.table}", hint))
    for column, name in names.items():
        if column != name and column in feed.select and name in feed.select:
            message = f"`{column}` and `{name}` are the same column"
            problems.append(Problem(feed.places[column], message, "keep one of the two"))


def fed_names(table: Table) -> dict[str, str]:
    """Return the names under which a source may feed a table's columns, with the column each stands for.

    A reference may be written with or without its ``_id``: ``owner`` stands for ``owner_id``.
    """
    names = {column: column for column in table.names}
    for column in table.names:
        if column.endswith("_id"):
            names.setdefault(column.removesuffix("_id"), column)
    return names


def _claim(draft: Draft, entry: Entry, source: Source, feed: Feed, problems: list[Problem]) -> None:
    things = {other.table for other in source.feeds if other.table in TABLES and TABLES[other.table].role == "thing"}
    about_row = not {"asset", "asset_id"} & set(feed.select)
    if about_row and source.kind in PLAIN_KINDS and len(things) != 1:
        message = (
            "a claim without `asset` is about the thing that the same row feeds, and this source feeds not exactly one"
        )
        problems.append(Problem(feed.place, message, "add asset and asset_kind to its select"))
    if not {"person", "person_id"} & set(feed.select):
        problems.append(Problem(feed.place, "a claim names a person", "add person: to its select"))
    literal = _LITERAL.fullmatch(feed.select.get("kind", ""))
    claims = draft.settings.ownership.claims if draft.settings is not None else ()
    if literal and claims and literal[1] not in claims:
        near = suggest(literal[1], claims)
        hint = f"did you mean `{near}`?" if near else "add it to [ownership] claims"
        where = feed.places.get("kind", feed.place)
        problems.append(Problem(where, f"claims of the kind `{literal[1]}` never count", hint, "warning"))


def _secrets(node: Node, path: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a problem for each secret that is written out; the value itself is never shown."""
    if node.entries is not None:
        for key, child in node.entries.items():
            yield from _secrets(child, (*path, key))
        return
    if node.items is not None:
        for child in node.items:
            yield from _secrets(child, path)
        return
    name = path[-1]
    if node.value is None or _NAMED_ELSEWHERE.search(name) or "paging" in path:
        return
    text = str(node.value)
    inside_auth = "auth" in path and path[-1] != "auth" and name not in _OPEN_IN_AUTH
    if inside_auth or (_SECRET.search(name) and isinstance(node.value, str)):
        hint = f"write {name}_env: NAME_OF_A_VARIABLE or {name}_file: PATH"
        yield Problem(node.place, f"`{name}` would write a secret into the program", hint)
    elif _PASSWORD_IN_URL.search(text) or text.lower().startswith(("bearer ", "basic ")):
        hint = f"put the whole into a variable and write {name}_env: NAME_OF_A_VARIABLE"
        yield Problem(node.place, f"`{name}` holds a password", hint)
