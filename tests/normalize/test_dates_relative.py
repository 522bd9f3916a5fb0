"""Dates told by their distance from the moment of reading, and dates of other calendars."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper import extract
from scraper.extraction import extract_article
from scraper.normalize.dates import find_dates
from scraper.normalize.dates_relative import DAYS, UNITS, find_relative_dates
from scraper.options import ExtractOptions
from scraper.parsing import parse
from scraper.records import Article, Page
from scraper.wordings import tables

NOW = datetime(2024, 7, 18, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("5 minutes ago", "en", "2024-07-18"),
        ("3 hours ago", "en-GB", "2024-07-18"),
        ("9 hours ago", "en", "2024-07-17"),
        ("an hour ago", "en", "2024-07-18"),
        ("2 days ago", None, "2024-07-16"),
        ("1 week ago", "en", "2024-07"),
        ("2 weeks ago", "en", "2024"),  # the first days of July, or the last ones of June
        ("8 months ago", "en", "2023-11"),
        ("2 years ago", "en", "2022"),
        ("il y a 2 jours", "fr", "2024-07-16"),
        ("il y a 3 semaines", "fr", "2024-06"),
        ("hier", "fr", "2024-07-17"),
        ("vor 3 Stunden", "de", "2024-07-18"),
        ("vor einem Jahr", "de", "2023"),
        ("Gestern, 18:05 Uhr", "de", "2024-07-17T18:05:00"),
        ("vorgestern", "de", "2024-07-16"),
        ("hace 2 días", "es", "2024-07-16"),
        ("3 ore fa", "it", "2024-07-18"),
        ("há 2 dias", "pt", "2024-07-16"),
        ("2 dagen geleden", "nl", "2024-07-16"),
        ("2 dni temu", "pl", "2024-07-16"),
        ("před 2 dny", "cs", "2024-07-16"),
        ("3 часа назад", "ru", "2024-07-18"),
        ("вчера", "ru", "2024-07-17"),
        ("3 дні тому", "uk", "2024-07-15"),
        ("πριν από 3 ώρες", "el", "2024-07-18"),
        ("3 saat önce", "tr", "2024-07-18"),
        ("3 år siden", "no", "2021"),
        ("منذ ٣ ساعات", "ar", "2024-07-18"),
        ("לפני 3 שעות", "he", "2024-07-18"),
        ("2 小时前", "zh", "2024-07-18"),
        ("昨天 18:05", "zh-CN", "2024-07-17T18:05:00"),
        ("3日前", "ja", "2024-07-15"),
        ("2か月前", "ja", "2024-05"),
        ("5일 전", "ko", "2024-07-13"),
        ("yesterday at 6:05 pm", "en", "2024-07-17T18:05:00"),
    ],
)
def test_distance(text: str, language: str | None, value: str) -> None:
    """A distance gives the day, month or year that it lies before the moment of reading, and nothing finer."""
    assert [match.value for match in find_relative_dates(text, language, NOW)] == [value]


@pytest.mark.parametrize(
    "text", ["3 hours", "ago", "5 min read", "1000 days ago", "1 week ago" * 20, "a day in the life", "3 days"]
)
def test_no_distance(text: str) -> None:
    """A span of time, or a number beyond what anyone tells so, is no date."""
    assert find_relative_dates(text, "en", NOW) == []


@pytest.mark.parametrize("language", tables("relative_dates"))
def test_every_unit_and_day_of_every_language_is_known(language: str) -> None:
    """Each form of a unit, put as the language's table says, and each word for a day, is read as a date."""
    table = tables("relative_dates")[language]
    before, behind = table.get("before", [""])[0], table.get("behind", [""])[0]
    for unit in UNITS:
        for form in table.get(unit, ()):
            assert len(find_relative_dates(f"{before} 2 {form} {behind}".strip(), language, NOW)) == 1, form
    for word in (word for day in DAYS for word in table.get(day, ())):
        assert len(find_relative_dates(word, language, NOW)) == 1, word


PAGE = """<!doctype html><html lang="{language}"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p class="byline">{line}</p>
<p>The wardens of Ostrel weighed every sack on the quay on the first morning, and wrote the numbers into a book.</p>
<p>A clerk read the numbers aloud until noon, while the women of the lower town stood along the harbour wall, and
two hours ago is what one of them said when she was asked for the time. Nobody had asked for the sum before.</p>
<p>The board will ask the province for two years of clay and willow, which it calls a modest sum, as it said.</p>
</article></body></html>"""


def read_at(line: str, fetched_at: datetime | None, language: str = "en") -> Article:
    page = Page(
        "https://tarn.example/salt",
        "https://tarn.example/salt",
        PAGE.format(language=language, title="The price of salt", line=line).encode(),
        "text/html; charset=utf-8",
        fetched_at=fetched_at,
    )
    return extract_article(parse(page, ExtractOptions()), page)


@pytest.mark.parametrize(
    ("line", "language", "value"),
    [
        ("3 hours ago", "en", "2024-07-18"),
        ("By Ola Tarn · 2 days ago", "en", "2024-07-16"),
        ("Published 2 days ago", "en", "2024-07-16"),
        ("Publié il y a 2 jours", "fr", "2024-07-16"),
        ("发布于 昨天", "zh", "2024-07-17"),
    ],
)
def test_published_by_distance(line: str, language: str, value: str) -> None:
    """Where the moment of fetching is known a distance below the title is the date of publication."""
    article = read_at(line, NOW, language)
    assert (article.published, article.found["published"]) == (value, "relative")


def test_change_by_distance_is_no_publication() -> None:
    """`Updated 2 days ago` is the last change."""
    article = read_at("Updated 2 days ago", NOW)
    assert (article.published, article.modified) == (None, "2024-07-16")


def test_distance_without_a_moment_is_unknown() -> None:
    """A saved page was read at an unknown moment: its distance has no meaning."""
    assert read_at("3 hours ago", None).published is None
    assert extract(PAGE.format(language="en", title="The price of salt", line="3 hours ago")).published is None


def test_printed_date_goes_before_a_distance() -> None:
    """A date that is printed whole needs no moment."""
    assert read_at("16 July 2024 · 2 days ago", NOW).published == "2024-07-16"


def test_day_after_the_moment_of_reading_is_refused() -> None:
    """What lies in the future is the day of an event."""
    assert read_at("12 May 2031", NOW).published is None


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("令和6年7月18日", ["2024-07-18"]),
        ("令和元年5月1日", ["2019-05-01"]),
        ("平成23年3月11日 14:46", ["2011-03-11T14:46:00"]),
        ("昭和20年8月", ["1945-08"]),
        ("昭和64年1月8日", []),  # the day after that era's last
        ("2024年（令和6年）7月18日", ["2024-07-18"]),
        ("2023年（令和6年）7月18日", []),  # the two years disagree
        ("令和６年７月１８日（木）", ["2024-07-18"]),
        ("民國113年7月18日", ["2024-07-18"]),
        ("令和6年度の予算", []),
        ("令和6年2月30日", []),
        ("令和6年7月18日 更新 令和6年7月20日", ["2024-07-18", "2024-07-20"]),
    ],
)
def test_eras(text: str, values: list[str]) -> None:
    """Years of the Japanese eras, and of the Republic of China, are those of the common calendar."""
    assert [match.value for match in find_dates(text, "ja")] == values
