"""What a script's words say it would do; encoded commands are decoded as text, and nothing is evaluated."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable

from drystone.triage.files.addresses import link_all
from drystone.triage.files.findings import Findings
from drystone.triage.files.wording import decoded

MAX_TEXT = 2_000_000
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "script-downloads",
        re.compile(
            r"\b(Invoke-WebRequest|Invoke-RestMethod|iwr|irm|wget|curl|Start-BitsTransfer|Net\.WebClient|DownloadString"
            r"|DownloadFile|DownloadData|bitsadmin|certutil[^\n]{0,40}-urlcache|MSXML2\.\w*XMLHTTP[\w.]*"
            r"|Microsoft\.XMLHTTP|WinHttp\.WinHttpRequest[\w.]*|URLDownloadToFile\w?|XMLHttpRequest|InternetOpenUrl\w?)\b",
            re.I,
        ),
    ),
    (
        "script-runs-programs",
        re.compile(
            r"\b(WScript\.Shell|Shell\.Application|ShellExecute\w?|Start-Process|powershell(?:\.exe)?|pwsh|mshta(?:\.exe)?"
            r"|rundll32|regsvr32|cmd(?:\.exe)?\s*/[ckv]|wscript(?:\.exe)?\s|cscript|msiexec|wmic|Win32_Process|forfiles"
            r"|InstallUtil|MSBuild\.exe|osascript|os\.system|subprocess|ActiveXObject)\b",
            re.I,
        ),
    ),
    (
        "script-runs-text",
        re.compile(
            r"\b(Invoke-Expression|IEX(?=[\s(|])|eval(?=\s*\()|ExecuteGlobal|Execute(?=\s*\()|ScriptBlock\]::Create"
            r"|FromBase64String|Assembly\]::Load|Reflection\.Assembly|fromCharCode|unescape(?=\s*\()|atob(?=\s*\()"
            r"|new\s+Function(?=\s*\())",
            re.I,
        ),
    ),
    (
        "script-hides",
        re.compile(
            r"(-w(?:indowstyle)?\s+(?:hidden|h|1)\b|-nop(?:rofile)?\b|\bvbHide\b|-ExecutionPolicy\s+Bypass|-ep\s+bypass"
            r"|-NonInteractive|\battrib\s+\+h|start\s+/min|WindowState\s*=\s*\"?minimi[sz]e)",
            re.I,
        ),
    ),
    (
        "script-weakens-protection",
        re.compile(
            r"\b(Set-MpPreference|Add-MpPreference|DisableRealtimeMonitoring|AmsiUtils|amsiInitFailed|AmsiScanBuffer"
            r"|netsh\s+(?:adv)?firewall|vssadmin\s+delete|bcdedit|wevtutil\s+cl|Unblock-File|EtwEventWrite)\b",
            re.I,
        ),
    ),
    (
        "script-stays",
        re.compile(
            r"(\bschtasks\b[^\n]{0,80}/create|Register-ScheduledTask|CurrentVersion\\+Run\b|\\Startup\\|New-Service\b"
            r"|\bsc(?:\.exe)?\s+create\b|__EventFilter|crontab\s|LaunchAgents)",
            re.I,
        ),
    ),
)
_ENCODED = re.compile(r"-e(?:nc|ncodedcommand|c|n|nco|ncod)?\s+[\"']?([A-Za-z0-9+/]{20,}={0,2})", re.I)
_BASE64 = re.compile(r"[\"']([A-Za-z0-9+/]{40,}={0,2})[\"']")
#: Escapes that the command line throws away, put between letters to break words.
_CARETS = re.compile(r"(?<=\w)[\^`](?=\w)")


def read_script(found: Findings) -> None:
    """Add what a script says it would do; its text is kept."""
    text = decoded(found.data, found.content.declared)[:MAX_TEXT]
    found.say(text)
    judge_script(found, text)


def judge_script(found: Findings, text: str) -> None:
    """Add the signs and links of commands, wherever they were written."""
    plain = _CARETS.sub("", text[:MAX_TEXT])
    for kind, pattern in _SIGNS:
        calls = _distinct(match.group(1) for match in pattern.finditer(plain))
        if calls:
            found.sign(kind, calls=", ".join(calls))
    if text.lstrip().startswith("#@~^"):
        found.sign("script-hides", calls="Script Encoder")
    link_all(found, plain, "script")
    for match in list(_ENCODED.finditer(plain))[:10]:
        _encoded(found, match.group(1))
    for match in list(_BASE64.finditer(plain))[:20]:
        hidden = _from_base64(match.group(1))
        if hidden and any(pattern.search(hidden) for _, pattern in _SIGNS):
            _say_encoded(found, hidden)


def _encoded(found: Findings, digits: str) -> None:
    hidden = _from_base64(digits)
    if hidden:
        _say_encoded(found, hidden)


def _say_encoded(found: Findings, hidden: str) -> None:
    found.sign("script-encoded", text=hidden)
    found.say(hidden)
    for kind, pattern in _SIGNS:
        calls = _distinct(match.group(1) for match in pattern.finditer(hidden))
        if calls:
            found.sign(kind, calls=", ".join(calls))
    link_all(found, hidden, "script")


def _from_base64(digits: str) -> str:
    try:
        raw = base64.b64decode(digits[:200_000] + "=" * (-len(digits[:200_000]) % 4), validate=True)
    except binascii.Error:
        return ""
    text = decoded(raw)
    readable = sum(letter.isprintable() or letter in "\r\n\t" for letter in text[:2_000])
    return text if readable > 0.9 * len(text[:2_000]) and len(text) > 5 else ""


def _distinct(words: Iterable[str]) -> list[str]:
    seen: dict[str, str] = {}
    for word in words:
        seen.setdefault(" ".join(word.split()).casefold(), " ".join(word.split()))
        if len(seen) >= 8:
            break
    return list(seen.values())
