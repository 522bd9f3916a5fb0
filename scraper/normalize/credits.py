"""The words around a name in a byline, in every language: labels with the role they give, titles, agencies, trades."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.normalize.folding import fold
from scraper.wordings import pairs, tables, words

#: What a byline's labels say that somebody did; the tables of the wordings are called by them.
ROLES = (
    "author", "poster", "reporter", "translator", "reviser", "editor", "interviewee", "interviewer", "photographer",
)  # fmt: skip


def byline_labels() -> Iterator[tuple[str, str]]:
    """Every label with the role that it gives; of one that is in several lists the first holds."""
    for table in tables("bylines").values():
        for role in ROLES:
            yield from ((role, label) for label in table.get(role, ()))


#: Labels that need a colon behind them: without one they begin an ordinary sentence or a name.
COLON_LABELS = frozenset(words("bylines", "needs_colon"))
#: Those of them that need none in front of a name that is alone on its line: "Av A. Example".
CAPITAL_LABELS = frozenset(words("bylines", "before_capitals"))
#: What is said of a name in parentheses behind it, folded, by the role that it gives.
ROLES_BEHIND = {
    role: frozenset(words("bylines", f"{role}_behind")) for role in ("photographer", "translator", "editor")
}
#: Labels of what stands beside a credit and is none, in scripts whose lines hold several labelled values.
OTHER_LABELS = words("bylines", "no_credit")
#: What stands behind the name of whoever took a picture.
PHOTOGRAPHED = words("bylines", "photographer_grown")
#: Words for "reporter" that may grow onto a house before them and a name behind them.
REPORTER_LABELS = words("bylines", "behind_house")
#: Words behind a name that stand for "reporter" and are no part of it.
REPORTER_TITLES = words("bylines", "reporter_behind")
#: Other titles behind a name.
TRAILING_TITLES = (*REPORTER_TITLES, *words("bylines", "titles_behind"))
#: Labels of one word that name the interviewer behind who was asked: "Interview with A. Example by B. Example".
BY_WORDS = words("bylines", "by")
#: Words for "by" that open a credit behind a date: no words that may join two others ("de", "di", "av").
BYLINE_JOINTS = words("bylines", "by_behind_date")

#: Titles in front of a name, folded, without full stops.
HONORIFICS = frozenset(words("names", "honorifics"))
#: Degrees and honours behind a name.
DEGREES = frozenset(words("names", "degrees"))
GENERATIONS = frozenset(words("names", "generations"))
#: Small words inside a name.
PARTICLES = frozenset(words("names", "particles"))
#: An article in front is the mark of a title ("The …", "Le …"), not of a person.
ARTICLES = frozenset(words("names", "articles"))
#: What joins two names.
CONJUNCTIONS = frozenset(words("names", "conjunctions"))
#: Those that may stand inside one family name: "Ortega y Gasset".
WEAK_CONJUNCTIONS = frozenset(words("names", "conjunctions_in_names"))

#: News agencies: credited beside a person.
AGENCIES = frozenset(map(fold, (*pairs("agencies"), *words("names", "credited_agencies"))))
#: Outlets that are credited like an author.
OUTLETS = frozenset(words("names", "outlets"))
#: A word of these makes the whole name one of an organisation.
ORGANISATION_WORDS = frozenset(words("names", "organisations"))
#: In Chinese, Japanese, Korean: endings of an organisation's name.
ORGANISATION_ENDINGS = words("names", "organisation_endings")
#: Chinese family names of one character.
SURNAMES = frozenset(words("names", "surnames"))

#: What a template prints where a name should be.
NOT_NAMES = frozenset(words("names", "no_names"))
#: Trades that a newsroom prints right behind a name, without a comma.
NEWSROOM_WORDS = frozenset(words("names", "newsroom_trades"))
#: Desks of a newsroom, between a name and its trade: "A. Example Medical correspondent".
DESK_WORDS = frozenset(words("names", "desks"))
#: A part with one of these words says what a person does, not who it is.
TRADE_WORDS = frozenset(words("names", "trades"))
