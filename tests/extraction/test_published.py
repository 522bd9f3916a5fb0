"""Published: what the publisher says, as precise as said; never a change, a comment, a future."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scraper.extraction.fields.published.choosing import days_apart, read_modified, read_published
from scraper.extraction.page.view import PageView
from tests.extraction.views import FieldPage, fates

NEW_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
TITLE = "<h1>Oil for the mole</h1>"


def linked(**values: str) -> str:
    inner = "".join(f', "{name}": "{value}"' for name, value in values.items())
    return f'<script type="application/ld+json">{{"@type": "Article", "headline": "Oil for the mole"{inner}}}</script>'


def published_of(view: PageView) -> str | None:
    return read_published(view).value


def test_linked_data_comes_first(field_page: FieldPage) -> None:
    """The main thing's datePublished is the date, to the second and with its zone."""
    head = linked(datePublished="2019-03-04T05:06:07+01:00") + '<meta name="date" content="2011-01-01">'
    assert published_of(field_page(TITLE, head=head)) == "2019-03-04T05:06:07+01:00"


def test_the_more_precise_of_two_equal_days_wins(field_page: FieldPage) -> None:
    """A day in the linked data is completed by the same day's moment in <meta>."""
    head = linked(datePublished="2019-03-04")
    head += '<meta property="article:published_time" content="2019-03-04T05:06:07+01:00">'
    assert published_of(field_page(TITLE, head=head)) == "2019-03-04T05:06:07+01:00"


def test_date_of_another_article_is_not_taken(field_page: FieldPage) -> None:
    """The date of a teaser in the linked data is not this page's date."""
    head = '<script type="application/ld+json">[{"@type": "Article", "headline": "Salt and nets",'
    head += '"url": "https://lampnews.example/a/salt", "datePublished": "2019-03-04"},'
    head += '{"@type": "Article", "headline": "Rope and tar", "url": "https://lampnews.example/a/rope",'
    head += '"datePublished": "2018-03-04"}]</script>'
    assert published_of(field_page(TITLE, head=head)) is None


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("<p>Published 4 March 2019</p>", "2019-03-04"),
        ("<p>4 March 2019</p>", "2019-03-04"),
        ("<p>Lampnews.example, 4 March 2019</p>", "2019-03-04"),
        ("<p>By Ada Wick · 4 March 2019 · 7 comments</p>", "2019-03-04"),
        ("<p>Published</p><p>4 March 2019</p>", "2019-03-04"),
        ("<p>Published 4 March 2019 - Updated 9 May 2020</p>", "2019-03-04"),
        ("<p>Updated 9 May 2020, published 4 March 2019</p>", "2019-03-04"),
        ('<p><time datetime="2019-03-04T05:06:07Z">4 March 2019</time></p>', "2019-03-04T05:06:07+00:00"),
        ('<p><abbr class="published" title="2019-03-04">last spring</abbr></p>', "2019-03-04"),
        ("<p>Updated 9 May 2020</p>", None),
        ("<p>Last updated</p><p>9 May 2020</p>", None),
        ('<p>Updated <time datetime="2020-05-09">9 May 2020</time></p>', None),
        ("<p>Copyright 2019 Lamp News</p>", None),
        ("<p>Member since 4 March 2019</p>", None),
    ],
)
def test_printed_dates(line: str, value: str | None, field_page: FieldPage) -> None:
    """A date near the title counts by its label, or when it stands alone; a change's and a right's never do."""
    assert published_of(field_page(TITLE + line)) == value


def test_dateline_is_claimed(field_page: FieldPage) -> None:
    """The line that prints the date is taken out of the body."""
    view = field_page(TITLE + "<p>4 March 2019</p>")
    assert fates(view, read_published(view)) == [("4 March 2019", "field", "published")]


def test_list_of_dated_teasers_has_no_date(field_page: FieldPage) -> None:
    """Many bare dates below a title are those of a list."""
    teasers = "".join(f'<h3>Oil, part {n}</h3><time datetime="2019-03-0{n}">{n} March 2019</time>' for n in range(1, 7))
    assert published_of(field_page(TITLE + teasers)) is None


def test_modified_is_never_published(field_page: FieldPage) -> None:
    """A page that states only its last change has no date of publication, but one of change."""
    view = field_page(TITLE, head='<meta property="article:modified_time" content="2020-05-09T01:00:00Z">')
    assert published_of(view) is None
    modified = read_modified(view)
    assert modified is not None
    assert modified.value == "2020-05-09T01:00:00+00:00"


def test_future_date_is_passed_over(field_page: FieldPage) -> None:
    """A date after the moment of fetching is not believed."""
    view = field_page(TITLE + "<p>4 March 2019</p>", head=linked(datePublished="2031-01-01T00:00:00Z"), now=NEW_YEAR)
    assert published_of(view) == "2019-03-04"


def test_two_dates_that_disagree_are_told(field_page: FieldPage) -> None:
    """A printed day that is not the stated one gives a warning, and the stated one holds."""
    view = field_page(TITLE + "<p>Published 9 May 2017</p>", head=linked(datePublished="2019-03-04"))
    assert published_of(view) == "2019-03-04"
    assert any("2019-03-04" in warning and "2017-05-09" in warning for warning in read_published(view).warnings)


def test_day_of_a_copy_yields_to_the_printed_one(field_page: FieldPage) -> None:
    """A stated day that is the last change's too is that of a copy where the page prints an earlier one."""
    both = {"datePublished": "2019-03-04", "dateModified": "2019-03-04"}
    printed = {
        "9 May 2017": "2017-05-09", "Tuesday, 9 May 2017": "2017-05-09", "Sept. 9, 2017": "2017-09-09",
        "By Ada Wick, 9 May 2017": "2017-05-09",
    }  # fmt: skip
    for line, day in printed.items():
        assert published_of(field_page(TITLE + f"<p>{line}</p>", head=linked(**both))) == day
    assert published_of(field_page(TITLE + "<p>9 May 2020</p>", head=linked(**both))) == "2019-03-04"
    later = both | {"dateModified": "2020-05-09"}
    assert published_of(field_page(TITLE + "<p>9 May 2017</p>", head=linked(**later))) == "2019-03-04"


@pytest.mark.parametrize("line", ["Tide Review, 9 May 2017", "9 May 2017, 4 March 2019"])
def test_mirror_keeps_its_own_day(line: str, field_page: FieldPage) -> None:
    """The day of the original that a mirror prints, with its outlet or beside the mirror's own, overrules nothing."""
    both = {"datePublished": "2019-03-04", "dateModified": "2019-03-04"}
    assert published_of(field_page(TITLE + f"<p>{line}</p>", head=linked(**both))) == "2019-03-04"


def test_numbers_read_the_wrong_way_round_are_no_other_day(field_page: FieldPage) -> None:
    """A printed day that is the stated one with month and day changed over does not overrule it."""
    both = {"datePublished": "2017-11-03", "dateModified": "2017-11-03"}
    assert published_of(field_page(TITLE + "<p>11.03.17</p>", head=linked(**both))) == "2017-11-03"


@pytest.mark.parametrize("marks", ["class=updated-at", "class=field--name-changed"])
def test_marked_day_of_a_change_is_not_taken(marks: str, field_page: FieldPage) -> None:
    """A bare date in an element marked as that of a change is no date of publication."""
    assert published_of(field_page(TITLE + f"<div {marks}>4 March 2019</div>")) is None
    assert published_of(field_page(TITLE + f"<div {marks}><time datetime=2019-03-04>then</time></div>")) is None


def test_date_and_change_in_one_line(field_page: FieldPage) -> None:
    """The date before that of the last change is the day of publication, at the foot of a text too."""
    line = "<p>4 March 2019, printed by the keepers of the lamp on the mole. Updated: 9 May 2020</p>"
    assert published_of(field_page(TITLE + line)) == "2019-03-04"
    assert published_of(field_page(TITLE, below=line)) == "2019-03-04"


def test_reviewer_above_a_date_is_no_label(field_page: FieldPage) -> None:
    """A line that names a reviewer says nothing about the date below it."""
    assert published_of(field_page(TITLE + "<p>Reviewed by Ada Wick</p><p>4 March 2019</p>")) == "2019-03-04"


def test_label_in_a_side_column_counts(field_page: FieldPage) -> None:
    """A label alone in its line, and its date, tell of the page wherever they stand."""
    below = "<aside class=sidebar><h3>Published</h3><p>4 March 2019</p></aside>"
    assert published_of(field_page(TITLE, below=below)) == "2019-03-04"


def test_date_of_a_linked_headline_is_not_taken(field_page: FieldPage) -> None:
    """A date under a linked headline, or above one, is that teaser's."""
    link = "<h3><a href=/b>Rope and tar get dearer on the whole coast</a></h3>"
    assert published_of(field_page(f"{link}<p>4 March 2019</p>{TITLE}")) is None
    assert published_of(field_page(f"{TITLE}<p>4 March 2019</p>{link}")) is None


def test_front_page_has_no_date(field_page: FieldPage) -> None:
    """What a site's front page prints are the dates of other pages."""
    assert published_of(field_page(TITLE + "<p>4 March 2019</p>", url="https://lampnews.example/")) is None


def test_paragraph_printed_twice_is_one(field_page: FieldPage) -> None:
    """A standfirst that is there for two widths of screen does not end the head of the page."""
    deck = "<p>The keepers of the lamp on the mole have run out of oil, and nobody on the coast says why they did.</p>"
    assert published_of(field_page(TITLE + deck * 2 + "<div>4 March 2019</div>")) == "2019-03-04"


def test_address_is_the_last_source(field_page: FieldPage) -> None:
    """A day in the address counts when the page is silent, a month alone does not."""
    assert published_of(field_page(TITLE, url="https://lampnews.example/2019/03/04/oil")) == "2019-03-04"
    assert published_of(field_page(TITLE, url="https://lampnews.example/2019/03/oil")) is None


def test_comment_dates_do_not_count(field_page: FieldPage) -> None:
    """A date among the comments behind the text is no date of the article."""
    below = "<div class=comments><p>Posted on 9 May 2020 by Gus</p><p>Nice lamp.</p></div>"
    assert published_of(field_page(TITLE, below=below)) is None


def test_label_behind_the_text_counts(field_page: FieldPage) -> None:
    """A labelled date behind the text counts when it is the only one."""
    assert published_of(field_page(TITLE, below="<p>Posted on 4 March 2019</p>")) == "2019-03-04"


def test_time_zones_do_not_make_days_apart() -> None:
    """A moment and its neighbour day may be the same, two bare days may not."""
    assert not days_apart("2019-03-04T23:30:00+00:00", "2019-03-05")
    assert days_apart("2019-03-04", "2019-03-05")
    assert days_apart("2019-03-04T23:30:00+00:00", "2019-03-07")


def test_printed_hour_completes_a_stated_day(field_page: FieldPage) -> None:
    """The hour that a page prints is part of the date where machines are told the day alone."""
    page = field_page(TITLE + "<p>4 March 2019, 15:12</p>", head='<meta name="date" content="2019-03-04">')
    assert published_of(page) == "2019-03-04T15:12:00"


def test_other_dates_of_the_page_tell_the_order(field_page: FieldPage) -> None:
    """In English the dates whose numbers leave no doubt tell whether day or month comes first."""
    page = '<p class="date">03/04/2019</p>'
    assert published_of(field_page(TITLE + page)) is None
    assert published_of(field_page(TITLE + page + "<aside><p>25/02/2019</p></aside>")) == "2019-04-03"
    assert published_of(field_page(TITLE + page + "<aside><p>02/25/2019</p></aside>")) == "2019-03-04"


def test_zero_of_the_clock_is_no_date(field_page: FieldPage) -> None:
    """1 January 1970 is a machine's word for none; a printed day before the web is not that of a page."""
    assert published_of(field_page(TITLE, head='<meta name="date" content="1970-01-01T00:00:00Z">')) is None
    assert published_of(field_page(TITLE + "<p>4 March 1961</p>")) is None
