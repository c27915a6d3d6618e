"""Whether a column's name looks like a person's: a guess from its form, never an accusation."""

from __future__ import annotations

import re

from drystone.responsibility.matrices.positions import is_role

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_TITLE = re.compile(r"^(mr|mrs|ms|miss|dr|prof|herr|frau|m|mme|sr|sra|sig|dhr|mevr)\.?\s+[^\W\d_]", re.IGNORECASE)
_INITIAL = re.compile(r"^([A-Z]\.\s?){1,2}[A-Z][a-zà-ÿ'’-]{2,}$")
_WORD = re.compile(r"^[^\W\d_]+(?:['’-][^\W\d_]+)*\.?$")
_GIVEN = frozenset(
    """
    aaron abdul abigail adam adrian agnes ahmed aisha alan albert alejandro alex alexander alexandra ali alice
    alicia alina amanda amelia amir amy ana anastasia andre andrea andreas andrew andrzej angela anita anja anke
    ann anna anne annette annika anthony antonio anton arjun arthur astrid barbara beatrice ben benjamin bernd
    beth bettina birgit bob boris brandon brian bruno camille carl carla carlos carmen carol caroline catherine
    cecilia chandra charles charlie charlotte chen chloe chris christian christina christine christoph claire
    claudia clara craig cristina cynthia dan dana daniel daniela david deborah deepak denis dennis diana diego
    dieter dirk dmitri dmitry dominik donald donna dorothy ed edward elena elisabeth elizabeth ella emily emma
    eric erik erika esther eva evan fatima felix fernando fiona florian frances francesca francesco francisco
    frank franz fred frederik gabriel gabriela george gerald gerhard giovanni giulia gordon greg gregory guido
    gustav hannah hannes hans harald harry hassan heather heike heinrich helen helena henri henrik henry holger
    hugo ian ibrahim igor ines ingrid irina isabel isabella ivan jack jacob jacqueline jakob james jamie jan jane
    janet jason javier jean jeff jeffrey jennifer jens jeremy jessica jim joan joanna joao joe joel johan johanna
    johannes john jonas jonathan jordan jorge jose josef joseph joshua juan judith julia julian julie julien jun
    jurgen jürgen kai karen karim karin karl kate katharina katherine kathrin katja keith ken kenneth kevin khalid
    kim klaus kumar kurt lars laura lauren laurent lea leah lena leo leon leonard leonardo li liam lisa lorenzo
    louis louise luca lucas lucia lucy luis luisa lukas luke maja manuel marc marcel marco marcus maria marie
    marina mario marion mark markus marta martha martin martina mary mateo mathias matteo matthew matthias max
    maya mehmet mei melanie melissa mia michael michaela michel michelle miguel mike mikhail milan ming mira
    miriam mohamed mohammed monica monika muhammad nadia nadine nancy natalia natalie natasha nathan neil nicholas
    nick nicola nicolas nicole nikolai nils nina noah nora olaf oleg olga oliver olivia omar oscar otto pablo
    pamela patricia patrick paul paula pavel pedro peter petra philip philipp philippe pierre piotr priya rachel
    raj rajesh ralf ralph raphael raquel ravi raymond rebecca renate ricardo richard rita robert roberto robin
    roger roland roman ronald rosa rudolf ruth ryan sabine sally sam samantha samir samuel sandra sanjay sara
    sarah sascha sean sebastian sergei sergey sergio sharon silvia simon sina sofia sonja sophia sophie stefan
    stefanie stephan stephanie stephen steve steven sun susan susanne sven svetlana sylvia tamara tanja tara
    tatiana ted teresa terry theresa thomas thorsten tim timothy tina tobias tom tomas tomasz tony ulrich ulrike
    ursula ute uwe valentina vanessa vera veronica victor victoria viktor vincent vikram vladimir walter wei wendy
    werner william wolfgang xavier xin yan yang yasmin yuki yusuf yves yvonne zoe анна елена иван мария ольга
    сергей дмитрий алексей наталья александр татьяна андрей
    """.split()
)


def looks_like(name: str) -> bool:
    """Whether a name has the form of a person's: an address, a title, or a given name with a family name."""
    text = " ".join(re.sub(r"\(.*?\)", " ", name).split())
    if _MAIL.search(name):
        return True
    if is_role(text) or not text:
        return False
    if _TITLE.match(text) or _INITIAL.match(text):
        return True
    words = text.replace(",", " ").split()
    formed = 2 <= len(words) <= 4 and all(_WORD.match(word) and not word.isupper() for word in words)
    return formed and any(word.lower() in _GIVEN for word in words) and words[0][0].isupper()


def is_given_name(name: str) -> bool:
    """Whether a name is only a given name ("Anna"): a person where the columns beside it are, too."""
    return name.strip().lower() in _GIVEN and name.strip()[:1].isupper()
