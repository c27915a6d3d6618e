"""The process that takes letters (``drystone.incoming.receiving``). ``drystone.web.serving`` starts it.

python -P -m drystone.web.receiver_process
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import ssl
import sys
from pathlib import Path

from drystone.lib import clock
from drystone.program.incoming_model import Receiver
from drystone.web import lifeline, logs, setup

#: Seconds that letters under way have when the process stops; others are sent again by whoever sent them.
GRACE = 4.0


def main() -> None:
    """Take letters until told to stop, or until the parent is gone."""
    lifeline.hold_to_pipe()
    setup.site(Path(os.environ["DRYSTONE_PROGRAM"]), demo=os.environ.get("DRYSTONE_DEMO") == "1")
    logs.begin()
    # It would write down who spoke and for whom, at every word.
    logging.getLogger("mail").setLevel(logging.ERROR)
    from drystone.shell import site  # noqa: PLC0415 # Models can be imported only after set-up.

    receiver = site.program().settings.receiver
    if receiver is None:
        sys.exit("the program has no [receiver] any more: stop and start drystone serve")
    asyncio.run(_take(receiver, site.served().root))


async def _take(receiver: Receiver, root: Path) -> None:
    from drystone.incoming import receiving  # noqa: PLC0415 # The same.

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    host, _colon, port = receiver.listen.rpartition(":")
    try:
        tls = receiving.trust(receiver, root)
        making = receiving.factory(receiver, receiving.handing_over(clock.now), tls=tls)
        server = await loop.create_server(making, host.strip("[]"), int(port))
    except ssl.SSLError as error:
        sys.exit(f"[receiver] cert_file and key_file do not fit: {error.reason or type(error).__name__}")
    except OSError as error:
        sys.exit(f"[receiver] cannot listen at {receiver.listen}: {error.strerror or type(error).__name__}")
    async with server:
        await stop.wait()
    # Its threads may still write; what they have not answered for comes again.
    await asyncio.sleep(0)
    os._exit(0)


if __name__ == "__main__":
    main()
