"""The shape of ``[tickets.<name>]`` in drystone.toml: queues in which gaps get tickets."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from drystone.program.channel_shapes import Seconds, Variable, checked_url
from drystone.program.ticket_model import TicketKind
from drystone.program.written import Id, Word, Written


class TicketQueueShape(Written):
    """A queue of Jira, GitHub or ServiceNow."""

    kind: TicketKind
    url: Annotated[str, Field(max_length=300), AfterValidator(checked_url)] = Field(
        description="Such as https://fenwick.atlassian.net, https://api.github.com, https://fenwick.service-now.com."
    )
    project: Annotated[Word, Field(pattern=r"^[A-Za-z0-9_.-]{1,100}(/[A-Za-z0-9_.-]{1,100})?$")] = Field(
        description="Jira's project key, GitHub's owner/name, ServiceNow's table."
    )
    token_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
    user_env: Variable = Field(default="", description="Whose the token is, where the system asks for both.")
    issue_type: Word = Field(default="Task", description="Jira's type of issue.")
    activities: list[Id] = Field(default=[])
    checks: list[Id] = Field(default=[])
    resolve: bool = Field(default=False, description="Resolve a ticket when its gap has closed; else only say so.")
    seconds: Seconds = 15
    a_round: Annotated[int, Field(ge=1, le=1_000)] = Field(default=50, description="New tickets in five minutes.")

    @model_validator(mode="after")
    def _some(self) -> TicketQueueShape:
        if not (self.activities or self.checks):
            msg = "a queue needs activities or checks: the gaps of these get tickets there"
            raise ValueError(msg)
        if self.kind == "github" and "/" not in self.project:
            msg = "`project` is GitHub's owner/name"
            raise ValueError(msg)
        return self
