"""Plain words, and what exports call closed values and yes and no, in several languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def normal(text: str) -> str:
    """Return a header as plain words: no case, accents, signs or camels."""
    text = _CAMEL.sub(" ", text).replace("ß", "ss").replace("#", " number ").replace("&", " and ")
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).lower()
    return " ".join(re.findall(r"[^\W_]+", text))


#: What closed values are called; everything is compared as plain words.
VALUES: dict[str, dict[str, str]] = {
    "person.status": {
        "active": "active|aktiv|actif|activo|activa|actief|employed|working|current|attivo|present|in service"
        "|angestellt|beschaftigt|true|yes|1|ja|oui|si",
        "leave": "leave|on leave|parental leave|maternity|sick|sabbatical|elternzeit|beurlaubt|mutterschutz|ruhend"
        "|en conge|conge|excedencia|verlof|met verlof|leave of absence|loa",
        "left": "left|terminated|inactive|former|resigned|ended|retired|dismissed|ausgeschieden|ausgetreten"
        "|gekundigt|inaktiv|sorti|parti|inactif|baja|inactivo|cesado|uit dienst|inactief|cessato|false|no"
        "|0|nein|non|nee|departed|deceased",
    },
    "account.status": {
        "active": "active|enabled|aktiv|aktiviert|actif|activo|actief|ok|provisioned|password expired|recovery|true"
        "|yes|1|ja|oui|si|staged|habilitado|ingeschakeld",
        "disabled": "disabled|inactive|suspended|deactivated|blocked|locked|locked out|deprovisioned|deaktiviert"
        "|gesperrt|inaktiv|desactive|suspendu|deshabilitado|inactivo|uitgeschakeld|geblokkeerd|false|no|0"
        "|nein|non|nee|inactief",
        "deleted": "deleted|removed|geloscht|supprime|eliminado|verwijderd",
    },
    "account.kind": {
        "human": "human|user|person|member|employee|guest|regular|benutzer|personal|personlich|utilisateur|usuario"
        "|gebruiker",
        "service": "service|service account|bot|machine|application|system|technical|dienstkonto|technisch|robot|api"
        "|workload",
        "shared": "shared|shared mailbox|generic|group|function|geteilt|gemeinsam|funktional|partage|compartida"
        "|gedeeld",
    },
    "account.mfa": {
        "none": "none|no|not enrolled|not registered|disabled|off|false|0|not enabled|keine|kein|nein|aus|aucun"
        "|non|ninguno|geen|nee",
        "sms": "sms|phone|text message|mobile phone|voice|telefon|call|mobilephone",
        "totp": "totp|otp|authenticator app|google authenticator|software token|app|token|authenticator|software oath",
        "push": "push|okta verify|microsoft authenticator|duo|duo push|notification",
        "webauthn": "webauthn|fido2|fido|security key|passkey|yubikey|u2f|hardware key|windows hello"
        "|sicherheitsschlussel",
    },
    "device.kind": {
        "laptop": "laptop|notebook|portable|macbook|ultrabook|convertible|laptops|ordinateur portable|portatil"
        "|sub notebook|detachable",
        "desktop": "desktop|workstation|pc|all in one|mini pc|tower|mini tower|low profile desktop|desktop computer"
        "|stick pc|nettop|arbeitsplatz|ordinateur de bureau|sobremesa|imac|mac mini|space saving|soc",
        "phone": "phone|smartphone|mobile|iphone|mobile phone|handy|telephone|movil|telefoon",
        "tablet": "tablet|ipad|tableta|tablette",
        "server": "server|servers|rack mount chassis|blade|servidor|serveur|main server chassis",
        "virtual": "virtual|vm|virtual machine|virtuell",
        "network": "network|switch|router|firewall|access point|netzwerk|reseau|red|netwerk",
        "printer": "printer|drucker|imprimante|impresora",
        "other": "other|unknown|sonstiges|autre|otro|overig|system on chip|tv",
    },
    "device.status": {
        "active": "active|in use|deployed|aktiv|in gebrauch|in betrieb|actif|en service|en uso|activo|in gebruik"
        "|assigned|ready to deploy|live",
        "spare": "spare|in stock|stock|available|pending|ready|lager|reserve|auf lager|en stock|disponible"
        "|voorraad|reserva",
        "retired": "retired|disposed|archived|decommissioned|scrapped|returned|ausgemustert|entsorgt|retire|reforme"
        "|retirado|afgevoerd|broken",
        "lost": "lost|stolen|missing|lost stolen|verloren|gestohlen|perdu|vole|perdido|robado|gestolen",
    },
    "vendor.status": {
        "proposed": "proposed|pending|prospect|candidate|geplant|new|onboarding",
        "active": "active|aktiv|live|current|approved|actif|activo|actief|true|yes|1|ja",
        "ended": "ended|terminated|inactive|offboarded|expired|beendet|inaktiv|closed|false|no|0|nein|cancelled",
    },
    "vendor.review_status": {
        "none": "none|not started|missing|no|keine",
        "open": "open|in progress|pending|started|offen|in review",
        "passed": "passed|approved|complete|completed|done|ok|bestanden|yes|accepted|low risk",
        "conditional": "conditional|approved with conditions|conditionally approved|bedingt",
        "failed": "failed|rejected|refused|abgelehnt|high risk|declined",
    },
    "screening.status": {
        "requested": "requested|ordered|pending|invited|angefordert|new|not started",
        "running": "running|in progress|processing|open|laufend|in bearbeitung",
        "completed": "completed|complete|clear|done|passed|abgeschlossen|termine|consider|finished|completado",
        "exempt": "exempt|waived|not required|befreit|exempted",
    },
    "repository.visibility": {
        "public": "public|false",
        "internal": "internal",
        "private": "private|true",
    },
    "share.link_access": {
        "none": "none|private|restricted|specific people|no link|off|kein",
        "organisation": "organisation|organization|company|domain|internal|tenant",
        "anyone": "anyone|public|anonymous|anyone with the link|everyone|web|jeder",
    },
}
VALUES["project.review_status"] = VALUES["vendor.review_status"]

_TRUE = (
    "true|yes|y|1|on|enabled|ja|wahr|oui|vrai|si|verdadero|waar|aan|an|ein|aktiv|active|encrypted"
    "|verschlusselt|compliant|x|chiffre|cifrado|versleuteld|managed|enrolled|aktiviert|actif|activo"
    "|actief|protected|all partitions encrypted|boot partitions encrypted|fully encrypted|required|t|s"
    "|sim|j|o|installed|present|approved|allowed|sanctioned"
)
_FALSE = (
    "false|no|n|0|off|disabled|nein|falsch|non|faux|falso|nee|onwaar|uit|aus|inaktiv|inactive"
    "|not encrypted|unencrypted|unverschlusselt|noncompliant|not compliant|nicht verschlusselt"
    "|non chiffre|no cifrado|unmanaged|not managed|not enrolled|deaktiviert|inactif|inactivo|decrypted"
    "|not protected|no partitions encrypted|fully decrypted|none|f|not required|missing|rejected"
    "|unsanctioned"
)
TRUE_WORDS: frozenset[str] = frozenset(_TRUE.split("|"))
FALSE_WORDS: frozenset[str] = frozenset(_FALSE.split("|"))
_PAIRS = (
    "true false|yes no|y n|1 0|on off|enabled disabled|active inactive|encrypted unencrypted|compliant noncompliant"
    "|managed unmanaged|ja nein|wahr falsch|an aus|aktiv inaktiv|aktiviert deaktiviert|verschlüsselt unverschlüsselt"
    "|oui non|vrai faux|actif inactif|si no|activo inactivo|t f"
)
#: The other word of a pair, both ways, by the plain word.
OPPOSITES: dict[str, str] = {
    normal(one): other
    for pair in _PAIRS.split("|")
    for one, other in (tuple(pair.split(" ")), tuple(pair.split(" "))[::-1])
}


@cache
def value_words(table: str, column: str) -> dict[str, str]:
    """Return which closed value each word stands for; empty where nobody has listed them."""
    listed = VALUES.get(f"{table}.{column}", {})
    return {normal(word): value for value, words in listed.items() for word in words.split("|")}
