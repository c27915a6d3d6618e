"""Software titles: each distinct name and version once, and which released product it is.

Matching is careful: a wrong product sends a person to update what is up to date. A title is a product where their plain
names are the same (without versions, architectures and languages) and the catalogue is for its platform; of several
products with that name, the one that is called just so, then the one whose publisher is the title's; else none.
Packages of a distribution are patched by it and are compared with nothing but its own advisories.
"""

from __future__ import annotations

from drystone.inventory import keys, quoting
from drystone.inventory.versions import numbers, scheme
from drystone.lake import Build
from drystone.lake.engines import Engine

DISTRIBUTION = ("deb_packages", "rpm_packages")
#: Sources that list programs for Windows only, as their identifiers show.
_WINDOWS_SOURCES = ("programs", "chocolatey_packages")
_NOT_WINDOWS = (*DISTRIBUTION, "apps", "homebrew_packages", "python_packages", "npm_packages")
#: What the world knows of software.
_COMPARED = ("release", "affected", "approved")
_TITLE = (
    "name varchar, version varchar, source varchar, vendor varchar, purl varchar, windows boolean, scheme varchar,"
    " plain_name varchar"
)


def plain(column: str) -> str:
    """SQL: a program's name without versions, architectures, languages and what stands in brackets."""
    no_brackets = f"regexp_replace(lower({column}), '\\([^)]*\\)|\\[[^]]*\\]', ' ', 'g')"
    no_version = f"regexp_replace({no_brackets}, '\\bv?[0-9]+(\\.[0-9]+)+[a-z0-9.]*\\b', ' ', 'g')"
    no_kind = (
        f"regexp_replace({no_version}, '\\b(x64|x86|x86_64|amd64|arm64|win32|win64|(32|64)[ -]?bit"
        "|[a-z]{2}-[a-z]{2}|version|edition|user|machine)\\b|\\.(app|exe|msi)\\b', ' ', 'g')"
    )
    return keys.words(no_kind)


def full(column: str) -> str:
    """SQL: a program's name without versions and architectures; what else stands in brackets counts: Nightly, de."""
    no_version = f"regexp_replace(lower({column}), '\\bv?[0-9]+(\\.[0-9]+)+[a-z0-9.]*\\b', ' ', 'g')"
    no_kind = (
        f"regexp_replace({no_version}, '\\b(x64|x86|x86_64|amd64|arm64|win32|win64|(32|64)[ -]?bit)\\b', ' ', 'g')"
    )
    return keys.words(no_kind)


def make_titles(build: Build) -> None:
    """Make ``software_title`` and ``software_product``; both are empty where nothing is known to compare with."""

    def make(engine: Engine) -> None:
        compared = " union all ".join(f"(select 1 from {name} limit 1)" for name in _COMPARED)
        # Tens of millions of rows are only looked through where there is something to compare them with.
        if not engine.value(compared):
            engine.execute(f"create table software_title ({_TITLE})")
            return
        engine.execute(
            f"create table software_title as select *, {scheme('source')} as scheme, {plain('name')} as plain_name"
            " from (select name, version, source, min(vendor) as vendor, min(purl) as purl, bool_or(windows) as windows"
            " from (select s.name, s.version, s.source, s.vendor, s.purl, d.device_id is not null as windows"
            " from software s left join (select device_id from device where lower(platform) = 'windows') d"
            " on d.device_id = s.device_id and s.source is null) where name is not null group by 1, 2, 3)"
        )

    build.table("software_title", make, inputs=("software", "device", *_COMPARED))
    build.table("software_product", _match, inputs=("software_title", "release"))


def _match(engine: Engine) -> None:
    """Make ``software_product``: title → product, with the cycle it belongs to and the version to compare with."""
    _products(engine)
    engine.execute(
        "create or replace temp table _fit as select t.name, t.version, t.source, p.product, p.catalogue, p.publisher,"
        f" {_compact('t.vendor')} as vendor, t.scheme, {full('t.name')} = p.full_name as fully from software_title t"
        " join _product p on p.plain_name = t.plain_name"
        f" where coalesce(t.source, '') not in {quoting.values(DISTRIBUTION)}"
        f" and (p.catalogue <> 'windows' or t.source in {quoting.values(_WINDOWS_SOURCES)}"
        f" or (t.windows and coalesce(t.source, '') not in {quoting.values(_NOT_WINDOWS)}))"
    )
    # A product that is called just so comes before its variants: VLC before VLC (Nightly), Firefox (de) before (fr).
    engine.execute(
        "delete from _fit where not fully and exists (select 1 from _fit b where b.fully and b.name = _fit.name"
        " and b.version is not distinct from _fit.version and b.source is not distinct from _fit.source"
        " and b.catalogue = _fit.catalogue)"
    )
    # Of several products with one name: the only one, or the only one of the title's publisher.
    engine.execute(
        "create or replace temp table _chosen as select name, version, source, catalogue,"
        " case when count(distinct product_key) = 1 then min(product_key)"
        " when count(distinct product_key) filter (ours) = 1 then min(product_key) filter (ours) end as product_key"
        " from (select *, product || chr(31) || coalesce(publisher, '') as product_key,"
        " length(publisher) > 2 and (starts_with(vendor, publisher) or starts_with(publisher, vendor)) as ours"
        " from _fit) group by 1, 2, 3, 4"
    )
    # A version of no release line that we know stays a row without one: it can't be compared, which is not a pass.
    number = numbers("c.version")
    fits = (
        f"(r.cycle is null or ({number} is not null and (c.version = r.cycle"
        " or starts_with(ltrim(c.version, 'vV'), r.cycle || '.'))))"
    )
    engine.execute(
        "create table software_product as select name, version, source, 'generic' as scheme, product,"
        f" {', '.join(f'case when fits then {name} end as {name}' for name in ('cycle', 'latest', 'eol', 'eol_at'))},"
        f" catalogue from (select c.name, c.version, c.source, c.catalogue, coalesce({fits}, false) as fits,"
        " r.product, r.cycle, r.latest, r.eol, r.eol_at from _chosen c"
        " join _release r on r.product_key = c.product_key and r.catalogue = c.catalogue)"
        " qualify row_number() over (partition by name, version, source, catalogue"
        " order by fits desc, length(case when fits then cycle end) desc nulls last, latest) = 1"
    )
    for name in ("_product", "_fit", "_chosen", "_release"):
        engine.drop(name)


def _compact(column: str) -> str:
    return f"replace({keys.company(column)}, ' ', '')"


def _products(engine: Engine) -> None:
    """Number the released products: a winget or Scoop identifier is for Windows, everything else for all."""
    windows = (
        "regexp_full_match(identifier, '[A-Za-z0-9_+-]+([.][A-Za-z0-9_+-]+)+') or starts_with(identifier, 'scoop:')"
    )
    first = _compact("split_part(identifier, '.', 1)")
    publisher = f"case when catalogue = 'windows' and not starts_with(identifier, 'scoop:') then {first} end"
    engine.execute(
        "create or replace temp table _release as"
        " select *, product || chr(31) || coalesce(publisher, '') as product_key"
        f" from (select *, {publisher} as publisher from (select *, case when {windows} then 'windows' else 'any' end"
        " as catalogue from release where product is not null))"
    )
    engine.execute(
        f"create or replace temp table _product as select distinct {plain('product')} as plain_name,"
        f" {full('product')} as full_name, product, catalogue, publisher from _release"
    )
