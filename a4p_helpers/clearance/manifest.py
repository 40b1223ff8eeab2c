"""What a release consists of, file by file, and the proof that it still does."""

import hashlib
import json
from pathlib import Path
from typing import Any

NAME = "MANIFEST.json"


def files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a release but its manifest, in order of name."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    }


def digest(of_files: dict[str, str]) -> str:
    """Return one hash over all files of a release: what is reviewed, cleared and released."""
    listing = "".join(f"{sha}  {name}\n" for name, sha in sorted(of_files.items()))
    return hashlib.sha256(listing.encode()).hexdigest()


def write(folder: Path, steps: list[dict[str, str]]) -> None:
    """Write the manifest of a release: its files, what it was made from, who cleared it."""
    made = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    of_files = files(folder)
    told: dict[str, Any] = {
        "period": made["period"],
        "edition": made["edition"],
        "digest": digest(of_files),
        "code": made["code_hash"],
        "inputs": made["inputs"],
        "packages": made["packages"],
        "steps": steps,
        "files": of_files,
    }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def faults(folder: Path, cleared: str = "") -> list[str]:
    """Return in what a release differs from its manifest, and from what was cleared.

    `cleared` is the digest that the log of clearance holds; blank where there is no log at hand.
    """
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        listed = {str(name): str(sha) for name, sha in told["files"].items()}
        said = str(told["digest"])
        steps = [(one["step"], one["hash"]) for one in told["steps"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [f"{NAME} is missing or cannot be read: this is no release, or it was changed."]
    found = files(folder)
    wrong = [f"{name} is missing." for name in listed if name not in found]
    wrong += [f"{name} was added." for name in found if name not in listed]
    wrong += [
        f"{name} was changed: its checksum is not the one of the manifest."
        for name, sha in found.items()
        if name in listed and listed[name] != sha
    ]
    if digest(listed) != said:
        wrong.append(f"{NAME} was changed: its digest is not that of its list of files.")
    if any(sha != said for _, sha in steps):
        wrong.append(f"{NAME} was changed: what it says was cleared is not what it lists.")
    if cleared and cleared != said:
        wrong.append("What was cleared, by the log of clearance, is another release than this.")
    return wrong
