"""What the text of VBA macros says they would do: names that start by themselves, calls that reach out of the document.

Only words are looked for; nothing is evaluated. Comments are left out, since anything can be written in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from drystone.triage.files.addresses import link_all
from drystone.triage.files.findings import Findings
from drystone.triage.files.office.projects import Project
from drystone.triage.files.telling import Telling, distinct

_TRIGGERS = re.compile(
    r"^[ \t]{0,100}(?:(?:Private|Public|Friend|Static)[ \t]{1,20}){0,3}(?:Sub|Function)[ \t]{1,20}"
    r"(Auto_?(?:Open|Close|Exec|Exit|New)|Document_?(?:Open|Close|New|BeforeClose|Change|ContentControlOnEnter)"
    r"|DocumentOpen|Workbook_(?:Open|BeforeClose|Activate|BeforeSave|SheetCalculate|SheetActivate)"
    r"|Worksheet_(?:Activate|Calculate|Change)|Presentation_?Open|SlideShow\w{0,20}|App_\w{1,40}"
    r"|\w{1,60}_(?:Layout|Painted|Painting|Resize|GotFocus|LostFocus|MouseMove|MouseHover|StatusTextChange|TitleChange"
    r"|BeforeNavigate2|DocumentComplete|ProgressChange|Initialize|DownloadBegin|NavigateComplete2))\b",
    re.I | re.M,
)
_COMMENT = re.compile(r"^[ \t]{0,100}(?:'|Rem\b).*$", re.I | re.M)
_CALLS: tuple[tuple[str, Telling], ...] = (
    (
        "macro-runs-programs",
        Telling(
            (
                *(
                    "Shell",
                    "ShellExecute",
                    "ShellExecuteA",
                    "WScript.Shell",
                    "Shell.Application",
                    "powershell",
                    "mshta",
                ),
                *("rundll32", "regsvr32", "certutil", "bitsadmin", "winmgmts", "Win32_Process", "CreateProcess"),
                *("CreateProcessA", "ExecuteExcel4Macro", "wmic", "msiexec", "cscript", "MacScript", "AppleScriptTask"),
                "Schedule.Service",
                ("cmd", r"\bcmd(?:\.exe)?[ \t]{0,5}/[ck]"),
            )
        ),
    ),
    (
        "macro-downloads",
        Telling(
            (
                *(
                    "URLDownloadToFile",
                    "URLDownloadToFileA",
                    "URLDownloadToFileW",
                    "MSXML2.XMLHTTP",
                    "Microsoft.XMLHTTP",
                ),
                *("MSXML2.ServerXMLHTTP", "WinHttp.WinHttpRequest", "InternetExplorer.Application", "InternetOpen"),
                *(
                    "InternetOpenA",
                    "InternetOpenUrl",
                    "InternetOpenUrlA",
                    "DownloadFile",
                    "DownloadString",
                    "WebClient",
                ),
                *("Net.WebRequest", "XMLHTTP", "FollowHyperlink"),
            )
        ),
    ),
    ("macro-uses-other-programs", Telling(("CreateObject", "GetObject", "CallByName"))),
    (
        "macro-writes-files",
        Telling(
            (
                *("ADODB.Stream", "SaveToFile", "Scripting.FileSystemObject", "CreateTextFile", "RegWrite", "FileCopy"),
                *("CreateShortcut", "Environ", "VBProject", "VBComponents", "AccessVBOM", "Normal.dotm"),
                ("Open", r"\bopen[ \t][^\n]{1,100}[ \t]for[ \t]{1,5}(?:output|binary|append)"),
                ("Put", r"\bput[ \t]{1,5}#"),
            )
        ),
    ),
    (
        "macro-calls-windows",
        Telling(
            (
                *("VirtualAlloc", "VirtualAllocEx", "RtlMoveMemory", "CreateThread", "WriteProcessMemory", "SetTimer"),
                *("EnumSystemLocalesA", "EnumSystemLocalesW", "QueueUserAPC", "HeapCreate", "DispCallFunc"),
                (
                    "Declare",
                    r"\bdeclare[ \t]{1,5}(?:ptrsafe[ \t]{1,5})?(?:sub|function)[ \t]{1,5}\w{1,60}[ \t]{1,5}lib\b",
                ),
            )
        ),
    ),
)
_REACHING = ("macro-runs-programs", "macro-downloads")
_HIDING = re.compile(
    r"\b(Chr[BW]?\$?|StrReverse|Asc[BW]?|Xor|Replace|Mid\$?|FromBase64|bin\.base64|CLng|CDec|Hex\$?)[ \t]{0,5}\(", re.I
)
#: Words that are in the compiled form whenever the macro uses them.
_TELLING = (
    "Shell",
    "CreateObject",
    "GetObject",
    "URLDownloadToFile",
    "VirtualAlloc",
    "Environ",
    "XMLHTTP",
    "CallByName",
)


def judge_projects(found: Findings, projects: Sequence[Project]) -> None:
    """Add the signs and links of every macro, and its text."""
    for project in projects:
        named = [module.name for module in project.modules]
        found.sign("macros", modules=", ".join(named[:10]) or "?")
        if project.problem:
            found.sign("macro-unreadable", what=project.problem)
        if project.signed:
            found.sign("signed-macros")
        source = "\n".join(module.source for module in project.modules)
        found.say(source)
        judge_macro_text(found, source)
        _compiled(found, project, source)


def judge_macro_text(found: Findings, source: str) -> None:
    """Add what the words of one macro text say."""
    code = _COMMENT.sub("", source)
    triggers = distinct(match.group(1) for match in _TRIGGERS.finditer(code))
    if triggers:
        found.sign("macro-starts-by-itself", triggers=", ".join(triggers))
    folded = code.lower()
    told = {kind: calls for kind, words in _CALLS if (calls := words.told(folded))}
    for kind, calls in told.items():
        found.sign(kind, calls=", ".join(calls))
    pieces = [match.group(1) for match in _HIDING.finditer(code)]
    if len(pieces) >= 20 and len(pieces) * 200 > len(code):
        found.sign("macro-hides-its-text", calls=", ".join(distinct(pieces)))
        told["macro-hides-its-text"] = list(distinct(pieces))
    reaching = [call for kind in _REACHING for call in told.get(kind, ())]
    if "macro-hides-its-text" in told:  # Then the names of what it starts are hidden too.
        reaching += told.get("macro-uses-other-programs", ())
    if triggers and reaching:
        found.sign("macro-acts-at-once", triggers=", ".join(triggers), calls=", ".join(reaching))
    link_all(found, code.replace('" & "', "").replace('" + "', ""), "office")


def _compiled(found: Findings, project: Project, source: str) -> None:
    """Compare the identifiers of the compiled form with the text: a call that only the former knows was taken out.

    The compiled form lists identifiers of the whole project, so one word alone may be left from an earlier edit.
    """
    folded, compiled = source.casefold(), project.compiled.lower()
    hidden = [
        word
        for word in _TELLING
        if word.casefold() not in folded
        and (word.lower().encode() in compiled or word.lower().encode("utf-16-le") in compiled)
    ]
    empty = not any(line.strip() and not line.startswith("Attribute") for line in source.splitlines())
    if len(hidden) >= 2 or (hidden and empty):
        found.sign("macro-source-differs", names=", ".join(hidden))
    for module in project.modules:
        if module.problem:
            found.sign_once("macro-unreadable", what=f"{module.name}: {module.problem}")
