"""What the name of a column says about the position: whether it is one, how high it stands, its other names."""

from __future__ import annotations

import re
import unicodedata

_ROLE_WORDS = re.compile(
    r"\b(manage\w*|head|heads|officer|director\w*|chief|c[eftirom]so?|cso|ciso|cpo|cdo|dpo|lead(er|ers|s)?|team|teams|"
    r"owner\w*|"
    r"board|committee|council|department|dept|office|admin\w*|analysts?|engineer\w*|developer\w*|devops|architect\w*|"
    r"specialists?|consultants?|vendors?|suppliers?|provider|customer|client|users?|staff|employees?|everyone|all|"
    r"security|soc|csirt|cert|noc|it|hr|legal|privacy|compliance|finance|procurement|purchasing|communications?|pr|"
    r"marketing|sales|operations?|ops|audit\w*|risk|support|service|help ?desk|executive\w*|management|president|vp|"
    r"evp|svp|"
    r"commander|coordinator|responder\w*|secretary|sponsor|stakeholder\w*|business|product|project|program\w*|tpm|pm|"
    r"pmo|"
    r"po|ba|qa|sde|sdm|sre|tester\w*|steward|custodian|contractor\w*|partner\w*|third part(y|ies)|msp|mssp|counsel|"
    r"leiter\w*|leitung|abteilung\w*|vorstand|geschäftsführ\w*|beauftragte\w*|mitarbeiter\w*|einkauf|personal|recht|"
    r"direction|directeur|responsable|équipe|jefe|gerente|director\w*|equipo|dirección|direttore|afdeling|hoofd|"
    r"отдел\w*|руководител\w*|директор\w*|менеджер\w*|asset\.\w+|cab|dba|mlro|people|facilit\w*)\b",
    re.IGNORECASE,
)
_BOARD = re.compile(
    r"\b(board|management body|governing body|directors|ceo|chief executive|managing director|executive (committee|"
    r"team|"
    r"management|board)|top management|senior management|vorstand|geschäftsführ\w*|geschäftsleitung|conseil|consejo|"
    r"exco|"
    r"managing board|supervisory)\b",
    re.IGNORECASE,
)
_RANKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (5, _BOARD),
    (
        0,
        re.compile(
            r"\b(owner|sponsor|commander|representative|counsel|account|product|project|program\w*|deputy)\b", re.I
        ),
    ),
    (4, re.compile(r"\b(chief|c[ftirom]o|ciso|cso|cpo|executive|president)\b", re.I)),
    (3, re.compile(r"\b(head|director|vp|svp|evp|leiter\w*|leitung|jefe|directeur|hoofd)\b", re.I)),
    (2, re.compile(r"\b(manager|lead|leader|supervisor|teamleiter\w*)\b", re.I)),
    (
        1,
        re.compile(
            r"\b(analysts?|engineers?|developers?|administrators?|admins?|specialists?|technicians?|staff)\b", re.I
        ),
    ),
)
_OUTSIDE = re.compile(
    r"\b(vendors?|suppliers?|(service |cloud )?providers?|third[ -]part(y|ies)|msp|mssp|contractors?|outsourc\w*|"
    r"external|"
    r"partners?|lieferant\w*|dienstleister\w*|fournisseur\w*|proveedor\w*)\b",
    re.IGNORECASE,
)
_AUDIT = re.compile(r"\b(internal audit\w*|audit\w*|revision|interne revision)\b", re.IGNORECASE)
_SECURITY_LEAD = re.compile(
    r"\b(ciso|chief (information )?security officer|cso|rssi|isb|information security officer|"
    r"(head|director|leiter\w*|leitung) (of |der |des )?(information |informations|it[ -]|cyber ?)?"
    r"(security|sicherheit)|"
    r"(it[ -]|information |cyber ?)?security (officer|lead|manager|head|director)|"
    r"(informations|it-?)?sicherheitsbeauftragte\w*)\b",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"\b(chief risk officer|cro|risk (management|manager|function|officer|control|committee)|compliance\w*|"
    r"second line|risikomanage\w*|risikocontroll\w*|ict risk|ikt-risik\w*)\b",
    re.IGNORECASE,
)
_RISK_OWNER = re.compile(
    r"(\basset\.(owner|sponsor|lead)\b|\b(asset|system|data|process|business|application|product|service|risk|"
    r"information) owners?\b|\w*eigentümer\w*|\bfachverantwortliche\w*|\brisikoeigner\w*)",
    re.IGNORECASE,
)
_VOICE = re.compile(
    r"\b(communications?|comms|press|media|public relations|pr|spokes\w+|presse\w*|kommunikation\w*|"
    r"öffentlichkeitsarbeit)\b",
    re.IGNORECASE,
)
#: Kinds of position that laws and standards speak of.
KINDS = ("governing-body", "security-lead", "control-function", "internal-audit", "risk-owner", "spokesperson")
_SHORT = {
    "ciso": "chief information security officer", "cio": "chief information officer", "ceo": "chief executive officer",
    "cto": "chief technology officer", "cfo": "chief financial officer", "dpo": "data protection officer",
    "hr": "human resources", "it": "information technology", "ops": "operations", "sec": "security", "mgr": "manager",
    "mgmt": "management", "dept": "department", "eng": "engineering", "dev": "developer", "pr": "public relations",
    "comms": "communications", "comm": "communications", "admin": "administrator", "infosec": "information security",
    "soc": "security operations centre", "pm": "project manager", "legal": "legal", "infra": "infrastructure",
    "head": "head", "bod": "board of directors", "helpdesk": "help desk",
}  # fmt: skip
_NOISE = frozenset(
    {"the", "of", "and", "for", "team", "department", "dept", "s", "centre", "center", "group", "function"}
)
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<![su])s$")


def is_role(name: str) -> bool:
    """Whether a name holds a word that positions, teams or departments have."""
    return bool(_ROLE_WORDS.search(name))


def rank(name: str) -> int:
    """Return how high a position stands: 5 a governing body, 4 a chief, 3 a head, 2 a manager, 1 a doer; 0 unknown."""
    return next((value for value, words in _RANKS if words.search(name)), 0)


def governs(name: str) -> bool:
    """Whether a name means the body that leads the whole organisation."""
    return bool(_BOARD.search(name))


def audits(name: str) -> bool:
    """Whether a name means internal or external audit."""
    return bool(_AUDIT.search(name))


def kinds(name: str) -> frozenset[str]:
    """Return the KINDS of position that a name means; a head of security is a control function too."""
    found = {
        "governing-body": governs(name),
        "security-lead": bool(_SECURITY_LEAD.search(name)),
        "control-function": bool(_SECURITY_LEAD.search(name) or _CONTROL.search(name)),
        "internal-audit": audits(name),
        "risk-owner": bool(_RISK_OWNER.search(name)),
        "spokesperson": bool(_VOICE.search(name)),
    }
    return frozenset(kind for kind, is_so in found.items() if is_so)


def outside(name: str) -> bool:
    """Whether a name means somebody outside the organisation."""
    return bool(_OUTSIDE.search(name))


def same_key(name: str) -> str:
    """Return a form in which two names of one position are equal: "Head of IT", "IT head" and "it-head"."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold().replace("_", " "))
    long = [word for short in words for word in _SHORT.get(short, short).split()]
    kept = {_PLURAL.sub("", word) for word in long} - _NOISE
    return " ".join(sorted(kept)) or name.casefold()


def slug(name: str, taken: frozenset[str] | set[str] = frozenset()) -> str:
    """Return an id of small letters, digits and hyphens for a name, different from those taken."""
    plain = unicodedata.normalize("NFKD", name.translate(_TRANSLIT)).encode("ascii", "ignore").decode().lower()
    base = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-") or "row"
    made, number = base, 2
    while made in taken:
        made, number = f"{base}-{number}", number + 1
    return made


_TRANSLIT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "o", "ł": "l"}
)
