"""The process that warm kernels are forked from: it imports once what every notebook imports.

`client` starts it, with a listening socket as its standard input. Who connects sends one byte with
three open files: what is asked, and where the kernel's output and errors go. The answers are two
numbers: the kernel's process id and, when it has ended, its exit code. Every further byte is a
signal for the kernel.

A connection is its kernel's lifeline: when it closes, also because who held it was killed, the
kernel is killed with all that it started. The first connection is asked for nothing: it is the
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

NUMBER = struct.Struct("=i")
# What a notebook imports, and what runs it. None of it reads data when it is imported.
IMPORTED = (
    "ipykernel.kernelapp",
    "a4p_helpers.section",
    "a4p_helpers.charts",
    "a4p_helpers.tables",
    "a4p_helpers.findings",
)
# What matplotlib and ipykernel read when they are imported: an ordinary kernel names its backend
# before that. Without the name no figure would reach a notebook, and nothing would fail.
BACKEND = "module://matplotlib_inline.backend_inline"


def main() -> None:
    """Fork kernels until the process that started this one is gone; in each fork, be a kernel."""
    if not sys.flags.safe_path:
        del sys.path[0]  # the working folder, which `python -m` puts first
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = socket.socket(fileno=os.dup(0))
    parent, _ = listener.accept()
    _import()
    server = os.getpid()
    files = _serve(listener, parent)
    if files:
        _end_with(server)
        _be_kernel(*files)


def _import() -> None:
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    if not os.environ.get("MPLBACKEND"):
        os.environ["MPLBACKEND"] = BACKEND
    for name in IMPORTED:
        import_module(name)
    if threading.active_count() > 1:
        sys.exit("A library started a thread when it was imported: kernels cannot be forked.")
    # What the garbage collector leaves alone stays in memory once for all kernels.
    gc.collect()
    gc.freeze()


# The server


def _serve(listener: socket.socket, parent: socket.socket) -> list[int]:
    """Serve until the parent's connection closes; in a forked process, return its files at once."""
    woken, waker = socket.socketpair()
    waker.setblocking(False)
    signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    sockets = {listener, parent, woken, waker}
    kernels: dict[socket.socket, int] = {}
    with selectors.DefaultSelector() as selector:
        for one in (listener, parent, woken):
            selector.register(one, selectors.EVENT_READ)
        while True:
            for ready in [key.fileobj for key, _ in selector.select()]:
                if ready is parent:
                    for pid in kernels.values():
                        _signal(pid, signal.SIGKILL)
                    shutil.rmtree(os.path.dirname(listener.getsockname()), ignore_errors=True)
                    return []
                if ready is woken:
                    woken.recv(4096)
                    _reap(kernels)
                elif ready is listener:
                    connection, _ = listener.accept()
                    sockets.add(connection)
                    selector.register(connection, selectors.EVENT_READ)
                elif ready in kernels and (numbers := _received(ready)):
                    for number in numbers:
                        _signal(kernels[ready], number)
                elif ready not in kernels and (files := _files(ready)):
                    pid = os.fork()
                    if pid == 0:
                        for one in sockets:
                            one.close()
                        return files
                    for file in files:
                        os.close(file)
                    kernels[ready] = pid
                    _tell(ready, pid)
                else:
                    _signal(kernels.pop(ready, 0), signal.SIGKILL)
                    selector.unregister(ready)
                    sockets.discard(ready)
                    ready.close()


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(16)
    except OSError:
        return b""


def _files(connection: socket.socket) -> list[int]:
    try:
        return socket.recv_fds(connection, 1, 3)[1]
    except OSError:
        return []


def _tell(connection: socket.socket, number: int) -> None:
    """Send a number; a connection that has closed is noticed where its signals are read."""
    with suppress(OSError):
        connection.sendall(NUMBER.pack(number))


def _signal(pid: int, number: int) -> None:
    """Send a signal to a kernel and all that it started; 0 is one that has ended."""
    for send in (os.killpg, os.kill) if pid else ():
        try:
            return send(pid, number)
        except OSError:
            continue  # It has no group of its own yet, or no process is left.


def _reap(kernels: dict[socket.socket, int]) -> None:
    """Tell of each kernel that has ended how it did, after ending what it left running."""
    for connection, pid in kernels.items():
        if pid and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            # Until it is waited for, no other process can have its number.
            _signal(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            kernels[connection] = 0
            _tell(connection, os.waitstatus_to_exitcode(status))


# A kernel


def _be_kernel(asked: int, out: int, err: int) -> None:
    """Become what `python -m ipykernel_launcher` is, but for the time that it takes."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with open(asked, encoding="utf-8") as file:
        asking = json.load(file)
    for file, number in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(asking["env"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(asking["cwd"])
    _, _, module, *arguments = asking["cmd"]
    sys.orig_argv = asking["cmd"]
    sys.argv = [module, *arguments]
    if not sys.flags.safe_path:
        sys.path.insert(0, asking["cwd"])
    # `random` does this by itself; numpy would draw the same numbers in every notebook.
    import_module("numpy").random.seed()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with(server: int) -> None:
    """Have Linux kill this process when the server is gone, however that came about."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != server:
        os._exit(1)


if __name__ == "__main__":
    main()
