"""Inputs and outputs on object storage, through fsspec: `a4p run --inputs URL --outputs URL`.

    INPUTS/<period>/…                                     raw files, as in data/raw/<period>
    OUTPUTS/<period>/<edition>/<number>-<hash>/…          a report, with its SHA256SUMS
    OUTPUTS/<period>/<edition>/latest.json                names the report to read; written last
    OUTPUTS/<period>/told/<release>/…                     the tables that readers of a release have

Readers who start from `latest.json` never see half a report, as the one before stays beside it.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from a4p_helpers.core import checksums, paths, periods
from a4p_helpers.report.provenance import PASSED_OVER
from a4p_helpers.run import publish

FETCHED = ".fetched.json"  # in a period's raw folder: the files that came from a storage
SUMS, LATEST = "SHA256SUMS", "latest.json"
REPORT = re.compile(r"(\d{1,9})-[0-9a-f]{12}")
# Facts that change with a file in a storage; each kind of storage has some of these.
TELLING = ("ETag", "etag", "md5", "generation", "size", "mtime", "LastModified", "created")


class StorageError(Exception):
    """A storage that cannot be used, or files in it that cannot be taken; says what to do."""


class AddressError(ValueError):
    """A URL that does not name a usable storage."""


class Storage:
    """A folder in a storage, named by its URL.

    Raises
    ------
    AddressError
        No such kind of storage exists, or a package for it is not installed.
    StorageError
        From every method: it cannot be read or written, a file cannot be taken, or something
        written or changed here would be lost.
    publish.PublishError, publish.RunUnderWayError
        From methods that bring files: they cannot be written here, or a run is under way.
    """

    def __init__(self, url: str) -> None:
        self.shown = re.sub(r"//[^/@]*@", "//", url.rstrip("/"))  # no password in a message
        try:
            import fsspec
            from fsspec.implementations.local import LocalFileSystem

            self._fs, self._base = fsspec.url_to_fs(url)
        except ImportError as error:
            raise AddressError(
                f"{self.shown} needs more packages: .venv/bin/pip install -e '.[storage]'"
            ) from error
        except ValueError as error:
            raise AddressError(
                f"{self.shown} is not the address of a storage ({error}): "
                f"write one such as s3://BUCKET/FOLDER"
            ) from error
        self._is_local = isinstance(self._fs, LocalFileSystem)
        if self._is_local:
            self._fs.auto_mkdir = True

    # Inputs

    def periods(self) -> list[str]:
        """Return the declared periods that have a folder in it."""
        # A wrong address of a bucket's folder looks like an empty one.
        with self._used("read"):
            found = {PurePosixPath(name).name for name in self._listed(self._base)}
        there = [name for name in periods.declared() if name in found]
        if not there:
            raise StorageError(
                f"{self.shown} holds no folder of a declared period: check the address and "
                "periods.csv."
            )
        return there

    def fetch(self, period: str) -> list[str]:
        """Bring the raw files of a period that differ; return what changed here.

        A file that is no longer there is removed here if it came from there; other files stay. A
        period without files has nothing to bring.
        """
        place = paths.raw(period)
        with publish.writing(place), publish.lock(period):
            before = _read_json((place / FETCHED).read_bytes)
            with self._used("read"):
                there = self._files(period)
            if before and not there:
                raise StorageError(
                    f"{self.shown}/{period} no longer holds files: put them back, or name the "
                    "folder above those of the periods."
                )
            if not there:
                self.periods()  # refuses an address without any period
                return []
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".fetching-", dir=place) as fresh:
                return self._bring(period, there, before, Path(fresh))

    def _bring(
        self, period: str, there: dict[str, tuple[str, str]], before: dict[str, Any], fresh: Path
    ) -> list[str]:
        place, now, changed, own = paths.raw(period), {}, [], []
        for name, (address, tag) in there.items():
            known, own_file = before.get(name, {}), place / name
            mine = checksums.of(own_file) if own_file.is_file() else ""
            if mine and known == {"sha256": mine, "tag": tag}:
                now[name] = known
                continue
            new = fresh / name
            new.parent.mkdir(parents=True, exist_ok=True)
            with self._used("read"):
                self._fs.get_file(address, str(new))
            now[name] = {"sha256": checksums.of(new), "tag": tag}
            if mine != now[name]["sha256"]:
                changed.append(name)
                own += [name] if mine not in ("", known.get("sha256")) else []
        gone = [name for name in before if name not in there and (place / name).is_file()]
        own += [name for name in gone if checksums.of(place / name) != before[name]["sha256"]]
        if own:
            raise StorageError(
                "\n".join(
                    f"{paths.shown(place / name)} was written here and differs from the file in "
                    f"{self.shown}/{period}: put it there, or remove it here."
                    for name in sorted(own)
                )
            )
        for name in changed:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).replace(place / name)
        for name in gone:
            (place / name).unlink()
        with paths.replacing(place / FETCHED) as record:
            record.write_text(json.dumps(now, indent=1), encoding="utf-8")
        return sorted([*changed, *gone])

    def _files(self, period: str) -> dict[str, tuple[str, str]]:
        """Return by name the address of each file of a period, and the facts of its state."""
        base = f"{self._base}/{period}"
        self._fs.invalidate_cache()
        found: dict[str, tuple[str, str]] = {}
        for address, about in sorted(self._fs.find(base, detail=True).items()):
            name = address.removeprefix(f"{base}/")
            parts = name.split("/")
            if not address.startswith(f"{base}/") or not _is_harmless(parts):
                raise StorageError(
                    f"{self.shown}/{period} holds {name!r}, whose name is not allowed: "
                    f"remove it there."
                )
            if about["type"] == "file" and not any(one.startswith(PASSED_OVER) for one in parts):
                found[name] = address, repr([str(about.get(key)) for key in TELLING])
        return found

    # Outputs

    def put(self, period: str, edition: str) -> str | None:
        """Put the last good report; return its address, or None if it was there already."""
        names, sums = _listing(paths.outputs(period, edition).resolve())
        digest = hashlib.sha256(sums).hexdigest()
        base = f"{self._base}/{period}/{edition}"
        with self._used("written"):
            self._fs.invalidate_cache()
            latest = _read_json(lambda: self._fs.cat_file(f"{base}/{LATEST}"))
            if latest.get("sha256") == digest:
                return None
            there = [PurePosixPath(one).name for one in self._listed(base)]
            numbers = [int(one[1]) for one in map(REPORT.fullmatch, there) if one]
            report = f"{max(numbers, default=0) + 1}-{digest[:12]}"
            self._put(f"{base}/{report}", names, sums)
            self._point(base, {"report": report, "manifest": SUMS, "sha256": digest})
        for other in there:
            if REPORT.fullmatch(other) and other != latest.get("report"):
                with suppress(Exception):  # a leftover disturbs nobody
                    self._fs.rm(f"{base}/{other}", recursive=True)
        return f"{self.shown}/{period}/{edition}/{report}"

    # Releases that readers have

    def share_told(self) -> list[str]:
        """Bring the tables of releases of every period, and put those that only this side has.

        Releases of another machine also decide here which small numbers are suppressed. Returns
        the releases brought.
        """
        brought = []
        for period in periods.declared():
            base, place = f"{self._base}/{period}/told", paths.released_tables(period)
            with self._used("read"):
                self._fs.invalidate_cache()
                names = {PurePosixPath(one).name for one in self._listed(base)}
                there = {
                    name: self._fs.cat_file(f"{base}/{name}/{SUMS}")
                    for name in sorted(names)
                    if paths.number_of(name, "external")
                    and self._fs.exists(f"{base}/{name}/{SUMS}")
                }
            here = {path.name: _listing(path) for path in sorted(place.glob("external-*"))}
            for name in sorted(there.keys() & here.keys()):
                if there[name] != here[name][1]:
                    raise StorageError(
                        f"{paths.shown(place / name)} differs from {self.shown}/{period}/told/"
                        f"{name}. If `a4p verify` says that the release here was changed, restore "
                        "it from a backup. Otherwise two machines have released: keep both, and "
                        "give one the next number."
                    )
            for name in sorted(there.keys() - here.keys()):
                self._bring_told(period, name, there[name])
                brought.append(f"{period}/{name}")
            for name in sorted(here.keys() - there.keys()):
                with self._used("written"):
                    self._put(f"{base}/{name}", *here[name])
        return brought

    def _bring_told(self, period: str, name: str, sums: bytes) -> None:
        place, base = paths.released_tables(period), f"{self._base}/{period}/told/{name}"
        with publish.writing(place), publish.lock(period):
            place.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".fetching-", dir=place.parent) as fresh:
                whole = Path(fresh) / name
                whole.mkdir()
                for line in sums.decode().splitlines():
                    file = line.partition("  ")[2]
                    if "/" in file or not _is_harmless([file]):
                        raise StorageError(
                            f"{self.shown}/{period}/told/{name} names {file!r}, which is not "
                            "allowed: restore it from a backup."
                        )
                    with self._used("read"):
                        self._fs.get_file(f"{base}/{file}", str(whole / file))
                if _listing(whole)[1] != sums:
                    raise StorageError(
                        f"{self.shown}/{period}/told/{name} differs from its {SUMS}: restore "
                        "it from a backup."
                    )
                whole.rename(place / name)

    def _point(self, base: str, latest: dict[str, str]) -> None:
        """Write the pointer in one step; only local folders need help with that."""
        place, text = f"{base}/{LATEST}", json.dumps(latest, indent=1).encode() + b"\n"
        if not self._is_local:
            self._fs.pipe_file(place, text)
            return
        with paths.replacing(Path(place)) as fresh:
            self._fs.pipe_file(str(fresh), text)

    # Inputs and outputs

    def _put(self, address: str, files: dict[str, Path], sums: bytes) -> None:
        """Put the files of a folder, and last their checksums, which show that it is complete."""
        for name, path in files.items():
            self._fs.put_file(str(path), f"{address}/{name}")
        self._fs.pipe_file(f"{address}/{SUMS}", sums)

    def _listed(self, address: str) -> list[str]:
        try:
            return list(self._fs.ls(address, detail=False))
        except FileNotFoundError:
            return []

    @contextmanager
    def _used(self, how: str) -> Iterator[None]:
        """Turn any error of a storage into one sentence."""
        try:
            yield
        except StorageError:
            raise
        except Exception as error:  # each kind of storage has its own
            line = " ".join(str(error).split())
            raise StorageError(
                f"{self.shown} cannot be {how} ({line or type(error).__name__}): check its "
                f"address, your rights there, and the network."
            ) from error


def _is_harmless(parts: list[str]) -> bool:
    """Whether the parts of a name lead to a file below the folder and nowhere else."""
    return all(
        part not in ("", ".", "..") and part.isprintable() and not re.search(r'[\\:*?"<>|]', part)
        for part in parts
    )


def _listing(folder: Path) -> tuple[dict[str, Path], bytes]:
    """Return the files of a folder by name, and the text of their SHA256SUMS."""
    names = paths.below(folder)
    sums = "".join(f"{checksums.of(path)}  {name}\n" for name, path in names.items())
    return names, sums.encode()


def _read_json(read: Callable[[], bytes]) -> dict[str, Any]:
    """Return the content of one of our files; empty if it is missing or damaged."""
    try:
        found = json.loads(read())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
