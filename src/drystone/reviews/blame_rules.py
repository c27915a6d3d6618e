"""The rules by which the language check flags blame and hindsight, in English and German: declared, each with its why.

A rule flags what nearly always blames, and rather misses some than flags what describes: that the server failed, or
that nobody could know, is no blame. Patterns are tried on every text, whatever its language; they never nest
repetitions, so that a text of any kind takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: A text by language.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, why it matters, what to write instead (both by language), where that is from, and what it
    flags."""

    id: str
    why: Texts
    instead: Texts
    source: str
    patterns: tuple[re.Pattern[str], ...]


def _words(*patterns: str, case: bool = False) -> tuple[re.Pattern[str], ...]:
    flags = 0 if case else re.IGNORECASE
    return tuple(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", flags) for pattern in patterns)


#: People as sentences name them. What stands between article and noun is one word at most.
_NOUN = (
    r"(?:persons?|people|users?|colleagues?|employees?|admins?|administrators?|engineers?|developers?|operators?"
    r"|analysts?|responders?|managers?|teams?|staff|reporters?|recipients?|interns?|trainees?|contractors?"
    r"|accountants?|assistants?|supervisors?|directors?|departments?|helpdesk|leadership)"
)
_PERSON = (
    r"(?:he|she|you|we|I|who|somebody|someone|nobody|everyone|everybody"
    rf"|(?:the|an?|our|one|this|another) (?:\w+ )?{_NOUN})"
)
_MENSCH = (
    r"(?:(?:der|die|das|ein|eine|unser|unsere|einige|alle|kein|keine) (?:\w+ )?(?:Mitarbeiter(?:in(?:nen)?|nde[rn]?)?"
    r"|Mitarbeitenden?|Kolleg(?:e|in|en|innen)|Nutzer(?:in(?:nen)?)?|Benutzer(?:in(?:nen)?)?|Anwender(?:in(?:nen)?)?"
    r"|Person(?:en)?|Team|Abteilung|Admins?|Administrator(?:in|en)?|Entwickler(?:in)?|Techniker(?:in)?|Chef(?:in)?"
    r"|Leitung|Führungskraft|Empfänger(?:in)?|Meldende)|er|wir|ich|du|man|jemand|niemand)"
)
#: What somebody does who could have done otherwise, as the past participle.
_DONE = (
    r"(?:known|seen|noticed|checked|double-checked|reported|asked|told|read|realis?zed|realised|realized|verified|called"
    r"|thought|looked|spotted|caught|stopped|waited|hesitated|clicked|opened|followed|recogni[sz]ed|questioned"
    r"|escalated|informed|warned|refused|understood|paid|sent|locked|been (?:more )?(?:careful|aware|obvious|suspicious"
    r"|alert|vigilant|caught|spotted|noticed|seen|prevented|avoided|checked|reported|stopped)|acted|reacted|responded"
    r"|remembered|prevented|avoided|left|done|had|gone|kept|taken|used|tested|reviewed|fired|alerted|triggered)"
)
_ERKANNT = (
    r"(?:wissen|sehen|merken|bemerken|erkennen|ahnen|auffallen|melden|fragen|nachfragen|prüfen|lesen|warten|anrufen"
    r"|verhindern|vermeiden|aufpassen|nachdenken|reagieren|stutzig werden)"
)

RULES = (
    Rule(
        "should-have",
        {
            "en": "It tells of a world that did not happen. What people did made sense to them then; ask how.",
            "de": "Das erzählt von einer Welt, die es nicht gab. Was Menschen taten, ergab damals Sinn; fragt, wie.",
        },
        {
            "en": "Say what they saw and knew at that moment, and what would have had to be there to show it.",
            "de": "Sagt, was sie in dem Augenblick sahen und wussten, und was hätte da sein müssen, um es zu zeigen.",
        },
        "S. Dekker, The Field Guide to Understanding 'Human Error' (2014), on counterfactuals",
        _words(
            rf"(?:should|shouldn['’]t|could|ought to)(?: not| never| also| at least| simply| just| easily| really)*"
            rf" have (?:simply |just |easily |never |first )?{_DONE}",
            r"(?:was|were) supposed to have",
            rf"had {_PERSON} only",
            r"if only (?:he|she|they|you|we|I|somebody|someone|the)",
            rf"would have (?:been (?:prevented|avoided)|never happened)(?: if| had) {_PERSON}",
            rf"hätte(?:n|st|t)? [^.!?\n]{{0,70}}?{_ERKANNT} (?:müssen|sollen|dürfen)",
            rf"(?:man|er|wir|ich|du) hätte(?:n|st)? [^.!?\n]{{0,70}}?{_ERKANNT} können",
            rf"hätte(?:n|st)? (?:man|er|wir|ich|du) [^.!?\n]{{0,70}}?{_ERKANNT} können",
            r"hätte(?:n|st)? [^.!?\n]{0,70}?nicht (?:klicken|öffnen|antworten|eingeben|weitergeben|überweisen|glauben)"
            r" (?:dürfen|sollen)",
        ),
    ),
    Rule(
        "blame-word",
        {
            "en": "It judges a person and explains nothing: the next careful person stands before the same trap.",
            "de": "Das urteilt über einen Menschen und erklärt nichts: Auch die Nächste steht vor der Falle.",
        },
        {
            "en": "Say what made it hard to see or easy to do: time, tools, habits, what the screen showed.",
            "de": "Sagt, was es schwer zu sehen oder leicht zu tun machte: Zeit, Werkzeug, Gewohnheit, der Bildschirm.",
        },
        "J. Allspaw, Blameless PostMortems and a Just Culture (2012)",
        _words(
            r"careless(?:ly|ness)?",
            r"negligen(?:t|tly|ce)",
            r"reckless(?:ly|ness)?",
            r"sloppy|sloppily|sloppiness",
            r"incompeten(?:t|tly|ce)",
            r"irresponsibl[ey]",
            r"inattenti(?:ve|vely|on)",
            r"thoughtless(?:ly|ness)?",
            r"(?:stupid|stupidly|stupidity|foolish|foolishly|gullible|clueless|idiots?|idiotic)",
            rf"(?:{_PERSON}|they) (?:was|were|is|are|am|had been|got) (?:too |so |very |a bit )?(?:lazy|na[iï]ve|sloppy"
            r"|complacent|ignorant|distracted again)",
            r"(?:grob )?fahrlässig(?:e[rsnm]?|keit)?",
            r"leichtsinn(?:ig(?:e[rsnm]?|keit)?)?",
            r"unachtsam(?:e[rsnm]?|keit)?",
            r"nachlässig(?:e[rsnm]?|keit)?",
            r"schlampig(?:e[rsnm]?)?|schlamperei",
            r"unvorsichtig(?:e[rsnm]?|keit)?",
            r"verantwortungslos(?:e[rsnm]?|igkeit)?",
            r"gedankenlos(?:e[rsnm]?|igkeit)?",
            r"leichtgläubig(?:e[rsnm]?|keit)?",
            r"inkompeten(?:t(?:e[rsnm]?)?|z)|dummheit|dämlich(?:e[rsnm]?)?",
            rf"(?:{_MENSCH}|sie) (?:war|waren|ist|sind) (?:zu |so |sehr |einfach )?(?:dumm|faul|naiv|blind|unfähig)",
        ),
    ),
    Rule(
        "human-error",
        {
            "en": "“Human error” ends the search where it should begin.",
            "de": "„Menschliches Versagen“ beendet die Suche, wo sie beginnen sollte.",
        },
        {
            "en": "Say what was done, and what in the work made that the likely thing to do.",
            "de": "Sagt, was getan wurde, und was an der Arbeit genau das nahelegte.",
        },
        "J. Reason, Human error: models and management, BMJ 320 (2000), 768-770",
        _words(
            r"human (?:error|failure|mistake)s?",
            r"(?:user|operator|employee) (?:error|failure|mistake)s?"
            r"(?! (?:message|page|rate|log|code|handling|report))",
            r"(?:root )?cause (?:was|is|of it was|of this was) (?:the|an?) (?:\w+ )?"
            r"(?:user|employee|person|colleague|admin)",
            r"caused by (?:the|an?) (?:\w+ )?(?:user|employee|colleague|person|admin(?:istrator)?|engineer|intern)",
            r"menschliche[sn]? (?:versagen|fehler|fehlverhalten)s?",
            r"(?:anwender|benutzer|nutzer|bedien(?:er|ungs)?)fehlers?|fehlverhaltens?|fehlbedienung(?:en)?",
            r"ursache (?:war|ist) (?:der|die|ein|eine) (?:\w+ )?(?:mitarbeiter(?:in)?|benutzer(?:in)?|nutzer(?:in)?"
            r"|kolleg(?:e|in)|anwender(?:in)?)",
        ),
    ),
    Rule(
        "failed-to",
        {
            "en": "It measures people by what they did not do, which is all there is when one knows the end.",
            "de": "Das misst Menschen an dem, was sie nicht taten: So sieht es nur, wer das Ende kennt.",
        },
        {
            "en": "Say what they did, and what they were looking at while they did it.",
            "de": "Sagt, was sie taten, und worauf sie dabei schauten.",
        },
        "S. Dekker, The Field Guide to Understanding 'Human Error' (2014); PagerDuty, Postmortem guide",
        _words(
            rf"{_PERSON}(?: had| have| has| also| then| again| simply)* (?:failed|fails) to",
            r"they(?: had| have| also| again| simply)* failed to (?:notice|reali[sz]e|understand|recogni[sz]e|read|ask"
            r"|think|pay attention|follow|tell|report|check|see|escalate|question|take)",
            r"(?:forgot|neglected|omitted|didn['’]t bother|did not bother) to",
            r"(?:hat|haben|hatte|hatten) (?:es )?(?:versäumt|unterlassen)|versäumte[nt]?",
            r"(?:hat|haben|hatte|hatten) (?:\w+ ){0,6}vergessen",
            rf"{_MENSCH} (?:hat|haben|hatte|hatten) (?:völlig |komplett |hier )?versagt",
        ),
    ),
    Rule(
        "fault",
        {
            "en": "Who is to blame says nothing of how it came about, and makes the next person keep quiet.",
            "de": "Wer schuld ist, sagt nichts darüber, wie es kam, und lässt die Nächsten schweigen.",
        },
        {
            "en": "Say what came together so that it could happen.",
            "de": "Sagt, was zusammenkam, sodass es geschehen konnte.",
        },
        "J. Allspaw, Blameless PostMortems and a Just Culture (2012)",
        _words(
            r"(?:his|her|their|my|your|our own|(?:somebody|someone|nobody|user|employee)['’]s) (?:own )?fault",
            r"(?:was|were|is|are) (?:entirely |partly |clearly )?(?:at fault|to blame|guilty)",
            r"culprits?|the guilty (?:party|person)|wrongdoers?|offenders?",
            r"blames? (?:lies|falls|rests|goes)",
            r"(?:selbst |selber )?schuld (?:daran )?(?:war|waren|ist|sind|trägt|tragen|hat|haben)",
            r"(?:war|waren|ist|sind|trägt|tragen|hat|haben) (?:\w+ ){0,3}(?:selbst |selber |die )?schuld(?: daran)?",
            r"schuldige[rn]?|übeltäter(?:in)?s?|verantwortungslose[rn]?",
        ),
    ),
    Rule(
        "why-did",
        {
            "en": "Asked why, people defend themselves. Asked what and how, they tell.",
            "de": "Auf „warum“ verteidigen sich Menschen. Auf „was“ und „wie“ erzählen sie.",
        },
        {
            "en": "Ask: what did you see then? How did it look from where you were?",
            "de": "Fragt: Was hast du da gesehen? Wie sah es von dort aus?",
        },
        "Etsy, Debriefing Facilitation Guide (2016)",
        _words(
            rf"why (?:did|didn['’]t|would|do|does|has|have|was|were|wasn['’]t|weren['’]t) (?:{_PERSON}|they)",
            r"how could (?:he|she|you|they|anyone|anybody)",
            r"(?:warum|wieso|weshalb) (?:hast|habt|hat|haben|bist|wurde) (?:du|ihr|er|sie|man|niemand|keiner)",
            rf"(?:warum|wieso|weshalb) (?:hat|haben) {_MENSCH}",
            r"wie konnte(?:n|st)? (?:er|sie|du|man|ihr|jemand|das nur)",
        ),
    ),
    Rule(
        "who-did",
        {
            "en": "A review asks what happened and how, never who.",
            "de": "Ein Rückblick fragt, was geschah und wie, niemals wer.",
        },
        {
            "en": "Ask what happened, and from which place in the work it was seen.",
            "de": "Fragt, was geschah, und von welcher Stelle der Arbeit aus es zu sehen war.",
        },
        "PagerDuty, Postmortem guide: ask what and how, not who and why",
        _words(
            r"who (?:was it|did (?:it|this|that)|caused (?:it|this)|(?:is|was) responsible|let (?:this|it) happen)",
            r"(?<=[.!?:\n] )Who (?:clicked|opened|sent|forgot|missed|approved|ignored)",
            r"wer war (?:es|das|schuld)|wer hat (?:das|es) (?:getan|gemacht|verursacht|verbockt|zugelassen)",
            r"wer ist (?:dafür |daran )?verantwortlich",
        ),
    ),
    Rule(
        "hindsight",
        {
            "en": "It was not obvious before. Who knows the end sees one road where there were many.",
            "de": "Vorher lag es nicht auf der Hand. Wer das Ende kennt, sieht einen Weg, wo viele waren.",
        },
        {
            "en": "Tell it in the order in which it could be known, without what came out later.",
            "de": "Erzählt es in der Reihenfolge, in der es zu wissen war, ohne das, was sich später zeigte.",
        },
        "B. Fischhoff, Hindsight is not equal to foresight, J. Exp. Psychol. 1 (1975), 288-299",
        _words(
            r"(?<!not )(?<!n['’]t )obviously",
            r"(?:was|were|is|be) (?:so |all too |plainly |clearly |completely |quite )?obvious(?! (?:to nobody|only))",
            r"(?:in|with) (?:the benefit of )?hindsight",
            r"plain to see|hard to miss|impossible to miss|common sense|a no-brainer",
            r"any(?:one|body) (?:would|could|should) have",
            r"all (?:he|she|they|you|we) had to do|(?:he|she|they|you|we) only had to",
            r"easily (?:avoidable|preventable|spotted)",
            r"clear(?:ly)? (?:signs|warning signs|a phish|fake|fraudulent|suspicious|malicious)",
            r"(?<!nicht )offensichtlich(?:e[rsnm]?)?",
            r"(?:im nachhinein|rückblickend|hinterher ist man)",
            r"gesunde[rmn]? menschenverstand|lag auf der hand|jedem (?:hätte )?(?:klar|auffallen)|nicht zu übersehen",
            r"(?:leicht|klar|eindeutig|sofort|einfach) (?:zu erkennen|erkennbar|zu verhindern|vermeidbar)",
        ),
    ),
    Rule(
        "rule-broken",
        {
            "en": "That a rule was not kept does not say why keeping it did not fit the work.",
            "de": "Dass eine Regel nicht gehalten wurde, sagt nicht, warum sie nicht zur Arbeit passte.",
        },
        {
            "en": "Say how the work is usually done, and where the rule and the work part.",
            "de": "Sagt, wie die Arbeit meistens getan wird und wo Regel und Arbeit auseinandergehen.",
        },
        "E. Hollnagel, Safety-I and Safety-II (2014): work as imagined and work as done",
        _words(
            r"(?:violat|breach|disobey|flout|circumvent)(?:ed|ing|s|e)? (?:\w+ ){0,3}"
            r"(?:polic(?:y|ies)|rules?|instructions?|guidelines?|procedures?|protocols?)",
            r"broke (?:the|our|a) rules?|non-?complian(?:t|ce)|policy violations?|misconduct",
            rf"(?:{_PERSON}|they)(?: had| have| has| simply| just)* ignored",
            rf"(?:{_PERSON}|they) (?:did not|didn['’]t) (?:follow|comply with|obey|stick to|adhere to)",
            r"(?:regel|vorschrifts)widrig(?:e[rsnm]?)?|regelverst(?:oß(?:es|e)?|ößen?)|pflichtverletzung(?:en)?",
            r"verstoß gegen (?:die|unsere|eine|interne) \w*(?:richtlinie|regel|vorschrift|anweisung|vorgabe)n?",
            r"(?:hat|haben) (?:gegen )?(?:die|unsere|eine|alle) \w*"
            r"(?:richtlinie|regel|vorschrift|anweisung|warnung|vorgabe)(?:en|n)?"
            r" (?:verstoßen|missachtet|ignoriert|umgangen)",
            rf"{_MENSCH} (?:hat|haben) (?:\w+ ){{0,5}}(?:ignoriert|missachtet)",
        ),
    ),
    Rule(
        "try-harder",
        {
            "en": "Being more careful is no change: everybody meant to be careful already.",
            "de": "Mehr aufpassen ist keine Änderung: Aufpassen wollten alle schon vorher.",
        },
        {
            "en": "Name what makes the right thing the easy thing: a default, a stop, a tool, time.",
            "de": "Nennt, was das Richtige zum Leichten macht: eine Voreinstellung, eine Sperre, ein Werkzeug, Zeit.",
        },
        "NIOSH, Hierarchy of controls; S. Dekker (2014)",
        _words(
            r"(?:be|being|become|stay|remain) (?:more |extra |very )?(?:careful|vigilant|attentive)",
            r"pay(?:ing)? (?:more|better|closer) attention|try(?:ing)? harder|take more care|double-check everything",
            r"(?:remind|retrain|sanction|discipline|reprimand|warn) (?:the|all|every|our)(?: \w+)?"
            r" ?(?:users?|employees?|staff|colleagues?|person|people|team)",
            r"disciplinary|written warning",
            r"(?:besser|mehr|genauer) (?:aufpassen|hinschauen|achtgeben)",
            r"(?:vorsichtiger|achtsamer|aufmerksamer|sorgfältiger) (?:sein|arbeiten)",
            r"(?:nochmals?|erneut) (?:ermahn|belehr|schul)(?:en|t)|abmahnung(?:en)?|abgemahnt|ermahnt",
        ),
    ),
    Rule(
        "exact-time",
        {
            "en": "A minute of the day can give away who was where, and with it who told us.",
            "de": "Eine Uhrzeit auf die Minute kann verraten, wer wo war, und damit, wer es gemeldet hat.",
        },
        {
            "en": "“In the morning” or “within the hour” says enough for everybody.",
            "de": "„Am Vormittag“ oder „binnen einer Stunde“ sagt allen genug.",
        },
        "Drystone, docs/reports.md: moments that give people away",
        _words(
            r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?(?:Uhr|a\.?m|p\.?m))?",
            r"(?:[01]?\d|2[0-3])\.[0-5]\d Uhr",
        ),
    ),
)  # fmt: skip

#: What names people: these keep a review from being published.
NAMING = (
    Rule(
        "address",
        {
            "en": "A review holds roles, never people; an address is a name.",
            "de": "Ein Rückblick kennt Rollen, keine Menschen; eine Adresse ist ein Name.",
        },
        {
            "en": "Write “the recipient”, “a responder”.",
            "de": "Schreibt „wer es bekam“, „jemand aus der Bereitschaft“.",
        },
        "PagerDuty, Postmortem guide: abstract to a role",
        _words(r"[\w.+%'-]{1,64}(?:@|\[at\]|\(at\))[\w-]{1,63}(?:\.[\w-]{1,63})+", r"@[a-z][\w.-]{2,38}"),
    ),
    Rule(
        "name",
        {
            "en": "A review holds roles, never people. Nobody should be found in it, whoever told us least of all.",
            "de": "Ein Rückblick kennt Rollen, keine Menschen. Niemand soll darin zu finden sein.",
        },
        {
            "en": "Write what they were in it: “the recipient”, “a responder”, “a colleague”.",
            "de": "Schreibt, was sie darin waren: „wer es bekam“, „jemand aus der Bereitschaft“.",
        },
        "PagerDuty, Postmortem guide: abstract to a role",
        _words(
            r"(?:Mr|Mrs|Ms|Mx|Herrn?|Frau|Hr|Fr)\.? (?!Doktor\b|Kollegin\b)"
            r"[A-ZÄÖÜ][a-zäöüß]{1,30}(?:-[A-ZÄÖÜ][a-zäöüß]{1,30})?",
            case=True,
        ),
    ),
)  # fmt: skip
