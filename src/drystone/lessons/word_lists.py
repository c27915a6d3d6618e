"""The words that the advice is about, by language; patterns, so that endings count too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split(';'))})\b", re.IGNORECASE)


#: Words that promise more than holds. In a best answer they are rarely true, in a wrong one they give it away.
ABSOLUTE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _pattern("always;never;completely;totally;guaranteed;impossible;under no circumstances;in any case;100 ?%"),
    "de": _pattern(
        "(?<!auch )immer(?! (?:wieder|noch|mehr|öfter|besser))(?!hin);nie;niemals;auf (?:jeden|keinen) fall;völlig;"
        "garantiert;unter keinen umständen;unmöglich;hundertprozentig;100 ?%"
    ),
}

#: A question that asks for what is *not* so is read past by the hurried, and tests reading in place of the habit.
NEGATIVE: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(
        r"\b(?:which|what|who|where|when)\b[^.?!]*"
        r"(?:(?<!and )(?<!but )\b(?:not|never|except|least)\b|n['’]t\b)[^.?!]*\?",
        re.IGNORECASE,
    ),
    "de": re.compile(
        r"\b(?:welche[rsmn]?|was|wer|wo|wann)\b[^.?!]*"
        r"(?<!und )(?<!aber )\b(?:nicht|kein\w*|nie|niemals|außer|am wenigsten)\b[^.?!]*\?",
        re.IGNORECASE,
    ),
}

#: Words of our trade, and what to say to people whose trade is another.
JARGON: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        r"(?:spear-?)?phishing": "false mail",
        "vishing|smishing|quishing": "false call, false text message",
        "malware|payload": "harmful program",
        "ransomware": "blackmail program",
        "MFA|2FA|multi-?factor authentication": "second factor",
        "credentials?": "password, or sign-in",
        "authenticat(?:e|ion|or)": "sign in",
        "exfiltrat(?:e|ed|ion)": "carry off",
        "threat actors?|adversar(?:y|ies)": "someone who means harm",
        "attack (?:vectors?|surface)": "way in",
        "endpoints?": "laptop, phone",
        "compromised?": "in other hands",
        "vulnerabilit(?:y|ies)": "hole",
        "remediat(?:e|ed|ion)|mitigat(?:e|ed|ion)": "mend",
        "complian(?:t|ce)": "say what is asked for, and why",
        "security posture|awareness|human firewall": "say what people do",
        "zero[- ]day|BEC|SSO|IAM|DLP|SOC|SIEM|TOTP": "say it in words",
        "stakeholders?": "say who",
    },
    "de": {
        r"(?:spear-?)?phishing\w*": "falsche Mail",
        "vishing|smishing|quishing": "falscher Anruf, falsche Nachricht",
        "malware|schadcode": "Schadprogramm",
        "ransomware": "Erpressungsprogramm",
        "MFA|2FA|multi-?faktor\\S*|zwei-?faktor\\S*": "zweiter Faktor",
        "credentials|zugangsdaten": "Passwort, Anmeldung",
        "authentifizier\\w*|authentisier\\w*": "anmelden",
        "exfiltr\\w*": "hinaustragen",
        "bedrohungsakteur\\w*": "jemand, der Schaden will",
        "angriffsvektor\\w*|angriffsfläche\\w*": "Weg hinein",
        "endpoints?|endgerät\\w*": "Laptop, Telefon",
        "kompromittier\\w*": "in fremden Händen",
        "schwachstellen?|vulnerabilit\\w*": "Lücke",
        "compliance|richtlinienkonform": "sagen, was erbeten ist und warum",
        "awareness|sensibilisier\\w*": "sagen, was Leute tun",
        "zero[- ]day|BEC|SSO|IAM|DLP|SOC|SIEM|TOTP": "in Worten sagen",
        "stakeholder": "sagen, wer",
        "incidents?": "Vorfall",
    },
}

#: Those whose own trade these words are.
OF_THE_TRADE: Final = frozenset({"developers", "admins", "it", "security", "engineering"})

#: Words that hurt, and that make the next person keep silent.
UNKIND: Final[Mapping[str, re.Pattern[str]]] = {
    "en": _pattern(
        "you failed;failed to;violat\\w+;non-?complian\\w+;offenders?;culprits?;careless\\w*;stupid\\w*;dumb;"
        "you should have;should have known;how could you;your fault;human error;weakest link;repeat clickers?;gullible"
    ),
    "de": _pattern(
        "durchgefallen;versagt;versager\\w*;verstoß\\w*;verstöße\\w*;übeltäter\\w*;schuldige\\w*;selbst schuld;"
        "deine schuld;leichtsinnig\\w*;fahrlässig\\w*;dumm\\w*;unachtsam\\w*;hättest du;fehlverhalten;"
        "menschliches versagen;schwächste\\w* glied;wiederholungstäter\\w*"
    ),
}

#: Feedback that begins so judges the person before it has said anything.
VERDICT: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"(?:that is |that's |sorry, )?(?:wrong|incorrect|false|no|nope)\s*[.!,:–-]", re.IGNORECASE),
    "de": re.compile(r"(?:das ist |leider )?(?:falsch|nein|leider nicht|stimmt nicht)\s*[.!,:–-]", re.IGNORECASE),
}
