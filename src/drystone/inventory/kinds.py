"""Which keys join the records of which kind of thing, strongest first."""

from __future__ import annotations

from drystone.inventory import keys
from drystone.inventory.keys import Key


def _system() -> str:
    return "lower(coalesce(r.system, r._source))"


PERSON = (
    Key("person_id", keys.serial("r.person_id"), "false"),
    Key("email", keys.email("r.email"), keys.email_junk("{}"), identity=True),
    Key("name and start date", f"{keys.words('r.name')} || ' ' || r.start_date", "false"),
)

ACCOUNT = (
    Key("system and id", f"{_system()} || ' ' || {keys.serial('r.account_id')}", "false"),
    Key("system and username", f"{_system()} || ' ' || lower(trim(r.username))", "false"),
)

DEVICE = (
    Key("serial_number", keys.serial("r.serial_number"), keys.serial_junk("{}"), identity=True),
    Key("hardware_uuid", keys.hardware_uuid("r.hardware_uuid"), keys.hardware_uuid_junk("{}"), identity=True),
    Key("hostname", keys.hostname("r.hostname"), keys.hostname_junk("{}")),
)

_NAMED = {
    "application": keys.words("r.name"),
    "repository": "regexp_replace(lower(trim(r.name)), '\\.git$', '')",
    "domain": "rtrim(lower(trim(r.name)), '.')",
}

VENDOR = (
    Key("domain", "rtrim(lower(trim(r.domain)), '.')", "false"),
    Key("name", keys.company("r.name"), keys.short_junk("{}")),
)

KEYS: dict[str, tuple[Key, ...]] = {
    "person": PERSON,
    "account": ACCOUNT,
    "vendor": VENDOR,
    **{kind: (Key("name", text, keys.short_junk("{}")),) for kind, text in _NAMED.items()},
}
