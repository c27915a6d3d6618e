"""Every bound on what comes in, in one place. What is beyond one is refused in words, never cut off."""

from __future__ import annotations

from typing import Final

#: The file itself, and what one may unpack to.
MAX_FILE: Final = 100_000_000
MAX_ENTRIES: Final = 5_000
MAX_NAME: Final = 300
MAX_UNPACKED: Final = 400_000_000
#: How many times its packed size one entry may have, once it is large enough to matter.
MAX_RATIO: Final = 100
RATIO_MATTERS_FROM: Final = 1_000_000

#: One XML or JSON document that is read, and all of one package together.
MAX_DOCUMENT: Final = 10_000_000
MAX_READ: Final = 60_000_000
MAX_DEPTH: Final = 60
MAX_ELEMENTS: Final = 300_000
MAX_ATTRIBUTES: Final = 60
MAX_ATTRIBUTE: Final = 4_000
MAX_NUMBER: Final = 20  # digits

#: What one file may ask, and how long a text in it may be.
MAX_QUESTIONS: Final = 2_000
MAX_ANSWERS: Final = 50
#: Questions of other kinds that one file may hold; each is named, and none comes in.
MAX_LEFT: Final = 20_000
MAX_TEXT: Final = 50_000
MAX_TAGS: Final = 200
MAX_TAG: Final = 300
#: Organisations, units and files of a package that are listed, and how deep its contents may be nested.
MAX_LISTED: Final = 5_000
#: Lines of a table, and statements of a file, that say who is done.
MAX_DONE: Final = 500_000
#: Nobody was done before learning systems were there; a moment near the beginning of time is no moment of anybody's.
EARLIEST: Final = 1990
#: A document of statements.
MAX_STATEMENTS: Final = 40_000_000
MAX_STATEMENT_PARTS: Final = 1_500_000
