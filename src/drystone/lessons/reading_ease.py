"""How easily a text reads: Flesch's formula for English, Amstad's for German.

English: 206.835 - 1.015 words per sentence - 84.6 syllables per word (R. Flesch, "A new readability yardstick", 1948).
German: 180 - words per sentence - 58.5 syllables per word (T. Amstad, "Wie verständlich sind unsere Zeitungen?", 1978).
On both scales 60 to 70 is plain language that most grown-ups read without effort, and 30 is for specialists. Syllables
are counted by rule, so a score is good to a few points and no more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Below this a lesson asks more effort of its readers than it should.
PLAIN = 60.0

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MARKS = re.compile(r"https?://\S+|[*_`>#|]|^\s*(?:[-*]|\d+\.)\s", re.MULTILINE)
_ABBREVIATION = re.compile(r"\b(?:[zdusov]\. ?(?:B|h|a|o|Ä|U)|Dr|Nr|Mr|Mrs|Ms|St|usw|etc|bzw|ca|e\.g|i\.e)\.")
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”“’»)\]]*(?=\s|$)|\n\s*\n")
_ENGLISH_INSIDE = re.compile(
    r"(?<=[aeiou][^aeiouy])e(?=(?:ful|ty|ly|ment|less|thing|one|times?|where|body|ware)\b)|(?<=ev)e"
)
_ENGLISH_SILENT = re.compile(r"(?:[^laeiouy]es|[^tdaeiouyl]ed|[laeiou]led|[^laeiouy]e|[^l]le(?<=[aeiouy]le)|gues?)$")
_ENGLISH_APART = re.compile(
    r"(?<![ctgs])ia|(?<![ctgsx])iou|iu|[^qg]ua(?!r)|eo(?!p)|io(?!n|u)|ying|[aeo]ing|(?<![ctgs])ie(?=nt|t\b|ty)"
    r"|ism\b|crea(?=t)|\bidea|\barea"
)
_GERMAN_TOGETHER = re.compile(r"aa|ee|oo|ie|ei|ai|au|eu|äu|ey|ay|oi")


@dataclass(frozen=True, slots=True)
class Ease:
    """A score, and the counts that it comes from."""

    score: float
    sentences: int
    words: int
    syllables: int


def ease(text: str, language: str) -> Ease | None:
    """Return how easily a text reads, or None where the language has no formula here or the text no words."""
    formula = {"en": (206.835, 1.015, 84.6), "de": (180.0, 1.0, 58.5)}.get(language[:2])
    bare = _ABBREVIATION.sub("x", _MARKS.sub(" ", text))
    words = _WORD.findall(bare)
    if formula is None or not words:
        return None
    sentences = len([part for part in _SENTENCE_END.split(bare) if _WORD.search(part)])
    count = sum(syllables(word, language) for word in words)
    start, per_sentence, per_word = formula
    score = start - per_sentence * len(words) / sentences - per_word * count / len(words)
    return Ease(round(score, 1), sentences, len(words), count)


def syllables(word: str, language: str) -> int:
    """Return about how many syllables an English or German word has, at least one."""
    parts = re.split(r"['’-]", word.lower())
    count = _german if language.startswith("de") else _english
    return max(1, sum(count(part) for part in parts if len(part) > 1 or len(parts) == 1))


def _german(word: str) -> int:
    return max(1, len(re.findall(r"[aeiouyäöü]", _GERMAN_TOGETHER.sub("e", word.replace("qu", "q")))))


def _english(word: str) -> int:
    if len(word) <= 3:
        return 1
    word = bare = _ENGLISH_INSIDE.sub("", word)
    if re.search(r"(?:[sxz]|ch|sh|c|g)es$", word):
        bare = word[:-1]  # The e of "boxes" and "changes" is heard.
    elif _ENGLISH_SILENT.search(word):
        bare = re.sub(r"(?:ues?|es|ed|e)$", "", word)
    groups = len(re.findall(r"[aeiouy]+", bare))
    return max(1, groups + len(_ENGLISH_APART.findall(bare)))
