"""Whom a lesson is for: everyone, those whom the data shows in a kind of work, or positions of the program.

Besides the words here a lesson may name a role of roles.yaml (its holders) or a party of those roles, such as ``hr`` or
``procurement`` (their holders, and the people of those holders' departments).
"""

from __future__ import annotations

from typing import Final

#: For each word the SQL over the inventory that finds its people, by ``person_id``.
AUDIENCES: Final[dict[str, str]] = {
    "everyone": "select person_id from person",
    "managers": "select distinct manager_id as person_id from person where manager_id is not null",
    "leaders": (
        "select distinct above.manager_id as person_id from person below "
        "join person above on above.person_id = below.manager_id where above.manager_id is not null"
    ),
    "developers": "select distinct owner_id as person_id from repository where owner_id is not null",
    "admins": "select distinct person_id from account where is_admin and person_id is not null",
}
