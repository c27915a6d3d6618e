"""The files that take longest begin first, so that in the end no core waits long for another.

The first makes the organisation that many others are served by; the second does not need it and so need not wait.
"""

from __future__ import annotations

import pytest

LONGEST = (
    "shell/test_every_page.py",
    "journeys/test_bad_input.py",
    "web/test_api_schema.py",
    "runs/test_crashes.py",
    "journeys/test_serve.py",
    "access/test_walk.py",
    "access/test_operations.py",
    "access/test_postgres.py",
    "journeys/test_killed_while_serving.py",
    "charting/test_blind.py",
    "charting/test_in_a_browser.py",
    "reports/test_in_a_browser.py",
    "reports/test_attacker_compares.py",
    "people/test_lists.py",
    "authoring/test_program_pages.py",
    "web/test_query_counts.py",
    "program/test_calendars.py",
    "consequences/test_consequences.py",
    "reports/test_forwarded.py",
    "journeys/test_reports_in_a_wave.py",
    "runs/test_rooms.py",
    "journeys/test_in_a_browser.py",
    "journeys/test_school.py",
    "acceptance/test_flaws.py",
    "journeys/test_incremental.py",
    "journeys/test_clinic.py",
    "runs/test_protocol.py",
    "runs/test_pushed.py",
    "runs/test_backup.py",
    "web/test_grown_lake.py",
    "decisions/test_questions.py",
    "acceptance/test_people.py",
    "journeys/test_killed.py",
    "inventory/test_people_and_owners.py",
    "inventory/test_software.py",
    "inventory/test_sources.py",
    "jobs/test_queue.py",
    "triage/test_corpus.py",
    "gaps/test_life.py",
)


def longest_first(items: list[pytest.Item]) -> None:
    """Order tests by file; what is not among the longest keeps its order behind them."""
    places = {name: place for place, name in enumerate(LONGEST)}

    def place(item: pytest.Item) -> int:
        return places.get("/".join(item.path.parts[-2:]), len(places))

    items.sort(key=place)
