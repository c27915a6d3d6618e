"""What a column is, by the words of its header: the activity, an id, a group, the role, a letter, or another fact."""

from __future__ import annotations

import re

ACTIVITY = re.compile(
    r"\b(activit\w*|tasks?|steps?|process\w*|deliverables?|duty|duties|control|functions?|procedure|work ?(item|"
    r"package)|"
    r"practice|action|milestone|description|what|name|title|aufgabe\w*|tätigkeit\w*|aktivität\w*|prozess\w*|schritt|"
    r"tâches?|activité\w*|tarea\w*|actividad\w*|attività|compito|atividade\w*|tarefa\w*|taak|taken|activiteit\w*|"
    r"задач\w*|действи\w*|процесс\w*|responsibilit(y|ies)|decision|capability|domain activity)\b",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"^\W*(the )?(roles?|positions?|who|part(y|ies)|actors?|stakeholders?|departments?|teams?|resources?|owner|"
    r"persons?|"
    r"people|members?|job ?titles?|functional roles?|rolle\w*|beteiligte\w*|rôles?|roles? / .*|rol(es)?|ruolo|função|"
    r"роль|"
    r"организация|individual)\b",
    re.IGNORECASE,
)
LETTER = re.compile(
    r"^\W*(raci|rasci|letters?|duty|code|assignment|involvement|participation|type|raci (code|type|letter|role))\W*$",
    re.IGNORECASE,
)
ID = re.compile(
    r"(^|\b|_)(id|no|nr|num|number|ref|reference|#|№|key|index|sr|s/n|lfd\.?( nr)?)\.?($|\b|_)|^#$", re.IGNORECASE
)
GROUP = re.compile(
    r"\b(phase|area|stage|group|category|domain|section|stream|workstream|theme|function|bereich|kategorie|lifecycle|"
    r"département|ámbito|этап|topic|family)\b",
    re.IGNORECASE,
)
FACT = re.compile(
    r"\b(notes?|comments?|remarks?|status|due|date|deadline|priority|frequency|evidence|references?|count|total|sum|"
    r"(number|no\.?|#) of|standing|about|held by|csf|cis|iso|nist|where|protects|attest|words|duration|start|end|"
    r"progress|"
    r"kommentar|bemerkung\w*|check|tool|system|kpi|metric|output|input|dependenc\w*|link|url|acknowledged|effort|%)\b",
    re.IGNORECASE,
)
TOTAL = re.compile(r"^\W*(grand )?(totals?|count|sum|summe|number of|#|check)\b|^(count|number) of ", re.IGNORECASE)
PHASE = re.compile(
    r"^\W*((phase|stage|section|part|area|module|domain|workstream|etappe|teil|abschnitt)\b|"
    r"(identify|protect|detect|respond|recover|govern)\W*$)",
    re.IGNORECASE,
)


def is_heading(text: str) -> bool:
    """Whether a row of only this text reads like the heading of a group and not like an activity."""
    letters = [character for character in text if character.isalpha()]
    shouting = len(letters) >= 3 and all(character.isupper() for character in letters)
    return bool(PHASE.search(text)) or shouting or text.rstrip().endswith(":")


def numbers(text: str, below: str) -> bool:
    """Whether a text's number stands over that of the next row: "2. Respond" over "2.1 Contain"."""
    number = re.match(r"\s*(\d{1,3}(?:\.\d{1,3}){0,3})\.?\s", text)
    return number is not None and re.match(rf"\s*{re.escape(number[1])}\.\d", below) is not None


def single_line(text: str) -> str:
    """Return a header on one line."""
    return " ".join(text.split())
