"""Kinds of signs about what a file is, and what its name says it is."""

from __future__ import annotations

from drystone.triage.files.kinds.making import HIGH, LOW, MEDIUM, NOTE, kind

_RUNS = (
    "Opening it runs something on your computer. Hardly anyone sends such a file by mail.",
    "Wer sie öffnet, lässt etwas auf dem eigenen Rechner laufen. Kaum jemand schickt so etwas per Mail.",
)

KINDS = {
    "runs-a-program": kind(
        HIGH,
        (
            "“{name}” ends in .{ending}: opening it starts a program.",
            "„{name}“ endet auf .{ending}: Öffnen startet ein Programm.",
        ),
        _RUNS,
        "MITRE ATT&CK T1204.002",
    ),
    "runs-a-script": kind(
        HIGH,
        (
            "“{name}” ends in .{ending}: opening it runs a script.",
            "„{name}“ endet auf .{ending}: Öffnen führt ein Skript aus.",
        ),
        _RUNS,
        "MITRE ATT&CK T1059",
    ),
    "program-text": kind(
        LOW,
        (
            "“{name}” ends in .{ending}: the text of a program.",
            "„{name}“ endet auf .{ending}: der Text eines Programms.",
        ),
        (
            "People who write programs send them; anyone else has no use for it.",
            "Wer programmiert, verschickt so etwas; alle anderen brauchen es nicht.",
        ),
    ),
    "points-elsewhere": kind(
        MEDIUM,
        (
            "“{name}” ends in .{ending}: it only points to something else, which opens in its place.",
            "„{name}“ endet auf .{ending}: Sie zeigt nur auf etwas anderes, das an ihrer Stelle aufgeht.",
        ),
        (
            "A shortcut can start a program or open a stranger's server while looking like a document.",
            "Eine Verknüpfung kann ein Programm starten oder fremde Server öffnen und wie ein Dokument aussehen.",
        ),
        "MITRE ATT&CK T1204.002",
    ),
    "disk-image": kind(
        MEDIUM,
        ("“{name}” is a disk image.", "„{name}“ ist ein Datenträgerabbild."),
        (
            "Files inside a disk image can lose the mark that warns that they came from the internet.",
            "Dateien in einem Abbild können die Warnung verlieren, dass sie aus dem Internet kommen.",
        ),
        "MITRE ATT&CK T1553.005",
    ),
    "seldom-sent": kind(
        LOW,
        (
            "“{name}” is of a kind that is seldom sent by mail (.{ending}).",
            "„{name}“ ist von einer Art, die selten per Mail kommt (.{ending}).",
        ),
        (
            "Files of this kind have carried attacks because few people know them.",
            "Solche Dateien haben Angriffe getragen, weil kaum jemand sie kennt.",
        ),
    ),
    "name-hides-ending": kind(
        HIGH,
        (
            "“{name}” looks like a .{shown} file, but its real ending is .{ending}.",
            "„{name}“ sieht aus wie eine .{shown}-Datei, endet in Wahrheit aber auf .{ending}.",
        ),
        (
            "Two endings are a disguise: many computers hide the last one.",
            "Zwei Endungen sind eine Verkleidung: Viele Rechner blenden die letzte aus.",
        ),
        "MITRE ATT&CK T1036.007",
    ),
    "name-runs-backwards": kind(
        HIGH,
        (
            "The name “{name}” holds a character that turns the letters after it round.",
            "Der Name „{name}“ enthält ein Zeichen, das die Buchstaben danach umdreht.",
        ),
        (
            "What you read is not the real name: “…fdp.exe” can be made to read “…exe.pdf”.",
            "Zu lesen ist nicht der wahre Name: Aus „…fdp.exe“ lässt sich „…exe.pdf“ machen.",
        ),
        "Unicode TR36 3.1; MITRE ATT&CK T1036.002",
    ),
    "name-padded": kind(
        HIGH,
        (
            "The name “{name}” pushes its real ending (.{ending}) out of sight with blanks.",
            "Der Name „{name}“ schiebt seine wahre Endung (.{ending}) mit Leerzeichen aus dem Blick.",
        ),
        (
            "Blanks in the middle of a name hide what follows.",
            "Leerzeichen mitten im Namen verstecken, was danach kommt.",
        ),
        "MITRE ATT&CK T1036.006",
    ),
    "name-holds-invisible-characters": kind(
        LOW,
        (
            "The name “{name}” holds characters that nobody can see.",
            "Der Name „{name}“ enthält Zeichen, die niemand sehen kann.",
        ),
        (
            "Invisible characters make filters and people read different names.",
            "Unsichtbare Zeichen lassen Filter und Menschen verschiedene Namen lesen.",
        ),
    ),
    "program-in-disguise": kind(
        HIGH,
        (
            "“{name}” calls itself a .{ending} file, but its content is a program ({type}).",
            "„{name}“ nennt sich eine .{ending}-Datei, der Inhalt ist aber ein Programm ({type}).",
        ),
        (
            "Somebody gave a program another name on purpose.",
            "Jemand hat einem Programm mit Absicht einen anderen Namen gegeben.",
        ),
        "MITRE ATT&CK T1036.008",
    ),
    "program": kind(
        HIGH,
        ("“{name}” is a program ({type}).", "„{name}“ ist ein Programm ({type})."),
        _RUNS,
        "MITRE ATT&CK T1204.002",
    ),
    "script-in-disguise": kind(
        HIGH,
        (
            "“{name}” calls itself a .{ending} file, but its content is {type}.",
            "„{name}“ nennt sich eine .{ending}-Datei, der Inhalt ist aber {type}.",
        ),
        (
            "A page or a script under another name passes by filters and eyes.",
            "Eine Webseite oder ein Skript unter anderem Namen kommt an Filtern und Augen vorbei.",
        ),
        "MITRE ATT&CK T1036.008",
    ),
    "type-differs-from-name": kind(
        LOW,
        (
            "“{name}” calls itself a .{ending} file, but its content is {type}.",
            "„{name}“ nennt sich eine .{ending}-Datei, der Inhalt ist aber {type}.",
        ),
        (
            "Usually a slip; sometimes a way round filters.",
            "Meist ein Versehen, manchmal ein Weg um Filter herum.",
        ),
    ),
    "type-differs-from-declared": kind(
        NOTE,
        (
            "“{name}” was sent as {declared}, but its content is {type}.",
            "„{name}“ wurde als {declared} verschickt, der Inhalt ist aber {type}.",
        ),
        (
            "Mail programs choose what to open by what was declared.",
            "Mailprogramme wählen danach, was angegeben wurde, womit sie öffnen.",
        ),
    ),
    "two-files-in-one": kind(
        MEDIUM,
        (
            "“{name}” is {type} and a {other} at once.",
            "„{name}“ ist {type} und zugleich {other}.",
        ),
        (
            "One program sees a harmless file, another the hidden one.",
            "Das eine Programm sieht eine harmlose Datei, das andere die versteckte.",
        ),
        "MITRE ATT&CK T1027",
    ),
    "web-page-attached": kind(
        MEDIUM,
        (
            "“{name}” is a web page that opens in your browser.",
            "„{name}“ ist eine Webseite, die sich im Browser öffnet.",
        ),
        (
            "An attached page can show a false sign-in form that no address bar gives away.",
            "Eine angehängte Seite kann eine falsche Anmeldung zeigen, die keine Adresszeile verrät.",
        ),
        "MITRE ATT&CK T1027.006",
    ),
    "picture-with-script": kind(
        HIGH,
        ("The picture “{name}” holds a script ({what}).", "Das Bild „{name}“ enthält ein Skript ({what})."),
        (
            "An SVG picture is a page: opened in a browser, its script runs.",
            "Ein SVG-Bild ist eine Webseite: Im Browser geöffnet, läuft sein Skript.",
        ),
        "MITRE ATT&CK T1027.017",
    ),
    "picture-holds-page": kind(
        MEDIUM,
        (
            "The picture “{name}” holds a web page or a form ({what}).",
            "Das Bild „{name}“ enthält eine Webseite oder ein Formular ({what}).",
        ),
        ("A real picture needs neither.", "Ein echtes Bild braucht beides nicht."),
        "MITRE ATT&CK T1027.017",
    ),
    "picture-too-large": kind(
        LOW,
        (
            "The picture “{name}” claims {width} × {height} points and was not looked into.",
            "Das Bild „{name}“ gibt {width} × {height} Punkte an und wurde nicht angesehen.",
        ),
        (
            "A tiny file that claims a huge picture is made to exhaust whoever opens it.",
            "Eine kleine Datei mit einem riesigen Bild soll erschöpfen, wer sie öffnet.",
        ),
    ),
    "qr-code": kind(
        LOW,
        ("“{name}” holds a QR code that says: {says}", "„{name}“ enthält einen QR-Code, in dem steht: {says}"),
        (
            "A code moves you from your protected computer to your phone, and nobody can read where it leads.",
            "Ein Code führt vom geschützten Rechner aufs Handy, und niemand kann lesen, wohin.",
        ),
        "MITRE ATT&CK T1566.002",
    ),
}
