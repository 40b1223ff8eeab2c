"""How Jupyter gets warm kernels: a kernel provisioner, chosen by name."""

import asyncio
import os
import time
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from a4p_helpers.run.warm import client

# Options for the manager of a kernel, not for the kernel.
IGNORED = ("extra_arguments", "kernel_id")


class Provisioner(LocalProvisioner):
    """Gives forked kernels, or ordinary ones where forking is impossible."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch a kernel as this command would."""
        known = {name: kwargs.get(name) for name in ("stdout", "stderr")}
        other = {name for name, value in kwargs.items() if value is not None}
        if not other - {*known, *IGNORED, "env", "cwd"}:
            folder = str(kwargs.get("cwd") or os.getcwd())
            # Off the loop, because the first kernel waits until the server has finished importing.
            kernel = await asyncio.to_thread(client.fork, cmd, kwargs["env"], folder, **known)
            if kernel is not None:
                self.process = kernel  # type: ignore[assignment]  # it does what a process does
                self.pid, self.cwd = kernel.pid, folder
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

    async def post_launch(self, **kwargs: Any) -> None:
        """Let a forked kernel begin, now that the manager has read the connection file again.

        With encryption a kernel writes that file again, and a reader at that moment would get half
        of it. An ordinary kernel does so too, but only after all its imports.
        """
        await super().post_launch(**kwargs)
        if isinstance(self.process, client.Kernel):
            self.process.begin()

    async def kill(self, restart: bool = False) -> None:
        """End the kernel; a forked one has ended when this returns, within a second.

        Waiting for it would check again only after 0.1 s.
        """
        await super().kill(restart)
        if isinstance(self.process, client.Kernel):
            end = time.monotonic() + 1
            while self.process.poll() is None and time.monotonic() < end:
                await asyncio.sleep(0.002)
