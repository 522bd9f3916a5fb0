"""What pages without content of their own say: challenges, consent and login walls, missing pages."""

from __future__ import annotations

import re
from functools import cache

from scraper.wordings import any_of, words

#: Marks of the products behind such pages, in their markup.
CHALLENGE_MARKS = (
    "_cf_chl_opt", "cf-challenge", "challenge-platform/h/", "cf-browser-verification", "cf-turnstile-response",
    "px-captcha", "_incapsula_resource", "captcha-delivery.com", "geo.captcha-delivery", "ddos-guard",
    "awswafcookiedomainlist", "gokuprops", "sucuri_cloudproxy", "distil_r_captcha", "perimeterx", "anubis_challenge",
    "ak_bmsc_challenge", "sec-if-cpt-container", "g-recaptcha", "h-captcha",
)  # fmt: skip


@cache  # compiled on first use: a page with enough to read never needs it
def pattern(key: str) -> re.Pattern[str]:
    """The wordings of every language under one key of the walls, at the start of a word."""
    return re.compile(rf"(?<!\w)(?:{any_of(words('walls', key))})", re.IGNORECASE)
