"""Where the parts of an Open XML document point (ECMA-376 part 2, relationships): what is fetched, embedded, linked."""

from __future__ import annotations

import re
from collections.abc import Mapping

from drystone.triage.files import markup
from drystone.triage.files.addresses import of_the_format
from drystone.triage.files.archives.zips import Package
from drystone.triage.files.findings import BrokenError, Findings

MAX_FILES = 200
#: Where offices keep templates of their own: a share, or the document service of Microsoft 365.
_SHARE = re.compile(r"\\\\|file:|https://[\w-]{1,63}\.sharepoint\.com/", re.I)
#: Kinds of relation whose target Office fetches on opening.
_FETCHED = {
    "attachedtemplate": "template-from-elsewhere",
    "oleobject": "loads-from-elsewhere",
    "frame": "loads-from-elsewhere",
    "externallink": "links-to-other-data",
    "externallinkpath": "links-to-other-data",
    "subdocument": "loads-from-elsewhere",
    "afchunk": "loads-from-elsewhere",
    "mailmergesource": "links-to-other-data",
    "package": "links-to-other-data",
    "image": "picture-from-elsewhere",
    "video": "links-to-other-data",
    "media": "links-to-other-data",
    "slideupdateurl": "links-to-other-data",
}


def read_relations(found: Findings, package: Package) -> None:
    """Add the signs and links of every relationship of the document."""
    names = [name for name in package.names if name.casefold().endswith(".rels")]
    for name in names[:MAX_FILES]:
        data = package.text_of(name)

        def relation(element: str, attributes: Mapping[str, str]) -> None:
            if element == "Relationship":
                _judge(found, attributes)

        try:
            markup.walk(data, relation)
        except BrokenError as error:
            if data:
                found.sign_once("content-broken", what=f"{name}: {error}")


def _judge(found: Findings, attributes: Mapping[str, str]) -> None:
    target = attributes.get("Target", "")
    kind = attributes.get("Type", "").rpartition("/")[2].casefold()
    outside = attributes.get("TargetMode", "").casefold() == "external"
    # Office also follows addresses that are not marked as outside.
    if not outside and "://" not in target and not target.startswith(("\\\\", "mhtml:")):
        return
    if of_the_format(target):
        return
    if kind == "hyperlink":
        found.link(target, "office")
        return
    sign = _FETCHED.get(kind)
    if sign == "template-from-elsewhere" and not _is_far(target):
        return  # Many honest documents name a template on the writer's own disk.
    found.link(target, "office")
    if sign == "picture-from-elsewhere" and not target.casefold().startswith(("http://", "https://")):
        sign = "loads-from-elsewhere"  # A picture on a share sends the reader's sign-in there.
    if sign == "template-from-elsewhere" and _SHARE.match(target):
        sign = "template-from-share"
    if sign and _is_far(target):
        found.sign(sign, kind=kind, target=target)


def _is_far(target: str) -> bool:
    folded = target.casefold()
    return folded.startswith(("http:", "https:", "ftp:", "\\\\", "mhtml:", "x-usc:", "ms-", "file://")) and not (
        folded.startswith("file:///") and not folded.startswith("file:///\\\\")
    )
