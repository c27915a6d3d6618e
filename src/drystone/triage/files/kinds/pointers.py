"""Kinds of signs about files that point elsewhere, invitations, profiles and scripts."""

from __future__ import annotations

from drystone.triage.files.kinds.making import HIGH, LOW, MEDIUM, NOTE, kind

_SCRIPT = (
    "These are the steps with which attacks begin.",
    "Das sind die Schritte, mit denen Angriffe beginnen.",
)
_PROFILE = (
    "Installed once, a profile changes what your device trusts and where its traffic goes.",
    "Einmal installiert, ändert ein Profil, wem Ihr Gerät vertraut und wohin seine Daten gehen.",
)

KINDS = {
    "shortcut-runs": kind(
        HIGH,
        ("The shortcut “{name}” starts: {command}", "Die Verknüpfung „{name}“ startet: {command}"),
        (
            "A shortcut can start any program while showing the picture of a document.",
            "Eine Verknüpfung kann jedes Programm starten und dabei wie ein Dokument aussehen.",
        ),
        "MITRE ATT&CK T1204.002, T1547.009",
    ),
    "shortcut-leads": kind(
        MEDIUM,
        ("“{name}” leads to {target}.", "„{name}“ führt zu {target}."),
        (
            "A file that only points elsewhere hides where it leads.",
            "Eine Datei, die nur weiterleitet, verbirgt, wohin.",
        ),
    ),
    "shortcut-leads-to-share": kind(
        HIGH,
        (
            "“{name}” opens a folder on a stranger's computer: {target}",
            "„{name}“ öffnet einen Ordner auf einem fremden Rechner: {target}",
        ),
        (
            "Merely looking at it can send your sign-in there; programs in it look like your own files.",
            "Schon das Ansehen kann Ihre Anmeldung dorthin schicken; Programme darin sehen aus wie eigene Dateien.",
        ),
        "CVE-2025-24054; MITRE ATT&CK T1187",
    ),
    "shortcut-hides-arguments": kind(
        HIGH,
        (
            "The shortcut “{name}” hides its command behind {count} blanks.",
            "Die Verknüpfung „{name}“ versteckt ihren Befehl hinter {count} Leerzeichen.",
        ),
        ("The properties window would not show it.", "Im Eigenschaftenfenster wäre er nicht zu sehen."),
        "ZDI-CAN-25373",
    ),
    "remote-desktop": kind(
        MEDIUM,
        ("“{name}” connects your computer to {target}.", "„{name}“ verbindet Ihren Rechner mit {target}."),
        (
            "The other side decides what happens there, and sees what you type.",
            "Die Gegenseite bestimmt, was dort geschieht, und sieht, was Sie tippen.",
        ),
        "MITRE ATT&CK T1021.001",
    ),
    "remote-desktop-shares": kind(
        HIGH,
        (
            "“{name}” would share your drives or clipboard with {target} ({shares}).",
            "„{name}“ würde {target} Ihre Laufwerke oder die Zwischenablage zeigen ({shares}).",
        ),
        (
            "Whoever runs the other side could read and change your files.",
            "Wer die Gegenseite betreibt, könnte Ihre Dateien lesen und ändern.",
        ),
        "MITRE ATT&CK T1021.001",
    ),
    "calendar-invitation": kind(
        NOTE,
        (
            "“{name}” is an invitation ({method}) from {organiser}: {summary}",
            "„{name}“ ist eine Einladung ({method}) von {organiser}: {summary}",
        ),
        (
            "Some calendars show invitations before anyone accepts them.",
            "Manche Kalender zeigen Einladungen, bevor jemand zusagt.",
        ),
        "RFC 5546",
    ),
    "calendar-alarm-acts": kind(
        HIGH,
        (
            "An alarm in “{name}” would start something ({action}).",
            "Ein Alarm in „{name}“ würde etwas starten ({action}).",
        ),
        ("An invitation has no need to act.", "Eine Einladung muss nicht handeln."),
        "RFC 5545 3.8.6.1",
    ),
    "calendar-attachment": kind(
        MEDIUM,
        (
            "The invitation “{name}” carries the attachment {member}.",
            "Die Einladung „{name}“ trägt den Anhang {member}.",
        ),
        (
            "Attachments of invitations pass by filters that look at mail only.",
            "Anhänge an Einladungen kommen an Filtern vorbei, die nur Mail ansehen.",
        ),
    ),
    "profile": kind(
        MEDIUM,
        (
            "“{name}” is a configuration profile from “{organisation}”.",
            "„{name}“ ist ein Konfigurationsprofil von „{organisation}“.",
        ),
        _PROFILE,
        "MITRE ATT&CK T1176, T1553.004",
    ),
    "profile-root-certificate": kind(
        HIGH,
        (
            "The profile “{name}” installs a certificate that can vouch for any site ({payload}).",
            "Das Profil „{name}“ installiert ein Zertifikat, das für jede Seite bürgen kann ({payload}).",
        ),
        _PROFILE,
        "MITRE ATT&CK T1553.004",
    ),
    "profile-certificate": kind(
        MEDIUM,
        (
            "The profile “{name}” installs a certificate ({payload}).",
            "Das Profil „{name}“ installiert ein Zertifikat ({payload}).",
        ),
        _PROFILE,
    ),
    "profile-traffic": kind(
        MEDIUM,
        (
            "The profile “{name}” changes where your traffic goes ({payload}).",
            "Das Profil „{name}“ ändert, welchen Weg Ihre Daten nehmen ({payload}).",
        ),
        _PROFILE,
        "MITRE ATT&CK T1557",
    ),
    "profile-account": kind(
        MEDIUM,
        (
            "The profile “{name}” adds an account or a calendar ({payload}).",
            "Das Profil „{name}“ richtet ein Konto oder einen Kalender ein ({payload}).",
        ),
        _PROFILE,
    ),
    "profile-management": kind(
        MEDIUM,
        (
            "The profile “{name}” hands your device to a management server ({payload}).",
            "Das Profil „{name}“ übergibt Ihr Gerät einem Verwaltungsserver ({payload}).",
        ),
        _PROFILE,
    ),
    "profile-web-clip": kind(
        MEDIUM,
        (
            "The profile “{name}” puts a web page on the home screen as if it were an app ({payload}).",
            "Das Profil „{name}“ legt eine Webseite wie eine App auf den Startbildschirm ({payload}).",
        ),
        _PROFILE,
    ),
    "profile-unsigned": kind(
        LOW,
        ("The profile “{name}” is not signed.", "Das Profil „{name}“ ist nicht signiert."),
        ("Nobody stands for it.", "Niemand steht dafür ein."),
    ),
    "profile-signed": kind(
        NOTE,
        (
            "The profile “{name}” is signed; the signature was not checked.",
            "Das Profil „{name}“ ist signiert; die Signatur wurde nicht geprüft.",
        ),
        ("A signature says who, not whether it is harmless.", "Eine Signatur sagt, wer, nicht, ob es harmlos ist."),
    ),
    "script-downloads": kind(
        MEDIUM,
        (
            "A script in “{name}” fetches something from the internet ({calls}).",
            "Ein Skript in „{name}“ holt etwas aus dem Internet ({calls}).",
        ),
        _SCRIPT,
        "MITRE ATT&CK T1105",
    ),
    "script-runs-programs": kind(
        MEDIUM,
        ("A script in “{name}” starts programs ({calls}).", "Ein Skript in „{name}“ startet Programme ({calls})."),
        _SCRIPT,
        "MITRE ATT&CK T1059",
    ),
    "script-runs-text": kind(
        MEDIUM,
        (
            "A script in “{name}” makes commands out of text and runs them ({calls}).",
            "Ein Skript in „{name}“ macht aus Text Befehle und führt sie aus ({calls}).",
        ),
        _SCRIPT,
        "MITRE ATT&CK T1027.010",
    ),
    "script-fetches-and-runs": kind(
        HIGH,
        (
            "A script in “{name}” fetches something ({fetches}) and runs it ({runs}).",
            "Ein Skript in „{name}“ holt etwas ({fetches}) und führt es aus ({runs}).",
        ),
        _SCRIPT,
        "MITRE ATT&CK T1105, T1059",
    ),
    "script-hides": kind(
        HIGH,
        (
            "A script in “{name}” hides what it does ({calls}).",
            "Ein Skript in „{name}“ verbirgt, was es tut ({calls}).",
        ),
        _SCRIPT,
        "MITRE ATT&CK T1564.003",
    ),
    "script-weakens-protection": kind(
        HIGH,
        (
            "A script in “{name}” switches protection off ({calls}).",
            "Ein Skript in „{name}“ schaltet Schutz ab ({calls}).",
        ),
        _SCRIPT,
        "MITRE ATT&CK T1562.001",
    ),
    "script-stays": kind(
        MEDIUM,
        (
            "A script in “{name}” sees to it that it starts again ({calls}).",
            "Ein Skript in „{name}“ sorgt dafür, dass es wieder startet ({calls}).",
        ),
        _SCRIPT,
        "MITRE ATT&CK T1547",
    ),
    "script-encoded": kind(
        HIGH,
        (
            "A command in “{name}” is written in code; it says: {text}",
            "Ein Befehl in „{name}“ ist verschlüsselt geschrieben; er lautet: {text}",
        ),
        (
            "Nobody writes honest commands so that people cannot read them.",
            "Ehrliche Befehle schreibt niemand so, dass man sie nicht lesen kann.",
        ),
        "MITRE ATT&CK T1027.010",
    ),
    "rule-matched": kind(
        MEDIUM,
        (
            "“{name}” matches your rule “{rule}” ({file}): {description}",
            "Auf „{name}“ passt Ihre Regel „{rule}“ ({file}): {description}",
        ),
        (
            "Your organisation wrote this rule to find such files.",
            "Ihre Organisation hat diese Regel geschrieben, um solche Dateien zu finden.",
        ),
    ),
    "rule-matched-high": kind(
        HIGH,
        (
            "“{name}” matches your rule “{rule}” ({file}): {description}",
            "Auf „{name}“ passt Ihre Regel „{rule}“ ({file}): {description}",
        ),
        (
            "Your organisation wrote this rule to find such files, and calls them dangerous.",
            "Ihre Organisation hat diese Regel geschrieben, um solche Dateien zu finden, und nennt sie gefährlich.",
        ),
    ),
    "rule-matched-low": kind(
        LOW,
        (
            "“{name}” matches your rule “{rule}” ({file}): {description}",
            "Auf „{name}“ passt Ihre Regel „{rule}“ ({file}): {description}",
        ),
        (
            "Your organisation wrote this rule to notice such files.",
            "Ihre Organisation hat diese Regel geschrieben, um solche Dateien zu bemerken.",
        ),
    ),
    "rules-took-too-long": kind(
        NOTE,
        (
            "Your rules took too long over “{name}” and were stopped.",
            "Ihre Regeln brauchten für „{name}“ zu lange und wurden angehalten.",
        ),
        ("What was not looked at may hold anything.", "Was nicht angesehen wurde, kann alles enthalten."),
    ),
}
