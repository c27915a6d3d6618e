"""What the text of VBA macros says they would do: names that start by themselves, calls that reach out of the document.

Only words are looked for; nothing is evaluated. Comments are left out, since anything can be written in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from drystone.triage.files.addresses import link_all
from drystone.triage.files.findings import Findings
from drystone.triage.files.office.projects import Project

_TRIGGERS = re.compile(
    r"^[ \t]*(?:(?:Private|Public|Friend|Static)[ \t]+)*(?:Sub|Function)[ \t]+"
    r"(Auto_?(?:Open|Close|Exec|Exit|New)|Document_?(?:Open|Close|New|BeforeClose|Change|ContentControlOnEnter)"
    r"|DocumentOpen|Workbook_(?:Open|BeforeClose|Activate|BeforeSave|SheetCalculate|SheetActivate)"
    r"|Worksheet_(?:Activate|Calculate|Change)|Presentation_?Open|SlideShow\w{0,20}|App_\w{1,40}"
    r"|\w{1,60}_(?:Layout|Painted|Painting|Resize|GotFocus|LostFocus|MouseMove|MouseHover|StatusTextChange|TitleChange"
    r"|BeforeNavigate2|DocumentComplete|ProgressChange|Initialize|DownloadBegin|NavigateComplete2))\b",
    re.I | re.M,
)
_COMMENT = re.compile(r"^[ \t]*(?:'|Rem\b).*$", re.I | re.M)
_CALLS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "macro-runs-programs",
        re.compile(
            r"\b(Shell(?:Execute)?A?|WScript\.Shell|Shell\.Application|powershell|cmd(?:\.exe)?[ \t]*/[ck]|mshta"
            r"|rundll32|regsvr32|certutil|bitsadmin|winmgmts|Win32_Process|CreateProcessA?|ExecuteExcel4Macro|wmic|msiexec|cscript"
            r"|MacScript|AppleScriptTask|\.ExecShell|Schedule\.Service|CreateObject|GetObject|CallByName)\b",
            re.I,
        ),
    ),
    (
        "macro-downloads",
        re.compile(
            r"\b(URLDownloadToFile[AW]?|MSXML2\.\w*XMLHTTP[\w.]*|Microsoft\.XMLHTTP|WinHttp\.WinHttpRequest[\w.]*"
            r"|InternetExplorer\.Application|InternetOpen(?:Url)?[AW]?|DownloadFile|DownloadString|WebClient"
            r"|Net\.WebRequest|XMLHTTP|FollowHyperlink)\b",
            re.I,
        ),
    ),
    (
        "macro-writes-files",
        re.compile(
            r"\b(ADODB\.Stream|SaveToFile|Scripting\.FileSystemObject|CreateTextFile|RegWrite|Put[ \t]+#|FileCopy"
            r"|Open[ \t][^\n]{1,100}[ \t]For[ \t](?:Output|Binary|Append)|CreateShortcut|Environ\$?|VBProject"
            r"|VBComponents|AccessVBOM|Normal\.dotm)",
            re.I,
        ),
    ),
    (
        "macro-calls-windows",
        re.compile(
            r"\b(Declare[ \t]+(?:PtrSafe[ \t]+)?(?:Sub|Function)[ \t]+\w{1,60}[ \t]+Lib[ \t]+\"[^\"\n]{1,60}\""
            r"|VirtualAlloc(?:Ex)?|RtlMoveMemory|CreateThread|WriteProcessMemory|EnumSystemLocales[AW]?|QueueUserAPC"
            r"|HeapCreate|SetTimer|DispCallFunc)\b",
            re.I,
        ),
    ),
)
_HIDING = re.compile(
    r"\b(Chr[BW]?\$?|StrReverse|Asc[BW]?|Xor|Replace|Mid\$?|FromBase64|bin\.base64|CLng|CDec|Hex\$?)[ \t]*\(", re.I
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
    triggers = _distinct(match.group(1) for match in _TRIGGERS.finditer(code))
    if triggers:
        found.sign("macro-starts-by-itself", triggers=", ".join(triggers))
    for kind, pattern in _CALLS:
        calls = _distinct(match.group(1) for match in pattern.finditer(code))
        if calls:
            found.sign(kind, calls=", ".join(calls))
    pieces = [match.group(1) for match in _HIDING.finditer(code)]
    if len(pieces) >= 20 and len(pieces) * 200 > len(code):
        found.sign("macro-hides-its-text", calls=", ".join(_distinct(pieces)))
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


def _distinct(words: Iterable[str]) -> list[str]:
    seen: dict[str, str] = {}
    for word in words:
        seen.setdefault(" ".join(word.split()).casefold(), " ".join(word.split()))
        if len(seen) >= 8:
            break
    return list(seen.values())
