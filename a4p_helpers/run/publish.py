"""Publishing: a good report replaces the last one in one step; a failed run is kept elsewhere.

    outputs/<period>/<edition>          a link to the last good draft
    outputs/<period>/.drafts/           the last good draft and the one before
    outputs/<period>/.runs/             folders of running runs, removed at their end
    outputs/<period>/failed/<edition>/  notebooks and log of the last failed run

Every step is a rename within one folder of the outputs, so that nobody sees it half done.
"""

import getpass
import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from a4p_helpers.core import paths
from a4p_helpers.run import log

BRINGS_DATA = " data"  # follows the process in a lock that no run holds


class PublishError(Exception):
    """A folder of the outputs cannot be written, or somebody's file is in the way."""


class RunUnderWayError(Exception):
    """Another process runs the same period."""


@contextmanager
def lock(period: str, *, is_run: bool = True) -> Iterator[None]:
    """Lock a period for one process; the lock ends with the process.

    During a run another run, or a step of a release, is refused. A command that brings in data
    waits for a run to end, and says so; all wait for such a command, as it takes seconds.

    Raises
    ------
    PublishError
        The outputs cannot be written.
    RunUnderWayError
        Another run holds it; names its process.
    """
    path = paths.outputs(period) / ".lock"
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file_lock = FileLock(path, timeout=0)
        try:
            file_lock.acquire()
        except Timeout:
            process, by_run = _holder(path)
            if is_run and by_run:
                raise RunUnderWayError(
                    f"A run of {period} is already under way{process}: wait for it, or stop it."
                ) from None
            what = f"A run of {period} is under way" if by_run else f"Data of {period} come in"
            log.tell("waits", f"{what}{process}: waiting for it to end.")
            file_lock.acquire(timeout=-1)
    try:
        with writing(path):
            path.write_text(f"{_who()}{'' if is_run else BRINGS_DATA}\n", encoding="utf-8")
        yield
    finally:
        file_lock.release()


def _who() -> str:
    """Name this process, its user and its machine, as several may share a folder."""
    who = f"{os.getpid()}"
    with suppress(OSError, KeyError):  # a container may have no name for its user
        who += f" of {getpass.getuser()}"
    return f"{who} on {platform.node()}, since {datetime.now():%H:%M}"


def _holder(path: Path) -> tuple[str, bool]:
    """Return the process that holds a lock, in words, and whether it is a run."""
    try:
        holder = path.read_text(encoding="utf-8").strip()
    except OSError:
        holder = ""
    process = holder.removesuffix(BRINGS_DATA)
    return f" (process {process})" if process else "", not holder.endswith(BRINGS_DATA)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn an error of the file system into one sentence that names the place."""
    try:
        yield
    except OSError as error:
        place = paths.shown(Path(error.filename)) if error.filename else paths.shown(path)
        raise PublishError(
            f"{place} cannot be written ({error.strerror or error}): check rights and disk space, "
            f"or set A4P_ROOT to another folder."
        ) from error


@contextmanager
def run_folder(period: str, edition: str) -> Iterator[Path]:
    """Yield a fresh folder for one edition's run, and remove it whatever happens.

    Call it under the lock: it first removes what a killed run left.
    """
    runs = paths.outputs(period).absolute() / ".runs"
    for left in runs.glob(f"{edition}-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = runs / f"{edition}-{os.getpid()}"
    try:
        with writing(folder):
            folder.mkdir(parents=True)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if runs.is_dir() and not any(runs.iterdir()):
            runs.rmdir()


def check_place(period: str, edition: str) -> None:
    """Refuse to publish over somebody's own folder.

    Raises
    ------
    PublishError
        The edition's place holds something other than our link.
    """
    place = paths.outputs(period, edition)
    if place.exists() and not place.is_symlink():
        raise PublishError(
            f"{paths.shown(place)} is not a link made by a run: move it elsewhere, "
            f"so that the report can take its place."
        )


def publish(folder: Path, period: str, edition: str) -> Path:
    """Make a finished folder the draft of an edition, in one step, and return its place.

    Readers see the former draft or the new one, never a mixture. The former stays beside it for
    comparison; older drafts are removed.
    """
    check_place(period, edition)
    place = paths.outputs(period, edition)
    drafts = paths.drafts(period)
    with writing(place):
        drafts.mkdir(exist_ok=True)
        # The link leads to the former; a number in between belongs to a stopped publication.
        kept = {os.path.basename(os.readlink(place))} if place.is_symlink() else set()
        numbers = (paths.number_of(path.name, edition) for path in drafts.iterdir())
        draft = drafts / f"{edition}-{max(numbers, default=0) + 1}"
        folder.rename(draft)
        link = drafts / f".{edition}-link"
        link.unlink(missing_ok=True)
        link.symlink_to(Path(drafts.name) / draft.name, target_is_directory=True)
        os.replace(link, place)
    for other in drafts.glob(f"{edition}-*"):
        if other.name not in {draft.name, *kept}:
            shutil.rmtree(other, ignore_errors=True)
    failed = paths.failed(period, edition)  # outdated by this good one
    shutil.rmtree(failed, ignore_errors=True)
    if failed.parent.is_dir() and not any(failed.parent.iterdir()):
        failed.parent.rmdir()
    return place


def former(period: str, edition: str) -> Path | None:
    """Return the draft before the last good one, or None."""
    place = paths.outputs(period, edition)
    if not place.is_symlink():
        return None
    now = paths.number_of(os.path.basename(os.readlink(place)), edition)
    earlier = {
        number: path
        for path in paths.drafts(period).glob(f"{edition}-*")
        if 0 < (number := paths.number_of(path.name, edition)) < now
    }
    return earlier[max(earlier)] if earlier else None


def keep_failure(folder: Path, period: str, edition: str, log: str) -> Path:
    """Keep what a failed run left, with its log, instead of the last failed one."""
    place = paths.failed(period, edition)
    with writing(place):
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(exist_ok=True)
        # The log comes first: if the disk is too full for it, nothing is kept. Names of files that
        # are not valid text go into it as bytes.
        (folder / "run.log").write_text(log, encoding="utf-8", errors="surrogateescape")
        folder.rename(place)
    return place
