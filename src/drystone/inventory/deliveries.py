"""What mail logs say, cut to what finding a message's other receivers needs: no subject is kept, and nothing for long.

A subject becomes the digest of its words (``subject_words``), so that a message that is known is found and nothing can
be read; what went to somebody longer ago than ``reports.keep_deliveries`` is left out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable

from drystone.inventory import keys, quoting
from drystone.program.vocabulary import TABLES

TABLE = "delivery"
#: What mail programs put before a subject when they answer or hand on, in the languages that we see.
_PREFIX = r"^(?:\s*(?:re|aw|fw|fwd|wg|antw|sv|vs|tr|rv|enc)\s*(?:\[\d+\])?\s*:)+"
_LETTERS = 32


def minimised(query: str, domains: Iterable[str]) -> str:
    """Return a query for the rows of a feed with what may be kept of them: digests for subjects, keys in one form.

    Only what went to an address of ``domains``, or of one below them: whom our people write to is nobody's business.
    """
    folded = f"trim(regexp_replace(regexp_replace(lower(subject), {quoting.value(_PREFIX)}, ''), '\\s+', ' ', 'g'))"
    made = {
        "person_id": f"coalesce(person_id, {keys.email('recipient')})",
        "recipient": keys.email("recipient"),
        "sender": keys.email("sender"),
        "message_id": "nullif(trim(message_id, ' <>'), '')",
        "subject": f"case when {folded} <> '' then left(sha256({folded}), {_LETTERS}) end",
    }
    columns = ", ".join(f"{made.get(name, name)} as {quoting.name(name)}" for name in TABLES[TABLE].names)
    host = f"split_part({keys.email('recipient')}, '@', -1)"
    ours = " or ".join(f"{host} = {value} or {host} like {below}" for value, below in map(_literals, domains))
    return f"select _source, _stale, {columns} from ({query}) where {ours or 'false'}"


def _literals(domain: str) -> tuple[str, str]:
    return quoting.value(domain.lower()), quoting.value(f"%.{domain.lower()}")


def lately(query: str, *, as_of: dt.datetime, keep: dt.timedelta) -> str:
    """Return a query for the rows that may be kept; ``as_of`` (aware) counts to its day, so that a day is one table."""
    first = as_of.astimezone(dt.UTC).date() - keep
    return f"select * from ({query}) where delivered_at >= timestamp {quoting.value(first.isoformat())}"


def subject_words(subject: str) -> str:
    """Return what a delivery's ``subject`` is for a message with this one; "" for none."""
    plain = re.sub(r"\s+", " ", re.sub(_PREFIX, "", subject.lower())).strip(" ")
    return hashlib.sha256(plain.encode()).hexdigest()[:_LETTERS] if plain else ""
