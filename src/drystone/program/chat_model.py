"""Where chat tools hand reports in, as a program says it: ``[reports.chat.<name>]``. No secret stands here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What speaks: Slack (a slash command, a message shortcut), Teams (an outgoing webhook), or anything that signs JSON.
Tool = Literal["slack", "teams", "signed"]


@dataclass(frozen=True, slots=True)
class ChatTool:
    """A chat tool that hands reports in. ``secret_env`` names the variable that holds what it signs with.

    ``accounts`` names the source whose records are the tool's accounts, by its own ids, "" for any. ``answers`` is the
    host that Slack's addresses for answers lie at.
    """

    name: str
    tool: Tool
    secret_env: str
    accounts: str = ""
    answers: str = "hooks.slack.com"
