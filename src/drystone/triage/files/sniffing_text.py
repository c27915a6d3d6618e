"""Which kind of text a text is: by the words its format requires at its start, or by what only a script would say."""

from __future__ import annotations

import re

from drystone.triage.files.wording import decoded

HEAD = 65_536
_LEAD = re.compile(r"^(?:\s|\ufeff|\x00|<!--.{0,4000}?-->|<\?xml[^>]{0,500}\?>|<!DOCTYPE\s[^>]{0,500}>)*", re.S | re.I)
_DOCTYPE_HTML = re.compile(r"<!DOCTYPE\s{1,20}html", re.IGNORECASE)
_ROOT = re.compile(r"<\s{0,20}([A-Za-z][\w.:-]{0,60})")
_ROOTS = {
    "html": "text/html",
    "head": "text/html",
    "body": "text/html",
    "script": "text/html",
    "meta": "text/html",
    "title": "text/html",
    "iframe": "text/html",
    "form": "text/html",
    "table": "text/html",
    "div": "text/html",
    "center": "text/html",
    "font": "text/html",
    "svg": "image/svg+xml",
    "plist": "application/x-plist",
    "job": "application/x-wsf",
    "package": "application/x-wsf",
    "component": "text/scriptlet",
    "scriptlet": "text/scriptlet",
    "librarydescription": "application/windows-library+xml",
    "searchconnectordescription": "application/windows-search-connector+xml",
    "persistedquery": "application/windows-search+xml",
    "pcsettings": "application/windows-settings+xml",
    "xdp": "application/vnd.adobe.xdp+xml",
    "jnlp": "application/x-java-jnlp-file",
    "stylesheet": "application/xslt+xml",
    "worddocument": "application/msword",
    "workbook": "application/vnd.ms-excel",
}
#: Texts that a fixed word opens.
_OPENINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"BEGIN:VCALENDAR", re.I), "text/calendar"),
    (re.compile(r"BEGIN:VCARD", re.I), "text/vcard"),
    (re.compile(r"\[InternetShortcut\]", re.I), "application/x-mswinurl"),
    (re.compile(r"\[Desktop Entry\]", re.I), "application/x-desktop"),
    (re.compile(r"\[(?:Shell|\.ShellClassInfo)\]", re.I), "application/x-ms-shell-command"),
    (re.compile(r"ID;P"), "application/x-sylk"),
    (re.compile(r"WEB\r?\n1\r?\n", re.I), "application/x-excel-query"),
    (re.compile(r"-----BEGIN (?:PKCS7|CMS)-----"), "application/pkcs7-mime"),
    (re.compile(r"-----BEGIN CERTIFICATE-----"), "application/pem-certificate-chain"),
    (re.compile(r"#!\s{0,20}/"), "text/x-shellscript"),
    (re.compile(r"#@~\^"), "text/vbscript-encoded"),
    (re.compile(r"@echo\s{1,20}off", re.I), "text/x-msdos-batch"),
)
_HEADER = re.compile(
    r"^(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID|Date|Subject|From|To|Cc|Reply-To|Content-Type"
    r"|DKIM-Signature|X-[\w-]{1,60}):",
    re.IGNORECASE | re.MULTILINE,
)
_RDP = re.compile(
    r"^(?:full address|remoteapplication\w+|gatewayhostname|prompt for credentials)?[\w ]{3,60}:[is]:", re.M
)
_MHTML = re.compile(r"^Content-Type:\s{0,20}multipart/related", re.I | re.M)
#: What only the language itself says; two different ones make a script of a text.
_LANGUAGES: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...] = (
    (
        "text/vbscript",
        tuple(
            re.compile(pattern, re.I | re.M)
            for pattern in (
                r"^[ \t]{0,40}(?:Dim|ReDim|Const)\s{1,20}\w+",
                r"\bCreateObject\s{0,20}\(",
                r"^[ \t]{0,40}On\s{1,20}Error\s{1,20}Resume\s{1,20}Next",
                r"^[ \t]{0,40}(?:(?:Private|Public)\s{1,20})?(?:Sub|Function)\s{1,20}\w+\s{0,20}\(?",
                r"^[ \t]{0,40}End\s{1,20}(?:Sub|Function|If)\b",
                r"\bWScript\.\w+",
            )
        ),
    ),
    (
        "text/javascript",
        tuple(
            re.compile(pattern)
            for pattern in (
                r"\bnew\s{1,20}ActiveXObject\s{0,20}\(",
                r"\bWScript\s{0,20}[.\[]",
                r"\b(?:var|let|const)\s{1,20}[\w$]+\s{0,20}=",
                r"\bfunction\s{0,20}[\w$]*\s{0,20}\([\w$,\s]{0,200}\)\s{0,20}\{",
                r"\beval\s{0,20}\(",
                r"\bString\.fromCharCode\b",
                r"\bdocument\.(?:write|cookie|location)\b",
            )
        ),
    ),
    (
        "text/x-powershell",
        tuple(
            re.compile(pattern, re.I | re.M)
            for pattern in (
                r"\$env:\w+",
                r"\b(?:Invoke|New|Get|Set|Start|Write|Add|Out)-(?:Expression|WebRequest|Object|Process|Item|Host|Content)",
                r"\bIEX\b\s{0,20}[(\s]",
                r"\[(?:System\.)?(?:Convert|Text\.Encoding|Net\.WebClient|Reflection\.Assembly)\]",
                r"^[ \t]{0,40}param\s{0,20}\(",
                r"^[ \t]{0,40}\$\w+\s{0,20}=",
                r"-(?:EncodedCommand|ExecutionPolicy|WindowStyle)\b",
            )
        ),
    ),
    (
        "text/x-msdos-batch",
        tuple(
            re.compile(pattern, re.I | re.M)
            for pattern in (
                r"^[ \t]{0,40}@?set\s{1,20}\"?\w+=",
                r"^[ \t]{0,40}@?(?:start|call|cmd)\s{1,20}(?:/\w|\")",
                r"%~dp0|%(?:temp|appdata|comspec|userprofile)%",
                r"^[ \t]{0,40}:[\w-]+\s{0,20}$",
                r"\bgoto\s{1,20}:?\w+",
            )
        ),
    ),
)


def text_type(data: bytes) -> str:
    """Return the media type of a text; ``text/plain`` where nothing says more."""
    head = decoded(data[:HEAD])
    lead = _LEAD.match(head)
    body = head[lead.end() :] if lead else head
    if _DOCTYPE_HTML.search(head[: lead.end() if lead else 0]):
        return "text/html"
    for pattern, name in _OPENINGS:
        if pattern.match(body):
            return name
    if body.startswith("<"):
        root = _ROOT.match(body)
        if root:
            name = root.group(1).rpartition(":")[2].casefold()
            return _ROOTS.get(name, _markup(head))
    return _by_lines(body) or _language(body) or "text/plain"


def _markup(head: str) -> str:
    if "<?xml" in head[:200]:
        return "text/xml"
    return (
        "text/html" if re.search(r"</?(?:html|body|script|a\s{1,20}href|br|p|div|span)\b", head, re.I) else "text/plain"
    )


def _by_lines(body: str) -> str:
    first = body[:4_096]
    if _HEADER.match(first) and len({match.group().casefold() for match in _HEADER.finditer(first)}) >= 3:
        return "application/x-mimearchive" if _MHTML.search(first) and ".mht" in body.casefold() else "message/rfc822"
    if len(_RDP.findall(first)) >= 2:
        return "application/x-rdp"
    if not body.startswith(("{", "[", "/*", "//")) and re.search(
        r"^[ \t]{0,40}<(?:html|script|body)\b", first, re.I | re.M
    ):
        return "text/html"
    return ""


def _language(body: str) -> str:
    best, most = "", 1
    for name, patterns in _LANGUAGES:
        count = sum(1 for pattern in patterns if pattern.search(body))
        if count > most:
            best, most = name, count
    return best
