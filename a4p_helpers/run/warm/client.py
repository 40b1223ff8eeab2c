"""Starting a server of warm kernels, and asking it for a kernel.

The server promises nothing: if a kernel cannot be forked, or would differ from an ordinary one, the
answer is None and the caller starts an ordinary one.
"""

import atexit
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO, Any

from a4p_helpers.run.warm.server import NUMBER

LAUNCHER = [sys.executable, "-m", "ipykernel_launcher"]
LONGEST_START = 60.0
# Variables that the C library, Python and imported libraries read once, when they are loaded.
READ_ONCE = (
    *("GLIBC_", "HOME", "LANG", "LC_", "LD_", "MALLOC_", "PYTHON", "TZ", "XDG_"),
    *("MATPLOTLIB", "MKL_", "MPL", "NPY_", "NUMEXPR_", "NUMPY_", "OMP_", "OPENBLAS_", "PANDAS_"),
    *("PANDERA_", "SCIPY_"),
)


@dataclass(frozen=True)
class Server:
    """Where a server listens, and the environment it started in; other processes may use it too."""

    address: str
    folder: str
    environment: Mapping[str, str]

    def listens(self) -> bool:
        """Whether the server runs."""
        try:
            _connect(self.address).close()
        except OSError:
            return False
        return True


def _read(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in environment.items() if name.startswith(READ_ONCE)}


def _connect(address: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _listening(address: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(address)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


class Kernel:
    """A forked kernel with the methods of `subprocess.Popen`; it waits for `begin`."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, gate: IO[bytes], pid: int) -> None:
        self._connection, self._gate = connection, gate
        self.pid = pid
        self.returncode: int | None = None

    def begin(self) -> None:
        """Let it run; until then it neither reads nor writes its connection file."""
        self._gate.close()

    def poll(self) -> int | None:
        """Return the exit code, or None while the kernel runs."""
        if self.returncode is None:
            with suppress(BlockingIOError):
                self._hear(socket.MSG_DONTWAIT)
        return self.returncode

    def wait(self) -> int:
        """Wait for the end of the kernel and return its exit code."""
        code = self._hear() if self.returncode is None else self.returncode
        self._gate.close()
        self._connection.close()
        return code

    def _hear(self, flags: int = 0) -> int:
        code: int
        try:
            (code,) = NUMBER.unpack(self._connection.recv(NUMBER.size, flags))
        except (ConnectionError, struct.error):
            # The server is gone, and its kernels with it.
            code = -signal.SIGKILL
        self.returncode = code
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and all its child processes."""
        if self.poll() is None:
            try:
                self._connection.sendall(bytes([number]))
            except OSError as error:
                raise ProcessLookupError(*error.args) from error

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)


def fork(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: str,
    stdout: int | IO[Any] | None = None,
    stderr: int | IO[Any] | None = None,
) -> Kernel | None:
    """Fork a kernel equal to what this command starts; return None if that is impossible."""
    files = [_number(stdout, 1), _number(stderr, 2)]
    if sys.platform != "linux" or list(command[:3]) != LAUNCHER or min(files) < 0:
        return None
    server = _server(folder, environment)
    if server is None or server.folder != folder:
        return None
    if _read(server.environment) != _read(environment):
        return None  # a kernel started there would differ
    asked = {"cmd": list(command), "env": dict(environment), "cwd": folder}
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(_connect(server.address))
            connection.settimeout(LONGEST_START)
            end, begin = os.pipe()
            gate = stack.enter_context(open(begin, "wb"))
            with tempfile.TemporaryFile() as file, open(end, "rb") as waited_for:
                file.write(json.dumps(asked).encode())
                file.seek(0)
                files = [file.fileno(), *files, waited_for.fileno()]
                socket.send_fds(connection, [b"\0"], files)
            (pid,) = NUMBER.unpack(connection.recv(NUMBER.size))
        except (OSError, struct.error):
            return None
        connection.settimeout(None)
        stack.pop_all()
        return Kernel(connection, gate, pid)


def _number(file: int | IO[Any] | None, usual: int) -> int:
    """Return the number of an open file; negative for others, such as `subprocess.PIPE`."""
    if file is None:
        return usual
    return file if isinstance(file, int) else file.fileno()


# The server that this process asks

_used: Server | None = None
_starting = Lock()


def use(server: Server | None) -> None:
    """Ask this server for kernels from now on."""
    global _used
    _used = server


def used() -> Server | None:
    """Return the server that this process asks."""
    return _used


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Fork the kernels that run in a folder from a server, which ends with the context."""
    former = used()
    server, end = _start(str(folder), os.environ)
    use(server)
    try:
        yield
    finally:
        use(former)
        end()


def _server(folder: str, environment: Mapping[str, str]) -> Server | None:
    """Return the server that this process asks; the first kernel starts one."""
    with _starting:
        if used() is None:
            server, end = _start(folder, environment)
            atexit.register(end)
            use(server)
    return used()


def _start(folder: str, environment: Mapping[str, str]) -> tuple[Server | None, Callable[[], None]]:
    """Start a server; return it and a function that ends it. It answers once it has imported."""
    if sys.platform != "linux":
        return None, lambda: None
    with ExitStack() as stack:
        try:
            place = tempfile.mkdtemp(prefix="a4p-")
            stack.callback(shutil.rmtree, place, ignore_errors=True)
            address = os.path.join(place, "kernels")
            server = Server(address, folder, dict(environment))
            with _listening(address) as listener:
                # The first connection is the lifeline: it closes when this process ends.
                stack.enter_context(_connect(address))
                process = subprocess.Popen(
                    [sys.executable, "-m", "a4p_helpers.run.warm.server"],
                    stdin=listener.fileno(),
                    stdout=subprocess.DEVNULL,
                    cwd=folder,
                    env=dict(environment),
                    start_new_session=True,
                )
        except OSError:
            return None, lambda: None
        stack.callback(process.wait)
        stack.callback(process.kill)
        return server, stack.pop_all().close
