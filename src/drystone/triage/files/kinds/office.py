"""Kinds of signs about office documents: macros, old formulas, things that are loaded or embedded."""

from __future__ import annotations

from drystone.triage.files.kinds.making import HIGH, LOW, MEDIUM, NOTE, kind

_MACRO = (
    "A macro is a program inside a document. It can do whatever you can do on your computer.",
    "Ein Makro ist ein Programm in einem Dokument. Es kann auf Ihrem Rechner alles, was Sie können.",
)
_LOADS = (
    "Opening the document fetches something from a stranger's server, at times a macro.",
    "Beim Öffnen holt das Dokument etwas von einem fremden Server, manchmal ein Makro.",
)
_EMBED = (
    "A double click on its picture would open what lies inside.",
    "Ein Doppelklick auf das Bild würde öffnen, was darin liegt.",
)

KINDS = {
    "macros": kind(
        MEDIUM,
        ("“{name}” holds macros (modules: {modules}).", "„{name}“ enthält Makros (Module: {modules})."),
        _MACRO,
        "MITRE ATT&CK T1137, T1204.002",
    ),
    "macro-starts-by-itself": kind(
        MEDIUM,
        (
            "A macro in “{name}” starts by itself ({triggers}).",
            "Ein Makro in „{name}“ startet von selbst ({triggers}).",
        ),
        _MACRO,
        "MITRE ATT&CK T1204.002",
    ),
    "macro-runs-programs": kind(
        MEDIUM,
        (
            "A macro in “{name}” can start programs ({calls}).",
            "Ein Makro in „{name}“ kann Programme starten ({calls}).",
        ),
        _MACRO,
        "MITRE ATT&CK T1059.005",
    ),
    "macro-downloads": kind(
        MEDIUM,
        (
            "A macro in “{name}” can fetch things from the internet ({calls}).",
            "Ein Makro in „{name}“ kann Dinge aus dem Internet holen ({calls}).",
        ),
        _MACRO,
        "MITRE ATT&CK T1105",
    ),
    "macro-writes-files": kind(
        MEDIUM,
        (
            "A macro in “{name}” can write files or settings ({calls}).",
            "Ein Makro in „{name}“ kann Dateien oder Einstellungen schreiben ({calls}).",
        ),
        _MACRO,
    ),
    "macro-calls-windows": kind(
        MEDIUM,
        (
            "A macro in “{name}” calls Windows itself ({calls}).",
            "Ein Makro in „{name}“ ruft Windows unmittelbar auf ({calls}).",
        ),
        _MACRO,
        "MITRE ATT&CK T1106",
    ),
    "macro-acts-at-once": kind(
        HIGH,
        (
            "A macro in “{name}” starts by itself ({triggers}) and then reaches out of the document ({calls}).",
            "Ein Makro in „{name}“ startet von selbst ({triggers}) und greift dann aus dem Dokument hinaus ({calls}).",
        ),
        ("That is how attacks with macros begin.", "So beginnen Angriffe mit Makros."),
        "MITRE ATT&CK T1204.002",
    ),
    "macro-uses-other-programs": kind(
        LOW,
        (
            "A macro in “{name}” talks to other programs ({calls}).",
            "Ein Makro in „{name}“ spricht mit anderen Programmen ({calls}).",
        ),
        _MACRO,
    ),
    "macro-hides-its-text": kind(
        MEDIUM,
        (
            "A macro in “{name}” puts its words together from pieces ({calls}).",
            "Ein Makro in „{name}“ setzt seine Wörter aus Stücken zusammen ({calls}).",
        ),
        ("Honest macros need not hide what they say.", "Ehrliche Makros müssen nicht verbergen, was sie sagen."),
        "MITRE ATT&CK T1027",
    ),
    "macro-source-differs": kind(
        MEDIUM,
        (
            "The macros in “{name}” were compiled from other text than the one they show ({names}).",
            "Die Makros in „{name}“ wurden aus anderem Text übersetzt, als sie zeigen ({names}).",
        ),
        (
            "What Office would run is not what can be read: a known way to fool scanners.",
            "Office würde anderes ausführen, als zu lesen ist: ein bekannter Weg, Prüfprogramme zu täuschen.",
        ),
        "MITRE ATT&CK T1564.007",
    ),
    "macro-unreadable": kind(
        MEDIUM,
        (
            "The macros in “{name}” could not be read ({what}).",
            "Die Makros in „{name}“ ließen sich nicht lesen.",
        ),
        _MACRO,
    ),
    "old-macro-sheet": kind(
        HIGH,
        (
            "“{name}” holds an Excel 4 macro sheet ({sheet}, {state}).",
            "„{name}“ enthält ein Excel-4-Makroblatt ({sheet}, {state}).",
        ),
        (
            "Nobody has written such macros for decades except to attack: they run from cells and are hard to see.",
            "Solche Makros schreibt seit Jahrzehnten fast nur, wer angreift: Sie laufen aus Zellen.",
        ),
        "MITRE ATT&CK T1059.005",
    ),
    "old-macro-calls": kind(
        HIGH,
        ("An Excel 4 macro in “{name}” calls {calls}.", "Ein Excel-4-Makro in „{name}“ ruft {calls} auf."),
        ("These functions start programs or load code.", "Diese Funktionen starten Programme oder laden Code."),
        "MITRE ATT&CK T1059.005",
    ),
    "formula-starts-by-itself": kind(
        HIGH,
        (
            "A formula in “{name}” starts when the file is opened ({defined}).",
            "Eine Formel in „{name}“ startet beim Öffnen ({defined}).",
        ),
        _MACRO,
    ),
    "sheet-hidden": kind(
        LOW,
        ("The sheet “{sheet}” in “{name}” is {state}.", "Das Blatt „{sheet}“ in „{name}“ ist {state}."),
        (
            "Hidden sheets are common; very hidden ones cannot be shown from the menu.",
            "Ausgeblendete Blätter sind üblich; „veryHidden“ lässt sich im Menü nicht einblenden.",
        ),
    ),
    "template-from-elsewhere": kind(
        HIGH,
        ("“{name}” fetches its template from {target}.", "„{name}“ holt sich seine Vorlage von {target}."),
        _LOADS,
        "MITRE ATT&CK T1221",
    ),
    "template-from-share": kind(
        MEDIUM,
        (
            "“{name}” fetches its template from a shared folder, {target}.",
            "„{name}“ holt sich seine Vorlage aus einem gemeinsamen Ordner, {target}.",
        ),
        (
            "Offices keep their templates so; from a stranger it sends your sign-in there.",
            "So bewahren Büros ihre Vorlagen auf; bei Fremden geht Ihre Anmeldung dorthin.",
        ),
        "MITRE ATT&CK T1221, T1187",
    ),
    "loads-from-elsewhere": kind(
        HIGH,
        ("“{name}” loads something ({kind}) from {target}.", "„{name}“ lädt etwas ({kind}) von {target}."),
        _LOADS,
        "MITRE ATT&CK T1221",
    ),
    "links-to-other-data": kind(
        LOW,
        (
            "“{name}” takes data ({kind}) from {target}.",
            "„{name}“ bezieht Daten ({kind}) von {target}.",
        ),
        (
            "Linked workbooks are common; the data come from wherever the link says.",
            "Verknüpfte Mappen sind üblich; die Daten kommen von dort, wohin die Verknüpfung zeigt.",
        ),
    ),
    "picture-from-elsewhere": kind(
        LOW,
        ("“{name}” loads a picture from {target}.", "„{name}“ lädt ein Bild von {target}."),
        (
            "Loading it tells the sender when and where it was opened.",
            "Das Laden verrät, wann und wo die Datei geöffnet wurde.",
        ),
    ),
    "data-exchange": kind(
        MEDIUM,
        (
            "“{name}” asks Office to start another program for its data: {command}",
            "„{name}“ lässt Office für seine Daten ein anderes Programm starten: {command}",
        ),
        (
            "DDE is an old way to exchange data; attackers use it to start programs without a macro.",
            "DDE ist ein alter Weg, Daten auszutauschen; Angreifer starten damit Programme ohne Makro.",
        ),
        "MITRE ATT&CK T1559.002",
    ),
    "data-exchange-starts-program": kind(
        HIGH,
        (
            "“{name}” asks Office to start a program: {command}",
            "„{name}“ lässt Office ein Programm starten: {command}",
        ),
        (
            "DDE is an old way to exchange data; attackers use it to start programs without a macro.",
            "DDE ist ein alter Weg, Daten auszutauschen; Angreifer starten damit Programme ohne Makro.",
        ),
        "MITRE ATT&CK T1559.002",
    ),
    "equation-object": kind(
        MEDIUM,
        (
            "“{name}” holds a formula of the old Equation Editor.",
            "„{name}“ enthält eine Formel des alten Formel-Editors.",
        ),
        (
            "Old scientific documents do; so do attacks on that editor's well-known faults.",
            "Alte wissenschaftliche Dokumente tun das; ebenso Angriffe auf bekannte Fehler dieses Editors.",
        ),
        "CVE-2017-11882",
    ),
    "embedded-object": kind(
        MEDIUM,
        ("“{name}” holds an embedded object ({object}).", "„{name}“ enthält ein eingebettetes Objekt ({object})."),
        _EMBED,
        "MITRE ATT&CK T1559.001",
    ),
    "embedded-file": kind(
        MEDIUM,
        ("“{name}” holds the file “{member}”.", "„{name}“ enthält die Datei „{member}“."),
        _EMBED,
        "MITRE ATT&CK T1204.002",
    ),
    "dangerous-object": kind(
        HIGH,
        (
            "“{name}” holds an object that attacks have used: {object}.",
            "„{name}“ enthält ein Objekt, das Angriffe benutzt haben: {object}.",
        ),
        (
            "Office hands such objects to old parts of Windows whose faults are well known.",
            "Office reicht solche Objekte an alte Teile von Windows weiter, deren Fehler bekannt sind.",
        ),
        "CVE-2017-11882, CVE-2017-0199, CVE-2021-40444",
    ),
    "object-updates-itself": kind(
        MEDIUM,
        ("An object in “{name}” loads itself anew on opening.", "Ein Objekt in „{name}“ lädt sich beim Öffnen neu."),
        ("So it acts without any click.", "So handelt es ganz ohne Klick."),
        "CVE-2017-0199",
    ),
    "active-control": kind(
        MEDIUM,
        ("“{name}” holds an ActiveX control ({control}).", "„{name}“ enthält ein ActiveX-Steuerelement ({control})."),
        ("Such controls are programs.", "Solche Steuerelemente sind Programme."),
    ),
    "ribbon-calls-macro": kind(
        MEDIUM,
        (
            "“{name}” calls a macro when its menu is loaded ({call}).",
            "„{name}“ ruft ein Makro auf, sobald sein Menü geladen wird ({call}).",
        ),
        _MACRO,
    ),
    "document-locked": kind(
        MEDIUM,
        (
            "“{name}” is locked with a password; nobody here could look inside.",
            "„{name}“ ist mit einem Passwort verschlossen; niemand hier konnte hineinsehen.",
        ),
        (
            "Programs that check mail cannot see inside, and that is often the point.",
            "Programme, die Mails prüfen, sehen nicht hinein, und oft ist genau das der Zweck.",
        ),
        "MITRE ATT&CK T1027.013",
    ),
    "document-opens-with-known-password": kind(
        MEDIUM,
        (
            "“{name}” is locked with a password that Office itself knows.",
            "„{name}“ ist mit einem Passwort verschlossen, das Office selbst kennt.",
        ),
        (
            "It opens without asking, but scanners see only scrambled bytes. Protected old workbooks do that too.",
            "Sie geht ohne Frage auf, doch Prüfprogramme sehen Zeichensalat. Auch geschützte alte Mappen tun das.",
        ),
        "MITRE ATT&CK T1027.013",
    ),
    "document-opened-with-written-password": kind(
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
    "text-scrambled": kind(
        MEDIUM,
        (
            "“{name}” is written in a way that hides its commands ({what}).",
            "„{name}“ ist so geschrieben, dass Befehle verborgen sind ({what}).",
        ),
        ("No program that people write with does that.", "Kein Programm, mit dem Menschen schreiben, tut das."),
        "MITRE ATT&CK T1027",
    ),
    "notebook-holds-files": kind(
        MEDIUM,
        (
            "The notebook “{name}” holds {count} embedded files ({members}).",
            "Das Notizbuch „{name}“ enthält {count} eingebettete Dateien ({members}).",
        ),
        (
            "OneNote pages show a button that says “open”; behind it lies a program.",
            "OneNote-Seiten zeigen eine Schaltfläche „Öffnen“; dahinter liegt ein Programm.",
        ),
        "MITRE ATT&CK T1204.002",
    ),
    "formula-starts-program": kind(
        HIGH,
        ("A cell in “{name}” asks for a program: {formula}", "Eine Zelle in „{name}“ verlangt ein Programm: {formula}"),
        (
            "Opened in a spreadsheet, such a cell offers to start the program.",
            "In einer Tabellenkalkulation geöffnet, bietet so eine Zelle an, das Programm zu starten.",
        ),
        "CWE-1236",
    ),
    "formula-reaches-out": kind(
        MEDIUM,
        (
            "A cell in “{name}” reaches out to the internet: {formula}",
            "Eine Zelle in „{name}“ greift ins Internet: {formula}",
        ),
        ("It can send what stands in other cells.", "Sie kann verschicken, was in anderen Zellen steht."),
        "CWE-1236",
    ),
    "signed-macros": kind(
        NOTE,
        (
            "The macros in “{name}” carry a signature; it was not checked.",
            "Die Makros in „{name}“ tragen eine Signatur; sie wurde nicht geprüft.",
        ),
        ("A signature says who, not whether it is harmless.", "Eine Signatur sagt, wer, nicht, ob es harmlos ist."),
    ),
}
