"""What HTML does, in a message or attached to it."""

from __future__ import annotations

from collections.abc import Mapping

from drystone.triage.kinds.wording import HIGH, LOW, MEDIUM, NOTE, kind
from drystone.triage.signs import Kind

_FOR_FILTERS = (
    "Text that people cannot see is there for filters.",
    "Text, den Menschen nicht sehen, ist für Filter da.",
)

KINDS: Mapping[str, Kind] = {
    "password-field": kind(
        HIGH,
        (
            "It asks for a password in a form of its own, which would go to {target}.",
            "Sie fragt in einem eigenen Formular nach einem Kennwort; es ginge an {target}.",
        ),
        (
            "Nobody honest asks for a password inside a message or an attached page.",
            "Niemand Ehrliches fragt in einer Nachricht oder angehängten Seite nach einem Kennwort.",
        ),
    ),
    "form": kind(
        MEDIUM,
        (
            "It holds a form that sends what is typed to {target}.",
            "Sie enthält ein Formular, das Eingegebenes an {target} sendet.",
        ),
        (
            "Most mail programs refuse forms; attached pages do not.",
            "Die meisten Mailprogramme verweigern Formulare; angehängte Seiten nicht.",
        ),
    ),
    "smuggled-file": kind(
        HIGH,
        (
            "A script in it puts a file together on the computer and offers it ({how}).",
            "Ein Skript darin setzt auf dem Rechner eine Datei zusammen und bietet sie an ({how}).",
        ),
        (
            "The file never passes a filter, because it is made only when the page is opened.",
            "Die Datei kommt an keinem Filter vorbei, weil sie erst beim Öffnen entsteht.",
        ),
        "MITRE ATT&CK T1027.006",
    ),
    "page-script": kind(
        MEDIUM,
        (
            "It holds a script.",
            "Sie enthält ein Skript.",
        ),
        (
            "Mail programs never run them; an attached page does, in the browser.",
            "Mailprogramme führen sie nie aus; eine angehängte Seite im Browser schon.",
        ),
    ),
    "disguised-script": kind(
        HIGH,
        (
            "A script in it is written so that nobody can read it ({how}).",
            "Ein Skript darin ist so geschrieben, dass niemand es lesen kann ({how}).",
        ),
        (
            "It is meant not to be understood before it has run.",
            "Es soll nicht verstanden werden, bevor es gelaufen ist.",
        ),
        "MITRE ATT&CK T1027",
    ),
    "hidden-text": kind(
        LOW,
        (
            "Text in it cannot be seen ({how}): {text}",
            "Text darin ist nicht zu sehen ({how}): {text}",
        ),
        _FOR_FILTERS,
    ),
    "zero-width": kind(
        MEDIUM,
        (
            "{count} invisible characters cut words of the text apart.",
            "{count} unsichtbare Zeichen zerschneiden Wörter des Textes.",
        ),
        _FOR_FILTERS,
        "UTR #36",
    ),
    "mixed-words": kind(
        MEDIUM,
        (
            "Words of the text mix letters of different alphabets: {text}",
            "Wörter im Text mischen Buchstaben verschiedener Alphabete: {text}",
        ),
        _FOR_FILTERS,
        "UTS #39",
    ),
    "leads-on": kind(
        MEDIUM,
        (
            "Opened as a page, it leads on by itself to {target}.",
            "Als Seite geöffnet führt sie von selbst weiter zu {target}.",
        ),
        (
            "No click is needed.",
            "Ein Klick ist nicht nötig.",
        ),
    ),
    "moved-links": kind(
        LOW,
        (
            "It makes all its links relative to {target}.",
            "Sie macht alle ihre Links relativ zu {target}.",
        ),
        (
            "Each link alone then looks as if it led nowhere.",
            "Jeder Link allein sieht dann aus, als führte er nirgendwohin.",
        ),
        "WHATWG HTML Standard",
    ),
    "page-inside": kind(
        LOW,
        (
            "It shows another page or object inside: {target}.",
            "Sie zeigt eine andere Seite oder ein Objekt in sich: {target}.",
        ),
        (
            "What is shown can change after the message was checked.",
            "Was gezeigt wird, kann sich nach der Prüfung der Nachricht ändern.",
        ),
    ),
    "watched": kind(
        NOTE,
        (
            "An invisible image tells {target} when it is opened.",
            "Ein unsichtbares Bild meldet {target}, wenn sie geöffnet wird.",
        ),
        (
            "Newsletters do this too.",
            "Rundbriefe tun das auch.",
        ),
    ),
}
