"""Mail that came back (RFC 3464): the address is remembered as nobody's, and what it should have said goes another way.

Whoever fetches a mailbox hands over what comes there. A report is believed only where it returns the head of a letter
of ours, by an id that is drawn at random and that only its receivers know, and says that it failed for good.
"""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes
from email.message import Message as Letter

from drystone.directory import addresses
from drystone.messages import moving, ways
from drystone.messages.carriers.parcel import UndeliveredError
from drystone.messages.models import Message
from drystone.shell import site

_LARGEST = 1_000_000
_MOST_PARTS = 50
_OURS = re.compile(r"<([0-9a-f]{24})\.drystone@")
#: 5.1.x: there is nobody at the address; 5.2.1: the mailbox is closed (RFC 3463). All else may pass.
_NOBODY = re.compile(r"\s*5\.(1\.\d{1,3}|2\.1)\b")


def came_back(raw: bytes, *, now: dt.datetime) -> bool:
    """Take a letter that may be a report of one that did not arrive; whether it was one of ours, and for good."""
    report = message_from_bytes(raw[:_LARGEST])
    if report.get_content_type() != "multipart/report":
        return False
    parts = [part for part, _number in zip(report.walk(), range(_MOST_PARTS), strict=False)]
    if not any(_for_good(part) for part in parts if part.get_content_type() == "message/delivery-status"):
        return False
    message = next((found for part in parts if (found := _about(part)) is not None), None)
    # Whoever marks it first settles it: a server may report twice.
    if message is None or not Message.objects.filter(pk=message.pk, status="sent").update(
        status="sending", sent_at=None
    ):
        return False
    channel = site.program().settings.channels.get("email")
    reached = addresses.reach([message.person_id]).get(message.person_id)
    to = ways.address(channel, message.person_id, reached) if channel else ""
    error = UndeliveredError("the letter came back: nobody is at this address", nobody=True)
    moving.undelivered(message, error, tries=0, to=to, now=now)
    return True


def _for_good(part: Letter) -> bool:
    """Whether a part says of any recipient that it failed for good."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Letter):
            continue
        failed = str(block.get("Action", "")).strip().lower() == "failed"
        if failed and _NOBODY.match(str(block.get("Status", ""))):
            return True
    return False


def _about(part: Letter) -> Message | None:
    """Return the letter of ours whose head a part returns, where it left and did not come back before."""
    ids = [str(part.get("Message-ID", ""))]
    if part.get_content_type() == "text/rfc822-headers":
        ids.append(str(part.get_payload()))
    for words in ids:
        found = _OURS.search(words)
        if found is None:
            continue
        message = Message.objects.filter(number=found[1], channel="email", status="sent").first()
        if message is not None:
            return message
    return None
