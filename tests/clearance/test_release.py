"""From draft to release: steps in order, nothing cleared that does not hold, all changes found."""

import base64
import csv
import functools
import html
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import raw_data
import typst
from pypdf import PdfReader

from a4p_helpers import cli, prepare
from a4p_helpers.clearance import checklist, manifest, revisions, signatures, steps
from a4p_helpers.clearance.signatures import SignatureError
from a4p_helpers.clearance.steps import ReleaseError
from a4p_helpers.clearance.validators import Verdict
from a4p_helpers.core import paths, periods
from a4p_helpers.core.people import PersonError
from a4p_helpers.disclosure import editions
from a4p_helpers.report import comments, observations, provenance
from a4p_helpers.report.annexes import ReconciliationError
from a4p_helpers.run import publish

PERIOD, EDITION = "2023-05", "external"
HEAD = [*observations.KEY, "OBS_VALUE", "OBS_STATUS"]


@pytest.fixture
def draft(tmp_path, monkeypatch) -> Path:
    """A small draft that stands, with a checklist that only asks for its ticks."""
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    raw_data.copy_reference(paths.raw("reference"))
    paths.raw(PERIOD).mkdir()
    folder = tmp_path / "outputs" / PERIOD / ".drafts" / "external-1"
    (folder / "data").mkdir(parents=True)
    (folder / "index.html").write_text("<p>nine</p>")
    indicators(folder, {"P4.HOSPITALS": "20", "P4.EO_FOUND": "not reported"})
    observed(folder)
    exhibited(folder)
    (paths.processed(PERIOD, EDITION)).mkdir(parents=True)
    made = {"period": PERIOD, "edition": EDITION, "code_hash": "c", "inputs": {}, "packages": {}}
    (folder / "run.json").write_text(json.dumps(made))
    paths.outputs(PERIOD, EDITION).symlink_to(folder)

    def items(period, edition, folder, ticked, released):
        return [
            checklist.Item(key, text, () if key in ticked else ("to be ticked",))
            for key, text in checklist.BY_HAND.items()
        ]

    monkeypatch.setattr(checklist, "items", items)
    return folder


def written(path: Path, *rows: Sequence[str]) -> None:
    """Write a CSV file, also over one that is read-only as of a release."""
    if path.exists():
        path.chmod(0o644)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def indicators(folder: Path, values: dict[str, str]) -> None:
    written(folder / "data" / "indicators.csv", ("code", "printed"), *values.items())


def observed(folder: Path, *rows: Sequence[str]) -> None:
    written(folder / "data" / "observations.csv", HEAD, *rows)


def exhibited(folder: Path, *rows: Sequence[str]) -> None:
    written(folder / "data" / "exhibits.csv", ("block", "row", "cell"), *rows)


def cleared(edition: str = EDITION) -> None:
    steps.advance(PERIOD, edition, "under review", "A. Maker")
    steps.tick(PERIOD, edition, list(checklist.BY_HAND), "A. Name")
    steps.advance(PERIOD, edition, "cleared", "A. Name")


def released(edition: str = EDITION) -> Path:
    cleared(edition)
    place = steps.advance(PERIOD, edition, "released", "A Director")
    assert place is not None
    return place


@pytest.fixture
def release(draft) -> Path:
    """The folder of a release of that draft."""
    return released()


@pytest.fixture(scope="session")
def keys(tmp_path_factory) -> dict[str, Path]:
    """Keys of people, as they have them, by who they are."""
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed here")
    folder = tmp_path_factory.mktemp("keys")
    keys = {name: folder / name for name in ("maker", "clearer", "second", "left", "stranger")}
    for name, key in keys.items():
        line = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(key)]
        subprocess.run(line, check=True)
    return keys


@pytest.fixture
def signed(draft, keys) -> Path:
    """A release of that draft with tables that readers have, signed by its maker and clearer."""
    for name, text in (("misconduct.csv", "number\n9\n"), ("misconduct.json", "{}")):
        (paths.processed(PERIOD, EDITION) / name).write_text(text)
    allowed = {
        'maker@x.org namespaces="a4p-release-maker"': "maker",
        'maker@x.org namespaces="a4p-release-clearer"': "second",
        'clearer@x.org namespaces="a4p-release-*"': "clearer",
        'left@x.org valid-before="20200101"': "left",
    }
    paths.signers("").mkdir(parents=True)
    lines = [f"{who} {keys[name].with_suffix('.pub').read_text()}" for who, name in allowed.items()]
    paths.signers("allowed_signers").write_text("".join(["# Who signs\n", *lines]))
    place = released()
    for part in manifest.PARTS:
        steps.sign(PERIOD, EDITION, part, keys[part])
    return place


def test_steps_are_taken_in_order_and_say_who_when_and_on_what(draft):
    assert steps.state(PERIOD, EDITION) == "draft"
    assert released() == paths.outputs(PERIOD) / "released" / "external-1"
    log = json.loads(steps.log_of(PERIOD, EDITION).read_text(encoding="utf-8"))
    assert [(one["step"], one["by"]) for one in log["steps"]] == [
        ("under review", "A. Maker"),
        ("cleared", "A. Name"),
        ("released", "A Director"),
    ]
    digest = provenance.digest(manifest.files(draft))
    assert {one["hash"] for one in (*log["steps"], *log["ticks"])} == {digest}
    assert all(one["when"].endswith("+00:00") for one in log["steps"])
    assert steps.state(PERIOD, EDITION) == "released"


@pytest.mark.parametrize("step", ["cleared", "released", "draft", "signed"])
def test_no_step_is_left_out_or_made_up(draft, step):
    with pytest.raises(ReleaseError):
        steps.advance(PERIOD, EDITION, step, "A. Name")
    assert not steps.log_of(PERIOD, EDITION).exists()


def test_nobody_takes_a_step_without_a_name(draft):
    for name in ("  ", "\u200b", "\x00", "n" * 201):
        with pytest.raises(PersonError, match="--by NAME"):
            steps.advance(PERIOD, EDITION, "under review", name)


def test_one_person_does_not_make_a_draft_and_clear_it_or_read_it_as_a_stranger(draft):
    steps.advance(PERIOD, EDITION, "under review", "A. Maker")
    with pytest.raises(ReleaseError, match="gave it to review, so somebody else must read it"):
        steps.tick(PERIOD, EDITION, ["names", "reading"], "a.  MAKER")
    steps.tick(PERIOD, EDITION, list(checklist.BY_HAND), "A. Name")
    with pytest.raises(ReleaseError, match="gave it to review, so somebody else must clear it"):
        steps.advance(PERIOD, EDITION, "cleared", "A. Maker")
    steps.advance(PERIOD, EDITION, "cleared", "A. Name")
    (draft / "index.html").write_text("<p>ten</p>")
    steps.tick(PERIOD, EDITION, ["reading"], "A. Name")
    with pytest.raises(ReleaseError, match="read it as a whole, so somebody else must give it"):
        steps.advance(PERIOD, EDITION, "under review", "A. Name")


def test_nothing_is_cleared_while_anything_is_open_and_all_of_it_is_told(draft):
    steps.advance(PERIOD, EDITION, "under review", "A. Maker")
    steps.tick(PERIOD, EDITION, ["reading"], "A. Name")
    with pytest.raises(ReleaseError) as error:
        steps.advance(PERIOD, EDITION, "cleared", "A. Name")
    told = str(error.value)
    assert all(text in told for key, text in checklist.BY_HAND.items() if key != "reading")
    assert checklist.BY_HAND["reading"] not in told
    assert steps.state(PERIOD, EDITION) == "under review"


def test_another_draft_begins_anew(draft):
    cleared()
    (draft / "index.html").write_text("<p>ten</p>")
    assert steps.state(PERIOD, EDITION) == "draft"
    assert not any(item.holds for item in steps.items(PERIOD, EDITION))


def test_only_what_is_ticked_by_hand_is_ticked(draft):
    with pytest.raises(ReleaseError, match="'leaks' is not ticked by hand"):
        steps.tick(PERIOD, EDITION, ["reading", "leaks"], "A. Name")
    assert not steps.log_of(PERIOD, EDITION).exists()


def test_a_step_that_fails_leaves_no_trace_in_the_log(draft, monkeypatch):
    """Something in the way, then a draft that changed while it was copied."""
    cleared()
    place = paths.outputs(PERIOD) / "released" / "external-1"
    place.mkdir(parents=True)
    (place / "x").touch()
    with pytest.raises(ReleaseError, match="is in the way"):
        steps.advance(PERIOD, EDITION, "released", "A Director")
    assert steps.state(PERIOD, EDITION) == "cleared"
    shutil.rmtree(place)

    copy = shutil.copytree

    def swapped(source, target, *more, **named):
        copy(source, target, *more, **named)
        (Path(target) / "index.html").write_text("<p>ten</p>")

    monkeypatch.setattr(shutil, "copytree", swapped)
    with pytest.raises(ReleaseError, match="is not cleared"):
        steps.advance(PERIOD, EDITION, "released", "A Director")
    assert not place.exists() and steps.state(PERIOD, EDITION) == "cleared"
    assert list(place.parent.glob(".*")) == []


def test_no_step_is_taken_while_a_run_is_under_way(draft):
    with publish.lock(PERIOD), pytest.raises(ReleaseError, match="already under way"):
        steps.advance(PERIOD, EDITION, "under review", "A. Name")
    assert steps.state(PERIOD, EDITION) == "draft"


def test_a_release_is_read_only_and_verified(draft, release):
    assert steps.verify(release) == ([], True)
    assert not any(path.stat().st_mode & 0o222 for path in [release, *release.rglob("*")])
    told = json.loads((release / manifest.NAME).read_text(encoding="utf-8"))
    assert told["code"] == "c" and set(told["files"]) == set(manifest.files(draft))


def unlocked(place: Path) -> None:
    for path in [place, *place.rglob("*")]:
        path.chmod(0o755)


def test_a_release_of_before_signatures_is_verified(draft, release):
    """Its manifest repeats no ticks and names no commit, and its log knows no signatures."""
    path = release / manifest.NAME
    path.chmod(0o644)
    told = json.loads(path.read_text())
    told = {name: part for name, part in told.items() if name not in ("ticks", "commit", "told")}
    told["seal"] = manifest.seal(told)
    path.write_text(manifest._text(told))
    place = steps.log_of(PERIOD, EDITION)
    log = json.loads(place.read_text())
    log["steps"][-1]["seal"] = told["seal"]
    log.pop("signatures", None)
    place.write_text(json.dumps(log))
    assert steps.verify(release) == ([], True)
    assert any("not committed" in one for one in steps.said(release))
    (release / "index.html").chmod(0o644)
    (release / "index.html").write_text("another page")
    assert steps.verify(release)[0]


def reseal(place: Path, **changed: object) -> None:
    """Change the manifest, and seal it anew as a forger would."""
    path = place / manifest.NAME
    told = {**json.loads(path.read_text()), **changed}
    path.write_text(manifest._text({**told, "seal": manifest.seal(told)}))


def flip(place: Path) -> None:
    content = bytearray((place / "index.html").read_bytes())
    content[3] ^= 1
    (place / "index.html").write_bytes(bytes(content))


def forge(place: Path) -> None:
    """Change the page and its manifest alike."""
    (place / "index.html").write_text("<p>ten</p>")
    files = manifest.files(place)
    digest = provenance.digest(files)
    told = json.loads((place / manifest.NAME).read_text())
    log = {kind: [{**one, "hash": digest} for one in told[kind]] for kind in ("steps", "ticks")}
    reseal(place, files=files, digest=digest, **log)


def forge_log(place: Path) -> None:
    """Change the page, its manifest, and the log, so that they agree."""
    forge(place)
    told = json.loads((place / manifest.NAME).read_text())

    def agree(log):
        for one in (*log["steps"], *log["ticks"]):
            one["hash"] = told["digest"]
        log["steps"][-1]["seal"] = told["seal"]

    relog(agree)


def forge_without_log(place: Path) -> None:
    forge(place)
    steps.log_of(PERIOD, EDITION).unlink()


def relog(change: Callable[[dict], object]) -> None:
    """Change the log of clearance."""
    path = steps.log_of(PERIOD, EDITION)
    log = json.loads(path.read_text())
    change(log)
    path.write_text(json.dumps(log))


def retell(place: Path) -> None:
    """Change a table that readers have, and its checksum in the log."""
    kept = paths.released_tables(PERIOD) / "external-1"
    (kept / "misconduct.csv").write_text("number\n8\n")
    relog(lambda log: log["steps"][-1].update(told=manifest.files(kept)))


def another_clears(place: Path) -> None:
    reseal(place, steps=[{**one, "by": "Somebody else"} for one in manifest.read(place)["steps"]])


def write_signature(part: str, keys: dict[str, Path], by: str, **more: str) -> Callable:
    """Put another signature in the place of one."""

    def write(place: Path) -> None:
        told = (place / more.get("of", manifest.NAME)).read_bytes()
        namespace = more.get("namespace", f"a4p-release-{part}")
        line = ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(keys[by])]
        done = subprocess.run(line, input=told, capture_output=True, check=True)
        (place / manifest.signature(part)).write_bytes(done.stdout)

    return write


def swap(place: Path) -> None:
    one, other = (place / manifest.signature(part) for part in manifest.PARTS)
    texts = one.read_bytes(), other.read_bytes()
    other.write_bytes(texts[0]), one.write_bytes(texts[1])


def revoke(keys: dict[str, Path], name: str) -> None:
    paths.signers("revoked_keys").write_text(keys[name].with_suffix(".pub").read_text())


def forbid(place: Path) -> None:
    paths.signers("allowed_signers").write_text("# nobody\n")


def move_to_no_period(place: Path) -> None:
    reseal(place, period="../../x")


def listed(old: str, new: str) -> Callable[[Path], None]:
    """Replace words in the manifest; without old ones, the whole of it."""

    def replace(place: Path) -> None:
        path = place / manifest.NAME
        path.write_text(path.read_text().replace(old, new) if old else new)

    return replace


def rename(place: Path) -> None:
    place.rename(place.with_name("external-7"))


def link(place: Path) -> None:
    rename(place)
    place.symlink_to(place.with_name("external-7"))


TWICE = '"steps": [{"by": "Somebody else"}],\n "steps": ['  # a person reads the first
CHANGES = [
    (flip, "index.html was changed"),
    (lambda at: (at / "more.csv").write_text("x"), "more.csv was added"),
    (lambda at: (at / "data" / "indicators.csv").unlink(), "data/indicators.csv is missing"),
    (lambda at: (at / manifest.NAME).unlink(), "is missing or cannot be read"),
    (listed('"packages": {', r'"packages": {"\ud800": "1"'), "is missing or cannot be read"),
    (listed("", "[" * 200_000), "is missing or cannot be read"),
    (forge, "MANIFEST.json is not of the release that was cleared"),
    (another_clears, "MANIFEST.json is not of the release that was cleared"),
    (listed("A Director", "Somebody else"), "its seal does not match its contents"),
    (listed('"steps": [', TWICE), "MANIFEST.json was changed"),
    (listed("}\n", "}\n "), "MANIFEST.json was changed"),
    (move_to_no_period, "names no known period and edition"),
    (lambda at: os.mkfifo(at / "pipe"), "pipe is neither a file nor a folder"),
    (link, "external-1 is a link"),
    (lambda at: (at / "more.html").symlink_to(at / "index.html"), "more.html is a link"),
    (lambda at: (at / "more").mkdir(), "more/ was added"),
    (lambda at: (at / "data" / manifest.NAME).write_text("{}"), "data/MANIFEST.json was added"),
    (rename, "external-7 contains what was released as external-1"),
]


MAKER, CLEARER = map(manifest.signature, manifest.PARTS)
TABLE = "misconduct.csv"
LOG, TOLD = "clearance/external.json", "told/external-1/misconduct.csv"
CHANGES += [  # by who holds all that lies here, but no key
    (lambda at: (at / "run.json").write_text("{}"), "run.json was changed"),
    (lambda at: reseal(at, commit="a" * 40), "MANIFEST.json is not of the release"),
    (lambda at: reseal(at, commit="--output=x"), "MANIFEST.json is missing or cannot be read"),
    (lambda at: reseal(at, ticks=[]), "MANIFEST.json is not of the release"),
    (forge_log, f"{MAKER} is not valid: maker@x.org did not sign this MANIFEST.json"),
    (forge_without_log, f"{CLEARER} is not valid: clearer@x.org did not sign this MANIFEST.json"),
    (retell, f"{LOG} was changed: MANIFEST.json has other checksums"),
    (lambda at: (paths.released_tables(PERIOD) / "external-1" / TABLE).unlink(), TOLD),
    (
        lambda at: relog(lambda log: log["steps"][1].update(by="Me")),
        f"{LOG} was changed: its steps",
    ),
    (lambda at: relog(lambda log: log["ticks"].pop()), f"{LOG} was changed: its steps and ticks"),
    (
        lambda at: relog(lambda log: log["steps"].pop()),
        f"{LOG}, the log of clearance, lacks external-1",
    ),
    (
        lambda at: (at / CLEARER).unlink(),
        f"{CLEARER} is missing: by the log of clearance, clearer@x.org signed",
    ),
    (lambda at: (at / MAKER).write_text("x"), f"{MAKER} is by nobody in data/signers/allowed"),
    (lambda at: (at / f"{MAKER}.sig").write_text("x"), f"{MAKER}.sig was added"),
    (lambda at: shutil.copy(at / MAKER, at / CLEARER), f"{CLEARER} is not valid: maker@x.org"),
    (swap, f"{MAKER} is not valid: clearer@x.org did not sign this MANIFEST.json as maker"),
    (forbid, f"{MAKER} is by nobody in data/signers/allowed_signers (No principal matched.)"),
]


def verified(place: Path, capsys) -> tuple[int, str]:
    capsys.readouterr()
    return cli.main(["verify", str(place)]), "".join(capsys.readouterr())


@pytest.mark.parametrize(("change", "said"), CHANGES)
def test_every_change_after_clearance_is_found(signed, change, said, capsys):
    unlocked(signed)
    assert verified(signed, capsys)[0] == 0
    change(signed)
    place = signed if signed.exists() else signed.with_name("external-7")
    code, told = verified(place, capsys)
    assert code == 1 and said in told, told


SIGNED = [  # in the place of a signature, by who holds some key
    ("maker", "stranger", {}, f"{MAKER} is by nobody in data/signers/allowed_signers"),
    ("maker", "left", {}, f"{MAKER} is by nobody"),
    ("maker", "maker", {"namespace": "git"}, f"{MAKER} is not valid: maker@x.org"),
    ("maker", "maker", {"of": "run.json"}, f"{MAKER} is not valid: maker@x.org"),
    ("clearer", "maker", {}, f"{CLEARER} is not valid: maker@x.org did not sign"),
    ("clearer", "second", {}, f"{CLEARER} is by maker@x.org, who also signed as maker"),
    ("maker", "clearer", {}, f"{MAKER} was changed: it is by clearer@x.org"),
]


@pytest.mark.parametrize(("part", "by", "more", "said"), SIGNED)
def test_a_signature_by_another_key_or_of_something_else_is_found(
    signed, keys, part, by, more, said, capsys
):
    unlocked(signed)
    write_signature(part, keys, by, **more)(signed)
    code, told = verified(signed, capsys)
    assert code == 1 and said in told, told


def test_a_key_counts_that_was_allowed_on_the_day_of_the_release(signed, keys, capsys, monkeypatch):
    unlocked(signed)
    write_signature("maker", keys, "left")(signed)
    monkeypatch.setattr(manifest, "released_at", lambda _: datetime(2019, 12, 31, tzinfo=UTC))
    assert f"{MAKER} was changed: it is by left@x.org" in verified(signed, capsys)[1]


def test_a_signed_release_says_so_and_openssh_alone_finds_the_same(signed, capsys):
    code, told = verified(signed, capsys)
    assert code == 0 and "is what was cleared\n" in told
    assert "Signed by the maker, maker@x.org (ED25519 key SHA256:" in told
    assert "Signed by the clearer, clearer@x.org" in told and "Not signed" not in told
    assert cli.main(["release", PERIOD]) == 0
    assert "Signed by the clearer, clearer@x.org" in capsys.readouterr().out
    line = ["-I", "clearer@x.org", "-n", "a4p-release-clearer", "-s", str(signed / CLEARER)]
    done = subprocess.run(
        ["ssh-keygen", "-Y", "verify", "-f", str(paths.signers("allowed_signers")), *line],
        input=(signed / manifest.NAME).read_bytes(),
    )
    assert done.returncode == 0
    assert not any(path.stat().st_mode & 0o222 for path in [signed, *signed.rglob("*")])


def test_a_key_that_was_revoked_counts_no_more_and_another_signs_in_its_place(signed, keys, capsys):
    revoke(keys, "second")
    assert verified(signed, capsys)[0] == 0
    revoke(keys, "maker")
    code, told = verified(signed, capsys)
    assert code == 1
    assert f"{MAKER} is by maker@x.org with a key that is revoked in data/signers/revoked" in told
    with pytest.raises(SignatureError, match="key that is revoked"):
        steps.sign(PERIOD, EDITION, "maker", keys["maker"])
    allowed = paths.signers("allowed_signers")
    new = keys["stranger"].with_suffix(".pub").read_text()
    allowed.write_text(allowed.read_text() + f"new@x.org {new}")
    steps.sign(PERIOD, EDITION, "maker", keys["stranger"])
    code, told = verified(signed, capsys)
    assert code == 0 and "Signed by the maker, new@x.org" in told


@pytest.mark.parametrize(
    ("part", "key", "said"),
    [
        ("maker", "stranger", "is by nobody in"),
        ("maker", "none", "none cannot sign"),
        ("director", "maker", "Nobody signs as 'director': sign as maker or clearer"),
        ("clearer", "second", "who also signed as maker"),
    ],
)
def test_what_may_not_sign_leaves_everything_as_it_was(signed, keys, part, key, said):
    before = [path.read_bytes() for path in (signed / MAKER, signed / CLEARER)]
    with pytest.raises(SignatureError, match=said):
        steps.sign(PERIOD, EDITION, part, keys.get(key, Path("none")))
    assert [path.read_bytes() for path in (signed / MAKER, signed / CLEARER)] == before
    unlocked(signed)
    flip(signed)
    with pytest.raises(ReleaseError, match=r"was not signed:\nindex\.html was changed"):
        steps.sign(PERIOD, EDITION, "maker", keys["maker"])


def test_an_unsigned_release_says_so(release, keys, capsys):
    for command in (["verify", str(release)], ["release", PERIOD]):
        assert cli.main(command) == 0
        assert "Not signed by the maker or the clearer." in capsys.readouterr().out


def test_without_ssh_keygen_one_sentence_says_so(signed, keys, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    code, told = verified(signed, capsys)
    assert code == 0 and f"is what was cleared\n  {signatures.LACKING}\n" in told
    assert cli.main(["release", PERIOD]) == 0 and signatures.LACKING in capsys.readouterr().out
    with pytest.raises(SignatureError, match="Signatures are not made: ssh-keygen"):
        steps.sign(PERIOD, EDITION, "maker", keys["maker"])


def test_without_the_log_a_release_is_compared_with_itself_and_that_is_said(release, capsys):
    place = release
    log = steps.log_of(PERIOD, EDITION)
    kept = log.read_text(encoding="utf-8")
    log.unlink()
    assert steps.verify(place) == ([], False)
    assert cli.main(["verify", str(place)]) == 0
    assert "no log of clearance is here to compare it with" in capsys.readouterr().out
    log.write_text("{", encoding="utf-8")
    assert cli.main(["verify", str(place)]) == 2
    assert "restore it from a backup" in capsys.readouterr().err
    log.write_text('{"steps": [], "ticks": []}', encoding="utf-8")
    assert "lacks external-1" in steps.verify(place)[0][0]
    log.write_text(kept, encoding="utf-8")
    assert steps.verify(place) == ([], True)


def test_a_release_put_in_the_place_of_another_is_found(revised):
    reason("P4.HOSPITALS", "20", "22", "new data", "x", "external")
    second = released()
    assert second.name == "external-2" and steps.verify(second) == ([], True)
    unlocked(second)
    shutil.rmtree(second)
    shutil.copytree(second.with_name("external-1"), second)
    wrong, _ = steps.verify(second)
    assert wrong == ["external-2 contains what was released as external-1."]


def test_a_release_put_among_those_of_another_period_is_found(draft, release):
    other = paths.outputs("2022-11") / "released" / release.name
    for there in (other, draft.parent / "away" / release.name):
        shutil.copytree(release, there)
    assert steps.verify(there) == ([], True)
    assert steps.verify(other)[0] == [
        "It is a release of 2023-05, but lies among those of another period."
    ]


@pytest.mark.parametrize(
    "entry", ['{"hash": "x", "by": "x", "step": "signed"}', '{"hash": "x", "by": "x"}', "1"]
)
def test_a_log_that_is_none_is_told_in_one_sentence(draft, capsys, entry):
    log = steps.log_of(PERIOD, EDITION)
    log.parent.mkdir(parents=True)
    log.write_text(f'{{"steps": [{entry}], "ticks": []}}', encoding="utf-8")
    assert cli.main(["release", PERIOD]) == 2
    assert "restore it from a backup" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lost", "said"),
    [("seal", "is not of the release"), ("told", "other checksums for the tables")],
)
def test_a_log_without_a_seal_vouches_for_nothing(told_readers, lost, said):
    log = steps.log_of(PERIOD, EDITION)
    told = json.loads(log.read_text(encoding="utf-8"))
    del told["steps"][-1][lost]
    log.write_text(json.dumps(told), encoding="utf-8")
    assert said in steps.verify(paths.released(PERIOD) / "external-1")[0][0]


# Revisions


@pytest.fixture
def revised(draft, release) -> Path:
    """A draft whose value of hospitals differs from the last release."""
    indicators(draft, {"P4.HOSPITALS": "22", "P4.EO_FOUND": "not reported"})
    return draft


def reason(*row: str) -> None:
    head = ("code", "old", "new", "kind", "reason", "edition")
    written(paths.raw(PERIOD) / "revisions.csv", head, row)


def test_a_revision_needs_a_reason(revised):
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "P4.HOSPITALS was released as 20 and is now 22" in fault and "--reason TEXT" in fault
    reason("P4.HOSPITALS", "20", "22", "correction of an error", "Two were left out.", EDITION)
    assert revisions.faults(PERIOD, EDITION, revised) == []
    (found,) = revisions.found(PERIOD, EDITION, revised)
    assert (found.old, found.new, found.reason.kind) == ("20", "22", "correction of an error")


def test_one_command_gives_the_reason_for_all_that_has_none(revised, capsys):
    indicators(revised, {"P4.HOSPITALS": "22", "P4.EO_FOUND": "3"})
    line = ["release", PERIOD, "--reason", "UNMISS  sent it late."]
    assert cli.main([*line, "--code", "P4.HOSPITAL"]) != 0
    assert "did you mean 'P4.HOSPITALS'?" in capsys.readouterr().err
    assert cli.main([*line, "--kind", "news"]) != 0 and cli.main([*line[:3], " "]) != 0
    assert not (paths.raw(PERIOD) / "revisions.csv").exists()
    assert cli.main([*line, "--code", "P4.HOSPITALS"]) == 0
    assert "Explained: P4.HOSPITALS." in capsys.readouterr().out
    (left,) = revisions.faults(PERIOD, EDITION, revised)
    assert left.startswith("P4.EO_FOUND")
    assert cli.main(line) == 0 and revisions.faults(PERIOD, EDITION, revised) == []
    (one, _) = revisions.found(PERIOD, EDITION, revised)
    assert (one.reason.kind, one.reason.reason) == ("new data", "UNMISS sent it late.")
    capsys.readouterr()
    assert cli.main(line) != 0
    assert "Nothing that was released has changed" in capsys.readouterr().err


def test_who_took_a_step_is_told_when_a_later_run_made_another_draft(draft):
    steps.advance(PERIOD, EDITION, "under review", "A. Person")
    assert steps.replaced(PERIOD, EDITION) == ""
    (draft / "index.html").write_text("<p>ten</p>")
    assert steps.state(PERIOD, EDITION) == "draft"
    assert steps.replaced(PERIOD, EDITION).startswith("A. Person took a draft to 'under review'")


def test_a_revision_is_told_as_printed_not_as_made_harmless_for_spreadsheets(revised):
    """Readers look for it in the list by what is printed: see `annexes`."""
    last = revisions.releases(PERIOD, EDITION)[-1]
    indicators(last, {"P6.MDMH_SURVEY_CHANGE": "'+10 percentage points"})
    indicators(revised, {"P6.MDMH_SURVEY_CHANGE": "'+8 percentage points"})
    reason(
        *("P6.MDMH_SURVEY_CHANGE", "+10 percentage points", "+8 percentage points"),
        *("new data", "Late answers came.", EDITION),
    )
    assert revisions.faults(PERIOD, EDITION, revised) == []
    (found,) = revisions.found(PERIOD, EDITION, revised)
    assert (found.old, found.new) == ("+10 percentage points", "+8 percentage points")


@pytest.mark.parametrize(
    "row",
    [
        ("P4.HOSPITALS", "20", "23", "new data", "Another revision.", EDITION),
        ("P4.CRIMES", "20", "22", "new data", "Another number.", EDITION),
        ("P4.HOSPITALS", "20", "22", "new data", "The internal edition's.", "internal"),
    ],
)
def test_a_reason_covers_its_own_revision_only(revised, row):
    reason(*row)
    faults = revisions.faults(PERIOD, EDITION, revised)
    assert "P4.HOSPITALS was released as 20 and is now 22" in faults[0]
    # And what no external release said may not be told outside as a revision.
    assert [f"says that {row[0]} was" in one for one in faults[1:]] == [True] * (row[-1] == EDITION)


def test_a_reason_stays_when_the_next_release_has_other_revisions(revised):
    reason("P4.HOSPITALS", "20", "22", "new data", "x", EDITION)
    released()
    assert revisions.faults(PERIOD, EDITION, revised) == []
    assert revisions.faults(PERIOD, "internal", revised) == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            ("P4.HOSPITALS", "20", "22", "because", "x", EDITION),
            "column kind: 'because' is not allowed. Write one of new data",
        ),
        (("P4.HOSPITALS", "20", "22", "new data", " ", EDITION), "column reason: ' ' is blank"),
        (("", "20", "22", "new data", "x", EDITION), "column code: is blank"),
        (
            ("P4.HOSPITALS", "20", "22", "new data", "x", ""),
            "column edition: is not allowed. Write",
        ),
    ],
)
def test_faults_of_the_list_of_revisions_are_told(revised, row, said):
    reason(*row)
    with pytest.raises(ReconciliationError, match=said):
        revisions.faults(PERIOD, EDITION, revised)


def test_a_list_of_revisions_that_is_no_utf_8_is_told(revised):
    (paths.raw(PERIOD) / "revisions.csv").write_bytes("code,old\nP4.X,é\n".encode("cp1252"))
    with pytest.raises(ReconciliationError, match=r"revisions\.csv: is not UTF-8 text.*CSV UTF-8"):
        revisions.faults(PERIOD, EDITION, revised)


def test_a_number_that_is_gone_is_a_revision_too(revised):
    indicators(revised, {"P4.EO_FOUND": "not reported"})
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "no such indicator" in fault


@pytest.fixture
def both(revised) -> tuple[Path, Path]:
    """The last release, and a draft whose values are those of it."""
    indicators(revised, {"P4.HOSPITALS": "20", "P4.EO_FOUND": "not reported"})
    return revisions.releases(PERIOD, EDITION)[-1], revised


def test_a_part_that_changed_below_the_same_total_is_a_revision(both):
    for folder, value in zip(both, "34", strict=True):
        row = ["P4.HOSPITALS", "S", "UNMISS", "_T", "_T", "2023-05-01/P6M", PERIOD, value, "A"]
        observed(folder, row)
    (fault,) = revisions.faults(PERIOD, EDITION, both[1])
    assert "P4.HOSPITALS (parts) was released as UNMISS 2023-05-01/P6M 2023-05 3 and is" in fault


def test_a_cell_that_changed_in_an_exhibit_is_a_revision(both):
    for folder in both:
        exhibited(folder, ("P7.SOFA", "UNMISS", "'-7 days"))
    assert revisions.faults(PERIOD, EDITION, both[1]) == []
    exhibited(both[1], ("P7.SOFA", "UNMISS", "8 days"))
    (fault,) = revisions.faults(PERIOD, EDITION, both[1])
    assert "P7.SOFA was released as cell 1: -7 days and is now cell 1: 8 days" in fault


def test_a_release_whose_codes_name_the_year_is_compared_with_a_draft_whose_codes_do_not(revised):
    last = revisions.releases(PERIOD, EDITION)[-1]
    indicators(last, {"P4.FATALITIES_2023": "55"})
    indicators(revised, {"P4.FATALITIES_YEAR": "55"})
    for folder, id_ in ((last, "P4_FATALITIES_2022"), (revised, "P4_FATALITIES_YEAR")):
        observed(folder, [id_, "S", "_T", "_T", "_T", "2022-01-01/P10M", "2022-05", "78", "A"])
    assert revisions.faults(PERIOD, EDITION, revised) == []
    indicators(revised, {"P4.FATALITIES_YEAR": "56"})
    (fault,) = revisions.faults(PERIOD, EDITION, revised)
    assert "P4.FATALITIES_YEAR was released as 55 and is now 56" in fault
    reason("P4.FATALITIES_2023", "55", "56", "new data", "Recorded late.", EDITION)
    assert revisions.faults(PERIOD, EDITION, revised) == []


def test_a_release_that_is_gone_does_not_take_the_gate_with_it(release):
    assert steps.faults_of_releases(PERIOD, EDITION) == []
    shutil.move(release, paths.outputs(PERIOD) / "away")
    (fault,) = steps.faults_of_releases(PERIOD, EDITION)
    assert "released/external-1 is missing" in fault


def test_a_draft_put_in_the_place_of_a_release_does_not_pass_for_it(revised):
    """As the newest, or over what was released: the draft would be compared with itself."""
    place = paths.outputs(PERIOD) / "released" / "external-1"
    shutil.copytree(revised, place.with_name("external-2"))
    assert revisions.faults(PERIOD, EDITION, revised) == []
    (fault,) = steps.faults_of_releases(PERIOD, EDITION)
    assert "released/external-2 is not in the log of clearance" in fault
    shutil.rmtree(place.with_name("external-2"))
    unlocked(place)
    shutil.copytree(revised, place, dirs_exist_ok=True)
    assert any("was changed" in one for one in steps.faults_of_releases(PERIOD, EDITION))


# The tables that readers have


@pytest.fixture
def told_readers(draft) -> Path:
    """A release of the period; the tables that its readers have."""
    for name, text in (("misconduct.csv", "number\n9\n"), ("misconduct.json", "{}")):
        (paths.processed(PERIOD, EDITION) / name).write_text(text)
    released()
    return paths.released_tables(PERIOD) / "external-1"


def add_below(kept: Path) -> None:
    (kept / "more").mkdir()
    (kept / "more" / "crimes.csv").write_text("x")


def empty(kept: Path) -> None:
    for path in kept.iterdir():
        path.unlink()


def put_a_file(kept: Path) -> None:
    shutil.rmtree(kept)
    kept.write_text("x")


GONE = ["told/external-1 is missing"]
RENAMED = ["external-1/misconduct.csv is missing", "external-1/crimes.csv was added"]
SPOILT = [
    (lambda kept: (kept / TABLE).write_text("8"), ["external-1/misconduct.csv was changed"]),
    (lambda kept: (kept / TABLE).write_text(""), ["external-1/misconduct.csv was emptied"]),
    (lambda kept: (kept / TABLE).unlink(), ["external-1/misconduct.csv is missing"]),
    (lambda kept: (kept / TABLE).rename(kept / "crimes.csv"), RENAMED),
    (add_below, ["external-1/more/crimes.csv was added"]),
    (empty, ["told/external-1 was emptied"]),
    (put_a_file, GONE),
    (shutil.rmtree, GONE),
    (lambda kept: shutil.rmtree(kept.parent), GONE),
]


@pytest.mark.parametrize(("spoil", "expected"), SPOILT)
def test_a_change_of_the_tables_that_readers_have_is_found(told_readers, spoil, expected, capsys):
    """By `a4p verify`, and by the checklists of its own period and of a later one."""
    place = paths.released(PERIOD) / "external-1"
    assert cli.main(["verify", str(place)]) == 0
    assert "is what was cleared\n" in capsys.readouterr().out
    spoil(told_readers)
    assert cli.main(["verify", str(place)]) == 1
    told = capsys.readouterr()
    for faults in (
        told.err.splitlines(),
        steps.faults_of_releases(PERIOD, EDITION),
        steps.faults_of_releases("2023-11", EDITION),
    ):
        for fault, said in zip(faults, expected, strict=True):
            assert said in fault and ("backup" in fault or "move it elsewhere" in fault), fault
    assert "not what was cleared" in told.out
    # Readers of an internal edition, and of an earlier period, are told nothing by it.
    assert steps.faults_of_releases(PERIOD, "internal") == []
    assert steps.faults_of_releases("2022-11", EDITION) == []


def test_a_release_of_the_internal_edition_keeps_no_tables_and_lacks_none(draft):
    inside = paths.drafts(PERIOD) / "internal-1"
    shutil.copytree(draft, inside)
    made = json.loads((inside / "run.json").read_text())
    (inside / "run.json").write_text(json.dumps({**made, "edition": "internal"}))
    paths.outputs(PERIOD, "internal").symlink_to(inside)
    place = released("internal")
    assert not paths.released_tables(PERIOD).exists()
    assert steps.verify(place) == ([], True)


def test_tables_whose_seal_is_lost_with_the_log_keep_a_later_draft_back(told_readers):
    steps.log_of(PERIOD, EDITION).unlink()
    (fault,) = steps.faults_of_releases("2023-11", EDITION)
    assert "released/external-1 is not in the log of clearance" in fault


def test_former_releases_are_on_the_checklist(draft, tmp_path, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setenv("A4P_ROOT", str(tmp_path))
    for name in (
        "stale_draft",
        "_faults",
        "_figures",
        "_comments",
        "_missing",
        "leaks",
        "_given_away",
    ):
        monkeypatch.setattr(checklist, name, lambda *_: [])
    monkeypatch.setattr(checklist.check, "faults", lambda _: [])
    monkeypatch.setattr(checklist.traced, "faults", lambda *_: [])
    lacking = [Verdict("A", ("p4.html: bad",)), Verdict("B", lacking="it crashed: OSError, x")]
    monkeypatch.setattr(checklist.validators, "verdicts", lambda *_: lacking)
    stranger = paths.outputs(PERIOD) / "released" / "external-1"
    shutil.copytree(draft, stranger)
    wrong = {one.key: one.wrong for one in steps.items(PERIOD, EDITION)}
    assert wrong["released"]
    assert wrong["validators"] == ("A: p4.html: bad",)
    assert "Not run here: B (it crashed: OSError, x)." in wrong["elsewhere"][0]
    lacking.pop()
    assert not next(one for one in steps.items(PERIOD, EDITION) if one.key == "elsewhere").wrong


# The real thing


def test_the_report_of_the_period_is_released_and_verified(made, tmp_path, monkeypatch, capsys):
    shutil.copytree(made.parent.parent, tmp_path / "root", symlinks=True)
    monkeypatch.setenv("A4P_ROOT", str(tmp_path / "root"))

    # Each step works the whole checklist out anew; the draft stays the same until it is released.
    of_whole = [(checklist, "leaks"), (checklist, "_faults")]
    of_whole += [(where, "faults") for where in (checklist.check, checklist.traced)]
    for where, name in of_whole:
        monkeypatch.setattr(where, name, functools.cache(getattr(where, name)))

    def release(*more: str) -> int:
        return cli.main(["release", PERIOD, *more])

    assert release("--to", "under review", "--by", "Planning") == 0
    given = paths.review(PERIOD, EDITION)
    assert 'data-paragraph="4.2"' in (given / "p4.html").read_text(encoding="utf-8")
    page = paths.outputs(PERIOD, EDITION) / "p4.html"
    assert 'data-paragraph="' not in page.read_text(encoding="utf-8")
    assert "4.2" in PdfReader(given / paths.PDF).pages[8].extract_text()
    assert release("--to", "cleared", "--by", "Planning") == 2
    assert "so somebody else must clear it" in capsys.readouterr().err
    assert release("--to", "cleared", "--by", "Clearance") == 2
    assert "It cannot be cleared yet" in capsys.readouterr().err
    ticks = [word for item in checklist.BY_HAND for word in ("--tick", item)]
    assert release(*ticks, "--to", "cleared", "--by", "Clearance") == 0
    assert release("--to", "released", "--by", "Director") == 0
    told = capsys.readouterr().out
    assert "is: released" in told and "  open  " not in told.rpartition("is: released")[2]
    place = paths.outputs(PERIOD) / "released" / "external-1"
    assert cli.main(["verify", str(place)]) == 0
    unlocked(place)
    flip(place)
    assert cli.main(["verify", str(place)]) == 1
    assert "index.html was changed" in capsys.readouterr().err


def test_open_comments_and_comments_that_still_show_keep_a_draft_back(root, tmp_path):
    (tmp_path / "index.html").write_text("<p>x</p>")
    assert checklist._comments(PERIOD, tmp_path) == []
    (tmp_path / "index.html").write_text('<aside class="comment">x</aside>')
    assert "still shows comments" in checklist._comments(PERIOD, tmp_path)[0]


# What the checklist computes


SECRET = "The mission's “own” text, for <the> inside & nobody else."


@pytest.fixture
def told_inside(root: Path) -> None:
    """A cleaned period with one text that only the internal edition has."""
    prepare.ensure(PERIOD, [])
    path = paths.processed(PERIOD, "internal") / "mission_narratives.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["UNMISS", "internal", "UNMISS", "P1.NARRATIVES", SECRET])


def hide(folder: Path, kind: str) -> str:
    """Write a file that holds the secret as files of its kind would; return its name."""
    marked = html.escape(SECRET).replace("own", "<w:r>ow</w:r><w:r>n</w:r>")
    path = folder / f"a.{kind}"
    if kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(["x", SECRET.replace(" text", "\ntext"), 'and "x"'])
    elif kind == "ipynb":
        cell = {"cell_type": "code", "source": [SECRET[:20], SECRET[20:]], "outputs": []}
        path.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    elif kind == "output.ipynb":  # the lines of a page, with marks between words
        marked = html.escape(SECRET).replace("inside", "<b>in\nside</b>").splitlines(keepends=True)
        cell = {"cell_type": "code", "source": [], "outputs": [{"data": {"text/html": marked}}]}
        path.write_text(json.dumps({"cells": [cell]}, indent=1), encoding="utf-8")
    elif kind == "name":
        path = folder / f"{SECRET.replace(' ', '-')}.png"
        path.touch()
    elif kind == "cased.txt":  # as a sentence goes on: a small letter, no stop
        path.write_text(f"said that {SECRET[0].lower()}{SECRET[1:-1]}, and more", "utf-8")
    elif kind in ("docx", "xlsx"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", f"<w:p>{marked}</w:p>")
    elif kind == "html":
        svg = base64.b64encode(f"<svg><text>{html.escape(SECRET)}</text></svg>".encode()).decode()
        path.write_text(f'<img src="data:image/svg+xml;base64,{svg}">', encoding="utf-8")
    elif kind == "pdf":
        dot = "bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>\")"
        shown = f'#image({dot}, format: "svg", alt: {json.dumps(SECRET, ensure_ascii=False)})'
        path.write_bytes(typst.compile(f"x {shown}".encode()))
    else:
        path.write_text(SECRET, encoding="utf-8")
    return path.name


def test_an_internal_text_is_found_in_every_kind_of_file(told_inside, tmp_path):
    draft = tmp_path / "draft"
    draft.mkdir()
    kinds = ["csv", "ipynb", "output.ipynb", "docx", "xlsx", "html", "txt", "name", "cased.txt"]
    names = [hide(draft, kind) for kind in [*kinds, "pdf"]]
    found = checklist.leaks(PERIOD, draft)
    assert sorted(found) == sorted(
        f"{name} contains an internal text from mission_narratives." for name in names
    )


def test_what_the_filter_of_the_editions_lets_through_is_found(edit, tmp_path, monkeypatch):
    inside = {"classification": "internal", "text": SECRET}
    edit("mission_narratives", lambda rows: rows[0].update(inside))
    draft = tmp_path / "draft"
    draft.mkdir()
    name = hide(draft, "txt")
    monkeypatch.setattr(editions, "INTERNAL", "nothing")
    prepare.tables(PERIOD)
    assert "inside & nobody" in (
        (paths.processed(PERIOD, "external") / "mission_narratives.csv").read_text("utf-8")
    )
    assert checklist.leaks(PERIOD, draft) == [
        f"{name} contains an internal text from mission_narratives."
    ]


def test_a_comment_in_an_external_draft_is_found(root, tmp_path):
    prepare.ensure(PERIOD, [])
    (paths.raw(PERIOD) / "comments.csv").write_text(
        f"{','.join(comments.COLUMNS)}\n1,p4,1,,Is this number right?,A reader,,2023-12-01,0,,,\n"
    )
    draft = tmp_path / "draft"
    draft.mkdir()
    (draft / "index.html").write_text("<p>Is this <b>number</b> right?</p>")
    assert checklist.leaks(PERIOD, draft) == [
        "index.html contains an internal text from a comment."
    ]


def test_a_draft_of_other_data_or_code_is_stale(root, uncleaned, tmp_path):
    def draft(**changed):
        made = {
            "input_hash": provenance.inputs(PERIOD, EDITION)[0],
            "code_hash": provenance.code_hash(),
        }
        (tmp_path / "run.json").write_text(json.dumps({**made, **changed}))
        return checklist.stale_draft(PERIOD, EDITION, tmp_path)

    assert "cleaned tables are not from the draft's data" in draft()[0]
    prepare.ensure(PERIOD, [])
    assert draft() == []
    assert draft(input_hash="x") == [
        "Since the draft was made, the data changed: run the period again."
    ]
    assert "the data and the code changed" in draft(input_hash="x", code_hash="x")[0]


def test_a_figure_that_contradicts_its_table_needs_a_reason(edit, raw):
    def sent(value, note):
        edit(
            "submitted_figures",
            lambda rows: rows.append(
                {**rows[0], "code": "P4.HOSPITALS", "value": value, "note": note}
            ),
        )

    prepare.ensure(PERIOD, [])
    values = prepare.at_hand(periods.get(PERIOD), "internal")
    assert values["P4.HOSPITALS"].is_reported
    assert checklist._figures(PERIOD, "internal") == []
    sent("3", "The Division counts another kind.")
    prepare.ensure(PERIOD, [])
    assert not any("Say why" in one for one in checklist._figures(PERIOD, "internal"))
    edit("submitted_figures", lambda rows: rows.pop())
    sent("3", "")
    prepare.ensure(PERIOD, [])
    assert any("P4.HOSPITALS" in one for one in checklist._figures(PERIOD, "internal"))


def test_small_numbers_that_are_public_already_keep_a_draft_back(root):
    prepare.ensure(PERIOD, [])
    assert checklist._given_away(PERIOD) == []
    path = paths.processed(PERIOD, "internal") / "misconduct.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["remarks"].append(
        {"kind": "given away", "table": "misconduct", "key": "", "column": "", "sentence": "x"}
    )
    path.write_text(json.dumps(told), encoding="utf-8")
    assert checklist._given_away(PERIOD) == ["x."]
