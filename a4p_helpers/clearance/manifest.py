"""The files of a release, and the proof that they are unchanged.

The digest covers the files: it is what is reviewed and cleared. The seal covers the whole manifest,
including the release's entries in the log of clearance: who took each step or ticked each item, and
when. The log keeps both, so a signature on the manifest is a signature on those entries as well.
"""

import hashlib
import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from a4p_helpers.core import checksums, paths
from a4p_helpers.report.provenance import commit, digest

NAME = "MANIFEST.json"
PARTS = ("maker", "clearer")  # the two signers, whose signatures lie in files beside it


def signature(part: str) -> str:
    """Return the name of the file that holds a signature on a manifest."""
    return f"{NAME}.{part}.sig"


def files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a release, in order of name.

    The manifest and its signatures are left out.
    """
    apart = {NAME, *map(signature, PARTS)}
    return {
        name: checksums.of(path) for name, path in paths.below(folder).items() if name not in apart
    }


def seal(told: dict[str, Any]) -> str:
    """Return one hash of everything in a manifest except the seal itself."""
    said = {name: part for name, part in told.items() if name != "seal"}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write(folder: Path, release: str, log: dict[str, Any], told: dict[str, str]) -> str:
    """Write the manifest of a release: its files, what made it, who cleared it; return its seal.

    `log` has its steps and ticks. `told` has the digests of the tables that readers have, of this
    release and of earlier ones, from which small numbers are protected.
    """
    made = json.loads((folder / paths.RUN).read_text(encoding="utf-8"))
    of_files = files(folder)
    says: dict[str, Any] = {
        "release": release,
        "period": made["period"],
        "edition": made["edition"],
        "digest": digest(of_files),
        "code": made["code_hash"],
        "commit": commit(),
        "inputs": made["inputs"],
        "packages": made["packages"],
        "told": told,
        **log,
        "files": of_files,
    }
    sealed = seal(says)
    (folder / NAME).write_text(_text(says | {"seal": sealed}), encoding="utf-8")
    return sealed


def _text(told: dict[str, Any]) -> str:
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def read(folder: Path) -> dict[str, Any] | None:
    """Return the contents of a release's manifest; None if it cannot be read.

    Manifests of earlier releases have no ticks, commit or tables that readers have.
    """
    try:
        told: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
        texts = [told[name] for name in ("release", "period", "edition", "digest", "seal")]
        texts += [*told["files"], *told["files"].values()]
        tables = told.get("told", {})
        texts += [*told["inputs"], *tables, *tables.values()]
        for kind, what in (("steps", "step"), ("ticks", "item")):
            texts += [
                one[name] for one in told.get(kind, []) for name in (what, "hash", "by", "when")
            ]
        "".join([*texts, seal(told)]).encode()  # only texts that can be encoded
        is_whole = released_at(told).utcoffset() == timedelta(0)
        is_whole &= re.fullmatch("([0-9a-f]{40,64})?", told.get("commit", "")) is not None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    return told if is_whole else None


def released_at(says: dict[str, Any]) -> datetime:
    """Return when a release was released, according to its manifest."""
    return datetime.fromisoformat(says["steps"][-1]["when"])


def faults(folder: Path) -> list[str]:
    """Return how a release differs from its own manifest."""
    said = read(folder)
    if said is None:
        return [f"{NAME} is missing or cannot be read: this is not a release, or it was changed."]
    found, listed = files(folder), said["files"]
    name = Path(os.path.abspath(folder)).name  # without following a link in its place
    wrong = []
    for path in (folder, *sorted(folder.rglob("*"))):
        inside = path.relative_to(folder).as_posix()
        if path.is_symlink():
            within = path.relative_to(folder.parent).as_posix()
            wrong.append(f"{within} is a link: a release contains none.")
        elif path.is_dir():
            wrong += [] if any(path.iterdir()) else [f"{inside}/ was added."]
        elif not path.is_file():
            wrong.append(f"{inside} is neither a file nor a folder.")
    wrong += [f"{name} is missing." for name in listed if name not in found]
    wrong += [f"{name} was added." for name in found if name not in listed]
    wrong += [
        f"{name} was changed: its checksum differs from the manifest."
        for name, sha in found.items()
        if listed.get(name, sha) != sha
    ]
    # As a person reads it, too: a program sees only the last of two equal names.
    as_written = (folder / NAME).read_bytes() == _text(said).encode()
    if digest(listed) != said["digest"] or seal(said) != said["seal"] or not as_written:
        wrong.append(f"{NAME} was changed: its seal does not match its contents.")
    if any(one["hash"] != said["digest"] for one in (*said["steps"], *said.get("ticks", []))):
        wrong.append(f"{NAME} was changed: the files it lists are not those that were cleared.")
    if name != said["release"]:
        wrong.append(f"{name} contains what was released as {said['release']}.")
    return wrong
