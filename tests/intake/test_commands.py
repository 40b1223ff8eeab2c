"""The commands of a period's returns: what they print, and how they end."""

import csv
import shutil
import subprocess
import sys
import threading
import time
from datetime import date

import openpyxl
import pytest

from a4p_helpers.cli import main
from a4p_helpers.contracts import phrases
from a4p_helpers.core import paths
from a4p_helpers.intake import status
from a4p_helpers.run import DONE, FAILED, WRONG_INPUT, publish

NEXT = "2023-11"


def test_forms_are_written_for_who_is_named(root, capsys):
    assert main(["forms", NEXT, "--for", "UNMISS", "--due", "2024-05-31"]) == DONE
    (printed,) = capsys.readouterr().out.split()
    assert printed.endswith("A4P-2023-11-UNMISS.xlsx")
    book = openpyxl.load_workbook(printed)
    assert book.sheetnames[0] == phrases.START


def test_a_misspelt_reporter_period_or_date_ends_in_a_sentence(root, capsys):
    assert main(["forms", NEXT, "--for", "UNMIS"]) == WRONG_INPUT
    assert "did you mean 'UNMISS'" in capsys.readouterr().err
    assert main(["forms", "2023-12"]) == WRONG_INPUT
    shutil.rmtree(root / "data" / "raw" / "2022-05")
    assert main(["status", "2022-05"]) == DONE
    assert "0 of 40 are complete" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["forms", NEXT, "--due", "31/05/2024"])
    assert ended.value.code == WRONG_INPUT


def test_a_return_with_faults_ends_with_one_and_prints_its_receipt(root, blank, capsys):
    assert main(["receive", NEXT, str(blank("UNMISS"))]) == FAILED
    told = capsys.readouterr()
    assert told.out.strip().endswith("receipts/UNMISS-1.html")
    assert "One thing needs you" in told.err
    assert main(["receive", NEXT, str(root / "none.xlsx")]) == WRONG_INPUT
    first = status.of(NEXT)
    assert first.asked_back["UNMISS"] and status.of(NEXT) == first
    assert main(["status", NEXT, "--write"]) == DONE
    told = capsys.readouterr().out
    assert "with faults" in told and "asked back: 1" in " ".join(told.split())
    assert told.endswith("status.xlsx\n")


def test_a_good_table_ends_with_nought(root, tmp_path, capsys):
    path = tmp_path / "conduct_training.csv"
    path.write_text("sessions\n12\n", encoding="utf-8")
    assert main(["receive", NEXT, str(path), "--from", "UNMISS"]) == DONE
    assert "Everything was taken" in capsys.readouterr().err
    assert date.today().isoformat() in (root / "data" / "raw" / NEXT / "SOURCES.csv").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("command", ["receive", "comment"])
def test_nothing_comes_in_while_a_run_reads_it(command, root, tmp_path, capsys):
    (tmp_path / "conduct_training.csv").write_text("sessions\n12\n", encoding="utf-8")
    (tmp_path / "sheet.csv").write_text("section,paragraph,text,who\np4,2,Why?,OMA\n", "utf-8")
    line, made = {
        "receive": (["conduct_training.csv", "--from", "UNMISS"], "returns"),
        "comment": (["--file", "sheet.csv"], "comments.csv"),
    }[command]
    line = [str(tmp_path / word) if word.endswith(".csv") else word for word in line]
    coming = threading.Thread(target=main, args=([command, NEXT, *line],))
    until, told = time.monotonic() + 120, ""
    with publish.lock(NEXT):
        coming.start()
        while not told and time.monotonic() < until:
            time.sleep(0.05)
            told = capsys.readouterr().err
        assert told.startswith(f"A run of {NEXT} is under way (process ")
        assert not (paths.raw(NEXT) / made).exists()
    coming.join(timeout=120)
    assert (paths.raw(NEXT) / made).exists()


def test_several_who_receive_at_once_lose_nothing(root, tmp_path):
    senders, running = ["UNDOF", "UNFICYP", "UNMISS"], []
    for who in senders:
        path = tmp_path / who / "conduct_training.csv"
        path.parent.mkdir()
        path.write_text("sessions\n12\n", encoding="utf-8")
        line = [sys.executable, "-m", "a4p_helpers", "receive", NEXT, str(path), "--from", who]
        running.append(subprocess.Popen(line, stdout=subprocess.DEVNULL))
    assert [one.wait(timeout=120) for one in running] == [DONE] * 3
    with (paths.raw(NEXT) / paths.SOURCES).open(encoding="utf-8", newline="") as file:
        assert [row["office"] for row in csv.DictReader(file)] == senders
