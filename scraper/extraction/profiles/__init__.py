"""Site profiles: what a person knows about a family of sites, as data in `sites/`; `reading` explains the format."""

from scraper.extraction.profiles.reading import (
    FOLDER,
    SCHEMES,
    Profile,
    ProfileTest,
    load_profiles,
    profiles_for,
    read_profile,
)

__all__ = ["FOLDER", "SCHEMES", "Profile", "ProfileTest", "load_profiles", "profiles_for", "read_profile"]
