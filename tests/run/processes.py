"""What is at work: processes by a mark that all that a run starts inherits; and waiting for it."""

import time
import uuid
from collections.abc import Callable
from pathlib import Path


def new_mark() -> dict[str, str]:
    """Return an environment that no other process has."""
    return {"A4P_TEST_MARK": str(uuid.uuid4())}


def marked(environment: dict[str, str]) -> dict[int, str]:
    """Return the command lines of the processes in whose environment a mark stands, by number."""
    ((name, mark),) = environment.items()
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"{name}={mark}".encode() in (process / "environ").read_bytes():
                command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(process.name)] = command
        except OSError:
            continue  # It has ended.
    return found


def until(condition: Callable[[], object], seconds: float = 180.0) -> bool:
    """Wait for a condition; say whether it came."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
