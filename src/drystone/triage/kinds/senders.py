"""Who a message says it is from, who it looks like, and what the receiving server found out about that."""

from __future__ import annotations

from collections.abc import Mapping

from drystone.triage.kinds.wording import HIGH, LOW, MEDIUM, NOTE, kind
from drystone.triage.signs import Kind

_LOOKS_LIKE = (
    "A name that is almost yours is registered to be mistaken for yours.",
    "Ein Name, der fast der eigene ist, wird angemeldet, um mit ihm verwechselt zu werden.",
)
_NOT_SAFE = (
    "It shows whose server sent the message. It never shows that the message is safe: attackers register names and "
    "pass too.",
    "Es zeigt, wessen Server die Nachricht sandte. Es zeigt nie, dass sie ungefährlich ist: Auch Angreifer melden "
    "Namen an und bestehen.",
)
_FORGED = (
    "The name of the sender may be borrowed. Forwarding and mailing lists break these checks too.",
    "Der Absendername kann geborgt sein. Auch Weiterleitungen und Verteiler brechen diese Prüfungen.",
)

KINDS: Mapping[str, Kind] = {
    "lookalike-letters": kind(
        HIGH,
        (
            "{where}: {seen} is written to look like {ours}.",
            "{where}: {seen} ist so geschrieben, dass es wie {ours} aussieht.",
        ),
        _LOOKS_LIKE,
        "UTS #39",
    ),
    "lookalike-spelling": kind(
        HIGH,
        (
            "{where}: {seen} is only a letter or two away from {ours}.",
            "{where}: {seen} ist nur ein oder zwei Buchstaben von {ours} entfernt.",
        ),
        _LOOKS_LIKE,
        "Damerau 1964",
    ),
    "lookalike-words": kind(
        MEDIUM,
        (
            "{where}: {seen} borrows the name of {ours}.",
            "{where}: {seen} leiht sich den Namen von {ours}.",
        ),
        (
            "Words put beside a known name make a new name that belongs to somebody else.",
            "Wörter neben einem bekannten Namen ergeben einen neuen, der jemand anderem gehört.",
        ),
    ),
    "lookalike-tenant": kind(
        LOW,
        (
            "{where}: {seen} holds the name of {ours} but belongs to {owner}.",
            "{where}: {seen} enthält den Namen von {ours}, gehört aber {owner}.",
        ),
        (
            "Services that you use have such names; whoever pretends to be one makes such names too.",
            "Genutzte Dienste haben solche Namen; wer sich dafür ausgibt, macht sich auch solche.",
        ),
    ),
    "lookalike-suffix": kind(
        MEDIUM,
        (
            "{where}: {seen} is the name of {ours} with another ending.",
            "{where}: {seen} ist der Name von {ours} mit anderer Endung.",
        ),
        _LOOKS_LIKE,
    ),
    "lookalike-subdomain": kind(
        HIGH,
        (
            "{where}: {seen} begins like {ours} but belongs to {owner}.",
            "{where}: {seen} beginnt wie {ours}, gehört aber {owner}.",
        ),
        (
            "Only the end of a name says whose it is.",
            "Nur das Ende eines Namens sagt, wem er gehört.",
        ),
    ),
    "name-of-colleague": kind(
        MEDIUM,
        (
            "It shows the name of {person}, but comes from {address}.",
            "Sie zeigt den Namen von {person}, kommt aber von {address}.",
        ),
        (
            "Anybody can write any name beside an address. It may be a private mailbox: ask that person another way.",
            "Jeder kann jeden Namen neben eine Adresse schreiben. Es kann ein privates Postfach sein: auf anderem "
            "Weg nachfragen.",
        ),
    ),
    "name-is-other-address": kind(
        MEDIUM,
        (
            "The name of the sender shows {shown}, but it comes from {address}.",
            "Der Absendername zeigt {shown}, sie kommt aber von {address}.",
        ),
        (
            "On a phone only the name is shown.",
            "Auf dem Telefon wird nur der Name gezeigt.",
        ),
    ),
    "name-is-ours": kind(
        HIGH,
        (
            "The name of the sender shows {shown} of your organisation, but it comes from {address}.",
            "Der Absendername zeigt {shown} der eigenen Organisation, sie kommt aber von {address}.",
        ),
        (
            "On a phone only the name is shown.",
            "Auf dem Telefon wird nur der Name gezeigt.",
        ),
    ),
    "ours-before-the-at": kind(
        HIGH,
        (
            "The address {address} holds {ours} before its @ sign; it belongs to {owner}.",
            "Die Adresse {address} enthält {ours} vor dem @-Zeichen; sie gehört {owner}.",
        ),
        ("Only what follows the @ sign says whose it is.", "Nur was nach dem @-Zeichen steht, sagt, wem sie gehört."),
    ),
    "punycode-sender": kind(
        LOW,
        (
            "The sender's name is written with letters of another alphabet: {seen}.",
            "Der Name des Absenders ist mit Buchstaben eines anderen Alphabets geschrieben: {seen}.",
        ),
        ("Some of them look like Latin ones.", "Manche sehen aus wie lateinische."),
        "RFC 5891",
    ),
    "bad-punycode": kind(
        MEDIUM,
        (
            "The name {seen} claims to be encoded and cannot be decoded.",
            "Der Name {seen} gibt sich als kodiert aus und lässt sich nicht dekodieren.",
        ),
        (
            "No register gives out such names; it is meant to confuse programs.",
            "Keine Registrierungsstelle vergibt solche Namen; er soll Programme verwirren.",
        ),
        "RFC 3492",
    ),
    "free-mail": kind(
        NOTE,
        (
            "It comes from a mailbox that anybody can have: {address}.",
            "Sie kommt aus einem Postfach, das jeder haben kann: {address}.",
        ),
        (
            "Such a mailbox does not show who somebody is.",
            "So ein Postfach zeigt nicht, wer jemand ist.",
        ),
    ),
    "nobody-checked": kind(
        NOTE,
        (
            "Nobody wrote into it whether the sender's name was checked.",
            "Niemand hat darin vermerkt, ob der Absendername geprüft wurde.",
        ),
        (
            "Then the name of the sender is only what somebody wrote there.",
            "Dann ist der Absendername nur, was jemand hingeschrieben hat.",
        ),
        "RFC 8601",
    ),
    "checked-by-unknown": kind(
        NOTE,
        (
            "What was checked about the sender is said by {who}, which was not named as one of your own servers.",
            "Was über den Absender geprüft wurde, sagt {who}; es wurde nicht als eigener Server genannt.",
        ),
        (
            "Whoever sends a message can write such lines too. Name your receiving server to rely on them.",
            "Solche Zeilen kann auch der Absender schreiben. Den eigenen Mailserver nennen, um sich darauf zu "
            "verlassen.",
        ),
        "RFC 8601 §7.1",
    ),
    "checks-passed": kind(
        NOTE,
        (
            "The checks of the sender's name passed for {domain}. That does not make the message safe.",
            "Die Prüfungen des Absendernamens wurden für {domain} bestanden. Das macht die Nachricht nicht "
            "ungefährlich.",
        ),
        _NOT_SAFE,
        "RFC 7489",
    ),
    "checks-for-another": kind(
        LOW,
        (
            "The checks passed only for {domain}; the sender that people see is {sender}.",
            "Die Prüfungen wurden nur für {domain} bestanden; als Absender zu sehen ist {sender}.",
        ),
        _FORGED,
        "RFC 7489 §3.1",
    ),
    "spf-failed": kind(
        LOW,
        (
            "The server that sent it may not send for {domain} (SPF {result}).",
            "Der sendende Server darf nicht für {domain} senden (SPF {result}).",
        ),
        _FORGED,
        "RFC 7208",
    ),
    "dkim-failed": kind(
        LOW,
        (
            "The signature of {domain} does not fit the message (DKIM {result}).",
            "Die Signatur von {domain} passt nicht zur Nachricht (DKIM {result}).",
        ),
        _FORGED,
        "RFC 6376",
    ),
    "dmarc-failed": kind(
        MEDIUM,
        (
            "{domain} says that messages like this are not from it (DMARC failed).",
            "{domain} erklärt, dass solche Nachrichten nicht von ihm sind (DMARC nicht bestanden).",
        ),
        _FORGED,
        "RFC 7489",
    ),
    "ours-not-checked": kind(
        LOW,
        (
            "It says it is from your own {domain}; whether that is true was not checked.",
            "Sie will vom eigenen {domain} sein; ob das stimmt, wurde nicht geprüft.",
        ),
        (
            "Inside the house that is usual. From outside it would be somebody else.",
            "Im Haus ist das üblich. Von außen wäre es jemand anderes.",
        ),
        "RFC 7489",
    ),
    "ours-not-proven": kind(
        HIGH,
        (
            "It says it is from your own {domain}, but the checks did not pass.",
            "Sie will vom eigenen {domain} sein, aber die Prüfungen wurden nicht bestanden.",
        ),
        (
            "Somebody outside may write in your name.",
            "Jemand von außen kann im eigenen Namen schreiben.",
        ),
        "RFC 7489",
    ),
    "checks-contradict": kind(
        MEDIUM,
        (
            "The lines of {who} about the sender contradict each other on {method}: {results}.",
            "Die Zeilen von {who} über den Absender widersprechen sich bei {method}: {results}.",
        ),
        (
            "A forged line may stand beside the true one.",
            "Neben der echten kann eine gefälschte Zeile stehen.",
        ),
        "RFC 8601 §5",
    ),
    "partly-signed": kind(
        LOW,
        (
            "The signature of {domain} covers only the first {length} bytes of the body.",
            "Die Signatur von {domain} deckt nur die ersten {length} Bytes des Inhalts ab.",
        ),
        (
            "Whatever was added below is not covered and passes all the same.",
            "Was darunter angefügt wurde, ist nicht gedeckt und besteht trotzdem.",
        ),
        "RFC 6376 §8.2",
    ),
    "carried-on": kind(
        NOTE,
        (
            "It was forwarded by {who}, which vouches for what it saw (ARC {result}).",
            "Sie wurde von {who} weitergeleitet, das für das Gesehene einsteht (ARC {result}).",
        ),
        (
            "That is worth as much as the one who forwarded.",
            "Das ist so viel wert wie der Weiterleitende.",
        ),
        "RFC 8617",
    ),
    "looked-up-otherwise": kind(
        MEDIUM,
        (
            "Asked again now, {method} says {now}; the message says {then}.",
            "Jetzt neu geprüft sagt {method} {now}; in der Nachricht steht {then}.",
        ),
        (
            "Records change in time, and lines in messages can be forged.",
            "Einträge ändern sich mit der Zeit, und Zeilen in Nachrichten lassen sich fälschen.",
        ),
    ),
    "looked-up": kind(
        NOTE,
        (
            "The DNS was asked now: {results}. Whoever runs the sender's name may see that somebody looked.",
            "Das DNS wurde jetzt gefragt: {results}. Wer den Namen des Absenders betreibt, kann das sehen.",
        ),
        _NOT_SAFE,
    ),
}
