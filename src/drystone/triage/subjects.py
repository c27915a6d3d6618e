"""What mail programs write before the subject of a letter that hands another one on.

Apart from ``forwards``, which reads pages: rooms that only look at a subject need none of what that takes.
"""

from __future__ import annotations

import re

FORWARD = re.compile(r"^\s*(?:fwd?|wg|tr|rv|i|enc|weitergeleitet)\s{0,3}:", re.IGNORECASE)
