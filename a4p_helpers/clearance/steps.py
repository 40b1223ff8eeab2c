"""The steps of a release: draft, under review, cleared, released; each with person, time and hash.

A step is valid for the files it was taken on. When a run makes another draft, the steps start
again. The maker of a draft gives it to review; somebody else reads and clears it. Each function
raises ReleaseError, and changes nothing, if there is no draft, if the log of clearance cannot be
read, or if the request cannot be met; `people.PersonError` if nobody is named.
"""

import json
import os
import shutil
import stat
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from a4p_helpers.clearance import (
    addresses,
    checklist,
    manifest,
    released_tables,
    revisions,
    signatures,
)
from a4p_helpers.core import paths, people, periods
from a4p_helpers.exhibits import narrative
from a4p_helpers.report import provenance
from a4p_helpers.run import publish

STEPS = ("draft", "under review", "cleared", "released")
MAKER = "under review"  # the step that the maker of a draft takes
READING = "reading"  # items that somebody other than the maker must tick


class ReleaseError(ValueError):
    """A step cannot be taken; the message lists every reason."""


def log_of(period: str, edition: str) -> Path:
    """Return the file that keeps the steps of an edition; it lies outside every release."""
    return paths.clearance(period) / f"{edition}.json"


def draft_of(period: str, edition: str) -> Path:
    """Return the folder of the present draft."""
    place = paths.outputs(periods.get(period).name, periods.check_edition(edition))
    if not (place / paths.PAGE).is_file():
        raise ReleaseError(
            f"There is no {edition} draft of {period}: make it with `a4p run {period}`."
        )
    return place.resolve()


def state(period: str, edition: str) -> str:
    """Return the step that the present draft has reached."""
    now = provenance.digest(manifest.files(draft_of(period, edition)))
    taken = [one["step"] for one in _read(period, edition)["steps"] if one["hash"] == now]
    return max(taken, key=STEPS.index, default=STEPS[0])


def ticked(period: str, edition: str) -> set[str]:
    """Return the items that somebody checked by hand on the present draft."""
    now = provenance.digest(manifest.files(draft_of(period, edition)))
    return {one["item"] for one in _read(period, edition)["ticks"] if one["hash"] == now}


def items(period: str, edition: str) -> list[checklist.Item]:
    """Return the checklist of the present draft.

    Raises
    ------
    annexes.ReconciliationError
        A list of reasons of the period is damaged, or explains a difference that no longer exists.
    """
    draft = draft_of(period, edition)
    by_hand, of_releases = ticked(period, edition), faults_of_releases(period, edition)
    return checklist.items(period, edition, draft, by_hand, of_releases)


def tick(period: str, edition: str, items: Sequence[str], by: str) -> None:
    """Record that somebody checked items by hand, on the present draft; all of them or none."""
    if wrong := [repr(item) for item in items if item not in checklist.BY_HAND]:
        known = ", ".join(checklist.BY_HAND)
        verb = "is" if len(wrong) == 1 else "are"
        raise ReleaseError(f"{', '.join(wrong)} {verb} not ticked by hand: choose from {known}.")
    if items and state(period, edition) == STEPS[-1]:
        raise ReleaseError(
            f"The {edition} edition of {period} is already released: "
            "run the period again to change it."
        )
    if READING in items:
        _be_two(by, _who(period, edition, "steps", MAKER), "gave it to review", "read it")
    for item in items:
        _record(period, edition, "ticks", {"item": item}, by)


def advance(period: str, edition: str, step: str, by: str) -> Path | None:
    """Take the next step; return the folder of the release after the last one."""
    if step not in STEPS:
        raise ReleaseError(f"There is no step {step!r}: choose one of {', '.join(STEPS)}.")
    try:
        with publish.lock(period):  # no run replaces the draft while it is checked and copied
            return _advance(period, edition, step, by)
    except publish.RunUnderWayError as error:
        raise ReleaseError(str(error)) from error


def _advance(period: str, edition: str, step: str, by: str) -> Path | None:
    reached = state(period, edition)
    following = STEPS[min(STEPS.index(reached) + 1, len(STEPS) - 1)]
    if step != following or reached == step:
        raise ReleaseError(
            f"The {edition} edition of {period} is {reached}: the next step is {following}."
            if reached != STEPS[-1]
            else f"The {edition} edition of {period} is already released: "
            "run the period again to change it."
        )
    if step == MAKER:
        _be_two(by, _who(period, edition, "ticks", READING), "read it as a whole", "give it")
    if step == "cleared":
        _be_two(by, _who(period, edition, "steps", MAKER), "gave it to review", "clear it")
    if step in ("cleared", "released"):
        wrong = [f"{one.text}: {reason}" for one in items(period, edition) for reason in one.wrong]
        if wrong:
            raise ReleaseError("\n".join([f"It cannot be {step} yet:", *wrong]))
    if step == "released":
        return _release(period, edition, by)
    _record(period, edition, "steps", {"step": step}, by)
    return None


def _who(period: str, edition: str, kind: str, what: str) -> list[str]:
    """Return who took a step on the present draft, or ticked an item."""
    now = provenance.digest(manifest.files(draft_of(period, edition)))
    named = "item" if kind == "ticks" else "step"
    return [
        one["by"]
        for one in _read(period, edition)[kind]
        if one["hash"] == now and one[named] == what
    ]


def _be_two(by: str, others: Sequence[str], did: str, does: str) -> None:
    """Refuse to let the maker of a draft also read or clear it."""
    if any(people.are_one(by, other) for other in others):
        raise ReleaseError(f"{people.named(by)} {did}, so somebody else must {does}: --by NAME.")


def released(period: str, edition: str) -> list[str]:
    """Return the names of all releases of an edition in the log of clearance."""
    return [one["release"] for one in _releases(period, edition)]


def released_on(period: str) -> str:
    """Return the day of the newest external release; blank if there is none."""
    return next((one["when"][:10] for one in reversed(_releases(period, "external"))), "")


def replaced(period: str, edition: str) -> str:
    """Say whose step lapsed because a later run made another draft; blank if none did."""
    now = provenance.digest(manifest.files(draft_of(period, edition)))
    for one in _read(period, edition)["steps"][::-1]:
        if one["hash"] == now or one["step"] == STEPS[-1]:
            break
        day = narrative.long_date(one["when"][:10])
        return (
            f"{one['by']} took a draft to {one['step']!r} on {day}; a later run made another, "
            "whose steps start again."
        )
    return ""


def explain(
    period: str, edition: str, kind: str, reason: str, codes: Sequence[str] = ()
) -> list[str]:
    """Give one reason for the draft's unexplained revisions; return the codes that it covers.

    `codes` limits it to some of them. `revisions.csv` of the period gets the reason once for each
    code, with the two values that it explains.
    """
    try:
        with publish.lock(period, is_run=False):
            return revisions.explain(
                period, edition, draft_of(period, edition), kind, reason, codes
            )
    except revisions.RevisionError as error:
        raise ReleaseError(str(error)) from error


def _releases(period: str, edition: str) -> list[dict[str, Any]]:
    """Return the log of clearance's entry for each release of an edition."""
    return [one for one in _read(period, edition)["steps"] if "release" in one]


def faults_of_releases(period: str, edition: str) -> list[str]:
    """Return which releases are lost, changed or not releases at all.

    A draft is compared with what readers have. Without intact releases it would be compared with
    nothing, or with something that somebody put there. For an external draft, the released tables
    of earlier periods count too: all of them protect its small numbers.
    """
    folder = paths.released(period)
    wrong = []
    for name in released(period, edition):
        if not (folder / name / paths.PAGE).is_file():
            wrong.append(
                f"{paths.shown(folder / name)} is missing, so nobody can tell what readers have: "
                "restore it from a backup."
            )
            continue
        faults = _compared(folder / name)[0]
        wrong += [f"{paths.shown(folder / name)}: {fault}" for fault in faults]
    wrong += _strangers(period, edition)
    if edition == "external":
        wrong += _faults_of_tables(period)
    return wrong


def _strangers(period: str, edition: str) -> list[str]:
    """Return the releases that are not in the log of clearance."""
    known = released(period, edition)
    return [
        f"{paths.shown(path)} is not in the log of clearance: move it elsewhere, or restore the "
        "log from a backup."
        for path in revisions.releases(period, edition)
        if path.name not in known
    ]


def _faults_of_tables(period: str) -> list[str]:
    """Return the faults of the released tables that protect the small numbers of a period.

    Cleaning reads those of the periods up to this one. If the log of a release here is lost, its
    tables have lost their seal.
    """
    last = periods.get(period).last_day
    wrong = []
    for name in (one.name for one in periods.declared().values() if one.last_day <= last):
        for entry in _releases(name, "external"):
            wrong += released_tables.faults(name, entry["release"], entry.get("told", {}))
        if name != period:
            wrong += _strangers(name, "external")
    return wrong


def verify(folder: Path) -> tuple[list[str], bool]:
    """Return how a release differs from what was cleared, and whether a log was available.

    The tables that its readers have belong to it. Without a log of clearance, a release is compared
    only with its own manifest, which a forger could have rewritten unless it is signed.
    """
    wrong, by_log, entry = _compared(folder)
    if entry.get("edition") == "external":
        seal = entry.get("told", {})
        wrong += released_tables.faults(entry["period"], entry["release"], seal)
    return wrong, by_log


def said(folder: Path) -> list[str]:
    """Return remarks on a release: who signed it, and whether it can be made again."""
    says = manifest.read(folder)
    if says is None:
        return []
    made = "Its code was not committed, so nobody can make it again from its manifest."
    told = signatures.standing(folder)[1] + ([] if says.get("commit") else [made])
    return [*told, *filter(None, [addresses.base_said(folder)])]


def sign(period: str, edition: str, part: str, key: Path) -> None:
    """Sign the newest release as its maker or its clearer; the log of clearance records who did.

    Raises
    ------
    ReleaseError
        There is no release, or it is not what was cleared and so must not be signed.
    signatures.SignatureError
        The key cannot sign or may not.
    """
    if not (names := released(period, edition)):
        raise ReleaseError(f"No {edition} edition of {period} is released: release it, then sign.")
    folder = paths.released(period) / names[-1]
    # An invalid signature, such as one by a key revoked since, can be replaced.
    of_signatures = tuple(map(manifest.signature, manifest.PARTS))
    if wrong := [one for one in verify(folder)[0] if not one.startswith(of_signatures)]:
        raise ReleaseError("\n".join(["It is not what was cleared, so it was not signed:", *wrong]))
    signer = signatures.sign(folder, part, key)
    entry = {"release": names[-1], "part": part, "key": signer.key}
    digest = provenance.digest(manifest.files(folder))
    _append(period, edition, "signatures", _entry(entry, signer.by, digest))


def _compared(folder: Path) -> tuple[list[str], bool, dict[str, Any]]:
    """Return how a release differs from its manifest and its log, and whether there is a log.

    Also returns its entry in the log, with its period and edition, if there is one.
    """
    wrong = manifest.faults(folder)
    says = manifest.read(folder)
    if says is None:
        return wrong, False, {}
    period, edition = says["period"], says["edition"]
    if period not in periods.declared() or edition not in periods.EDITIONS:
        problem = f"{manifest.NAME} names no known period and edition."
        return [*wrong, problem], False, {}
    # The same name occurs in every period: one from another period must not take its place.
    place = Path(os.path.abspath(folder)).parent
    of_others = (paths.released(name) for name in periods.declared())
    if place.resolve() in [other.resolve() for other in of_others if other.parent.name != period]:
        wrong.append(f"It is a release of {period}, but lies among those of another period.")
    unsound, _, signers = signatures.standing(folder)
    wrong += unsound
    path = log_of(period, edition)
    if not path.exists():
        return wrong, False, {}
    log = _read(period, edition)
    entries = [one for one in _releases(period, edition) if one["release"] == says["release"]]
    if not entries:
        wrong.append(f"{paths.shown(path)}, the log of clearance, lacks {says['release']}.")
        return wrong, True, {}
    entry = entries[-1]
    if (entry["hash"], entry.get("seal")) != (says["digest"], says["seal"]):
        wrong.append(
            f"{manifest.NAME} is not of the release that was cleared according to the log of "
            f"clearance, {paths.shown(path)}."
        )
    elif "ticks" in says and _said(log, says["digest"]) != {
        kind: says[kind] for kind in ("steps", "ticks")
    }:
        wrong.append(
            f"{paths.shown(path)} was changed: its steps and ticks differ from those in "
            f"{manifest.NAME}."
        )
    elif (
        edition == "external"
        and "told" in says
        and _sum(entry) != says["told"].get(f"{period}/{entry['release']}")
    ):
        wrong.append(
            f"{paths.shown(path)} was changed: {manifest.NAME} has other checksums for the tables "
            "that readers have."
        )
    of_it = [one for one in log["signatures"] if one["release"] == says["release"]]
    for part, one in {one["part"]: one for one in of_it}.items():  # the last of each
        name, now = manifest.signature(part), signers.get(part)
        if not (folder / name).exists():
            wrong.append(f"{name} is missing: by the log of clearance, {one['by']} signed.")
        elif now and now != signatures.Signer(one["by"], one["key"]):
            wrong.append(
                f"{name} was changed: it is by {now.by} ({now.key}), but according to the log of "
                f"clearance {one['by']} ({one['key']}) signed."
            )
    return wrong, True, {**entry, "period": period, "edition": edition}


def _said(log: dict[str, list[dict[str, Any]]], digest: str) -> dict[str, list[dict[str, Any]]]:
    """Return the log's entries on a draft, as its release's manifest repeats them."""
    own = ("release", "seal", "told")  # what only the log says of a release
    return {
        kind: [
            {name: part for name, part in one.items() if name not in own}
            for one in log[kind]
            if one["hash"] == digest
        ]
        for kind in ("steps", "ticks")
    }


def _sum(entry: dict[str, Any]) -> str:
    return provenance.digest(entry.get("told", {}))


def _release(period: str, edition: str, by: str) -> Path:
    """Copy the draft to where releases stay, with its manifest, and make the copy read-only.

    The step is recorded once the copy is complete, so that an interruption leaves no false release;
    the copy must be what was cleared, even if a run has just made another draft.
    """
    addresses.renamed()  # refused now, before there is a release
    entry: dict[str, Any] = _entry({"step": "released"}, by, "")
    numbers = [paths.number_of(name, edition) for name in released(period, edition)]
    place = paths.released(period) / f"{edition}-{max(numbers, default=0) + 1}"
    unfinished = place.with_name(f".{place.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        shutil.copytree(draft_of(period, edition), unfinished)
        now = provenance.digest(manifest.files(unfinished))
        log = _said(_read(period, edition), now)
        if not any(one["step"] == "cleared" for one in log["steps"]):
            raise ReleaseError(
                "The draft has just changed; the new one is not cleared: review it again."
            )
        entry |= {"hash": now}
        log["steps"].append({**entry})
        entry["release"] = place.name
        told = released_tables.sums(period)
        if edition == "external":  # readers now have its numbers permanently
            entry["told"] = released_tables.seal(period)
            told |= {f"{period}/{place.name}": provenance.digest(entry["told"])}
        entry["seal"] = manifest.write(unfinished, place.name, log, told)
        try:
            unfinished.rename(place)
        except OSError as error:
            raise ReleaseError(
                f"{paths.shown(place)} is in the way ({error.strerror}): move it elsewhere."
            ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    for path in [*place.rglob("*"), place]:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    if edition == "external":
        released_tables.keep(period, place.name)
    _append(period, edition, "steps", entry)
    every = [
        paths.released(one) / name for one in periods.declared() for name in released(one, edition)
    ]
    addresses.write(edition, [one for one in every if one.is_dir()])
    return place


def _read(period: str, edition: str) -> dict[str, list[dict[str, Any]]]:
    path = log_of(period, edition)
    try:
        log: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
        for kind in ("steps", "ticks"):
            for one in log[kind]:
                one["hash"], one["by"], one["item" if kind == "ticks" else "step"]
        for one in log["steps"]:
            "".join([one.get("release", ""), *one.get("told", {}).values()])  # texts throughout
        for one in log.setdefault("signatures", []):
            "".join([one["release"], one["part"], one["by"], one["key"]])
        if strange := {one["step"] for one in log["steps"]} - set(STEPS):
            raise ValueError(strange)
    except FileNotFoundError:
        return {"steps": [], "ticks": [], "signatures": []}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ReleaseError(
            f"{paths.shown(path)} cannot be read, so nobody can tell what was cleared: restore it "
            "from a backup."
        ) from error
    return log


def _record(period: str, edition: str, kind: str, entry: dict[str, str], by: str) -> None:
    now = provenance.digest(manifest.files(draft_of(period, edition)))
    _append(period, edition, kind, _entry(entry, by, now))


def _entry(step: dict[str, str], by: str, now: str) -> dict[str, str]:
    """Return the log's entry for a step or tick, with the person."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    return {**step, "by": people.named(by), "when": when, "hash": now}


def _append(period: str, edition: str, kind: str, entry: dict[str, Any]) -> None:
    path = log_of(period, edition)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_name(f".{path.name}.lock")):
        log = _read(period, edition)
        log[kind].append(entry)
        with paths.replacing(path) as unfinished:
            unfinished.write_text(json.dumps(log, indent=1, ensure_ascii=False) + "\n", "utf-8")
