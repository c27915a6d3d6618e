"""Kinds of signs about PDF documents."""

from __future__ import annotations

from drystone.triage.files.kinds.making import HIGH, LOW, MEDIUM, NOTE, kind

_ACTS = (
    "A document to read has no need to act.",
    "Ein Dokument zum Lesen muss nicht handeln.",
)

KINDS = {
    "pdf-script": kind(
        MEDIUM,
        ("“{name}” holds a script ({what}).", "„{name}“ enthält ein Skript ({what})."),
        (
            "Scripts in PDF files have broken into readers again and again.",
            "Skripte in PDF-Dateien sind immer wieder in Leseprogramme eingebrochen.",
        ),
        "ISO 32000-2 12.6.4.17",
    ),
    "pdf-script-acts": kind(
        HIGH,
        (
            "A script in “{name}” opens, unpacks or sends something ({calls}).",
            "Ein Skript in „{name}“ öffnet, entpackt oder verschickt etwas ({calls}).",
        ),
        (
            "Forms check numbers by script; none of them needs that.",
            "Formulare prüfen per Skript Zahlen; das hier braucht keines.",
        ),
        "ISO 32000-2 12.6.4.17",
    ),
    "pdf-acts-on-opening": kind(
        MEDIUM,
        (
            "“{name}” does something as soon as it is opened ({what}).",
            "„{name}“ tut etwas, sobald man sie öffnet ({what}).",
        ),
        _ACTS,
        "ISO 32000-2 12.6.3",
    ),
    "pdf-starts-program": kind(
        HIGH,
        ("“{name}” asks to start a program: {what}", "„{name}“ verlangt, ein Programm zu starten: {what}"),
        _ACTS,
        "ISO 32000-2 12.6.4.6",
    ),
    "pdf-sends-form": kind(
        MEDIUM,
        ("“{name}” sends what you type into it to {target}.", "„{name}“ schickt, was Sie eintippen, an {target}."),
        (
            "A form inside a document can ask for a password just like a page.",
            "Ein Formular im Dokument kann ein Passwort verlangen wie eine Webseite.",
        ),
        "ISO 32000-2 12.7.6.2",
    ),
    "pdf-opens-another": kind(
        MEDIUM,
        ("“{name}” opens another document ({target}).", "„{name}“ öffnet ein anderes Dokument ({target})."),
        _ACTS,
        "ISO 32000-2 12.6.4.4",
    ),
    "pdf-embedded-file": kind(
        MEDIUM,
        ("“{name}” holds the file “{member}”.", "„{name}“ enthält die Datei „{member}“."),
        (
            "A file inside a document passes by those who look only at the outside.",
            "Eine Datei im Dokument kommt an denen vorbei, die nur außen nachsehen.",
        ),
        "MITRE ATT&CK T1027",
    ),
    "pdf-dynamic-form": kind(
        LOW,
        ("“{name}” is a dynamic form (XFA).", "„{name}“ ist ein dynamisches Formular (XFA)."),
        ("Such forms hold scripts of their own.", "Solche Formulare enthalten eigene Skripte."),
    ),
    "pdf-rich-media": kind(
        LOW,
        ("“{name}” holds embedded media ({what}).", "„{name}“ enthält eingebettete Medien ({what})."),
        _ACTS,
    ),
    "pdf-locked": kind(
        MEDIUM,
        (
            "“{name}” is locked with a password; nobody here could look inside.",
            "„{name}“ ist mit einem Passwort verschlossen; niemand hier konnte hineinsehen.",
        ),
        (
            "Programs that check mail cannot see inside, and that is often the point.",
            "Programme, die Mails prüfen, sehen nicht hinein, und oft ist genau das der Zweck.",
        ),
    ),
    "pdf-opened-with-written-password": kind(
        MEDIUM,
        (
            "“{name}” is locked, and the password that opens it ({password}) stands in the message.",
            "„{name}“ ist verschlossen, und das Passwort dazu ({password}) steht in der Nachricht.",
        ),
        (
            "A lock whose key lies beside it protects nothing. It only keeps scanners out.",
            "Ein Schloss, neben dem der Schlüssel liegt, schützt nichts. Es hält nur Prüfprogramme fern.",
        ),
    ),
    "pdf-hides-its-words": kind(
        MEDIUM,
        (
            "“{name}” writes its commands in a disguised way ({what}).",
            "„{name}“ schreibt seine Befehle verkleidet ({what}).",
        ),
        ("No program that makes PDF files does that.", "Kein Programm, das PDF-Dateien erzeugt, tut das."),
    ),
    "pdf-damaged": kind(
        LOW,
        (
            "“{name}” is damaged; only a search through its bytes was possible ({what}).",
            "„{name}“ ist beschädigt; nur eine Suche in den Bytes war möglich ({what}).",
        ),
        (
            "Readers repair what scanners refuse, so damage can be on purpose.",
            "Leseprogramme reparieren, was Prüfprogramme ablehnen; Schaden kann also Absicht sein.",
        ),
    ),
    "pdf-only-a-picture-with-a-link": kind(
        MEDIUM,
        (
            "“{name}” is one page with hardly any text and a link on it.",
            "„{name}“ ist eine Seite fast ohne Text mit einem Link darauf.",
        ),
        (
            "A picture that is one large button is a common lure.",
            "Ein Bild als einziger großer Knopf ist ein üblicher Köder.",
        ),
    ),
    "pdf-very-large": kind(
        NOTE,
        ("“{name}” has more objects than we look at.", "„{name}“ hat mehr Objekte, als wir ansehen."),
        ("What was not looked at may hold anything.", "Was nicht angesehen wurde, kann alles enthalten."),
    ),
}
