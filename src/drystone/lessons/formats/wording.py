"""The few words of ours that a file in another format shows, by language; where we have none, in English."""

from __future__ import annotations

from typing import Final

from drystone.program.lesson_text import CHECK, TODAY

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "today": TODAY["en"],
        "check": CHECK["en"],
        "true": "True",
        "false": "False",
        "check_answer": "What is said to it",
        "solution": "Show the right answer",
        "again": "Once more",
        "previous": "Back",
        "next": "On",
        "finish": "Done",
        "start": "Begin",
        "progress": "Question @current of @total",
        "minute": "minute",
        "minutes": "minutes",
        "sources": "What it rests on",
        "done": "I’m done",
        "back": "Back to your learning system",
        "thanks": "Thank you. Your learning system knows that you are done; it hears nothing about your answers.",
        "before": "You were done with this earlier. Read it again as often as you like.",
        "alone": "This page is on its own: nothing is kept, and nothing is sent.",
        "not_kept": "That didn’t reach your learning system. Please try again in a moment.",
        "without_script": "Without scripts you can read and answer all of this; only “done” doesn’t get through.",
    },
    "de": {
        "today": TODAY["de"],
        "check": CHECK["de"],
        "true": "Stimmt",
        "false": "Stimmt nicht",
        "check_answer": "Was dazu gesagt wird",
        "solution": "Richtige Antwort zeigen",
        "again": "Noch einmal",
        "previous": "Zurück",
        "next": "Weiter",
        "finish": "Fertig",
        "start": "Anfangen",
        "progress": "Frage @current von @total",
        "minute": "Minute",
        "minutes": "Minuten",
        "sources": "Worauf das beruht",
        "done": "Ich bin fertig",
        "back": "Zurück zu deinem Lernsystem",
        "thanks": "Danke. Dein Lernsystem weiß, dass du fertig bist; von deinen Antworten erfährt es nichts.",
        "before": "Du warst hiermit schon einmal fertig. Lies es, so oft du magst.",
        "alone": "Diese Seite steht für sich: Nichts wird behalten und nichts gesendet.",
        "not_kept": "Das kam bei deinem Lernsystem nicht an. Bitte versuch es gleich noch einmal.",
        "without_script": "Ohne Skripte kannst du alles lesen und beantworten; nur „fertig“ kommt nicht an.",
    },
}


def of(language: str, word: str) -> str:
    """Return one of our words in a language."""
    return WORDS.get(language.split("-")[0], WORDS["en"])[word]
