"""Signatures on the manifest of a release, made and checked by OpenSSH's `ssh-keygen`.

Two people sign, the maker and the clearer of the release, each with an existing key and in a
namespace for that part. `data/signers/` lists whose keys count, in the formats of OpenSSH: see
ALLOWED SIGNERS and KEY REVOCATION LISTS in ssh-keygen(1). No key is kept or made here.
"""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from a4p_helpers.clearance import manifest
from a4p_helpers.core import paths

NAMESPACE = "a4p-release-{part}"
LACKING = "Signatures are not checked: ssh-keygen is not installed here: install OpenSSH."


class SignatureError(ValueError):
    """A signature cannot be made, or is not valid."""


@dataclass(frozen=True)
class Signer:
    """Who signed: a principal of `allowed_signers`, and the fingerprint of the key."""

    by: str
    key: str


def standing(folder: Path) -> tuple[list[str], list[str], dict[str, Signer]]:
    """Return the faults of a release's signatures, what to say about them, and who signed.

    It is no fault if a release is unsigned or one signature is still to come.
    """
    wrong: list[str] = []
    signers: dict[str, Signer] = {}
    there = [one for one in manifest.PARTS if (folder / manifest.signature(one)).exists()]
    try:
        for part in there:
            try:
                one = {part: check(folder, part, folder / manifest.signature(part))}
                _be_two(signers | one)
                signers |= one
            except SignatureError as error:
                wrong.append(str(error))
    except FileNotFoundError:
        return [], [LACKING], {}
    said = [f"Signed by the {part}, {one.by} ({one.key})." for part, one in signers.items()]
    if lacking := [part for part in manifest.PARTS if part not in there]:
        said.append(f"Not signed by the {' or the '.join(lacking)}.")
    return wrong, said, signers


def sign(folder: Path, part: str, key: Path) -> Signer:
    """Sign the manifest of a release as its maker or its clearer, with a key or an agent's key.

    Raises
    ------
    SignatureError
        The part is unknown; the key cannot sign, is not allowed to, or belongs to the other signer.
        Nothing is written.
    """
    if part not in manifest.PARTS:
        raise SignatureError(f"Nobody signs as {part!r}: sign as {' or '.join(manifest.PARTS)}.")
    name = manifest.signature(part)
    told = (folder / manifest.NAME).read_bytes()
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / name
        try:
            done = _ssh_keygen("sign", part, "-f", str(key.expanduser()), told=told)
            fresh.write_bytes(done.stdout)
            if done.returncode:
                raise SignatureError(f"{key} cannot sign ({_last(done)}).")
            signer = check(folder, part, fresh)
        except FileNotFoundError as error:
            raise SignatureError(LACKING.replace("checked", "made")) from error
        _be_two(standing(folder)[2] | {part: signer})
        rights = folder.stat().st_mode
        folder.chmod(rights | 0o200)
        try:
            with paths.replacing(folder / name) as unfinished:
                unfinished.write_bytes(fresh.read_bytes())
                unfinished.chmod(0o444)
        finally:
            folder.chmod(rights)
    return signer


def check(folder: Path, part: str, signature: Path) -> Signer:
    """Return who signed the manifest of a release in a part.

    A key counts if it was allowed on the day of the release and has not been revoked since.

    Raises
    ------
    SignatureError
        The signature is not valid.
    FileNotFoundError
        `ssh-keygen` is not installed.
    """
    name = signature.name
    allowed, revoked = paths.signers("allowed_signers"), paths.signers("revoked_keys")
    told = (folder / manifest.NAME).read_bytes()
    says = manifest.read(folder)
    when = manifest.released_at(says) if says else datetime.now(UTC)
    on_the_day = ("-O", f"verify-time={when:%Y%m%d%H%M%S}")
    known = ("-s", str(signature), "-f", str(allowed), *on_the_day)
    found = _ssh_keygen("find-principals", part, *known)
    if found.returncode:
        raise SignatureError(
            f"{name} is by nobody in {paths.shown(allowed)} ({_last(found)}): enter the "
            "signer there, if they may sign, or sign again."
        )
    by = found.stdout.decode(errors="replace").splitlines()[0].split(",")[0]
    as_known = (*known, "-I", by)
    unless_revoked = ("-r", str(revoked)) if revoked.exists() else ()
    done = _ssh_keygen("verify", part, *as_known, *unless_revoked, told=told)
    if done.returncode == 0:
        (key,) = re.findall(r"with (\S+ key \S+)", done.stdout.decode(errors="replace"))
        return Signer(by, key)
    if unless_revoked and _ssh_keygen("verify", part, *as_known, told=told).returncode == 0:
        raise SignatureError(
            f"{name} is by {by} with a key that is revoked in {paths.shown(revoked)}, or that file "
            "is damaged: sign with another key."
        )
    raise SignatureError(
        f"{name} is not valid: {by} did not sign this {manifest.NAME} as {part}, or may not "
        f"({_last(done)})."
    )


def _be_two(signers: dict[str, Signer]) -> None:
    maker, clearer = (signers.get(part) for part in manifest.PARTS)
    if maker and clearer and (maker.by == clearer.by or maker.key == clearer.key):
        raise SignatureError(
            f"{manifest.signature('clearer')} is by {clearer.by}, who also signed as maker: two "
            "people must sign, each with their own key."
        )


def _ssh_keygen(
    do: str, part: str, *more: str, told: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    namespace = () if do == "find-principals" else ("-n", NAMESPACE.format(part=part))
    return subprocess.run(
        ["ssh-keygen", "-Y", do, *namespace, *more],
        input=told,
        capture_output=True,
        check=False,
        env={**os.environ, "TZ": "UTC"},  # days in allowed_signers are UTC everywhere
    )


def _last(done: "subprocess.CompletedProcess[bytes]") -> str:
    lines = done.stderr.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "no reason given")
