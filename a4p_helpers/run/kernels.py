"""Running a notebook's cells: papermill's engine, the manager of a kernel, and its client.

All use the ordinary protocol. The differences save time, which adds up over many short notebooks,
and keep a kernel from reading its user's settings.
"""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

# papermill would import boto3, if installed, to read notebooks from S3; ours are files.
sys.modules.setdefault("boto3", None)  # type: ignore[arg-type]

from papermill.engines import NBClientEngine, papermill_engines  # noqa: E402
from papermill.iorw import write_ipynb  # noqa: E402

ENGINE = "saved-once"
ORDINARY = "local-provisioner"
# A new subscriber may miss the first messages: after these seconds the question is repeated.
LONGEST_ECHO = 0.05
RETRY = 5  # milliseconds until a starting kernel is tried again, then longer and longer


class Engine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """papermill's engine, except that it saves a notebook at the end, not around every cell."""

    @classmethod
    def execute_notebook(
        cls, nb: Any, kernel_name: str, output_path: str | None = None, **options: Any
    ) -> Any:
        """Execute a notebook; papermill saves it if this returns, else this does."""
        try:
            return super().execute_notebook(nb, kernel_name, None, **options)
        except BaseException:
            if output_path:
                write_ipynb(nb, output_path)
            raise


papermill_engines.register(ENGINE, Engine)


class Client(AsyncKernelClient):
    """A client that is ready once it has both answers to one question.

    The usual one also waits for 0.2 s without a message at every start.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # It connects before the kernel listens; ZeroMQ would retry only after 0.1 s.
        self.context.setsockopt(zmq.RECONNECT_IVL, RETRY)
        self.context.setsockopt(zmq.RECONNECT_IVL_MAX, 20 * RETRY)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its messages arrive.

        Raises
        ------
        RuntimeError
            The kernel has died, or did not answer within `timeout` seconds.
        """
        end = time.monotonic() + (timeout or float("inf"))
        while True:
            question = self.kernel_info()
            try:
                reply = await _answer(self.shell_channel, question, "kernel_info_reply", 1.0)
                await _answer(self.iopub_channel, question, "status", LONGEST_ECHO)
            except Empty:
                pass
            else:
                self._handle_kernel_info_reply(reply)
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > end:
                raise RuntimeError(f"Kernel didn't respond in {timeout:g} seconds")


async def _answer(channel: Any, question: str, kind: str, longest: float) -> dict[str, Any]:
    """Return the last message of a kind that answers a question; skip older ones."""
    while True:
        message: dict[str, Any] = await channel.get_msg(timeout=longest)
        if message["parent_header"].get("msg_id") != question or message["msg_type"] != kind:
            continue
        if message["content"].get("execution_state", "idle") == "idle":
            return message


def manager(
    scratch: Path,
    provisioner: str,
    environment: Mapping[str, str],
    started: Callable[[int], None],
) -> type[AsyncKernelManager]:
    """Return a kernel manager whose kernels use this Python and no user's settings.

    A kernel writes into the scratch folder. `started` gets its process group.
    """

    class Manager(AsyncKernelManager):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.client_factory = Client
            # Encryption, where the kernel supports it, ends ipykernel's warning at every start.
            self.transport_encryption = "auto"
            # Without folders to search, only the kernel of the running Python is found, whatever
            # else is installed under the same name.
            self.kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
            self.connection_file = str(scratch / "kernel.json")

        # jupyter_client wraps the blocking version, which hides the type.
        async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
            known = KernelProvisionerFactory.instance().provisioners
            # A variable may be missing because the package was installed before it existed.
            name = provisioner if provisioner in known else ORDINARY
            if self.kernel_spec is not None:
                self.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": name}
            # A user's start-up files must not change a report.
            of_kernel = {**environment, "IPYTHONDIR": str(scratch / "ipython")}
            with open(scratch / "kernel.log", "ab") as log:
                await super().start_kernel(env=of_kernel, stdout=log, stderr=log, **options)
            if group := getattr(self.provisioner, "pid", None):
                started(group)

    return Manager
