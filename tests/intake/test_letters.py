"""Letters: drafts with what they are about attached, to who answers for a sender; none is sent."""

from email import message_from_bytes, policy

import pytest
from raw_data import NEXT

from a4p_helpers.cli import main
from a4p_helpers.core import paths
from a4p_helpers.intake import letters, opening
from a4p_helpers.run import DONE, WRONG_INPUT


@pytest.fixture
def known(root):
    """UNMISS has an address, DHMOSH a name only, OMA nobody."""
    rows = "reporter,name,email\nUNMISS,A. Person,unmiss@example.org\nDHMOSH,B. Person,\n"
    letters.place().write_text(f"{rows}PLANNING,Unit,a4p@example.org\n", encoding="utf-8")
    return root


def draft(kind: str):
    content = (paths.outputs(NEXT) / "letters" / f"{kind}.eml").read_bytes()
    return message_from_bytes(content, policy=policy.default)


def test_a_form_goes_out_with_a_letter_and_a_missing_address_is_told(known, capsys):
    line = ["forms", NEXT, "--for", "UNMISS", "--for", "DHMOSH", "--due", "2024-05-31"]
    assert main(line) == DONE
    mail = draft("form-UNMISS")
    assert mail["To"] == "unmiss@example.org" and mail["From"] == "a4p@example.org"
    assert mail["X-Unsent"] == "1" and "UNMISS" in mail["Subject"]
    text = mail.get_body().get_content()
    assert "Please send it back by Friday 31 May 2024." in text and "{" not in text
    (form,) = mail.iter_attachments()
    assert form.get_filename() == "A4P-2023-11-UNMISS.xlsx"
    assert form.get_content_subtype().endswith("spreadsheetml.sheet")
    assert draft("form-DHMOSH")["To"] is None
    told = capsys.readouterr().err
    assert "DHMOSH: the letter has no recipient" in told and "UNMISS: the" not in told


def test_who_is_late_is_reminded_and_nobody_else(known, capsys, send):
    opening.open_period(NEXT)
    path = paths.raw(NEXT) / "participation.csv"
    text = path.read_text(encoding="utf-8").replace("UNMISS,yes,,,", "UNMISS,yes,,2024-05-31,")
    path.write_text(text, encoding="utf-8")
    assert main(["forms", NEXT, "--late"]) == DONE
    (written,) = capsys.readouterr().out.split()
    assert written.endswith("UNMISS.xlsx")
    assert "It was due on Friday 31 May 2024." in draft("reminder-UNMISS").get_body().get_content()
    assert [one.name for one in (paths.outputs(NEXT) / "letters").iterdir()] == [
        "reminder-UNMISS.eml"
    ]


def test_a_receipt_goes_back_with_a_letter(known, tmp_path, capsys):
    path = tmp_path / "conduct_training.csv"
    path.write_text("sessions\n12\n", encoding="utf-8")
    assert main(["receive", NEXT, str(path), "--from", "UNMISS"]) == DONE
    mail = draft("receipt-UNMISS-1-conduct_training")
    assert "Everything was taken" in mail.get_body().get_content()
    (page,) = mail.iter_attachments()
    assert page.get_filename().endswith(".html") and mail["To"] == "unmiss@example.org"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("reporter,email\nUNMISS,a@b.org\n", "has no column 'name'"),
        ("reporter,name,email\nUNMIS,A,a@b.org\n", "did you mean 'UNMISS'"),
        ("reporter,name,email\nUNMISS,A,not an address\n", "row 2, column email"),
    ],
)
def test_contacts_that_cannot_be_used_stop_before_anything_is_written(rows, told, root, capsys):
    letters.place().write_text(rows, encoding="utf-8")
    assert main(["forms", NEXT, "--for", "UNMISS"]) == WRONG_INPUT
    assert told in capsys.readouterr().err
    assert not (paths.outputs(NEXT) / "letters").exists()


def test_contacts_never_enter_git():
    assert "/data/contacts.csv" in (paths.CODE / ".gitignore").read_text(encoding="utf-8")
