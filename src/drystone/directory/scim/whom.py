"""Which of the directory's people a pushed user is, and under which keys the provider may have pushed somebody.

The keys of a pushed user are its id, user name, external id and every mail address. Somebody is found by the address
and the id that the people data have of them, and by the native keys of the records that the applied run joined to them.
A key that would mean two people means nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from drystone.directory.models import Person, ScimKey, ScimUser
from drystone.directory.scim.keys import key_of
from drystone.shell import site

_BY_KEY = """
select lower(key), asset_id from member
where asset_kind = 'person' and gone_since is null and list_contains($keys, lower(key))
"""
_KEYS_OF = "select distinct lower(key) from member where asset_kind = 'person' and asset_id = $person"


def keys_of_row(row: ScimUser) -> set[str]:
    """Return everything that a pushed user may be known by."""
    mails = [mail.get("value") for mail in row.attributes.get("emails") or () if isinstance(mail, dict)]
    given = [row.scim_id, row.user_name, row.external_id, *(str(mail) for mail in mails if mail)]
    return {key_of(one.strip()) for one in given if one.strip()}


def keep(row: ScimUser) -> set[str]:
    """Write the keys of a pushed user down, and return them."""
    wanted = keys_of_row(row)
    row.keys.exclude(key__in=wanted).delete()
    there = set(row.keys.values_list("key", flat=True))
    ScimKey.objects.bulk_create([ScimKey(user=row, key=key) for key in sorted(wanted - there)])
    return wanted


def people(keys: Collection[str]) -> list[Person]:
    """Return the living people whom these keys mean."""
    living = Person.objects.exclude(status="left")
    meant: dict[str, set[str]] = defaultdict(set)
    for email, person_id in living.filter(email__in=keys).values_list("email", "person_id"):
        meant[email].add(person_id)
    for key, person_id in _joined(_BY_KEY, {"keys": sorted(keys)}):
        meant[key].add(person_id)
    found = {next(iter(those)) for those in meant.values() if len(those) == 1}
    return list(living.filter(person_id__in=found | set(keys)).order_by("person_id"))


def keys_of_person(person: Person) -> set[str]:
    """Return every key under which a person may have been pushed."""
    records = {key for (key,) in _joined(_KEYS_OF, {"person": person.person_id})}
    return {key_of(one) for one in (person.email, person.person_id, *records) if one}


def _joined(sql: str, asked: dict[str, object]) -> list[tuple[str, ...]]:
    if not site.served().applied():
        return []  # Nothing has run yet: nothing is joined.
    with site.reading() as engine:
        return engine.rows(sql, asked)
