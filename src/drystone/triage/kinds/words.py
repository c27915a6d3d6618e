"""What a message says. Words alone never decide anything."""

from __future__ import annotations

from collections.abc import Mapping

from drystone.triage.kinds.wording import LOW, MEDIUM, kind
from drystone.triage.signs import Kind

_HONEST_TOO = (
    "Honest messages say such things too; together with other signs it counts.",
    "Auch ehrliche Nachrichten sagen so etwas; zusammen mit anderen Zeichen zählt es.",
)

KINDS: Mapping[str, Kind] = {
    "presses": kind(
        LOW,
        ("It presses for haste: “{text}”", "Sie drängt zur Eile: „{text}“"),
        (
            "Who hurries does not check. Honest messages hurry too.",
            "Wer eilt, prüft nicht. Auch ehrliche Nachrichten eilen.",
        ),
    ),
    "wants-sign-in": kind(
        LOW,
        (
            "It wants somebody to sign in or confirm an account: “{text}”",
            "Sie will, dass man sich anmeldet oder ein Konto bestätigt: „{text}“",
        ),
        _HONEST_TOO,
    ),
    "wants-payment": kind(
        LOW,
        ("It is about a payment: “{text}”", "Es geht um eine Zahlung: „{text}“"),
        _HONEST_TOO,
    ),
    "wants-gift-cards": kind(
        MEDIUM,
        ("It asks for gift cards: “{text}”", "Sie bittet um Gutscheinkarten: „{text}“"),
        (
            "Nobody pays or rewards that way at work; impostors do, because cards cannot be called back.",
            "So zahlt oder belohnt bei der Arbeit niemand; Betrüger schon, denn Karten lassen sich nicht zurückrufen.",
        ),
    ),
    "new-bank-details": kind(
        MEDIUM,
        ("It says that bank details changed: “{text}”", "Sie sagt, Bankdaten hätten sich geändert: „{text}“"),
        (
            "It is the costliest fraud there is. Call a number that you already had.",
            "Es ist der teuerste Betrug überhaupt. Eine schon bekannte Nummer anrufen.",
        ),
    ),
    "wants-secrecy": kind(
        LOW,
        ("It asks for secrecy: “{text}”", "Sie bittet um Verschwiegenheit: „{text}“"),
        ("It keeps people from asking a colleague.", "Es hält davon ab, jemanden zu fragen."),
    ),
    "threatens": kind(
        MEDIUM,
        ("It threatens: “{text}”", "Sie droht: „{text}“"),
        (
            "Such messages go to thousands and know nothing of anybody.",
            "Solche Nachrichten gehen an Tausende und wissen von niemandem etwas.",
        ),
    ),
    "gives-password": kind(
        LOW,
        (
            "It gives the password of something attached or linked: “{text}”",
            "Sie gibt das Kennwort für etwas Angehängtes oder Verlinktes: „{text}“",
        ),
        (
            "Encrypting and sending the key along keeps filters out and nobody else.",
            "Verschlüsseln und den Schlüssel mitschicken hält nur Filter fern.",
        ),
    ),
    "wants-a-call": kind(
        LOW,
        ("It wants to be called: “{text}”", "Sie will angerufen werden: „{text}“"),
        (
            "On the phone nothing is checked. Use a number that you already had.",
            "Am Telefon prüft nichts mit. Eine schon bekannte Nummer nehmen.",
        ),
    ),
    "call-to-cancel": kind(
        MEDIUM,
        (
            "It tells of a charge, and to cancel it one should call: “{text}”",
            "Sie berichtet von einer Abbuchung, und zum Stornieren soll man anrufen: „{text}“",
        ),
        (
            "Whoever calls is talked into handing over the computer. Use a number that you already had.",
            "Wer anruft, wird dazu gebracht, den Rechner herzugeben. Eine schon bekannte Nummer nehmen.",
        ),
    ),
    "wants-other-channel": kind(
        LOW,
        (
            "It wants to go on elsewhere: “{text}”",
            "Sie will anderswo weiterreden: „{text}“",
        ),
        (
            "Outside the house's own channels nobody sees what is agreed.",
            "Außerhalb der eigenen Kanäle sieht niemand, was vereinbart wird.",
        ),
    ),
    "opens-macros": kind(
        MEDIUM,
        (
            "It asks for protection to be switched off: “{text}”",
            "Sie bittet, einen Schutz auszuschalten: „{text}“",
        ),
        (
            "Documents that need this to be read are traps.",
            "Dokumente, die das zum Lesen brauchen, sind Fallen.",
        ),
    ),
}
