"""Lists of suppliers with their name, address and certifications."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from drystone.sources.shapes.model import Found, Row, Shape, Sight


def read(sight: Sight) -> Iterator[Found] | None:
    """Return one vendor for each object with a name and an address or legal name."""
    record = sight.record
    if not record.has("name") or not any(record.has(name) for name in ("websiteUrl", "legalName", "domains")):
        return None
    name = record.text("name")
    domain = next(iter(record.texts("domains")), None) or _host(record.text("websiteUrl"))
    values = {
        "name": name,
        "domain": domain,
        "tier": record.text("tier"),
        "data_class": record.text("dataClass"),
        "status": record.text("status"),
        "sponsor_id": record.text("sponsor", "businessOwner.email", "businessOwner", "owner"),
        "contract_start": record.day("contractStart"),
        "contract_end": record.day("contractEnd"),
        "clauses": record.texts("clauses"),
    }
    return iter([Row("vendor", record.text("id") or name, values)])


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


SHAPE = Shape("vendors", "A list of suppliers (name, legalName, websiteUrl, domains, …)", ("vendor",), read)
