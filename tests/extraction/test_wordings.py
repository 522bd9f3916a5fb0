"""The lexicon of printed statements: every wording reads its own example and none reads what only looks like one."""

from __future__ import annotations

import re
import time

import pytest

from scraper.extraction.page.hints import placeholders
from scraper.extraction.words.lexicon import ROLES, Wording, lexicon, read_entry, straight
from scraper.wordings.compiling import read_folder

KINDS = {
    "notice": {"disclaimer", "license", "permission", "copyright", "fair_use", "contact", "correction", "rerun",
               "translation", "promotion"},
    "origin": {"republication", "translation", "excerpt", "rerun", "syndication", "unknown"},
    "credit": {"translator", "reviser", "editor"},
    "label": {"disclaimer", "license", "permission", "copyright", "fair_use", "correction", "origin"},
    "drop": {"feed_footer", "byline", "languages", "dateline"},
}  # fmt: skip
LANGUAGES = {
    "ar",
    "de",
    "el",
    "en",
    "es",
    "fa",
    "fr",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt",
    "ru",
    "tr",
    "uk",
    "und",
    "zh",
}
WORDINGS = lexicon().wordings
FILES = read_folder()
EXAMPLES = [
    (read_entry(language, entry), entry["example"])
    for language, data in FILES.items()
    for entry in data.get("wording", ())
    if entry["as"] in ROLES
]
TRAPS = [line for data in FILES.values() for line in data.get("traps", {}).get("lines", ())]


def name_of(wording: Wording) -> str:
    return f"{wording.language}-{wording.role}-{wording.kind}-{wording.anchors[0]}"


def id_of(part: object) -> str:
    return name_of(part) if isinstance(part, Wording) else ""


def regex_of(wording: Wording) -> re.Pattern[str]:
    return wording.label_regex if wording.role == "label" else wording.regex


@pytest.mark.parametrize(
    ("wording", "example"), EXAMPLES, ids=lambda each: name_of(each) if isinstance(each, Wording) else ""
)
def test_a_wording_reads_its_example(wording: Wording, example: str) -> None:
    """The pattern matches its example, and the example holds one of the anchors that lead to the pattern."""
    assert regex_of(wording).search(straight(example))
    assert [wording in found for _, found in lexicon().candidates([example])] == [True]


@pytest.mark.parametrize("wording", WORDINGS, ids=name_of)
def test_a_wording_is_of_a_known_kind(wording: Wording) -> None:
    """Role, kind, relation and place are words of the record, and the entry says where it was seen."""
    assert wording.kind in KINDS[wording.role]
    assert wording.relation in KINDS["origin"]
    assert wording.place in {"any", "edge", "top", "tail"}
    assert wording.seen


def test_no_wording_reads_a_trap() -> None:
    """Lines that only look like a statement are matched by no pattern of any language."""
    matched = [
        (trap, name_of(wording)) for trap in TRAPS for wording in WORDINGS if regex_of(wording).search(straight(trap))
    ]
    assert matched == []
    assert len(TRAPS) > 30


def test_a_placeholder_is_known_by_its_example() -> None:
    """Every example of what stands in the place of something embedded is seen as that, and a trap is not."""
    examples = [
        entry["example"] for data in FILES.values() for entry in data.get("wording", ()) if entry["as"] == "placeholder"
    ]
    assert len(examples) > 20
    assert [text for text, known in zip(examples, placeholders(examples), strict=True) if not known] == []
    assert not any(placeholders(TRAPS))


def test_every_promised_language_has_a_file() -> None:
    """The lexicon knows the seventeen languages of the record's notes, and what is alike in all of them."""
    assert {wording.language for wording in WORDINGS} >= LANGUAGES


def test_french_and_english_are_whole() -> None:
    """French and English have a wording for every kind of notice and a credit for translators."""
    shared = {wording.kind for wording in WORDINGS if wording.language == "und" and wording.role == "notice"}
    for language in ("fr", "en"):
        kinds = {wording.kind for wording in WORDINGS if wording.language == language and wording.role == "notice"}
        assert KINDS["notice"] - kinds - shared - {"rerun"} == set()
        assert any(wording.role == "credit" for wording in WORDINGS if wording.language == language)


def test_anchors_are_told_by_their_first_letters() -> None:
    """A word with another ending than the anchor's leads to the wording too, also behind a quote or a bracket."""
    endings = ["Alle Meinungen", "«Meinungsbild", "(meinungen)"]
    assert [index for index, _ in lexicon().candidates(endings)] == [0, 1, 2]


def test_a_text_without_anchors_costs_no_pattern() -> None:
    """A line without any anchor has no candidates, so no pattern runs on it."""
    assert list(lexicon().candidates(["Ducks swam by.", "", "橋が落ちた。"])) == []


HOSTILE = [
    "a" * 20_000,
    "the article " * 1_600,
    "opinions content article views " * 700,
    "copyright " * 2_000,
    "©" * 20_000,
    "source: " * 2_500,
    "this article was originally " * 750,
    "l'article publié " * 1_200,
    " " * 20_000 + "x",
    "本文观点" * 5_000,
]


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: body[:12])
def test_patterns_stay_linear(body: str) -> None:
    """No pattern takes long over 20,000 characters that repeat its own words."""
    slow = []
    for wording in WORDINGS:
        pattern = regex_of(wording)
        begin = time.process_time()
        pattern.search(body)
        if time.process_time() - begin > 0.25:
            slow.append(name_of(wording))
    assert slow == []


def test_every_language_has_most_kinds_of_notices() -> None:
    """Each language has a wording for each kind of notice but re-run notes, which are read from origins and labels."""
    kinds = KINDS["notice"] - {"rerun"}
    for language in LANGUAGES - {"und"}:
        known = {
            wording.kind for wording in WORDINGS if wording.language in (language, "und") and wording.role == "notice"
        }
        assert kinds - known == set(), language
