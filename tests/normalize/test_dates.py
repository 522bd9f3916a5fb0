"""Dates are read as precisely as they are written, and never further."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.normalize.dates import DateMatch, find_dates, is_plausible, normalize_date, precision, same_day
from scraper.wordings import tables

PRINTED = [
    # the lines of mirror pages
    ("Meadow.test, 19 octobre 2016", "fr", "2016-10-19"),
    ("Meadow.test, le 29 janvier 2016", "fr", "2016-01-29"),
    ("Meadow.test. Le 31 août 2007. En ligne : http…", "fr", "2007-08-31"),
    ("Hill Research, October 17, 2016", "en", "2016-10-17"),
    ("February 22nd, 2023 by Hill Research News", "en", "2023-02-22"),
    ("By A. Ample, October 02, 2015", "en", "2015-10-02"),
    ("www.hill.test 4  July 2004", None, "2004-07-04"),
    ("http://hill.test/a/ , June 22  2004", None, "2004-06-22"),
    ("le 12/06/2016", "fr", "2016-06-12"),
    ("13 -01-2020", "fr", "2020-01-13"),
    ("Publié le 18 juil. 2024 à 08:01", "fr", "2024-07-18T08:01:00"),
    ("lundi 9 décembre 2019 à 09h08", "fr", "2019-12-09T09:08:00"),
    ("le 7 mai 2020 - 12:38.", "fr", "2020-05-07T12:38:00"),
    ("30/04/2024 - 16:00", "fr", "2024-04-30T16:00:00"),
    ("samedi 20 juillet 2019", "fr", "2019-07-20"),
    ("lundi 4 juin 2012 - 16h:58", "fr", "2012-06-04T16:58:00"),
    ("23 Octubre de 2010", "es", "2010-10-23"),
    ("30 de septiembre 2001", "es", "2001-09-30"),
    ("06 Luglio 2016", "it", "2016-07-06"),
    ("2012年01月12日 18:35", "zh", "2012-01-12T18:35:00"),
    ("07/11/11-09:42", "el", "2011-11-07T09:42:00"),
    ("First published on 25, November 2025", "en", "2025-11-25"),
    ("[Originally published in March 2007.]", "en", "2007-03"),
    ("Date of publication: 24/11/2015", "en", "2015-11-24"),
    ("Friday 23 March 2018 at 05:30", "en", "2018-03-23T05:30:00"),
    # spellings
    ("1er avril 2016", "fr", "2016-04-01"),
    ("03 fevrier 2016", "fr", "2016-02-03"),
    ("19 aou\u0302t 2016", "fr", "2016-08-19"),
    ("1º de março de 2016", "pt", "2016-03-01"),
    ("1° maggio 2016", "it", "2016-05-01"),
    ("18-Jul-2024", "en", "2024-07-18"),
    ("OCTOBER 19, 2016", "en", "2016-10-19"),
    # languages
    ("Donnerstag, 18.07.2024, 08:01 Uhr", "de", "2024-07-18T08:01:00"),
    ("am 18. Juli 2024 um 14.30 Uhr", "de", "2024-07-18T14:30:00"),
    ("3 października 2016", "pl", "2016-10-03"),
    ("18 июля 2024 г., 18:35 МСК", "ru", "2024-07-18T18:35:00+03:00"),
    ("18:35 | 12.01.2012", "ru", "2012-01-12T18:35:00"),
    ("5 травня 2021", "uk", "2021-05-05"),
    ("20 Οκτωβρίου 2016, 14:20", "el", "2016-10-20T14:20:00"),
    ("19 Ekim 2016", "tr", "2016-10-19"),
    ("19 تشرين الأول/أكتوبر 2016", "ar", "2016-10-19"),
    ("١٩ أكتوبر ٢٠١٦", "ar", "2016-10-19"),
    ("۲۸ مهر ۱۳۹۵", "fa", "2016-10-19"),
    ("1395/07/28", "fa", "2016-10-19"),
    ("19 اکتبر 2016", "fa", "2016-10-19"),
    ("19 באוקטובר 2016", "he", "2016-10-19"),
    ("ngày 19 tháng 10 năm 2016", "vi", "2016-10-19"),
    ("19 Tháng Mười Một 2016", "vi", "2016-11-19"),
    ("2016년 10월 19일 오후 6:35", "ko", "2016-10-19T18:35:00"),
    ("2024年7月18日（木）18:35", "ja", "2024-07-18T18:35:00"),
    ("２０２４年７月１８日", "ja", "2024-07-18"),
    ("2016. október 19.", "hu", "2016-10-19"),
    ("2016 m. spalio 19 d.", "lt", "2016-10-19"),
    ("19. lokakuuta 2016", "fi", "2016-10-19"),
    ("19. listopada 2016", "hr", "2016-10-19"),
    ("19 listopada 2016", "pl", "2016-11-19"),
    ("19 d'octubre de 2016", "ca", "2016-10-19"),
    ("19 Agustus 2016", "id", "2016-08-19"),
    ("19 ตุลาคม 2559", "th", "2016-10-19"),
    ("19 ต.ค. 2559 10:20 น.", "th", "2016-10-19T10:20:00"),
    ("19/10/2559", "th", "2016-10-19"),
    ("१९ अक्टूबर २०१६", "hi", "2016-10-19"),
    ("19 जनवरी 2016", "hi", "2016-01-19"),
    ("১৯ অক্টোবর ২০১৬", "bn", "2016-10-19"),
    ("19 அக்டோபர் 2016", "ta", "2016-10-19"),
    ("19 اکتوبر 2016", "ur", "2016-10-19"),
    ("19 ოქტომბერი 2016", "ka", "2016-10-19"),
    ("19 հոկտեմբերի 2016", "hy", "2016-10-19"),
    ("2016. gada 19. oktobrī, 10:20", "lv", "2016-10-19T10:20:00"),
    ("2016(e)ko urriaren 19a", "eu", "2016-10-19"),
    ("19 Hydref 2016", "cy", "2016-10-19"),
    ("19 Deireadh Fómhair 2016", "ga", "2016-10-19"),
    ("19 tetor 2016", "sq", "2016-10-19"),
    ("Oktubre 19, 2016", "tl", "2016-10-19"),
    ("5 Mac 2016", "ms", "2016-03-05"),
    ("19 Th10 2016", "vi", "2016-10-19"),
    ("19 אוק׳ 2016", "he", "2016-10-19"),
    ("19ης Οκτωβρίου 2016", "el", "2016-10-19"),
    # times and zones
    ("July 18, 2024 06:30 PM EDT", "en", "2024-07-18T18:30:00-04:00"),
    ("July 18, 2024 12:05 a.m.", "en", "2024-07-18T00:05:00"),
    ("Sept. 5, 2015 at 3:04 p.m. ET", "en", "2015-09-05T15:04:00"),
    ("18.07.2024 08:01 +0200", "de", "2024-07-18T08:01:00+02:00"),
    ("2016-10-19T08:30:00+02:00", None, "2016-10-19T08:30:00+02:00"),
    ("2016-10-19 10:00-12:00", None, "2016-10-19T10:00:00"),
    # numbers
    ("01/02/2016", "en-US", "2016-01-02"),
    ("01/02/2016", "en-GB", "2016-02-01"),
    ("01/02/2016", "fr", "2016-02-01"),
    ("10/19/2016", "fr", "2016-10-19"),
    ("02.01.2016", None, "2016-01-02"),
    ("12-14 octobre 2016", "fr", "2016-10"),
]


@pytest.mark.parametrize(("line", "language", "value"), PRINTED)
def test_a_printed_date_is_found(line: str, language: str | None, value: str) -> None:
    """A date line, in the form and the language it was printed in, gives one date as precise as it states."""
    assert [found.value for found in find_dates(line, language)] == [value]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("01/02/2016", None),
        ("01/02/2016", "en"),
        ("02/03/04", None),
        ("02/03/04", "zh"),
        ("19 listopada 2016", None),
        ("release 1.2.13 of 10.0.0.1", "de"),
        ("sold out 2016", "en"),
        ("it may 2016 times", "en"),
        ("Feb 29, 2015", "en"),
        ("31/04/2016", "fr"),
        ("call 06-12-34-56-78", "fr"),
        ("19 muharram 1438", "ar"),
        ("in 2016", "en"),
        ("1234 sales and 20,160 more", "en"),
        ("no digit at all", "en"),
        ("", None),
    ],
)
def test_what_is_no_date_for_certain_is_none(line: str, language: str | None) -> None:
    """Two readings, impossible days, versions, telephone numbers and bare years give no date."""
    assert find_dates(line, language) == []


def test_each_date_of_a_line_is_found_where_it_stands() -> None:
    """Two dates of one line come in order, each with the characters that print it, weekday and time included."""
    line = "Publié le mardi 08 juin 2021 à 14h32 - Mis à jour le 09/06/2021 à 19h11"
    assert find_dates(line, "fr") == [
        DateMatch("2021-06-08T14:32:00", 10, 36),
        DateMatch("2021-06-09T19:11:00", 53, 71),
    ]
    assert line[10:36] == "mardi 08 juin 2021 à 14h32"


def test_places_are_right_where_accents_are_apart() -> None:
    """Combining accents in front of a date do not shift its place in the text."""
    line = "Mis a\u0300 jour, e\u0301te\u0301 : 19 aou\u0302t 2016 !"
    found = find_dates(line, "fr")[0]
    assert line[found.start : found.end] == "19 aou\u0302t 2016"


def test_a_date_deep_in_a_long_text_is_found_in_place() -> None:
    """In a long paragraph only the surroundings of numbers are read, and places are still those of the text."""
    text = "Mot élu. " * 400 + "le 19 octobre 2016. " + "Mot élu. " * 400
    found = find_dates(text, "fr")
    assert [(each.value, text[each.start : each.end]) for each in found] == [("2016-10-19", "19 octobre 2016")]


def test_a_year_alone_is_found_only_when_asked_for() -> None:
    """A bare year is a date for who asks for one, beside whole dates and never inside them."""
    assert [found.value for found in find_dates("Winter 2014, 5 May 2015", "en", years=True)] == ["2014", "2015-05-05"]


@pytest.mark.parametrize("language", [language for language, table in tables("dates").items() if "months" in table])
def test_every_month_of_every_language_is_known(language: str) -> None:
    """Each written form of a month, with a day and a year, is that month in its own language."""
    for number, cell in enumerate(tables("dates")[language]["months"], 1):
        for word in cell:
            line = f"2016. {word} 19." if language == "hu" else f"19 {word} 2016"
            assert [found.value for found in find_dates(line, language)] == [f"2016-{number:02d}-19"], line


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-07-18T08:01:00.000Z", "2024-07-18T08:01:00+00:00"),
        ("2024-07-18 08:01:00 +0200", "2024-07-18T08:01:00+02:00"),
        ("2024-07-18T08:01:00+0200", "2024-07-18T08:01:00+02:00"),
        ("2024-07-18T08:01:00-5:00", "2024-07-18T08:01:00-05:00"),
        ("2024-07-18T08:01Z", "2024-07-18T08:01:00+00:00"),
        ("2024-07-18T08:01:00+02:00[Europe/Paris]", "2024-07-18T08:01:00+02:00"),
        ("2024-07-18 08:01:00.0 CEST", "2024-07-18T08:01:00+02:00"),
        ("2024-07-18T00:00:00", "2024-07-18T00:00:00"),
        ("2024-07-18T", "2024-07-18"),
        ("2024-7-8", "2024-07-08"),
        ("2024/07/18", "2024-07-18"),
        ("2024-07", "2024-07"),
        ("2024", "2024"),
        ("20240718", "2024-07-18"),
        ("20240718T080100Z", "2024-07-18T08:01:00+00:00"),
        ("20240718080100", "2024-07-18T08:01:00"),
        ("Thu, 18 Jul 2024 08:01:00 GMT", "2024-07-18T08:01:00+00:00"),
        ("Thu, 18 Jul 2024 08:01:00 +0200", "2024-07-18T08:01:00+02:00"),
        ("Thursday, 18-Jul-24 08:01:00 GMT", "2024-07-18T08:01:00+00:00"),
        ("Thu Jul 18 08:01:00 2024", "2024-07-18T08:01:00"),
        ("Thu Jul 18 08:01:00 UTC 2024", "2024-07-18T08:01:00+00:00"),
        ("Thu Jul 18 2024 08:01:00 GMT+0200 (Central European Summer Time)", "2024-07-18T08:01:00+02:00"),
        ("1721289660", "2024-07-18T08:01:00+00:00"),
        ("1721289660000", "2024-07-18T08:01:00+00:00"),
        ("1721289660.123", "2024-07-18T08:01:00+00:00"),
        ("July 18, 2024", "2024-07-18"),
        ("18.07.2024 08:01", "2024-07-18T08:01:00"),
        ("7/18/2024 8:01:00 AM", "2024-07-18T08:01:00"),
        ("2024-07-18T25:00", "2024-07-18"),
        ("1848-02-24", "1848-02-24"),
    ],
)
def test_a_machine_s_date_keeps_its_precision(written: str, value: str) -> None:
    """ISO 8601 and its damaged kin, mail and C dates and epochs give the record's form, no hour or zone added."""
    assert normalize_date(written) == value


@pytest.mark.parametrize(
    "written",
    [
        "", "x", "0", "-1", "2024-02-30", "2024-13-01", "0000-00-00", "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        "12/06/2016", "99999999999999", "1e10", "NaN", "null", "T08:01", "18 Jul", "2024-07-18, 2024-07-20", "P1D",
        "2024-W29-4", "1721289660" * 20, "20241340", "\ud800", "2024-07-18" * 50,
    ],
)  # fmt: skip
def test_no_date_and_an_impossible_one_are_none(written: str) -> None:
    """Impossible, ambiguous, hostile and endless values give None, not an exception."""
    assert normalize_date(written) is None


@given(
    st.text(max_size=60)
    | st.text(alphabet="0123456789-/:.TZ+ ,年月日maiyou°é", max_size=30)
    | st.dates(min_value=date(1600, 1, 1), max_value=date(2099, 12, 31)).map(lambda day: day.strftime("%d/%m/%Y %H:%M"))
)
def test_reading_dates_is_total_and_final(text: str) -> None:
    """Any text gives well-formed values or none; a value read again is itself; places lie in the text, in order."""
    value = normalize_date(text)
    if value is not None:
        assert precision(value) > 0
        assert normalize_date(value) == value
    end = 0
    for language in (None, "fr", "en-US", "zh", "fa"):
        end = 0
        for found in find_dates(text, language, years=True):
            assert end <= found.start < found.end <= len(text)
            assert precision(found.value) > 0
            end = found.end


@given(st.datetimes(min_value=datetime(1600, 1, 1), max_value=datetime(2099, 12, 31)))
def test_iso_moments_survive(moment: datetime) -> None:
    """A whole moment, with a zone and without, is kept to the second."""
    moment = moment.replace(microsecond=0)
    assert normalize_date(moment.isoformat()) == moment.isoformat()
    aware = moment.replace(tzinfo=UTC)
    assert normalize_date(aware.isoformat().replace("+00:00", "Z")) == aware.isoformat()


def test_precision_counts_what_is_stated() -> None:
    """Year, month, day, time and zone count one each; what is no value counts nothing."""
    values = ["2016", "2016-10", "2016-10-19", "2016-10-19T08:30:00", "2016-10-19T08:30:00+02:00", "2016-10-19T08", "x"]
    assert [precision(value) for value in values] == [1, 2, 3, 4, 5, 0, 0]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("2016-10-19", "2016-10-19T08:30:00", True),
        ("2016-10-19T23:30:00-05:00", "2016-10-20T04:30:00+00:00", False),
        ("2016-10-19", "2016-10-20", False),
        ("2016-10", "2016-10", False),
        ("", "", False),
    ],
)
def test_two_values_may_be_one_day(a: str, b: str, same: bool) -> None:
    """A day is the one that is written, whatever its zone; a month names no day."""
    assert same_day(a, b) is same


def test_the_future_is_not_plausible() -> None:
    """A page cannot be published after it was read, but for a day of zones and clocks."""
    now = datetime(2024, 7, 18, 8, tzinfo=UTC)
    assert is_plausible("2024-07-19", now)
    assert is_plausible("2024-07", now)
    assert is_plausible("2031-01-01", None)
    assert not is_plausible("2024-07-25", now)
    assert not is_plausible("2025", now)
    assert not is_plausible("0999-01-01", now)
    assert not is_plausible("soon", now)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("2011年12月15日20:43", "zh", "2011-12-15T20:43:00"),
        ("5.12.11 21:45", "ru", "2011-12-05T21:45:00"),
        ("19/12/11-15:12", "el", "2011-12-19T15:12:00"),
        (". 2023 Jan 7;15(1):e33475", "en", "2023-01-07"),
    ],
)
def test_numbers_joined_without_space(text: str, language: str, expected: str) -> None:
    """An hour may stand right behind its day, a day of one digit before a year of two, and a volume behind a day."""
    assert [each.value for each in find_dates(text, language)] == [expected]
