"""What is kept about people: declared beside the models, so that the privacy pack cannot say anything else.

Every room with models has ``personal.py`` with ``DECLARED``: for each field of each model, what it is about a person,
or ``NOT_PERSONAL``. A test holds it at every field.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declared:
    """One field. ``what`` it says of a person, ``why`` it is kept, ``seen_by`` whom, and ``keep``: until when.

    ``keep`` is a sentence; where rows go by themselves it names the retention that deletes them.
    """

    what: str
    why: str
    seen_by: str
    keep: str


#: A field that says nothing of a person.
NOT_PERSONAL = Declared("", "", "", "")
