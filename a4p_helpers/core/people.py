"""Who did what: a person is named in one way wherever a name is kept."""

import subprocess

LONGEST = 200


class PersonError(ValueError):
    """Nobody is named where a name is kept, or the name cannot be read."""


def named(by: str) -> str:
    """Return a name as it is kept: on one line, without signs that nobody can see.

    Raises
    ------
    PersonError
        There is none, or it is too long.
    """
    name = " ".join("".join(sign for sign in by if sign.isprintable()).split())
    if not name or len(name) > LONGEST:
        raise PersonError(
            f"Say who you are, in at most {LONGEST} signs: --by NAME. To be remembered in all "
            'commands: git config --global user.name "NAME".'
        )
    return name


def remembered() -> str:
    """Return the name by which git knows who works here; blank where it knows none.

    Only what this person told git counts: a folder that several share names nobody.
    """
    try:
        said = subprocess.run(
            ["git", "config", "--global", "user.name"], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return said.stdout.strip()


def are_one(one: str, other: str) -> bool:
    """Whether two names are those of one person, however they are written large or small."""
    return named(one).casefold() == named(other).casefold()
