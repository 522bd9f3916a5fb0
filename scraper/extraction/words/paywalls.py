"""What pages print where a text ends for those who have not paid, and how they mark it."""

from __future__ import annotations

import re

from scraper.wordings import words

#: In class or id of the box in which a page asks for a payment, and of what it hides until then.
PAYWALL_MARKS = re.compile(
    r"pay-?wall|reg-?wall|subscriber-?only|premium-?(?:wall|box|gate)|piano-(?:inline|container|offer)|tp-container-inner|"
    r"meter(?:ed)?-?wall|subscription-?(?:wall|gate|required)|abo-?(?:box|teaser|wall)|paid-content|locked-content",
    re.IGNORECASE,
)
#: All wordings: so many strings are found faster than one pattern of them.
PROMPT_WORDS = words("paywalls", "prompts")


def asks_for_subscription(text: str) -> bool:
    """Whether a text holds one of the wordings."""
    text = text.lower().replace("’", "'")
    return any(word in text for word in PROMPT_WORDS)
