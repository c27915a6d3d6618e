"""What the headers of a message say, leave out and contradict."""

from __future__ import annotations

from collections.abc import Mapping

from drystone.triage.kinds.wording import LOW, MEDIUM, NOTE, kind
from drystone.triage.signs import Kind

_TRICK = (
    "Characters that cannot be seen, or that turn the text around, are there so that people read something else "
    "than programs do.",
    "Unsichtbare oder die Leserichtung drehende Zeichen sorgen dafür, dass Menschen etwas anderes lesen als Programme.",
)
_SELF_MADE = (
    "Mail programs always write it. Self-made senders of bulk mail often do not.",
    "Mailprogramme schreiben sie immer. Selbst gebaute Massenversender oft nicht.",
)
_CLOCK = (
    "Forged lines of the way are often given away by their times. A wrong clock on the way does it too.",
    "Gefälschte Wegzeilen verraten sich oft durch ihre Zeiten. Eine falsche Uhr unterwegs bewirkt dasselbe.",
)
_FAR = (
    "A date that is far off puts a message at the top of the inbox, or out of sight.",
    "Ein abwegiges Datum stellt eine Nachricht im Posteingang nach ganz oben oder außer Sicht.",
)
_TWICE = (
    "Programs differ in which one they show and which one they check.",
    "Programme unterscheiden sich darin, welche sie zeigen und welche sie prüfen.",
)

KINDS: Mapping[str, Kind] = {
    "no-from": kind(
        MEDIUM,
        ("It names no sender.", "Sie nennt keinen Absender."),
        ("Every message must (RFC 5322 §3.6).", "Jede Nachricht muss das (RFC 5322 §3.6)."),
        "RFC 5322 §3.6",
    ),
    "several-senders": kind(
        MEDIUM,
        (
            "It names several senders: {addresses}.",
            "Sie nennt mehrere Absender: {addresses}.",
        ),
        _TWICE,
        "RFC 5322 §3.6.2, RFC 7489 §6.6.1",
    ),
    "repeated-header": kind(
        LOW,
        (
            "The line {name} stands in it {count} times; it may stand only once.",
            "Die Zeile {name} steht {count}-mal darin; sie darf nur einmal vorkommen.",
        ),
        _TWICE,
        "RFC 5322 §3.6",
    ),
    "direction-characters": kind(
        MEDIUM,
        (
            "Characters that turn the reading direction stand in {header}: {text}",
            "In {header} stehen Zeichen, die die Leserichtung drehen: {text}",
        ),
        _TRICK,
        "UAX #9",
    ),
    "invisible-characters": kind(
        MEDIUM,
        (
            "Characters that cannot be seen stand in {header}: {text}",
            "In {header} stehen unsichtbare Zeichen: {text}",
        ),
        _TRICK,
        "UTR #36",
    ),
    "mixed-letters": kind(
        MEDIUM,
        (
            "Letters of different alphabets that look alike are mixed in {header}: {text}",
            "In {header} sind ähnlich aussehende Buchstaben verschiedener Alphabete gemischt: {text}",
        ),
        (
            "People read a name that they know; it is another one. No honest name mixes them within a word.",
            "Man liest einen bekannten Namen; es ist ein anderer. Kein ehrlicher Name mischt sie in einem Wort.",
        ),
        "UTS #39",
    ),
    "encoded-address": kind(
        MEDIUM,
        (
            "The sender's name is encoded so that it shows an address of its own: {text}",
            "Der Absendername ist so kodiert, dass er eine eigene Adresse zeigt: {text}",
        ),
        (
            "Some programs then show that address instead of the true one.",
            "Manche Programme zeigen dann diese Adresse statt der echten.",
        ),
        "RFC 2047 §5",
    ),
    "no-message-id": kind(
        LOW,
        ("It has no Message-ID.", "Sie hat keine Message-ID."),
        _SELF_MADE,
        "RFC 5322 §3.6.4",
    ),
    "odd-message-id": kind(
        LOW,
        (
            "Its Message-ID is not one: {text}",
            "Ihre Message-ID ist keine: {text}",
        ),
        _SELF_MADE,
        "RFC 5322 §3.6.4",
    ),
    "no-date": kind(LOW, ("It has no date.", "Sie hat kein Datum."), _SELF_MADE, "RFC 5322 §3.6.1"),
    "odd-date": kind(
        LOW,
        ("Its date cannot be read: {text}", "Ihr Datum ist nicht lesbar: {text}"),
        _SELF_MADE,
        "RFC 5322 §3.3",
    ),
    "date-long-ago": kind(
        LOW,
        (
            "It says it was written {days} days before it arrived.",
            "Sie will {days} Tage vor ihrer Ankunft geschrieben worden sein.",
        ),
        _FAR,
    ),
    "date-to-come": kind(
        LOW,
        (
            "It says it was written {days} days after it arrived.",
            "Sie will {days} Tage nach ihrer Ankunft geschrieben worden sein.",
        ),
        _FAR,
    ),
    "times-backwards": kind(
        LOW,
        (
            "On its way time ran backwards: {later} passed it on {minutes} minutes before {earlier} had it.",
            "Unterwegs lief die Zeit rückwärts: {later} gab sie {minutes} Minuten weiter, bevor {earlier} sie hatte.",
        ),
        _CLOCK,
        "RFC 5321 §4.4",
    ),
    "no-way": kind(
        NOTE,
        (
            "It holds no line about the way it came.",
            "Sie enthält keine Zeile über ihren Weg.",
        ),
        (
            "Then nothing shows where it came from: it was saved before it was sent, or the lines were removed.",
            "Dann zeigt nichts, woher sie kam: Sie wurde vor dem Senden gespeichert, oder die Zeilen wurden entfernt.",
        ),
        "RFC 5321 §4.4",
    ),
    "many-hops": kind(
        LOW,
        (
            "It passed {count} servers on its way.",
            "Sie lief über {count} Server.",
        ),
        (
            "Few messages pass more than fifteen; lines may have been added.",
            "Kaum eine Nachricht läuft über mehr als fünfzehn; Zeilen können hinzugefügt worden sein.",
        ),
    ),
    "reply-elsewhere": kind(
        LOW,
        (
            "It comes from {sender}, but answers would go to {reply}.",
            "Sie kommt von {sender}, aber Antworten gingen an {reply}.",
        ),
        (
            "Who pretends to be somebody wants the answer in an own mailbox. Newsletters do it too.",
            "Wer sich für jemanden ausgibt, will die Antwort im eigenen Postfach. Auch Rundbriefe tun das.",
        ),
    ),
    "reply-free-mail": kind(
        MEDIUM,
        (
            "It comes from {sender}, but answers would go to a private mailbox: {reply}.",
            "Sie kommt von {sender}, aber Antworten gingen an ein privates Postfach: {reply}.",
        ),
        (
            "Firms do not ask for answers to free mailboxes; impostors do.",
            "Firmen lassen nicht an kostenlose Postfächer antworten; Betrüger schon.",
        ),
    ),
    "sender-elsewhere": kind(
        NOTE,
        (
            "It was handed in by {actual} on behalf of {sender}.",
            "Sie wurde von {actual} im Namen von {sender} eingeliefert.",
        ),
        (
            "Bulk mail and mailing lists do this; so do impostors.",
            "Massenmail und Verteiler tun das; Betrüger auch.",
        ),
    ),
    "no-recipient": kind(
        NOTE,
        ("It is addressed to nobody that can be seen.", "Sie ist an niemanden gerichtet, der zu sehen ist."),
        (
            "It went to many people who cannot see each other.",
            "Sie ging an viele, die einander nicht sehen.",
        ),
    ),
    "answer-to-nothing": kind(
        LOW,
        (
            "The subject makes it look like an answer, but it answers no message: {subject}",
            "Der Betreff lässt sie wie eine Antwort aussehen, aber sie antwortet auf keine Nachricht: {subject}",
        ),
        (
            "An answer that one did not ask for is read sooner.",
            "Eine Antwort wird eher gelesen.",
        ),
    ),
    "made-by-script": kind(
        LOW,
        (
            "It was sent by a program on a web server: {mailer}.",
            "Sie wurde von einem Programm auf einem Webserver gesendet: {mailer}.",
        ),
        (
            "Taken-over websites send much of the world's phishing this way. Shops and forms do it too.",
            "Gekaperte Websites senden so einen großen Teil aller Phishing-Mails. Shops und Formulare tun es auch.",
        ),
    ),
    "mailer-not-true": kind(
        LOW,
        (
            "It says it was written with {mailer}, but is not built as that program builds messages.",
            "Sie will mit {mailer} geschrieben sein, ist aber nicht so gebaut, wie dieses Programm es tut.",
        ),
        (
            "Bulk senders pretend to be a mail program that people use.",
            "Massenversender geben sich als übliches Mailprogramm aus.",
        ),
    ),
    "unsubscribe-elsewhere": kind(
        NOTE,
        (
            "Unsubscribing would lead to {target}, which is not the sender's ({sender}).",
            "Das Abmelden führte zu {target}, das nicht dem Absender ({sender}) gehört.",
        ),
        (
            "Bulk mailers do this for their customers; a forged message copies it.",
            "Versanddienste tun das für ihre Kunden; eine gefälschte Nachricht schreibt es ab.",
        ),
        "RFC 2369, RFC 8058",
    ),
    "bulk": kind(
        NOTE,
        ("It was sent to a list.", "Sie ging an einen Verteiler."),
        (
            "A way to unsubscribe says nothing about who sent it.",
            "Eine Abmeldemöglichkeit sagt nichts darüber, wer sie sandte.",
        ),
        "RFC 2369",
    ),
}
