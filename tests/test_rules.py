"""Every rule earns its place: a golden page fails without it."""

from __future__ import annotations

import pytest

from scraper.normalize import cjk
from tests.golden import PAGES
from tests.rules import holding, known_holders, pages_with, switched_off, switches

PARTS = 4  # so that they run side by side


def test_a_rule_is_off_wherever_it_is_known() -> None:
    """A function that is known by another name gives the other answer inside, and its own one again after."""
    rule = next(each for each in switches() if each.name == "has_cjk" and each.off == "says no")
    by_name = cjk.has_cjk
    with switched_off(rule):
        assert not by_name("中文")
    assert by_name("中文")


@pytest.mark.parametrize(
    ("name", "off"), [("normalize_date", "finds nothing"), ("find_dates", "empty list"), ("same_day", "says yes")]
)
def test_rules_are_found_by_what_they_return(name: str, off: str) -> None:
    """What may be None, a list, or yes or no can be switched off so."""
    assert off in {each.off for each in switches() if each.name == name}


def test_each_rule_names_its_page() -> None:
    """docs/rules.md names a page for each rule of the code, in each way in which it can be switched off."""
    known = known_holders()
    unheld = [f"{each.name} {each.off}" for each in switches() if not known.get((each.name, each.off))]
    assert not unheld, (
        "`make rules RULES_ARGS=…` looks for their pages; where there is none, write one or leave the rule out"
    )


@pytest.mark.timeout(600)  # a lost rule is looked for on all pages
@pytest.mark.parametrize("part", range(PARTS))
def test_each_rule_is_held_by_its_page(part: int) -> None:
    """The golden page that docs/rules.md names for a rule fails without it, or another one does."""
    known = known_holders()
    named = [(each, page) for each in switches() if (page := known.get((each.name, each.off)))]
    lost = [
        each
        for each, page in named[part::PARTS]
        if not (PAGES / page).is_dir() or not any(holding(each, [PAGES / page]))
    ]
    pages = pages_with(lost) if lost else {}
    unheld = [f"{each.name} {each.off}" for each in lost if not any(holding(each, pages.get(each, ())))]
    assert not unheld, "no golden page fails without these rules (`make rules` says more)"
