"""A mission's own page: what it reported, where it stands among the missions, what is missing.

`facts` reads it from the tables and values of the whole report; `page` is what the notebook
`mission_profile` opens.
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
