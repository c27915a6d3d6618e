"""How a message is built: what is damaged, too much, or packed so that others overlook it."""

from __future__ import annotations

from collections.abc import Mapping

from drystone.triage.kinds.wording import LOW, MEDIUM, NOTE, kind
from drystone.triage.signs import Kind

_OVERLOOKED = (
    "What programs read differently, one of them overlooks: attackers use it to get past filters. Broken senders "
    "do it too.",
    "Was Programme verschieden lesen, übersieht eines davon: Angreifer kommen so an Filtern vorbei. Fehlerhafte "
    "Absender tun es auch.",
)
_UNSEEN = (
    "What was not looked at may hold anything.",
    "Was nicht angesehen wurde, kann alles enthalten.",
)

KINDS: Mapping[str, Kind] = {
    "too-many-parts": kind(
        MEDIUM,
        (
            "The message has so many parts, or so deep in each other, that not all of them were looked at.",
            "Die Nachricht hat so viele oder so tief verschachtelte Teile, dass nicht alle angesehen wurden.",
        ),
        _UNSEEN,
    ),
    "not-all-read": kind(
        MEDIUM,
        (
            "Only a part of the message was looked at: {what}.",
            "Nur ein Teil der Nachricht wurde angesehen: {what}.",
        ),
        _UNSEEN,
    ),
    "odd-head": kind(
        NOTE,
        ("Its headers are damaged.", "Ihre Kopfzeilen sind beschädigt."),
        _OVERLOOKED,
        "RFC 5322 §2.2",
    ),
    "long-head": kind(
        LOW,
        ("It has far more headers than a message needs.", "Sie hat weit mehr Kopfzeilen, als eine Nachricht braucht."),
        _OVERLOOKED,
        "RFC 5322 §2.2",
    ),
    "no-boundary": kind(
        NOTE,
        (
            "It says that it has several parts but does not say where they begin.",
            "Sie soll mehrere Teile haben, sagt aber nicht, wo diese beginnen.",
        ),
        _OVERLOOKED,
        "RFC 2046 §5.1",
    ),
    "guessed-boundary": kind(
        LOW,
        (
            "Where its parts begin had to be guessed, because what the message says of it is wrong.",
            "Wo ihre Teile beginnen, musste erraten werden, weil die Nachricht es falsch angibt.",
        ),
        _OVERLOOKED,
        "RFC 2046 §5.1",
    ),
    "unterminated": kind(
        NOTE,
        ("It ends in the middle of a part.", "Sie endet mitten in einem Teil."),
        (
            "It may have been cut off on its way.",
            "Sie kann unterwegs abgeschnitten worden sein.",
        ),
        "RFC 2046 §5.1.1",
    ),
    "text-after-the-end": kind(
        NOTE,
        (
            "Something stands behind the end of its last part, where no mail program shows it.",
            "Hinter dem Ende des letzten Teils steht noch etwas, das kein Mailprogramm zeigt.",
        ),
        _OVERLOOKED,
        "RFC 2046 §5.1.1",
    ),
    "encoded-message": kind(
        LOW,
        (
            "A message inside it is encoded, which the rules forbid and scanners may not open.",
            "Eine Nachricht darin ist kodiert, was die Regeln verbieten und Scanner vielleicht nicht öffnen.",
        ),
        _OVERLOOKED,
        "RFC 2046 §5.2.1",
    ),
    "broken-msg": kind(
        LOW,
        (
            "A message saved by Outlook inside it is damaged and could not be read.",
            "Eine von Outlook gespeicherte Nachricht darin ist beschädigt und war nicht lesbar.",
        ),
        _UNSEEN,
        "[MS-OXMSG]",
    ),
    "no-transport-headers": kind(
        NOTE,
        (
            "The saved message does not say which way it came.",
            "Die gespeicherte Nachricht sagt nicht, welchen Weg sie nahm.",
        ),
        (
            "Who really sent it cannot be seen. Outlook keeps no such lines for messages that never left the house.",
            "Wer sie wirklich gesendet hat, ist nicht zu sehen. Outlook hält das für hausinterne Nachrichten nicht "
            "fest.",
        ),
        "[MS-OXMSG]",
    ),
    "base64-noise": kind(
        LOW,
        (
            "The encoding of {name} holds {count} characters that mean nothing.",
            "Die Kodierung von {name} enthält {count} Zeichen ohne Bedeutung.",
        ),
        _OVERLOOKED,
        "RFC 4648 §3.3",
    ),
    "file-in-text": kind(
        LOW,
        (
            "A file named {name} stands inside the text in an old way of encoding.",
            "Im Text steht nach alter Art kodiert eine Datei namens {name}.",
        ),
        _OVERLOOKED,
    ),
    "sealed-message": kind(
        NOTE,
        (
            "It is encrypted; what it says was not looked at.",
            "Sie ist verschlüsselt; ihr Inhalt wurde nicht angesehen.",
        ),
        _UNSEEN,
        "RFC 8551, RFC 3156",
    ),
    "kept-elsewhere": kind(
        MEDIUM,
        (
            "It is only a piece of a message, or says where its content is to be fetched ({type}).",
            "Sie ist nur ein Stück einer Nachricht oder sagt, woher ihr Inhalt zu holen ist ({type}).",
        ),
        _OVERLOOKED,
        "RFC 2046 §5.2",
    ),
    "empty": kind(
        NOTE,
        ("There is no text in it.", "Sie enthält keinen Text."),
        ("There is little to judge by.", "Es gibt wenig zu beurteilen."),
    ),
    "only-an-image": kind(
        MEDIUM,
        (
            "It is an image with almost no text.",
            "Sie ist ein Bild mit fast keinem Text.",
        ),
        (
            "Words in an image are not seen by filters; it is a common way to hide what a message wants.",
            "Wörter im Bild sehen Filter nicht; so wird oft verborgen, was eine Nachricht will.",
        ),
    ),
}
