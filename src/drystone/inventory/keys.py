"""Keys: what identifies a thing, how it is written alike everywhere, and which values identify nothing.

Sources: SMBIOS 3.7 §7.2 (serial numbers and UUIDs, whose first three fields some tools give byte-swapped), IEEE 802
(group addresses), and the placeholders that firmware makers leave in.
"""

from __future__ import annotations

from dataclasses import dataclass

from drystone.inventory import quoting

#: Blanks, control, no-break and zero-width characters: noise in any key.
_NOISE = "[\\s\\x00-\\x1f\\x{00a0}\\x{00ad}\\x{200b}-\\x{200f}\\x{2060}\\x{feff}]+"

#: Serial numbers that firmware makers, hypervisors and people leave instead of one; written as `serial` normalises.
PLACEHOLDER_SERIALS = (
    "TOBEFILLEDBYO.E.M.",
    "TOBEFILLEDBYOEM",
    "TOBEFILLED",
    "FILLEDBYO.E.M.",
    "O.E.M.",
    "OEM",
    "OEMDEFAULT",
    "SYSTEMSERIALNUMBER",
    "SYSTEMSERIAL",
    "SERIALNUMBER",
    "SERIAL",
    "SERNUM0",
    "SSN12345678901234567",
    "CHASSISSERIALNUMBER",
    "BOARDSERIALNUMBER",
    "BASEBOARDSERIALNUMBER",
    "DEFAULTSTRING",
    "DEFAULT",
    "STANDARD",
    "EMPTY",
    "NONE",
    "NULL",
    "NIL",
    "NA",
    "N/A",
    "NAN",
    "UNKNOWN",
    "UNKNOW",
    "UNDEFINED",
    "UNSPECIFIED",
    "NOTSPECIFIED",
    "NOTAVAILABLE",
    "NOTAPPLICABLE",
    "NOTSET",
    "NOTPROVIDED",
    "INVALID",
    "TBD",
    "TEST",
    "SAMPLE",
    "INSYDE",
    "TYPE2-BOARDSERIALNUMBER",
    "CHANGEME",
    "VIRTUALMACHINE",
    "VMWARE",
    "QEMU",
    "PARALLELS",
    "0123456789",
    "123456789",
    "1234567890",
    "12345678",
    "1234567",
    "123456",
    "0123456789ABCDEF",
    "ABCDEFGH",
    "XXXXXXXXXXX",
    "EVAL",
    "......",
    "..............",
    "---",
    "FALSE",
    "TRUE",
    "<OUTOFSPEC>",
    "OUTOFSPEC",
    "ASSET-1234567890",
    "R9-XXXXXX",
)

#: Parts that only placeholders have, wherever they stand.
_PLACEHOLDER_PARTS = (
    "TOBEFILLED|FILLEDBY|BYO[.]?E[.]?M|O[.]E[.]M|SERIALNUMBER|DEFAULTSTRING|NOTSPECIFIED|NOTAPPLICABLE|CONFIGID"
    "|SYSTEMVERSION|SKUNUMBER|PRODUCTNAME|^TYPE[0-9]|^REV[.:]?[0-9]"
)

#: Hardware UUIDs that stand in thousands of machines; written as `hardware_uuid` normalises.
_SHARED_UUIDS = (
    "03000200040005000006000700080009",
    "00020003000400050006000700080009",
    "03020100050407060809000A0B0C0D0E0F",
    "12345678123456789012123456789012",
    "123456781234567890ABCDDEEFAABBCC",
    "00112233445566778899AABBCCDDEEFF",
    "0102030405060708090A0B0C0D0E0F10",
    "FEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFE",
    "4C4C4544000000001000800000000000",
    "FFFFFFFF000000000000FFFFFFFFFFFF",
)

#: Network cards that are not one machine's own: adapters of hypervisors, tunnels, containers and known clones.
_SHARED_MACS = ("001a7dda710a", "020054554e01", "005056c00001", "005056c00008", "0a0027000000", "505054503030")
_SHARED_MAC_STARTS = ("0242", "3333", "01005e", "0180c2", "00ff", "335006", "204153")

_GENERIC_HOSTNAME = (
    "^((localhost|desktop|laptop|notebook|computer|pc|host|server|workstation|client|machine|default|unknown|none|null"
    "|n/a|na|test|temp|admin|user|guest|ubuntu|debian|fedora|centos|kali|raspberrypi|linux|windows|win10|win11|mac"
    "|macbook|macbook-?pro|macbook-?air|mac-?mini|mac-?pro|mac-?studio|imac|iphone|ipad|android|galaxy|pixel|chromebook"
    "|surface|thinkpad|latitude|localhost-live|ip|dhcp|new-?host|my-?(pc|laptop|computer|mac|macbook)"
    "|(user|admin|owner|home|office|win(dows)?)-?(pc|laptop|desktop|computer)|minint)([-_ ]?\\(?\\d{1,3}\\)?)?"
    "|[^a-z]*|.)$"
)


@dataclass(frozen=True, slots=True)
class Key:
    """One kind of key of one kind of thing: SQL for its text in a row of `_key`, and for whether that is worthless."""

    name: str
    text: str
    junk: str
    identity: bool = False


def _quiet(column: str) -> str:
    """SQL: a text without noise."""
    return f"regexp_replace({column}, {quoting.value(_NOISE)}, '', 'g')"


def serial(column: str) -> str:
    """SQL: a serial number in capitals, without blanks or what is not ASCII."""
    return f"upper(regexp_replace({column}, '[^!-~]+', '', 'g'))"


def serial_junk(text: str) -> str:
    """SQL: a placeholder, one character repeated, or too short to tell machines apart."""
    listed = quoting.values(PLACEHOLDER_SERIALS)
    return (
        f"({text} in {listed} or length({text}) < 4 or trim({text}, left({text}, 1) || '0.-_*?') = ''"
        f" or regexp_matches({text}, {quoting.value(_PLACEHOLDER_PARTS)}))"
    )


def hardware_uuid(column: str) -> str:
    """SQL: 32 hex digits; of the two byte orders in which tools write a UUID the smaller."""
    bare = f"upper(regexp_replace({column}, '[^0-9A-Fa-f]+', '', 'g'))"
    order = ((7, 2), (5, 2), (3, 2), (1, 2), (11, 2), (9, 2), (15, 2), (13, 2))
    swapped = " || ".join(f"substr({bare}, {at}, {length})" for at, length in order)
    return f"least({bare}, {swapped} || substr({bare}, 17))"


def hardware_uuid_junk(text: str) -> str:
    """SQL: not 32 hex digits, a shared one, or mostly one digit."""
    shared = quoting.values(_SHARED_UUIDS)
    return (
        f"(length({text}) <> 32 or {text} in {shared} or length(replace({text}, '0', '')) < 6"
        f" or length(replace({text}, 'F', '')) < 6)"
    )


def macs(column: str) -> str:
    """SQL: a list of MAC addresses in small letters, without separators."""
    joined = f"regexp_replace(lower({column}), '[ :.-]+', '', 'g')"
    several = (
        f"string_split(regexp_replace(regexp_replace(lower({column}), '[:.-]+', '', 'g'), '[^0-9a-f]+', ',', 'g'), ',')"
    )
    return f"case when length({joined}) = 12 then [{joined}] else {several} end"


def mac_junk(text: str) -> str:
    """SQL: not an address of one network card."""
    starts = quoting.value(f"({'|'.join(_SHARED_MAC_STARTS)}).*")
    return (
        f"(not regexp_full_match({text}, '[0-9a-f]{{12}}') or regexp_full_match({text}, {starts})"
        f" or {text} in {quoting.values(_SHARED_MACS)} or trim({text}, left({text}, 1)) = '')"
    )


def hostname(column: str) -> str:
    """SQL: the first label of a host's name in small letters, without a Windows domain before or a ``$`` after it."""
    return f"rtrim(split_part(split_part(lower({_quiet(column)}), '\\', -1), '.', 1), '$')"


def hostname_junk(text: str) -> str:
    """SQL: a name that many machines have from the factory, or none at all."""
    return f"regexp_full_match({text}, {quoting.value(_GENERIC_HOSTNAME)})"


def login(column: str) -> str:
    """SQL: the bare login of an e-mail address or a Windows account, in small letters."""
    return f"split_part(split_part(lower({_quiet(column)}), '\\', -1), '@', 1)"


def email(column: str) -> str:
    """SQL: an e-mail address (or any other key) in small letters, without noise, ``mailto:`` or angle brackets."""
    return f"replace(trim(lower({_quiet(column)}), '<>'), 'mailto:', '')"


def email_junk(text: str) -> str:
    """SQL: no address, or one of nobody."""
    local = quoting.values(("noreply", "no-reply", "donotreply", "none", "null", "unknown", "test", "na", "n/a"))
    return f"(not contains({text}, '@') or split_part({text}, '@', 1) in {local} or split_part({text}, '@', 2) = '')"


def words(column: str) -> str:
    """SQL: a name in small letters without accents or punctuation, its words one space apart."""
    return f"trim(regexp_replace(lower(strip_accents({column})), '[^\\pL\\pN]+', ' ', 'g'))"


def company(column: str) -> str:
    """SQL: a company's name without its legal form."""
    forms = (
        "inc|incorporated|llc|ltd|limited|gmbh|mbh|ag|kg|se|corp|corporation|co|company|plc|sa|sas|sarl|bv|nv|ab|as|oy"
        "|aps|spa|srl|pty|pte|llp|lp|holding|holdings|group"
    )
    return f"coalesce(nullif(regexp_replace({words(column)}, '( ({forms}))+$', ''), ''), {words(column)})"


def short_junk(text: str) -> str:
    """SQL: nothing left of a name."""
    return f"({text} = '' or {text} in ('n a', 'none', 'null', 'unknown', 'test', 'tbd', 'other', 'various'))"
