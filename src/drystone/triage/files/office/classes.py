"""Class ids and names of objects that attacks have embedded in documents, and what they are."""

from __future__ import annotations

#: By class id, upper case.
DANGEROUS = {
    "79EAC9E0-BAF9-11CE-8C82-00AA004BA90B": "address of the internet (URL moniker)",
    "06290BD3-48AA-11D2-8432-006008C3FBFC": "scriptlet (CVE-2017-8570)",
    "06290BD2-48AA-11D2-8432-006008C3FBFC": "scriptlet (CVE-2017-8570)",
    "ECABAFC6-7F19-11D2-978E-0000F8757E2A": "new moniker (CVE-2017-8570)",
    "3050F4D8-98B5-11CF-BB82-00AA00BDCE0B": "HTML application",
    "25336920-03F9-11CF-8FD0-00AA00686F13": "web page (MSHTML, CVE-2021-40444)",
    "EAB22AC3-30C1-11CF-A7EB-0000C05BAE0B": "web browser control",
    "8856F961-340A-11D0-A96B-00C04FD705A2": "web browser control",
    "D27CDB6E-AE6D-11CF-96B8-444553540000": "Flash (CVE-2018-15982)",
    "F414C260-6AC0-11CF-B6D1-00AA00BBBB58": "JScript engine",
    "B54F3741-5B07-11CF-A4B0-00AA004A55E8": "VBScript engine",
    "72C24DD5-D70A-438B-8A42-98424B88AFB8": "Windows Script Host shell",
    "F935DC22-1CF0-11D0-ADB9-00C04FD58A0B": "Windows Script Host shell",
    "13709620-C279-11CE-A49E-444553540000": "Windows shell",
    "88D96A0C-F192-11D4-A65F-0040963251E5": "web request (MSXML)",
    "C08AFD90-F2A1-11D1-8455-00A0C91F3880": "shell browser window",
    "996BF5E0-8044-4650-ADEB-0B013914E99C": "list view control (CVE-2012-0158)",
    "BDD1F04B-858B-11D1-B16A-00C0F0283628": "list view control (CVE-2012-0158)",
    "1EFB6596-857C-11D1-B16A-00C0F0283628": "tab strip control (CVE-2012-1856)",
    "DD9DA666-8594-11D1-B16A-00C0F0283628": "image combo control",
    "A08A033D-1A75-4AB6-A166-EAD02F547959": "otkloadr (address layout known)",
}
#: Embedding a file as a package; what it holds is looked into by itself.
PACKAGES = {"F20DA720-C02F-11CE-927B-0800095AE340", "0003000C-0000-0000-C000-000000000046"}
EQUATIONS = {"0002CE02-0000-0000-C000-000000000046", "0002CE03-0000-0000-C000-000000000046"}
INSTALLER = "000C1084-0000-0000-C000-000000000046"
INSTALLER_KIN = {INSTALLER, "000C1086-0000-0000-C000-000000000046", "000C1082-0000-0000-C000-000000000046"}
#: By the program name that RTF and OLE 1 use, lower case.
DANGEROUS_NAMES = {
    "equation.2": "Equation Editor (CVE-2017-11882)",
    "equation.3": "Equation Editor 3 (CVE-2017-11882)",
    "ole2link": "linked object (CVE-2017-0199)",
    "htmlfile": "web page (CVE-2021-40444)",
    "scriptletfile": "scriptlet",
    "script": "scriptlet",
    "shell.explorer.1": "web browser control",
    "shell.explorer.2": "web browser control",
    "shockwaveflash.shockwaveflash": "Flash",
    "mscomctllib.listviewctrl.2": "list view control (CVE-2012-0158)",
    "mscomctllib.tabstrip": "tab strip control (CVE-2012-1856)",
    "otkloadr.wrassembly.1": "otkloadr (address layout known)",
}
