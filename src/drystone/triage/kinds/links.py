"""Where the links of a message lead, and what they do so that nobody notices."""

from __future__ import annotations

from collections.abc import Mapping

from drystone.triage.kinds.wording import HIGH, LOW, MEDIUM, NOTE, kind
from drystone.triage.signs import Kind

_HIDES = (
    "Whoever hides where a link leads has a reason.",
    "Wer verbirgt, wohin ein Link führt, hat einen Grund.",
)
_WHATWG = "WHATWG URL Standard"

KINDS: Mapping[str, Kind] = {
    "other-than-shown": kind(
        MEDIUM,
        (
            "A link shows {shown} but leads to {target}.",
            "Ein Link zeigt {shown}, führt aber zu {target}.",
        ),
        (
            "People trust what they read. Newsletters that count clicks do this too.",
            "Man vertraut dem, was man liest. Rundbriefe, die Klicks zählen, tun das auch.",
        ),
    ),
    "counted": kind(
        LOW,
        (
            "A link shows {shown} and says that it leads there by way of {target}.",
            "Ein Link zeigt {shown} und will über {target} dorthin führen.",
        ),
        (
            "That is how senders count clicks. Where it ends cannot be seen without asking.",
            "So zählen Absender Klicks. Wo er endet, ist ohne Nachfragen nicht zu sehen.",
        ),
    ),
    "shows-ours": kind(
        HIGH,
        (
            "A link shows your own {shown} but leads to {target}.",
            "Ein Link zeigt das eigene {shown}, führt aber zu {target}.",
        ),
        (
            "It pretends to be your own page.",
            "Er gibt sich als eigene Seite aus.",
        ),
    ),
    "before-the-at": kind(
        HIGH,
        (
            "A link begins with {pretended} and leads to {target}: what stands before the @ sign is not the address.",
            "Ein Link beginnt mit {pretended} und führt zu {target}: Was vor dem @-Zeichen steht, ist nicht die "
            "Adresse.",
        ),
        _HIDES,
        "RFC 3986 §7.6",
    ),
    "number-as-host": kind(
        MEDIUM,
        (
            "A link leads to a bare number instead of a name: {target}.",
            "Ein Link führt zu einer bloßen Nummer statt zu einem Namen: {target}.",
        ),
        (
            "Pages that people should visit have names.",
            "Seiten, die man besuchen soll, haben Namen.",
        ),
        "RFC 3986 §7.4",
    ),
    "disguised-number": kind(
        HIGH,
        (
            "A link hides the number it leads to ({written}); it is {target}.",
            "Ein Link verbirgt die Nummer, zu der er führt ({written}); es ist {target}.",
        ),
        _HIDES,
        "RFC 3986 §7.4",
    ),
    "obfuscated": kind(
        MEDIUM,
        (
            "A link to {target} is written so that programs overlook it ({how}).",
            "Ein Link zu {target} ist so geschrieben, dass Programme ihn übersehen ({how}).",
        ),
        _HIDES,
        _WHATWG,
    ),
    "page-in-link": kind(
        HIGH,
        (
            "A link holds a whole page or file inside itself ({media}).",
            "Ein Link enthält eine ganze Seite oder Datei in sich ({media}).",
        ),
        (
            "No server needs to be asked and no filter sees it. Honest messages never need that.",
            "Kein Server wird gefragt, kein Filter sieht es. Ehrliche Nachrichten brauchen das nie.",
        ),
        "RFC 2397",
    ),
    "script-in-link": kind(
        MEDIUM,
        (
            "A link would run a script: {target}",
            "Ein Link würde ein Skript ausführen: {target}",
        ),
        ("Messages never need that.", "Nachrichten brauchen das nie."),
        _WHATWG,
    ),
    "file-share-link": kind(
        HIGH,
        (
            "A link leads to a file share or opens a program: {target}",
            "Ein Link führt zu einer Dateifreigabe oder öffnet ein Programm: {target}",
        ),
        (
            "Opening it can hand over the password of the computer, or start something.",
            "Ihn zu öffnen kann das Kennwort des Rechners preisgeben oder etwas starten.",
        ),
    ),
    "punycode-link": kind(
        LOW,
        (
            "A link leads to a name with letters of another alphabet: {target}.",
            "Ein Link führt zu einem Namen mit Buchstaben eines anderen Alphabets: {target}.",
        ),
        ("Some of them look like Latin ones.", "Manche sehen aus wie lateinische."),
        "RFC 5891",
    ),
    "mixed-link": kind(
        HIGH,
        (
            "A link leads to a name that mixes alphabets: {target}.",
            "Ein Link führt zu einem Namen, der Alphabete mischt: {target}.",
        ),
        (
            "It is made to be read as another name.",
            "Er ist gemacht, um als ein anderer gelesen zu werden.",
        ),
        "UTS #39",
    ),
    "shortened": kind(
        LOW,
        (
            "A short link hides where it leads: {target}.",
            "Ein Kurzlink verbirgt, wohin er führt: {target}.",
        ),
        _HIDES,
    ),
    "redirected": kind(
        LOW,
        (
            "A link to {via} carries another one inside, and may lead on to {target}.",
            "Ein Link zu {via} trägt einen anderen in sich und kann zu {target} weiterführen.",
        ),
        (
            "A page that people trust is used as a door to another one. Counting of clicks does it too.",
            "Eine vertraute Seite dient als Tür zu einer anderen. Klickzählung tut das auch.",
        ),
        "CWE-601",
    ),
    "wrapped": kind(
        NOTE,
        (
            "A protection service rewrote a link; it leads to {target}.",
            "Ein Schutzdienst hat einen Link umgeschrieben; er führt zu {target}.",
        ),
        (
            "That the link was rewritten does not mean that it was found safe.",
            "Dass er umgeschrieben wurde, heißt nicht, dass er für ungefährlich befunden wurde.",
        ),
    ),
    "odd-port": kind(
        LOW,
        (
            "A link leads to {target} on the unusual port {port}.",
            "Ein Link führt zu {target} auf dem unüblichen Port {port}.",
        ),
        (
            "Servers put up in passing often listen there.",
            "Nebenbei aufgesetzte Server lauschen oft dort.",
        ),
    ),
    "leads-to-program": kind(
        MEDIUM,
        (
            "A link leads to a file that can run or hold something that does: {target}.",
            "Ein Link führt zu einer Datei, die etwas ausführen oder enthalten kann: {target}.",
        ),
        (
            "Opening it may run it.",
            "Sie zu öffnen kann sie ausführen.",
        ),
    ),
    "names-recipient": kind(
        LOW,
        (
            "A link to {target} carries the address of a recipient.",
            "Ein Link zu {target} trägt die Adresse eines Empfängers mit.",
        ),
        (
            "A forged sign-in page then already shows it. It also tells who clicked.",
            "Eine gefälschte Anmeldeseite zeigt sie dann schon. Es verrät auch, wer geklickt hat.",
        ),
    ),
    "anybodys-page": kind(
        LOW,
        (
            "A link leads to a place where anybody can put up a page: {target}.",
            "Ein Link führt an einen Ort, an dem jeder eine Seite aufstellen kann: {target}.",
        ),
        (
            "The known name of the place says nothing about who made the page.",
            "Der bekannte Name des Ortes sagt nichts darüber, wer die Seite machte.",
        ),
    ),
    "link-in-code": kind(
        MEDIUM,
        (
            "A square code to scan leads to {target}.",
            "Ein Code zum Scannen führt zu {target}.",
        ),
        (
            "It moves the click to a phone, where no filter of yours looks.",
            "Er verlegt den Klick auf ein Telefon, wo kein eigener Filter hinsieht.",
        ),
    ),
    "drawn-code": kind(
        MEDIUM,
        (
            "A square code to scan is drawn with letters.",
            "Ein Code zum Scannen ist mit Buchstaben gezeichnet.",
        ),
        (
            "It is drawn that way so that no filter sees a picture.",
            "So gezeichnet sieht ihn kein Filter als Bild.",
        ),
    ),
    "many-more": kind(
        NOTE,
        (
            "There are {count} more like this: {kind}.",
            "Davon gibt es {count} weitere: {kind}.",
        ),
        ("Only the first are listed.", "Nur die ersten werden aufgeführt."),
    ),
}
