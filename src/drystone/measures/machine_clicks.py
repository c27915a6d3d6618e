"""Which clicks on a practice message were made by machines: named rules, each with its words and its source.

Mail gateways, previews and agents on devices follow links before, or instead of, the person whom a message is for.
Counted as people's, such clicks are most of what a campaign seems to find. The rules are tried in this order, and the
first that fits takes the click. Whoever typed something into the page clicked themselves, whatever the rules say.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Seconds from delivery to a click that nobody makes: half of those who fall for a message need more than 21.
TOO_FAST = 10
#: So many recipients' links, followed from one address within so many seconds.
TOGETHER, TOGETHER_SECONDS = 3, 3
#: A click that comes within so many seconds of one's own report is the report being looked at.
AFTER_REPORT = 600
#: Opening counts as seen in a campaign where so large a share of those who clicked are seen to have opened.
OPENING_SEEN = 0.8


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, what it says to people, where it is from, and SQL over ``click`` of ``practice_counting``."""

    id: str
    words: str | Promise
    source: str
    where: str


RULES = (
    Rule(
        "machine-agent",
        _("The program that clicked says that it is a scanner, a link preview or a tool, or does not say what it is."),
        "RFC 9110, 10.1.5 (User-Agent); the names that mail gateways and previews send",
        "agent in ('scanner', 'preview', 'tool', 'none')",
    ),
    Rule(
        "head-request",
        _("Only the head of the page was asked for. Browsers fetch the whole page; programs that check links do not."),
        "RFC 9110, 9.3.2 (HEAD)",
        "method = 'head'",
    ),
    Rule(
        "machine-address",
        _("The click came from an address of a data centre or of our own mail security, as the source says."),
        "the source's `machine_addresses`, or its column `network`",
        "address = 'machine'",
    ),
    Rule(
        "too-fast",
        _("The click came within ten seconds of delivery. People need longer, if only to find the message."),
        "Verizon, Data Breach Investigations Report 2024: half of those who clicked needed more than 21 seconds",
        f"acted_at < sent_at + interval {TOO_FAST} seconds",
    ),
    Rule(
        "one-address",
        _(
            "Within three seconds, the links of three or more people were followed from one address, and nobody"
            " typed anything there."
        ),
        "what vendors of practice messages tell their customers to look for",
        f"origin is not null and together >= {TOGETHER} and not lived_in",
    ),
    Rule(
        "before-opening",
        _("The link was followed before the message was opened, in a campaign where opening is seen almost always."),
        "what vendors of practice messages tell their customers to look for",
        "opening_seen and (not opened or acted_at < opened_at)",
    ),
    Rule(
        "after-report",
        _("The click came within ten minutes after the same person's report: the report itself being looked at."),
        "GoPhish, issues 2853 and 3317: reporting or forwarding a message counted as a click",
        f"acted_at between reported_at and reported_at + interval {AFTER_REPORT} seconds",
    ),
)
