"""A mission's own page: what it reported, its place among the missions, what is missing.

`facts` reads it from the tables and values of the whole report; the notebook `mission_profile`
opens `page`.
"""

from a4p_helpers.profile.page import (
    WORDS,
    Profile,
    ProfileError,
    open_profile,
    taking_part,
)

__all__ = [
    "WORDS",
    "Profile",
    "ProfileError",
    "open_profile",
    "taking_part",
]
