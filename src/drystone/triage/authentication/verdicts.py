"""What the receiving server found out about the sender, whom we believe about it, and whether it fits what people see.

Rules kept here:
1. Lines of a server that was named as one of ours are believed; else only the topmost, and we say that we don't know
   who wrote it. Lines further down were there when the message arrived.
2. A result counts for the sender that people see only where the names belong together (alignment, RFC 7489 §3.1).
3. Passing is never a reason to call a message safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drystone.triage import domains, lookalikes
from drystone.triage.authentication import results
from drystone.triage.authentication.results import Result, Said
from drystone.triage.collecting import Gathered
from drystone.triage.options import Options
from drystone.triage.parts import Headers

_WORST = (
    "fail",
    "hardfail",
    "softfail",
    "policy",
    "permerror",
    "temperror",
    "neutral",
    "none",
    "bestguesspass",
    "pass",
)
_FAILED = ("fail", "hardfail", "softfail", "policy")


@dataclass(frozen=True, slots=True)
class Checked:
    """One method's result for one domain; ``aligned`` says whether that belongs to the sender that people see."""

    method: str
    result: str
    domain: str
    aligned: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out. ``source`` is named (a server of ours), topmost (whoever wrote it) or none."""

    source: str = "none"
    by: str = ""
    checked: tuple[Checked, ...] = ()
    proven: str = ""
    forwarded_by: str = ""

    def result(self, method: str) -> str:
        """Return the worst result of a method (DKIM: the best, one good signature is enough), or ``none``."""
        found = [one for one in self.checked if one.method == method]
        if not found:
            return "none"
        ordered = sorted(found, key=lambda one: _place(one.result))
        return ordered[-1 if method == "dkim" else 0].result


def _place(result: str) -> int:
    return _WORST.index(result) if result in _WORST else 0


def believed(headers: Headers, receivers: Sequence[str]) -> tuple[str, str, list[Result]]:
    """Return whom we believe (``named``, ``topmost`` or ``none``), their name, and what they say."""
    said = [results.parse(one) for one in headers.plain("authentication-results")]
    trusted = {domains.folded(one) for one in receivers}
    named = [one for one in said if one.by in trusted]
    if named:
        return "named", named[0].by, [result for one in named for result in one.results]
    spf = [results.parse_received_spf(one) for one in headers.plain("received-spf")]
    if trusted:
        ours = [result for by, result in spf if by in trusted and result is not None]
        if ours:
            return "named", next(by for by, _ in spf if by in trusted), ours[:1]
    if said:
        return "topmost", said[0].by, [*said[0].results, *_same_server(said)]
    if spf and spf[0][1] is not None:
        return "topmost", spf[0][0], [spf[0][1]]
    return "none", "", []


def _same_server(said: Sequence[Said]) -> Iterable[Result]:
    """Some servers write one line a method; those of the topmost's name that follow directly belong to it."""
    for one in said[1:]:
        if one.by != said[0].by or not one.by:
            return
        yield from one.results


def judge(headers: Headers, sender: str, options: Options, signs: Gathered, part: str) -> Verdict:
    """Return what is known about the sender (a domain), and gather the signs of it."""
    source, by, said = believed(headers, options.receivers)
    checked = tuple(
        Checked(one.method, one.result, one.domain(), domains.same_owner(one.domain(), sender))
        for one in said
        if one.method in ("spf", "dkim", "dmarc", "arc", "compauth")
    )
    proven = sender if sender and _proven(checked) else ""
    verdict = Verdict(source, by, checked, proven, _forwarded(headers, signs, part))
    if source == "none":
        signs.add("nobody-checked", part)
    elif source == "topmost":
        signs.add("checked-by-unknown", part, who=by or "a server without a name")
    _contradictions(verdict, signs, part)
    if source != "none":
        _failures(verdict, sender, signs, part)
    if sender and lookalikes.is_ours(sender, options.domains) and source != "none" and not proven:
        failed = any(one.result in _FAILED for one in checked if one.method in ("spf", "dmarc", "compauth"))
        signs.add("ours-not-proven" if failed else "ours-not-checked", part, domain=sender)
    _signatures(headers, signs, part)
    return verdict


def _proven(checked: Sequence[Checked]) -> bool:
    """Whether the sender that people see is proven: DMARC passed, or SPF or DKIM did for the same owner."""
    dmarc = [one.result for one in checked if one.method == "dmarc"]
    if any(one in _FAILED for one in dmarc):
        return False
    return "pass" in dmarc or any(
        one.result == "pass" and one.aligned for one in checked if one.method in ("spf", "dkim")
    )


def _failures(verdict: Verdict, sender: str, signs: Gathered, part: str) -> None:
    best = verdict.result("dkim")
    for one in verdict.checked:
        if one.result not in _FAILED or (one.method == "dkim" and best == "pass"):
            continue
        if one.method in ("spf", "dkim", "dmarc"):
            signs.add(
                f"{one.method}-failed",
                part,
                domain=one.domain or sender,
                **({"result": one.result} if one.method != "dmarc" else {}),
            )
    passed = sorted(
        {one.domain for one in verdict.checked if one.result == "pass" and one.method != "arc" and one.domain}
    )
    if verdict.proven:
        signs.add("checks-passed", part, domain=verdict.proven)
    elif passed and sender:
        signs.add("checks-for-another", part, domain=", ".join(passed), sender=sender)


def _contradictions(verdict: Verdict, signs: Gathered, part: str) -> None:
    for method in ("spf", "dmarc"):
        found = {(one.domain, one.result) for one in verdict.checked if one.method == method}
        by_domain = {domain: sorted(result for name, result in found if name == domain) for domain, _ in found}
        for told in by_domain.values():
            if len(told) > 1 and "pass" in told:
                signs.add(
                    "checks-contradict",
                    part,
                    who=verdict.by or "one server",
                    method=method.upper(),
                    results=", ".join(told),
                )


def _forwarded(headers: Headers, signs: Gathered, part: str) -> str:
    """Return who vouches for having forwarded the message (the newest ARC set), or nothing."""
    newest, who = 0, ""
    for value in headers.plain("arc-authentication-results"):
        instance, said = results.parse_arc(value)
        if instance > newest:
            newest, who = instance, said.by
    if not newest:
        return ""
    seals = [one for one in headers.plain("arc-seal") if f"i={newest};" in one.replace(" ", "")]
    state = (
        next((word.strip()[3:] for word in seals[0].split(";") if word.strip().startswith("cv=")), "") if seals else ""
    )
    signs.add("carried-on", part, who=who or "a server without a name", result=state[:20] or "not sealed")
    return who


def _signatures(headers: Headers, signs: Gathered, part: str) -> None:
    for value in headers.plain("dkim-signature")[:20]:
        tags = dict(tag.strip().partition("=")[::2] for tag in value[:20_000].split(";"))
        length = tags.get("l", "").strip()
        if length.isascii() and length.isdigit():
            signs.add("partly-signed", part, domain=tags.get("d", "").strip(), length=length[:20])
