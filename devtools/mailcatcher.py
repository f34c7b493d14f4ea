"""A mail server for one machine: takes every mail and keeps it as a file, newest last by name.

python -m devtools.mailcatcher PORT FOLDER
"""

import asyncio
import signal
import sys
import time
import uuid
from pathlib import Path

from aiosmtpd.smtp import SMTP


class Keeper:
    """Writes each mail to the folder, whole or not at all."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server, session, envelope):
        """Takes one mail."""
        name = f"{time.time_ns()}-{uuid.uuid4().hex}.eml"
        draft = self.folder / f".{name}"
        draft.write_bytes(envelope.original_content)
        draft.rename(self.folder / name)
        return "250 Kept"


async def catch(port, folder):
    """Listens on the loopback address until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    keeper = Keeper(folder)
    server = await loop.create_server(
        lambda: SMTP(keeper, enable_SMTPUTF8=True, hostname="localhost"), "127.0.0.1", port
    )
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop.set)
    await told_to_stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(catch(int(sys.argv[1]), sys.argv[2]))
