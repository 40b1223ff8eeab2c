"""Names of people, written one way wherever a name is kept."""

import subprocess

LONGEST = 200


class PersonError(ValueError):
    """A missing or unusable name of a person."""


def named(by: str) -> str:
    """Return a name as it is kept: on one line, without invisible characters.

    Raises
    ------
    PersonError
        The name is blank or too long.
    """
    name = " ".join("".join(sign for sign in by if sign.isprintable()).split())
    if not name or len(name) > LONGEST:
        raise PersonError(
            f"Nobody is named: add --by NAME, of at most {LONGEST} characters. To set it for all "
            'commands: git config --global user.name "NAME".'
        )
    return name


def remembered() -> str:
    """Return the user's name in git; blank if git has none.

    Only this person's own settings count, as a folder may be shared by several people.
    """
    try:
        said = subprocess.run(
            ["git", "config", "--global", "user.name"], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return ""
    return said.stdout.strip()


def are_one(one: str, other: str) -> bool:
    """Whether two names are the same person's, whatever their case."""
    return named(one).casefold() == named(other).casefold()
