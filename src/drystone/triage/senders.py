"""The signs in who a message says it is from: look-alikes of the organisation's names and of its people's."""

from __future__ import annotations

from dataclasses import dataclass

from drystone.triage import addresses, domains, lookalikes
from drystone.triage.addresses import Address
from drystone.triage.collecting import Gathered
from drystone.triage.heads import Head
from drystone.triage.options import Lists, Options


@dataclass(frozen=True, slots=True)
class Knowing:
    """What senders and links are compared with."""

    options: Options
    lists: Lists


def look(head: Head, knowing: Knowing, signs: Gathered, part: str) -> None:
    """Gather what the senders of one message, and the addresses that answers go to, look like."""
    options = knowing.options
    returned = [one for value in head.headers.plain("return-path")[:1] for one in addresses.parse(value)]
    for place, found in (("From", head.senders), ("Reply-To", head.reply), ("Return-Path", returned)):
        for one in found[:10]:
            likeness(one.domain, place, options, signs, part)
            if place != "Return-Path":
                _address(one, options, signs, part)
    for one in (*head.senders[:10], *head.reply[:3]):
        _display(one, options, signs, part)
    _mailboxes(head, knowing.lists, signs, part)


def likeness(host: str, where: str, options: Options, signs: Gathered, part: str) -> None:
    """Gather how a host's name looks like one of the organisation's."""
    found = lookalikes.compare(host, options.domains)
    if found is None:
        return
    values = {"where": where, "seen": found.seen, "ours": found.ours}
    if found.kind in ("lookalike-subdomain", "lookalike-tenant"):
        values["owner"] = domains.registrable(host)
    signs.add(found.kind, part, **values)


def _address(one: Address, options: Options, signs: Gathered, part: str) -> None:
    if not one.domain:
        return
    if domains.bad_punycode(one.domain):
        signs.add("bad-punycode", part, seen=one.domain)
    elif not domains.unicode_name(one.domain).isascii():
        signs.add("punycode-sender", part, seen=domains.unicode_name(one.domain))
    if lookalikes.is_ours(one.domain, options.domains):
        return
    for own in options.domains:
        if own.lower() in one.local.lower():
            signs.add("ours-before-the-at", part, address=one.spec, ours=own, owner=domains.registrable(one.domain))


def _display(one: Address, options: Options, signs: Gathered, part: str) -> None:
    if not one.display:
        return
    person = lookalikes.borrowed(one.display, one.spec, options.people, options.domains)
    if person is not None:
        signs.add("name-of-colleague", part, person=person.name, address=one.spec)
    for shown in addresses.inside(one.display)[:3]:
        host = shown.rpartition("@")[2]
        if shown.lower() == one.spec.lower():
            continue
        if lookalikes.is_ours(host, options.domains) and not lookalikes.is_ours(one.domain, options.domains):
            signs.add("name-is-ours", part, shown=shown, address=one.spec)
        elif not domains.same_owner(host, one.domain):
            signs.add("name-is-other-address", part, shown=shown, address=one.spec)
    for own in options.domains:
        # A name that is only the organisation's domain, without an address around it.
        if (
            own.lower() in one.display.lower()
            and "@" not in one.display
            and not lookalikes.is_ours(one.domain, options.domains)
        ):
            signs.add("name-is-ours", part, shown=own, address=one.spec)


def _mailboxes(head: Head, lists: Lists, signs: Gathered, part: str) -> None:
    """Gather where answers would go, and mailboxes that anybody can have."""
    sender = head.sender
    if not sender.domain:
        return
    private = domains.listed(sender.domain, lists.free_mail)
    if private:
        signs.add("free-mail", part, address=sender.spec)
    for reply in head.reply[:5]:
        if reply.domain and not domains.same_owner(reply.domain, sender.domain):
            free = not private and domains.listed(reply.domain, lists.free_mail)
            signs.add("reply-free-mail" if free else "reply-elsewhere", part, sender=sender.spec, reply=reply.spec)
