"""Who may do what with reviews. The rules:

1. What is published is for everybody who is signed in.
2. What is being written is for those who respond, on a screen of their own: each of them may say something, mend words
   and take them out.
3. Where those who write it ask everybody, whoever is signed in may tell something, and reads nothing of the rest.
"""

from __future__ import annotations

from typing import Any

from drystone.reviews import queries
from drystone.reviews.questions import BY_KEY
from drystone.shell.access import signed_in
from drystone.shell.viewer import RESPOND, Viewer

may_read = signed_in


def writes(viewer: Viewer, **_arguments: Any) -> bool:
    """Those who respond."""
    return viewer.may(RESPOND) and not viewer.shared


def reads_one(viewer: Viewer, *, review_id: str = "", **_arguments: Any) -> bool:
    """Everybody who is signed in, once it is published."""
    return viewer.signed_in and queries.is_published(review_id)


def writes_one(viewer: Viewer, *, review_id: str = "", question: str = "", **_arguments: Any) -> bool:
    """Those who respond, for reviews and questions that there are."""
    return writes(viewer) and (not question or question in BY_KEY) and queries.one(review_id) is not None


def tells(viewer: Viewer, *, review_id: str = "", **_arguments: Any) -> bool:
    """Everybody who is signed in, while those who write it ask everybody."""
    return viewer.signed_in and queries.asks_everybody(review_id)
