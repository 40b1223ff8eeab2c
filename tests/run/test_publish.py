"""A release is replaced in one step or not at all, and nobody's files are taken away."""

import os
import threading
import time

import pytest

from a4p_helpers.core import paths
from a4p_helpers.run import publish

PERIOD = "2023-05"


def release(text, edition="external"):
    with publish.run_folder(PERIOD, edition) as folder:
        (folder / "index.html").write_text(text)
        return publish.publish(folder, PERIOD, edition)


def test_a_release_takes_the_place_of_the_former_which_stays_beside_it(root):
    assert publish.former(PERIOD, "external") is None
    for text in ("first", "second", "third"):
        place = release(text)
        assert (place / "index.html").read_text() == text
        assert not os.path.isabs(os.readlink(place))
    release("other", "internal")
    releases = paths.outputs(PERIOD) / ".drafts"
    assert sorted(path.name for path in releases.iterdir()) == [
        "external-2",
        "external-3",
        "internal-1",
    ]
    assert (publish.former(PERIOD, "external") / "index.html").read_text() == "second"
    assert publish.former(PERIOD, "internal") is None
    assert sorted(path.name for path in paths.outputs(PERIOD).iterdir()) == [
        ".drafts",
        "external",
        "internal",
    ]


def test_a_reader_finds_the_former_release_until_the_one_step(root, monkeypatch):
    place = release("former")

    def stopped(*_):
        assert (place / "index.html").read_text() == "former"
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publish.os, "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            release("new")
    assert (place / "index.html").read_text() == "former"
    assert publish.former(PERIOD, "external") is None
    assert (release("newer") / "index.html").read_text() == "newer"
    assert (publish.former(PERIOD, "external") / "index.html").read_text() == "former"
    # What a stopped publication left was never a release, and is no draft to compare with.
    assert len(list((paths.outputs(PERIOD) / ".drafts").iterdir())) == 2


def test_the_tenth_draft_follows_the_ninth(root):
    for number in range(1, 12):
        release(str(number))
    assert (publish.former(PERIOD, "external") / "index.html").read_text() == "10"


@pytest.mark.parametrize("make", [lambda place: place.mkdir(), lambda place: place.touch()])
def test_what_somebody_put_in_the_place_is_not_removed(root, make):
    place = paths.outputs(PERIOD, "external")
    place.parent.mkdir(parents=True)
    make(place)
    with pytest.raises(publish.PublishError, match=r"outputs/2023-05/external is not a link"):
        release("new")
    assert place.exists() and not place.is_symlink()


def test_a_run_folder_is_fresh_and_removed_and_so_is_what_a_killed_run_left(root):
    left = paths.outputs(PERIOD) / ".runs" / "external-1"
    (left / "notebooks").mkdir(parents=True)
    with pytest.raises(KeyboardInterrupt), publish.run_folder(PERIOD, "external") as folder:
        assert folder.is_absolute() and not list(folder.iterdir())
        assert not left.exists()
        raise KeyboardInterrupt
    assert not folder.parent.exists()


def test_a_failure_is_kept_in_the_place_of_the_last_one_until_a_good_run(root):
    for text in ("first", "second"):
        with publish.run_folder(PERIOD, "external") as folder:
            (folder / f"{text}.ipynb").touch()
            kept = publish.keep_failure(folder, PERIOD, "external", text)
    assert kept == paths.outputs(PERIOD) / "failed" / "external"
    assert sorted(path.name for path in kept.iterdir()) == ["run.log", "second.ipynb"]
    release("good")
    assert not kept.parent.exists()


def test_one_run_of_a_period_at_a_time(root):
    with publish.lock(PERIOD):
        told = rf"A run of {PERIOD} is already under way \(process {os.getpid()} of"
        with pytest.raises(publish.RunUnderWayError, match=told), publish.lock(PERIOD):
            pass
        with publish.lock("2022-11"):
            pass
    with publish.lock(PERIOD):
        pass


def test_who_brings_data_waits_for_a_run_and_a_run_for_those(root):
    order = []

    def brings_data():
        with publish.lock(PERIOD, is_run=False):
            order.append("data")
            time.sleep(0.5)
            order.append("all data")

    bringing = [threading.Thread(target=brings_data) for _ in range(2)]
    with publish.lock(PERIOD):
        for one in bringing:
            one.start()
        bringing[0].join(timeout=0.5)
        order.append("run")
    until = time.monotonic() + 120
    while order == ["run"] and time.monotonic() < until:
        time.sleep(0.01)
    with publish.lock(PERIOD):
        order.append("next run")
    for one in bringing:
        one.join(timeout=120)
    assert order[0] == "run" and "next run" in order
    # Whatever their turns, none came between the beginning and the end of another.
    assert all(order[at + 1] == "all data" for at, one in enumerate(order) if one == "data")


def test_a_place_that_cannot_be_written_is_named(root):
    (root / "outputs").write_text("a file in the way")
    with (
        pytest.raises(publish.PublishError, match=r"^outputs.* cannot be written \("),
        publish.lock(PERIOD),
    ):
        pass
    (root / "outputs").unlink()
    (root / "outputs").symlink_to("/proc/self")
    with pytest.raises(publish.PublishError, match="cannot be written"), publish.lock(PERIOD):
        pass
