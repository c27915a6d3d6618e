"""Everybody's pages: what was learned, and one review."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from drystone.reviews import published, queries
from drystone.reviews.access import may_read, reads_one, writes
from drystone.reviews.questions import VANTAGES
from drystone.shell import access
from drystone.shell.viewer import Request


@access.page(may_read)
def reviews(request: Request) -> HttpResponse:
    """List what is published, and what asks everybody; to those who write also what is being written."""
    mine = writes(request.viewer)
    told = {
        "lines": queries.published(),
        "asking": queries.asking(),
        "writes": mine,
        "open": list(queries.open_ones()[: queries.MOST]) if mine else [],
    }
    return render(request, "reviews/reviews.html", told)


@access.page(reads_one)
def review(request: Request, review_id: str) -> HttpResponse:
    """Show a published review."""
    one = queries.one(review_id)
    assert one is not None  # The rule has seen it.
    told = {"one": published.of(one), "vantages": VANTAGES, "writes": writes(request.viewer)}
    return render(request, "reviews/review.html", told)
