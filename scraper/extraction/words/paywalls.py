"""What pages print where the text ends for those who have not paid, and how they mark it."""

from __future__ import annotations

import re

from scraper.wordings import words

#: In the class or id of the box that asks for payment, and of what stays hidden until then.
PAYWALL_MARKS = re.compile(
    r"pay-?wall|reg-?wall|subscriber-?only|premium-?(?:wall|box|gate)|piano-(?:inline|container|offer)|tp-container-inner|"
    r"meter(?:ed)?-?wall|subscription-?(?:wall|gate|required)|abo-?(?:box|teaser|wall)|paid-content|locked-content",
    re.IGNORECASE,
)
#: All wordings: this many strings are found faster one by one than by one pattern.
PROMPT_WORDS = words("paywalls", "prompts")


def asks_for_subscription(text: str) -> bool:
    """Whether a text contains one of the wordings."""
    text = text.lower().replace("’", "'")
    return any(word in text for word in PROMPT_WORDS)
