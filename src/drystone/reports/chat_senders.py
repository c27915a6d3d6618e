"""Who writes in a chat tool, by the people data: their address, or the tool's account as a source lists it."""

from __future__ import annotations

from contextlib import suppress

from drystone.directory import queries as directory
from drystone.lib.errors import StoreError
from drystone.program.chat_model import ChatTool
from drystone.reports.chat_payloads import Handed
from drystone.shell import site

#: A record of an account leads to whose it is, one of a person to them. Slack writes its ids large, others small.
_SQL = """
    select distinct coalesce(a.person_id, case when m.asset_kind = 'person' then m.asset_id end) as person_id
    from member m left join account a on m.asset_kind = 'account' and a.account_id = m.asset_id
    where m.asset_kind in ('account', 'person') and lower(m.key) = lower($account) and m.gone_since is null
      and ($source = '' or m.source = $source) and person_id is not null
    limit 2
"""


def person_of(handed: Handed, tool: ChatTool) -> str:
    """Return the person id of whoever wrote it, or "" where the people data do not know them, or know two."""
    if handed.email:
        return directory.by_address(handed.email)
    if not handed.account:
        return ""
    with suppress(StoreError), site.reading() as engine:
        rows = engine.rows(_SQL, {"account": handed.account, "source": tool.accounts})
        card = directory.card(str(rows[0][0])) if len(rows) == 1 else None
        return card.person_id if card is not None and card.status != "left" else ""
    return ""
