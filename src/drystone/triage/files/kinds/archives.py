"""Kinds of signs about archives, compressed files and disk images."""

from __future__ import annotations

from drystone.triage.files.kinds.making import HIGH, LOW, MEDIUM, NOTE, kind

_BOMB = (
    "An archive that grows beyond measure is made to exhaust whatever looks into it.",
    "Ein Archiv, das ins Maßlose wächst, soll erschöpfen, was hineinsieht.",
)
_HIDES = (
    "Programs that check mail cannot see inside, and that is often the point.",
    "Programme, die Mails prüfen, sehen nicht hinein, und oft ist genau das der Zweck.",
)

KINDS = {
    "archive-locked": kind(
        MEDIUM,
        (
            "“{name}” is locked with a password ({method}); nobody here could look inside.",
            "„{name}“ ist mit einem Passwort verschlossen ({method}); niemand hier konnte hineinsehen.",
        ),
        _HIDES,
        "MITRE ATT&CK T1027.013",
    ),
    "archive-opened-with-written-password": kind(
        MEDIUM,
        (
            "“{name}” is locked, and the password that opens it ({password}) stands in the message.",
            "„{name}“ ist verschlossen, und das Passwort dazu ({password}) steht in der Nachricht.",
        ),
        (
            "A lock whose key lies beside it protects nothing. It only keeps scanners out.",
            "Ein Schloss, neben dem der Schlüssel liegt, schützt nichts. Es hält nur Prüfprogramme fern.",
        ),
        "MITRE ATT&CK T1027.013",
    ),
    "archive-hides-names": kind(
        MEDIUM,
        (
            "“{name}” is locked so that even the names of its files are hidden.",
            "„{name}“ ist so verschlossen, dass selbst die Namen der Dateien verborgen sind.",
        ),
        _HIDES,
    ),
    "archive-bomb": kind(
        MEDIUM,
        (
            "“{member}” in “{name}” grows from {packed} to {size} or more; only its beginning was looked at.",
            "„{member}“ in „{name}“ wächst von {packed} auf {size} oder mehr; nur der Anfang wurde angesehen.",
        ),
        _BOMB,
        "CWE-409",
    ),
    "archive-overlaps": kind(
        HIGH,
        (
            "Several files in “{name}” are made of the same bytes.",
            "Mehrere Dateien in „{name}“ bestehen aus denselben Bytes.",
        ),
        _BOMB,
        "Fifield 2019, A better zip bomb",
    ),
    "archive-lies": kind(
        MEDIUM,
        ("“{name}” contradicts itself about “{member}”: {what}.", "„{name}“ widerspricht sich bei „{member}“: {what}."),
        (
            "Two programs that open it may then see different files.",
            "Zwei Programme, die es öffnen, sehen dann womöglich verschiedene Dateien.",
        ),
    ),
    "archive-escapes": kind(
        HIGH,
        (
            "“{member}” in “{name}” wants to be written outside the folder it is unpacked into.",
            "„{member}“ in „{name}“ will außerhalb des Ordners landen, in den entpackt wird.",
        ),
        (
            "Unpacking it carelessly would overwrite other files.",
            "Unvorsichtig entpackt, würde es andere Dateien überschreiben.",
        ),
        "CWE-22",
    ),
    "archive-holds-link": kind(
        MEDIUM,
        ("“{member}” in “{name}” is a link to {target}.", "„{member}“ in „{name}“ ist ein Verweis auf {target}."),
        (
            "A link in an archive can point at files of your own computer.",
            "Ein Verweis in einem Archiv kann auf Dateien des eigenen Rechners zeigen.",
        ),
        "CWE-59",
    ),
    "archive-holds-runnable": kind(
        HIGH,
        (
            "“{name}” holds “{member}”, which runs when it is opened.",
            "„{name}“ enthält „{member}“, und das läuft, sobald man es öffnet.",
        ),
        (
            "Packing a program into an archive is a way past filters.",
            "Ein Programm einzupacken ist ein Weg an Filtern vorbei.",
        ),
        "MITRE ATT&CK T1204.002",
    ),
    "archive-holds-script": kind(
        LOW,
        (
            "“{name}” holds “{member}”, a script, among {count} files.",
            "„{name}“ enthält unter {count} Dateien „{member}“, ein Skript.",
        ),
        (
            "Programs and web sites are sent that way; so are attacks.",
            "So werden Programme und Webseiten verschickt; ebenso Angriffe.",
        ),
    ),
    "archive-too-deep": kind(
        MEDIUM,
        (
            "“{name}” lies {depth} containers deep; what is inside was not looked into.",
            "„{name}“ steckt {depth} Behälter tief; was darin ist, wurde nicht angesehen.",
        ),
        (
            "Hardly anyone packs a file so often without wanting to hide it.",
            "Kaum jemand packt eine Datei so oft ein, ohne sie verstecken zu wollen.",
        ),
    ),
    "limits-reached": kind(
        LOW,
        (
            "“{name}” holds more than we look into; the rest was left out.",
            "„{name}“ enthält mehr, als wir ansehen; der Rest blieb außen vor.",
        ),
        ("What was not looked at may hold anything.", "Was nicht angesehen wurde, kann alles enthalten."),
    ),
    "archive-not-opened": kind(
        LOW,
        ("“{name}” ({type}) could not be looked into: {what}.", "„{name}“ ({type}) ließ sich nicht ansehen."),
        ("What was not looked at may hold anything.", "Was nicht angesehen wurde, kann alles enthalten."),
    ),
    "archive-lists": kind(
        NOTE,
        (
            "“{name}” holds {count} files, among them: {members}.",
            "„{name}“ enthält {count} Dateien, darunter: {members}.",
        ),
        ("The names tell what is inside without opening it.", "Die Namen sagen, was darin ist, ohne es zu öffnen."),
    ),
    "content-broken": kind(
        NOTE,
        (
            "“{name}” is broken or cut off ({what}); only a part of it could be read.",
            "„{name}“ ist beschädigt oder abgeschnitten; nur ein Teil war lesbar.",
        ),
        (
            "A broken file may be a slip, or be broken on purpose.",
            "Eine kaputte Datei kann ein Versehen sein oder Absicht.",
        ),
    ),
    "content-stopped-us": kind(
        LOW,
        (
            "“{name}” could not be looked into to the end ({what}).",
            "„{name}“ ließ sich nicht bis zum Ende ansehen ({what}).",
        ),
        ("What was not looked at may hold anything.", "Was nicht angesehen wurde, kann alles enthalten."),
    ),
}
