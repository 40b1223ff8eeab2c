"""The process from which warm kernels are forked: it imports once what every notebook imports.

`client` starts it, with a listening socket as its standard input. A client that connects sends one
byte with four open files: the request, the kernel's output and errors, and a pipe; the kernel
begins when the pipe closes. The server answers with two numbers: the kernel's process id and, at
its end, its exit code. Every further byte is a signal for the kernel.

A connection is its kernel's lifeline: when it closes, even because its holder was killed, the
kernel is killed with all its child processes. The first connection asks for nothing: it is the
lifeline of this process.
"""

import ctypes
import gc
import json
import os
import runpy
import selectors
import shutil
import signal
import socket
import struct
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import cast

NUMBER = struct.Struct("=i")
# Modules that notebooks import, and that run them. None reads data when it is imported.
IMPORTED = (
    "ipykernel.kernelapp",
    # Modules that a kernel imports only when it starts.
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
    "a4p_helpers.section",
    "a4p_helpers.exhibits.charts",
    "a4p_helpers.exhibits.tables",
    "a4p_helpers.exhibits.findings",
    "a4p_helpers.profile.page",
    # Modules that analysts draw with, and that take longest to import.
    "seaborn",
)
# Variables that matplotlib and ipykernel read when they are imported. An ordinary kernel names its
# backend before that; without the name no figure would reach a notebook, and nothing would fail.
BACKEND = "module://matplotlib_inline.backend_inline"

# Variables that these set when they are imported, which a kernel must have too.
set_by_imports: dict[str, str] = {}


def main() -> None:
    """Fork kernels until the process that started this one is gone; each fork becomes a kernel."""
    if not sys.flags.safe_path:
        del sys.path[0]  # the working folder, put first by `python -m`
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = socket.socket(fileno=os.dup(0))
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    parent, _ = listener.accept()
    _prepare()
    _import()
    number = os.getpid()
    server = _Server(listener, parent)
    files = server.serve()
    if files:
        _end_with(number)
        _be_kernel(*files)


def _prepare() -> None:
    """Set the variables that libraries read when they are imported, as a kernel does."""
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    if not os.environ.get("MPLBACKEND"):
        os.environ["MPLBACKEND"] = BACKEND
    # The debugger would warn of modules frozen into Python; no one debugs a report.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")


def _import() -> None:
    """Import the modules that kernels have when they are forked."""
    before = set(os.environ)
    gc.disable()  # it would search all imports again and again, and find nothing
    for name in IMPORTED:
        import_module(name)
    set_by_imports.update((name, os.environ[name]) for name in set(os.environ) - before)
    if threading.active_count() > 1:
        sys.exit("A library started a thread when it was imported: kernels cannot be forked.")
    # Objects that the garbage collector leaves alone stay in memory once for all kernels.
    gc.collect()
    gc.freeze()
    gc.enable()


# The server


class _Server:
    """Forks kernels for clients that connect, and ends those whose connection has closed."""

    def __init__(self, listener: socket.socket, parent: socket.socket) -> None:
        self._listener, self._parent = listener, parent
        # A signal that a process has ended wakes the selector with a byte.
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._kernels: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        for one in (listener, parent, self._woken):
            self._selector.register(one, selectors.EVENT_READ)

    def serve(self) -> list[int]:
        """Serve until the parent is gone; in a forked process, return its files at once."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        while True:
            for key, _ in self._selector.select():
                one = cast(socket.socket, key.fileobj)
                if one is self._parent:
                    self._end()
                    return []
                if one is self._woken:
                    self._woken.recv(4096)
                    self._reap()
                elif one is self._listener:
                    connection, _ = self._listener.accept()
                    self._selector.register(connection, selectors.EVENT_READ)
                elif key.data is None:
                    if files := self._fork(one):
                        return files
                else:
                    self._pass_on(one, key.data)

    def _fork(self, connection: socket.socket) -> list[int]:
        """Fork a kernel; return its files in the kernel, and nothing in the server."""
        files: list[int] = []
        pid = None
        try:
            _, files, _, _ = socket.recv_fds(connection, 1, 4)
            pid = os.fork() if files else None
        except OSError:
            pass  # the client sees its connection closed and does without
        if pid == 0:
            self._let_go()
            return files
        for file in files:
            os.close(file)
        if pid is None:
            self._close(connection)
        else:
            self._kernels[pid] = connection
            self._selector.modify(connection, selectors.EVENT_READ, data=pid)
            _tell(connection, pid)
        return []

    def _let_go(self) -> None:
        """Close the server's files in a forked process."""
        for key in tuple(self._selector.get_map().values()):
            cast(socket.socket, key.fileobj).close()
        self._waker.close()
        self._selector.close()

    def _pass_on(self, connection: socket.socket, pid: int) -> None:
        """Pass signals on to a kernel; the end of its connection is the last one."""
        try:
            numbers = connection.recv(16)
        except OSError:
            numbers = b""
        if pid in self._kernels:
            for number in numbers or (signal.SIGKILL,):
                _signal(pid, number)
        if not numbers:
            self._close(connection)

    def _close(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        connection.close()

    def _reap(self) -> None:
        """Report the exit code of each ended kernel, after ending what it left running."""
        for pid in tuple(self._kernels):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                # Until the server has waited for it, no other process can have its number.
                _signal(pid, signal.SIGKILL)
                _, status = os.waitpid(pid, 0)
                _tell(self._kernels.pop(pid), os.waitstatus_to_exitcode(status))

    def _end(self) -> None:
        for pid in self._kernels:
            _signal(pid, signal.SIGKILL)
        shutil.rmtree(os.path.dirname(self._listener.getsockname()), ignore_errors=True)


def _tell(connection: socket.socket, number: int) -> None:
    """Send a number; the client may be gone."""
    with suppress(OSError):
        connection.sendall(NUMBER.pack(number))


def _signal(pid: int, number: int) -> None:
    """Send a signal to a kernel and all its child processes."""
    for send in (os.killpg, os.kill):
        try:
            return send(pid, number)
        except OSError:
            continue  # It has no group of its own yet, or has just ended.


# A kernel


def _be_kernel(asked: int, out: int, err: int, gate: int) -> None:
    """Become the equal of `python -m ipykernel_launcher`, without the time it takes."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with open(asked, encoding="utf-8") as file:
        asking = json.load(file)
    for given, number in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(given, number)
        os.close(given)
    os.environ.clear()
    os.environ.update(set_by_imports | asking["env"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(asking["cwd"])
    _, _, module, *arguments = asking["cmd"]
    sys.orig_argv = asking["cmd"]
    sys.argv = [module, *arguments]
    if not sys.flags.safe_path:
        sys.path.insert(0, asking["cwd"])
    # `random` does this itself; numpy would draw the same numbers in every notebook.
    import_module("numpy").random.seed()
    os.read(gate, 1)
    os.close(gate)
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with(server: int) -> None:
    """Make Linux kill this process when the server is gone, for whatever reason."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != server:
        os._exit(1)


if __name__ == "__main__":
    main()
