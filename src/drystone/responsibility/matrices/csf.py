"""The functions and categories of the NIST Cybersecurity Framework 2.0 by their ids, each in our own words.

``signs`` are word beginnings by which an activity that names no id is taken to touch a category: a guess, said as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

FUNCTIONS: Mapping[str, str] = {
    "GV": "lead: decide what matters, who answers, what is expected",
    "ID": "know what we have and what could go wrong",
    "PR": "keep it from happening",
    "DE": "notice when it happens",
    "RS": "act when it happens",
    "RC": "get back to work",
}


@dataclass(frozen=True, slots=True)
class Category:
    """A category: what it asks for in our words, and the signs of it in the name of an activity."""

    words: str
    signs: str


CATEGORIES: Mapping[str, Category] = {
    "GV.OC": Category(
        "know the mission, the people who count on us and the rules that bind us",
        r"legal|law|regulat|obligation|contractual|mission|stakeholder|compliance requirement|privacy effect",
    ),
    "GV.RM": Category(
        "say how much risk is bearable",
        r"risk (appetite|tolerance|strategy|limit|willing)|how much .*risk|risk management|residual risk",
    ),
    "GV.RR": Category(
        "settle who does what, with the means for it",
        r"responsib|roles? and|matrix|background check|screening|budget|fund|job description|"
        r"staffing|onboard|offboard|leaver|joiner",
    ),
    "GV.PO": Category("write the rules people are to follow", r"polic"),
    "GV.OV": Category(
        "see whether it works, and steer",
        r"oversee|oversight|programme|program\b|metric|kpi|measure|report .*(board|top|management)|management review",
    ),
    "GV.SC": Category(
        "look after what suppliers do for us", r"supplier|vendor|third[ -]part|procure|purchas|supply chain|outsourc"
    ),
    "ID.AM": Category(
        "know devices, programs, data and services",
        r"inventor|asset|classif|data (flow|owner|sensitiv)|know (every|what|which) (device|"
        r"application|software|data)|label|cmdb",
    ),
    "ID.RA": Category(
        "find weaknesses and weigh risks",
        r"risk (assess|regist|analy)|vulnerab|threat (model|intel)|weakness|flaw|exception|pen(etration)?[ -]?test",
    ),
    "ID.IM": Category(
        "learn and get better",
        r"lessons|improve|post[- ]incident|audit|exercise|rehears|table ?top|continuity plan|test by attack|corrective",
    ),
    "PR.AA": Category(
        "let in those who should be, and nobody else",
        r"access|authenticat|identit|mfa|second factor|password|account|privilege|credential|sso|badge",
    ),
    "PR.AT": Category("teach people what they need", r"train|awareness|teach|educat|phishing simulation|lesson\b"),
    "PR.DS": Category(
        "protect data and keep copies",
        r"encrypt|back ?up|data (protect|loss|retention)|dlp|restore test|destroy data|retention",
    ),
    "PR.PS": Category(
        "build and keep systems sound",
        r"patch|harden|baseline|configur|secure (build|develop|cod)|change management|code review|"
        r"logs?\b|logging|end of (life|support)|update",
    ),
    "PR.IR": Category(
        "build so that it bends and does not break",
        r"network (segment|protect|secur)|resilien|capacity|redundan|availability|segment|continuity",
    ),
    "DE.CM": Category("watch for what is odd", r"monitor|watch alerts|siem|\bsoc\b|edr|detect|surveil"),
    "DE.AE": Category(
        "work out what odd things mean", r"triage|correlat|analy[sz]e (alert|event)|declar|severity|alert"
    ),
    "RS.MA": Category(
        "run an incident", r"incident (manage|response|declar|command|clos|handl)|respond|escalat|incident"
    ),
    "RS.AN": Category("find out what happened", r"forensic|root cause|investigat|incident anal|evidence"),
    "RS.CO": Category(
        "tell those who must know", r"notif|communicat|regulator|press|customer notice|report (to|incident)"
    ),
    "RS.MI": Category("contain it and drive it out", r"contain|eradicat|isolat|remov.* intruder|mitigat.* incident"),
    "RC.RP": Category("bring services back", r"recover|restor|disaster|bring services back|back ?up.*restor"),
    "RC.CO": Category("say when and how we are back", r"recovery (communicat|update)|status page|public updates?"),
}
_ID = re.compile(r"\b(GV|ID|PR|DE|RS|RC)\.([A-Z]{2})(?:-\d{2})?\b")
_SIGNS = {name: re.compile(rf"\b(?:{category.signs})", re.IGNORECASE) for name, category in CATEGORIES.items()}


def named(text: str) -> set[str]:
    """Return the categories whose ids a text names."""
    return {f"{function}.{category}" for function, category in _ID.findall(text)} & set(CATEGORIES)


def guessed(text: str) -> set[str]:
    """Return the categories that a text seems to be about."""
    return {name for name, signs in _SIGNS.items() if signs.search(text)}
