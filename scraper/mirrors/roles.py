"""Which copy of an article is likely the original, why, and how many steps from it each other copy is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from scraper.mirrors.changes import body_links
from scraper.mirrors.links import MAX_BEARERS, address_of, is_named, names_site, origin_keys, site_keys, title_words
from scraper.mirrors.words import folded_words
from scraper.normalize.urls import normal_url, same_site
from scraper.records import Article, Origin

#: Relations that make the article stating them a copy; a rerun is the site's own.
COPYING = frozenset({"republication", "translation", "excerpt", "syndication", "unknown"})
#: The number of a body's links, and of a group's earliest dates, that are examined.
MAX_LINKS, MAX_DATES = 500, 200


@dataclass(frozen=True)
class Facts:
    """What the roles are decided by: a record without its body."""

    place: str
    article: Article  # body and notices taken out
    links: frozenset[str]
    chars: int  # of the text

    @classmethod
    def of(cls, article: Article, place: str) -> Facts:
        """What the roles need of an article, without its text."""
        light = replace(article, body=(), notices=(), images=(), found={}, warnings=(), trace=None)
        return cls(place, light, frozenset(body_links(article)[:MAX_LINKS]), len(article.text))

    @cached_property
    def address(self) -> str | None:
        """The URL that the article is known by; None if it has none."""
        return address_of(self.article)

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        """The origins that make it a copy: elsewhere, and identified by a name or a URL."""
        return tuple(origin for origin in self.article.origins if self._is_elsewhere(origin))

    @cached_property
    def canonical(self) -> str | None:
        """Its canonical URL, if that is another page's."""
        address = normal_url(self.article.canonical_url)
        return address if address and address != self.address else None

    @cached_property
    def site_keys(self) -> frozenset[str]:
        """The names and hosts of its site, in comparable form."""
        return site_keys(self.article)

    @property
    def name(self) -> str:
        """What reports call it: its site, or its URL, or where the record is."""
        return self.article.site or self.address or self.place

    def _is_elsewhere(self, origin: Origin) -> bool:
        if origin.relation not in COPYING or not (origin.name or origin.url or origin.title):
            return False
        return not (same_site(origin.url, self.address) or names_site(origin, self.article))


@dataclass(frozen=True, slots=True)
class Place:
    """The role of one member, its steps from the original, and why."""

    role: str
    hop: int
    reason: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Who is what in a group. The others are compared with the member `first`."""

    first: int
    places: tuple[Place, ...]
    stated: Origin | None  # the original that the copies name, if it is not in the group


def assign_roles(group: Sequence[Facts]) -> Roles:
    """The role of each member, whatever their order."""
    known = _Known(group)
    evidence = known.evidence()
    order = sorted(range(len(group)), key=lambda index: evidence[index].rank(group[index]))
    first = order[0]
    original = first if evidence[first].may_be_original(any(facts.origins for facts in group)) else None
    places = []
    for index in range(len(group)):
        if index == original:
            places.append(Place("original", 0, _why_original(evidence[index])))
        else:
            places.append(Place("copy", known.steps(index, original), _why_copy(index, known, original)))
    return Roles(first, tuple(places), _stated(group) if original is None else None)


class _Known:
    """What the members of a group say of one another, indexed by URL, title and site."""

    def __init__(self, group: Sequence[Facts]) -> None:
        self.group = group
        self._by_address = {facts.address: index for index, facts in enumerate(group) if facts.address}
        self._by_title: dict[str, list[int]] = defaultdict(list)
        self._by_site: dict[str, list[int]] = defaultdict(list)
        for index, facts in enumerate(group):
            if title := title_words(facts.article.title):
                self._by_title[title].append(index)
            for key in facts.site_keys:
                self._by_site[key].append(index)
        self.named = [list(self._named_by(facts)) for facts in group]

    def evidence(self) -> list[_Evidence]:
        """The evidence that each member is the original."""
        namers = Counter(other for index, named in enumerate(self.named) for other in {*named} - {index})
        links = Counter(link for facts in self.group for link in facts.links)
        site_namers: dict[str, set[int]] = defaultdict(set)
        for index, facts in enumerate(self.group):
            for origin in facts.origins:
                for key in origin_keys(origin):
                    site_namers[key].add(index)
        dates = sorted(facts.article.published for facts in self.group if facts.article.published)[:MAX_DATES]
        out = []
        for index, facts in enumerate(self.group):
            published = facts.article.published
            naming = set().union(*(site_namers.get(key, ()) for key in facts.site_keys)) - {index}
            rest = list(dates)
            if published in rest:
                rest.remove(published)
            out.append(
                _Evidence(
                    is_copy=bool(facts.origins or facts.canonical),
                    named_by=namers[index],
                    site_named_by=len(naming),
                    is_earliest=bool(published and rest) and all(is_earlier(published, date) for date in rest),
                    has_earlier=any(is_earlier(date, published) for date in rest),
                    published=published,
                    linked_by=links[facts.address] - (facts.address in facts.links) if facts.address else 0,
                )
            )
        return out

    def steps(self, index: int, original: int | None) -> int:
        """Steps from the original: along the members that name one another, then as many as the last one states."""
        steps, at, seen = 0, index, {index}
        while at != original:
            parent = self._parent(at)
            if parent is None or parent in seen:
                return steps + self._stated_steps(at, original)
            steps, at = steps + 1, parent
            seen.add(at)
        return steps

    def _named_by(self, facts: Facts) -> Iterator[int]:
        """The members that this one names as its origins, nearest first."""
        for origin in facts.origins:
            yield from self._bearers(origin)
        if facts.canonical in self._by_address:
            yield self._by_address[facts.canonical]

    def _bearers(self, origin: Origin) -> Iterator[int]:
        address = normal_url(origin.url)
        if address in self._by_address:
            yield self._by_address[address]
        elif title := title_words(origin.title):
            for index in self._by_title.get(title, [])[:MAX_BEARERS]:
                if is_named(origin, self.group[index].article):
                    yield index

    def _parent(self, index: int) -> int | None:
        """The member that this one directly comes from, by its own account."""
        facts = self.group[index]
        if not facts.origins:
            return next((each for each in self.named[index] if each != index), None)
        nearest = facts.origins[0]
        on_site = (each for key in origin_keys(nearest) for each in self._by_site.get(key, [])[:MAX_BEARERS])
        return next((each for each in (*self._bearers(nearest), *on_site) if each != index), None)

    def _stated_steps(self, index: int, original: int | None) -> int:
        """The original's position among the member's origins, or else their number; 1 if it states none."""
        origins = self.group[index].origins
        if original is not None:
            article = self.group[original].article
            for place, origin in enumerate(origins, 1):
                if is_named(origin, article) or names_site(origin, article):
                    return place
        return max(len(origins), 1)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The evidence that a member is the original."""

    is_copy: bool  # it says so itself
    named_by: int  # members that name it
    site_named_by: int  # members that name its site
    is_earliest: bool
    has_earlier: bool  # some other member has an earlier date
    published: str | None
    linked_by: int  # members whose body links to it

    def may_be_original(self, others_state: bool) -> bool:
        """Whether it is likely the original; if others state an origin, there must be evidence for this member."""
        speaks = self.named_by or self.site_named_by or self.is_earliest or self.linked_by
        return not self.is_copy and bool(speaks or not others_state)

    def rank(self, facts: Facts) -> tuple[object, ...]:
        """Smaller is likelier."""
        return (
            self.is_copy,
            -self.named_by,
            -self.site_named_by,
            not self.is_earliest,
            self.has_earlier,
            -self.linked_by,
            -facts.chars,
            facts.address or "",
            facts.article.fingerprint,
            facts.place,
        )


def is_earlier(date: str | None, other: str | None) -> bool:
    """Whether one date is certainly before another at their common precision; hours without zones are not compared."""
    if not date or not other:
        return False
    length = min(len(date), len(other), len("2016-10-19"))
    if date[:length] != other[:length]:
        return date[:length] < other[:length]
    try:
        moments = datetime.fromisoformat(date), datetime.fromisoformat(other)
    except ValueError:
        return False
    return all(moment.tzinfo for moment in moments) and moments[0] < moments[1]


def _why_original(evidence: _Evidence) -> str:
    reasons = []
    if evidence.named_by:
        reasons.append(f"named as origin by {_copies(evidence.named_by)}")
    if evidence.site_named_by > evidence.named_by:
        reasons.append(f"its site is named as origin by {_copies(evidence.site_named_by)}")
    if evidence.is_earliest:
        reasons.append(f"earliest date ({evidence.published})")
    if evidence.linked_by:
        reasons.append(f"linked to by {_copies(evidence.linked_by)}")
    return "; ".join(reasons) or "a guess: no copy says where it comes from, no date decides"


def _why_copy(index: int, known: _Known, original: int | None) -> str:
    facts = known.group[index]
    named = next((known.group[other] for other in known.named[index] if other != index), None)
    if named is not None:
        how = "canonical link to" if facts.canonical == named.address else "names as origin"
        return f"{how} {named.name}"
    if facts.origins:
        origin = facts.origins[0]
        return f"names as origin {origin.name or origin.title or origin.url}"
    if facts.canonical:
        return f"canonical link to {facts.canonical}"
    if original is not None:
        first = known.group[original]
        if is_earlier(first.article.published, facts.article.published):
            return f"later date ({facts.article.published}, the original {first.article.published})"
        if first.address in facts.links:
            return "links to the original"
    return "names no origin"


def _copies(count: int) -> str:
    return f"{count} {'copy' if count == 1 else 'copies'}"


def _stated(group: Sequence[Facts]) -> Origin | None:
    """The farthest origin that most members state, those with a URL first."""
    last = [facts.origins[-1] for facts in group if facts.origins]
    if not last:
        return None
    keys = [normal_url(origin.url) or " ".join(folded_words(origin.name or origin.title or "")) for origin in last]
    counts = Counter(keys)
    return min(zip(keys, last, strict=True), key=lambda pair: (-counts[pair[0]], not pair[1].url, pair[0]))[1]
