"""Versions: which of two is newer, by the rules of the system that numbers them.

Every distinct pair (scheme, a, b) is compared once and kept for later runs; ``sign`` is -1, 0 or 1, or
NULL where one of the two cannot be read. Unknown is never older or newer.

Plain versions (numbers between dots) are compared in the engine. Packages are compared by the rules of their system
through univers: deb-version(7), rpmvercmp, PEP 440, semver. Its own generic scheme compares letters and is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from univers.versions import DebianVersion, InvalidVersion, PypiVersion, RpmVersion, SemverVersion, Version

from drystone.inventory import quoting
from drystone.lake import Build
from drystone.lake.engines import Engine

#: What a source of software says of the rules of its versions.
SCHEMES = {
    "deb": ("deb_packages", "deb", "debian", "ubuntu", "dpkg"),
    "rpm": ("rpm_packages", "rpm", "redhat", "rhel", "centos", "fedora", "amazon linux", "alma", "rocky"),
    "pypi": ("python_packages", "pypi", "pip"),
    "semver": ("npm_packages", "npm", "node", "crates.io", "cargo"),
}
GENERIC = "generic"

_CLASSES: dict[str, type[Version]] = {
    "deb": DebianVersion,
    "rpm": RpmVersion,
    "pypi": PypiVersion,
    "semver": SemverVersion,
}
_READABLE = re.compile(r"(?:\d+:)?[vV]?\d[0-9A-Za-z.+~:_^-]{0,99}")
_SHAPE = {"scheme": "varchar", "a": "varchar", "b": "varchar", "sign": "bigint"}


def scheme(column: str) -> str:
    """SQL: the scheme of a software source or an advisory's ecosystem."""
    cases = " ".join(
        f"when lower(split_part({column}, ':', 1)) in {quoting.values(words)} then {quoting.value(name)}"
        for name, words in SCHEMES.items()
    )
    return f"case {cases} else {quoting.value(GENERIC)} end"


def numbers(column: str) -> str:
    """SQL: a plain version as a list of numbers without trailing zeros; NULL where it is none."""
    bare = f"nullif(regexp_extract({column}, '^[vV]?([0-9]+([._-][0-9]+)*)$', 1), '')"
    return f"try_cast(regexp_split_to_array(regexp_replace({bare}, '([._-]0+)+$', ''), '[._-]') as bigint[])"


def compare(scheme_name: str, left: str, right: str) -> int | None:
    """Return -1, 0 or 1 as ``left`` is older than, equal to or newer than ``right``; None where it cannot be told."""
    if not _READABLE.fullmatch(left) or not _READABLE.fullmatch(right):
        return None
    kind = _CLASSES[scheme_name]
    if scheme_name == "rpm" and (":" in left) != (":" in right):
        # Inventories leave the epoch out; a missing one says nothing.
        left, right = left.rpartition(":")[2], right.rpartition(":")[2]
    try:
        first, second = kind(left), kind(right)
        return 0 if first == second else -1 if first < second else 1
    except (InvalidVersion, ValueError, TypeError):
        return None


def order_pairs(build: Build, name: str, pairs: str, inputs: tuple[str, ...]) -> None:
    """Make table ``name`` (scheme, a, b, sign) for the distinct pairs of a query; known ones are not compared again."""

    def make(engine: Engine) -> None:
        build.previous_table(name, f"_before_{name}", columns=_SHAPE)
        engine.execute(f"create or replace temp table _asked as select distinct scheme, a, b from ({pairs})")
        left, right = numbers("a"), numbers("b")
        engine.execute(
            f"create table {name} as select scheme, a, b, case when x is null or y is null then null when x < y then -1"
            f" when x = y then 0 else 1 end::bigint as sign from (select *, {left} as x, {right} as y from _asked"
            f" where scheme = '{GENERIC}') union all by name select p.* from _before_{name} p"
            f" join _asked q using (scheme, a, b) where scheme <> '{GENERIC}'"
        )
        fresh = f"select scheme, a, b from _asked anti join {name} using (scheme, a, b)"
        engine.insert(name, ("scheme", "a", "b", "sign"), _compared(engine, fresh))
        engine.drop("_asked")

    build.table(name, make, inputs=inputs)


def _compared(engine: Engine, query: str) -> Iterator[tuple[str, str, str, int | None]]:
    # The pairs are read whole before the first is written: an engine session answers one statement at a time.
    for scheme_name, left, right in engine.rows(query):
        yield scheme_name, left, right, compare(scheme_name, left, right)
