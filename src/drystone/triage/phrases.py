"""What a message asks for, by a few phrases in English and German. Modest on purpose: words decide nothing alone."""

from __future__ import annotations

import re

from drystone.triage.collecting import Gathered

MOST_CHARACTERS = 60_000
_SPACE = re.compile(r"\s+")
_AROUND = 40


_GROUP = re.compile(r"\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]|\\?.(?:[?*]|\{\d+,\d+\})|\\.")
_CHOICE = re.compile(r"\(\?:((?:[^()]|\([^()]*\))*)\)(?![?*{])")
_BAR = re.compile(r"\|(?![^()]*\))")

Phrases = tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]


def _any(*phrases: str) -> Phrases:
    """Return each phrase with words of which it needs one: most texts lack them all, and need no matching."""
    return tuple((_words(one), re.compile(rf"\b{one}")) for one in phrases)


def _words(phrase: str) -> tuple[str, ...]:
    choices = [tuple(map(_word, _BAR.split(inside))) for inside in _CHOICE.findall(phrase)]
    return max([(_word(phrase),), *choices], key=lambda words: min(map(len, words)))


def _word(phrase: str) -> str:
    return max(re.split("[^a-zäöüß ]", _GROUP.sub("|", phrase)), key=len)


PHRASES = {
    "presses": _any(
        r"within (?:the next )?(?:\d{1,2}|twenty.?four|forty.?eight) hours",
        r"(?:immediate(?:ly)?|urgent(?:ly)?) (?:action|attention|response|required|verify|update)",
        r"(?:action|response|attention) (?:is )?(?:required|needed)",
        r"(?:will|shall) be (?:suspended|deactivated|closed|terminated|deleted|disabled|blocked|locked)",
        r"(?:final|last) (?:notice|warning|reminder)",
        r"expires? (?:today|tomorrow|soon|in \d)",
        r"as soon as possible",
        r"before (?:the )?end of (?:the )?(?:day|business)",
        r"innerhalb (?:von )?(?:der nächsten )?\d{1,2} stunden",
        r"(?:sofort|umgehend|dringend|unverzüglich)\w* (?:handeln|reagieren|bestätigen|erforderlich|aktualisieren|überweisen|erledigen)",
        r"wird (?:gesperrt|gelöscht|deaktiviert|eingestellt|geschlossen)",
        r"letzte (?:mahnung|erinnerung|warnung)",
        r"läuft (?:heute|morgen|bald|in \d)",
        r"heute noch",
    ),
    "wants-sign-in": _any(
        r"(?:verify|confirm|validate|update|restore|unlock) (?:your|the) (?:e-?mail |mail)?(?:account|identity|password|mailbox|details|information|credentials)",
        r"(?:sign|log) ?-?in (?:to|now|here|below|with)",
        r"(?:your )?password (?:has |is |will )?(?:expire|about to expire|reset)",
        r"(?:mailbox|storage|inbox|quota) (?:is |has |was )?(?:almost |nearly )?(?:full|exceeded|reached)",
        r"unusual (?:sign.?in|activity|login)",
        r"re-?authenticat",
        r"keep (?:the )?(?:same|current) password",
        r"(?:bestätigen|überprüfen|aktualisieren|verifizieren) sie (?:ihr|ihre|bitte|das|die)",
        r"(?:ihr |das )?(?:passwort|kennwort) (?:läuft|ist abgelaufen|abgelaufen|zurücksetzen|wird)",
        r"(?:melden sie sich|jetzt anmelden|hier anmelden|erneut anmelden)",
        r"(?:postfach|speicher) (?:ist )?(?:fast )?voll",
        r"ungewöhnliche (?:anmeldung|aktivität)",
    ),
    "wants-payment": _any(
        r"(?:wire|bank) transfer",
        r"(?:overdue|outstanding|unpaid|attached|pending) (?:invoice|payment|balance)",
        r"(?:process|make|release|arrange) (?:the |a |this )?payment",
        r"(?:remittance|proof of payment|payment advice)",
        r"(?:bitcoin|btc|usdt|ethereum) (?:wallet|address)",
        r"(?:offene|überfällige|unbezahlte|beigefügte|angehängte) rechnung",
        r"(?:überweisung|zahlung) (?:tätigen|veranlassen|vornehmen|freigeben|ausführen|anweisen)",
        r"(?:überweisen sie|zahlungsavis|mahnung)",
    ),
    "wants-gift-cards": _any(
        r"gift ?cards?",
        r"(?:itunes|steam|google play|amazon|apple) cards?",
        r"(?:geschenk|gutschein)(?:karte|code)n?",
        r"scratch (?:off|the)",
    ),
    "new-bank-details": _any(
        r"(?:change|update|updated|changed|new)(?: \w{1,12}){0,3} (?:bank|banking|account|payment|payroll|direct deposit) (?:details|information|account|instructions|data)",
        r"(?:direct deposit|payroll) (?:information|details|change|update)",
        r"(?:neue|geänderte|aktualisierte|andere)\w* (?:bankverbindung|bankdaten|kontoverbindung|kontodaten|iban|konto)",
        r"(?:bankverbindung|kontoverbindung|bankdaten|iban)(?: \w{1,12}){0,4} (?:geändert|ändern|aktualisier|gewechselt)",
    ),
    "wants-secrecy": _any(
        r"(?:keep (?:this|it) (?:confidential|between us|secret|private)|strictly confidential|do not (?:discuss|tell|share|mention))",
        r"(?:streng vertraulich|behandeln sie (?:dies|das|es) vertraulich|unter uns|sprechen sie mit niemandem|niemandem (?:davon )?erzählen)",
    ),
    "threatens": _any(
        r"(?:i|we) (?:have )?(?:recorded|filmed|hacked|infected|compromised) (?:you|your)",
        r"(?:your )?(?:webcam|browsing history|contacts) (?:will|and)",
        r"legal action (?:will|against)",
        r"(?:ich|wir) haben? (?:sie|ihr\w{0,3}) (?:\w{1,15} ){0,3}(?:aufgenommen|gehackt|gefilmt|infiziert)",
    ),
    "gives-password": _any(
        r"(?:archive |file |document |zip |pdf |attachment )?password\s{0,2}(?:is|:|=|for the)",
        r"(?:passwort|kennwort)\s{0,2}(?:lautet|ist|:|=|für (?:das|die|den))",
    ),
    "wants-a-call": _any(
        r"(?:call|contact|dial|phone) (?:us |our |the )?(?:\w{1,12} ){0,4}(?:at|on|:|number)?\s{0,3}\+?\(?\d[\d\s().\-]{6,18}",
        r"(?:rufen sie|kontaktieren sie)(?: \w{1,12}){0,5} \+?\(?\d[\d\s()./\-]{6,18}",
    ),
    "call-to-cancel": _any(
        r"(?:to (?:cancel|dispute|refund|stop)|(?:if you )?did not (?:authori[sz]e|make|place))(?:[ ,]{1,2}[\w']{1,15}){0,10}[ ,]{1,2}(?:call|contact|dial)",
        r"(?:call|contact|dial)(?: [\w:+()-]{1,15}){0,9} to (?:cancel|dispute|refund|stop)",
        r"(?:stornieren|kündigen|widerrufen)(?: \w{1,15}){0,8} (?:rufen sie|anrufen|telefon)",
    ),
    "wants-other-channel": _any(
        r"(?:whats ?app|telegram|signal) (?:number|me|us|chat)",
        r"(?:text|message|write) me (?:on|at|via|to) (?:my )?(?:personal|private|whats ?app|telegram|cell|mobile)",
        r"(?:send me|reply with|give me) your (?:personal |private )?(?:cell|mobile|phone|whats ?app)(?: phone)? number",
        r"(?:schicken|senden|schreib|geben)\w*(?: sie)? mir (?:\w{1,10} ){0,3}(?:handynummer|mobilnummer|whats ?app)",
        r"are you (?:available|at your desk|in the office|free)(?: \w{1,10}){0,2}\?",
        r"sind sie (?:gerade )?(?:am platz|im büro|verfügbar|erreichbar)",
    ),
    "opens-macros": _any(
        r"enable (?:editing|content|macros?)",
        r"(?:disable|turn off|switch off) (?:your )?(?:antivirus|anti-virus|defender|firewall|protection)",
        r"(?:bearbeitung|inhalte?|makros?) aktivieren",
        r"(?:press|hold) (?:the )?win(?:dows)?(?: key)? ?(?:\+|and) ?r\b",
        r"(?:drücken|halten) sie (?:die )?win(?:dows)?(?:-taste)? ?(?:\+|und) ?r\b",
    ),
}

_PASSWORD = re.compile(
    r"(?:password|passcode|passwort|kennwort|pin|pwd|pw)\b(?:\s{1,3}(?:for|to|für)\s[^\n:]{1,40})?\s{0,3}(?:is|lautet|ist)?\s{0,3}[:=]?\s{0,3}"
    r"[\"'„“”»«(\[]?([^\s\"'„“”»«()\[\],;]{3,40})",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[Pp](?:ass|ASS|in|IN|w|W)|[Kk]ennw|KENNW")
_NO_PASSWORDS = frozenset(
    "is for the your and has will expired expires reset field lautet ist für das die der wird zurücksetzen here "
    "below now"
    " protected to was or with".split()
)


def look(text: str, signs: Gathered, part: str) -> None:
    """Gather what a text asks for, each kind once, with the words around it."""
    plain = _SPACE.sub(" ", text[:MOST_CHARACTERS])
    low = plain.lower()
    if len(low) != len(plain):
        plain = low  # A letter or two of some alphabets grow when lowered, and places would no longer fit.
    for kind, phrases in PHRASES.items():
        found = (pattern.search(low) for words, pattern in phrases if any(map(low.__contains__, words)))
        match = next(filter(None, found), None)
        if match is not None:
            signs.add(kind, part, text=_around(plain, match))


def _around(text: str, match: re.Match[str]) -> str:
    start, end = max(0, match.start() - _AROUND), min(len(text), match.end() + _AROUND)
    left = text.find(" ", start, match.start()) + 1 if start else 0
    right = text.rfind(" ", match.end(), end) if end < len(text) else end
    return text[(left or start) : (right if right > 0 else end)].strip()


def passwords(text: str, most: int = 8) -> tuple[str, ...]:
    """Return what a text may name as the password of something attached."""
    found: dict[str, None] = {}
    if not _NAMED.search(text, 0, MOST_CHARACTERS):
        return ()
    for match in _PASSWORD.finditer(text[:MOST_CHARACTERS]):
        said = match[1].rstrip(".!?:")
        if said.lower() not in _NO_PASSWORDS and len(said) > 2:
            found[said] = None
        if len(found) >= most:
            break
    return tuple(found)
