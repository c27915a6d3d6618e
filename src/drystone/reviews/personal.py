"""What this room keeps about people: who leads a review, and whose draft is whose while it is one."""

from __future__ import annotations

from drystone.audit.personal import NOT_PERSONAL, Declared

_LEAD = "privacy.keep_looks after it was begun (reviews.retention)"

DECLARED: dict[str, Declared] = {
    **{
        f"Review.{name}": NOT_PERSONAL
        for name in (
            "review_id", "source_kind", "source_id", "title", "language", "state", "everybody", "made_at", "due_at",
            "published_on",
        )
    },
    "Review.lead": Declared("that they began a review", "so that it comes to an end", "responders", _LEAD),
    **{f"ReviewPart.{name}": NOT_PERSONAL for name in ("part_id", "review", "question", "vantage", "given", "place")},
    "ReviewPart.text": Declared(
        "what somebody said in a review, without who they are", "so that everybody learns from it",
        "responders; everybody, once it is published", "as long as the review; drafts until it is published",
    ),
    "ReviewPart.by": Declared(
        "whose draft it is, until they hand it in", "so that they can go on writing", "they alone",
        "until it is handed in, or the review is published; a year at most (reviews.retention)",
    ),
}  # fmt: skip
