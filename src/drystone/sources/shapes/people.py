"""What identity systems have in common: accounts, the people behind them, further addresses, memberships."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from drystone.sources.shapes.model import Row, Sight


def account(sight: Sight, key: str | None, values: Mapping[str, object], *, system: str = "") -> Row:
    """Return an account row; ``system`` names it where the option does not.

    Where the source is the root of people too, an account is the person's with its key, who may have no address.
    """
    named = sight.options.get("system") or system or sight.source.id
    own = {"person_id": key} if sight.people and key and "person_id" in values else {}
    return Row("account", key, {"system": str(named), **values, **own})


def aliases(sight: Sight, person: str | None, others: Iterable[str | None]) -> Iterator[Row]:
    """Yield the further addresses and logins of a person who is known by one address."""
    seen = {(person or "").lower()}
    for other in others:
        if person and other and other.lower() not in seen:
            seen.add(other.lower())
            values = {"person_id": person, "email": other, "source": sight.source.id}
            yield Row("alias", f"{person} {other}", values)


def membership(sight: Sight, account_key: str | None, group: str | None, *, system: str = "") -> Iterator[Row]:
    """Yield an account's membership of a group, where both are known."""
    if account_key and group:
        named = str(sight.options.get("system") or system or sight.source.id)
        values = {"account_id": account_key, "group_name": group, "system": named, "source": sight.source.id}
        yield Row("membership", f"{account_key} {group}", values)


def claim(sight: Sight, thing: tuple[str, str | None], person: str | None, **about: object) -> Iterator[Row]:
    """Yield a claim of ownership (``kind`` assigned unless said), where thing and person are known."""
    asset_kind, asset = thing
    if asset and person:
        values = {"asset_kind": asset_kind, "asset_id": asset, "person_id": person, "source": sight.source.id}
        kind = str(about.pop("kind", "assigned"))
        yield Row("claim", f"{asset_kind} {asset} {person} {kind}", {**values, "kind": kind, **about})


def address(*words: str | None) -> str | None:
    """Return the first word that is an e-mail address."""
    return next((word for word in words if word and "@" in word[1:] and " " not in word), None)
