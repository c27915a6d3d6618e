"""What a script's words say it would do; encoded commands are decoded as text, and nothing is evaluated."""

from __future__ import annotations

import base64
import binascii
import re
from itertools import islice

from drystone.triage.files.addresses import link_all
from drystone.triage.files.findings import Findings
from drystone.triage.files.telling import Telling
from drystone.triage.files.wording import decoded

MAX_TEXT = 2_000_000
_SIGNS: tuple[tuple[str, Telling], ...] = (
    (
        "script-downloads",
        Telling(
            (
                *("Invoke-WebRequest", "Invoke-RestMethod", "Start-BitsTransfer", "Net.WebClient", "DownloadString"),
                *("DownloadFile", "DownloadData", "bitsadmin", "MSXML2.XMLHTTP", "MSXML2.ServerXMLHTTP"),
                *("Microsoft.XMLHTTP", "WinHttp.WinHttpRequest", "URLDownloadToFile", "URLDownloadToFileA"),
                *("InternetOpenUrl", "curl", "wget", "iwr"),
                ("irm", r"\birm\s{1,5}[\"']?(?:http|\w{1,60}\.)"),
                ("certutil", r"\bcertutil[^\n]{0,60}urlcache"),
            )
        ),
    ),
    (
        "script-runs-programs",
        Telling(
            (
                *("WScript.Shell", "Shell.Application", "ShellExecute", "Start-Process", "powershell", "pwsh", "mshta"),
                *("rundll32", "regsvr32", "cscript", "msiexec", "wmic", "Win32_Process", "forfiles", "InstallUtil"),
                *("MSBuild.exe", "osascript", "os.system", "subprocess", "ActiveXObject"),
                ("cmd", r"\bcmd(?:\.exe)?\"?\s{0,5}/[ckv]"),
                ("wscript.exe", r"\bwscript(?:\.exe)?\s{1,5}\S"),
            )
        ),
    ),
    (
        "script-runs-text",
        Telling(
            (
                *("Invoke-Expression", "ExecuteGlobal", "FromBase64String", "Reflection.Assembly", "fromCharCode"),
                ("IEX", r"(?:^|[\s|;(&'\"])iex(?:$|[\s|;()&'\"])"),
                ("eval", r"\beval\s{0,5}\("),
                ("Execute", r"\bexecute\s{0,5}\("),
                ("ScriptBlock", r"scriptblock\]::create"),
                ("Assembly", r"assembly\]::load"),
                ("unescape", r"\bunescape\s{0,5}\("),
                ("atob", r"\batob\s{0,5}\("),
                ("Function", r"\bnew\s{1,5}function\s{0,5}\("),
            )
        ),
    ),
    (
        "script-hides",
        Telling(
            (
                *("vbHide", "-NonInteractive"),
                ("hidden", r"-w[a-z]{0,11}\s{1,5}[\"']?(?:hidden|h)\b"),
                ("-nop", r"-nop(?:rofile)?\b"),
                ("bypass", r"-(?:executionpolicy|ep|exec)\s{1,5}[\"']?bypass"),
                ("attrib", r"\battrib\s{1,5}\+h"),
                ("start /min", r"\bstart\s{1,5}/min\b"),
            )
        ),
    ),
    (
        "script-weakens-protection",
        Telling(
            (
                *("Set-MpPreference", "Add-MpPreference", "DisableRealtimeMonitoring", "AmsiUtils", "amsiInitFailed"),
                *("AmsiScanBuffer", "Unblock-File", "EtwEventWrite", "bcdedit"),
                ("netsh", r"\bnetsh\s{1,5}(?:adv)?firewall"),
                ("vssadmin", r"\bvssadmin\s{1,5}delete"),
                ("wevtutil", r"\bwevtutil\s{1,5}cl\b"),
            )
        ),
    ),
    (
        "script-stays",
        Telling(
            (
                *("Register-ScheduledTask", "__EventFilter", "LaunchAgents", "New-Service"),
                ("schtasks", r"\bschtasks\b[^\n]{0,80}/create"),
                ("CurrentVersion\\Run", r"currentversion\\{1,2}run\b"),
                ("\\Startup\\", r"\\startup\\"),
                ("create", r"\bsc(?:\.exe)?\s{1,5}create\b"),
                ("crontab", r"\bcrontab\s{1,5}\S"),
            )
        ),
    ),
)
_ENCODED = re.compile(r"-e(?:nc|ncodedcommand|c|n|nco|ncod)?\s{1,20}[\"']?([A-Za-z0-9+/]{20,}={0,2})", re.I)
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
    _words(found, plain)
    if text.lstrip().startswith("#@~^"):
        found.sign("script-hides", calls="Script Encoder")
    for match in islice(_ENCODED.finditer(plain), 10):
        hidden = _from_base64(match.group(1))
        if hidden:
            _say_encoded(found, hidden)
    for match in islice(_BASE64.finditer(plain), 20):
        hidden = _from_base64(match.group(1))
        if hidden and any(words.told(hidden.lower()) for _, words in _SIGNS):
            _say_encoded(found, hidden)


def _words(found: Findings, text: str) -> None:
    folded = text.lower()
    told = {kind: calls for kind, words in _SIGNS if (calls := words.told(folded))}
    for kind, calls in told.items():
        found.sign(kind, calls=", ".join(calls))
    runs = (*told.get("script-runs-programs", ()), *told.get("script-runs-text", ()))
    if runs and "script-downloads" in told:
        found.sign("script-fetches-and-runs", fetches=", ".join(told["script-downloads"]), runs=", ".join(runs))
    link_all(found, text, "script")


def _say_encoded(found: Findings, hidden: str) -> None:
    found.sign("script-encoded", text=hidden)
    found.say(hidden)
    _words(found, hidden)


def _from_base64(digits: str) -> str:
    try:
        raw = base64.b64decode(digits[:200_000] + "=" * (-len(digits[:200_000]) % 4), validate=True)
    except binascii.Error:
        return ""
    text = decoded(raw)
    readable = sum(letter.isprintable() or letter in "\r\n\t" for letter in text[:2_000])
    return text if readable > 0.9 * len(text[:2_000]) and len(text) > 5 else ""
