"""The seam to the body model: the table of lines, and the two looks at it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from scraper.extraction.body.beliefs import LineTable, beliefs_from, first_look, line_table, second_look
from scraper.extraction.body.features import FEATURES, Floats
from scraper.extraction.body.finding import find_body
from scraper.extraction.body.model import CONTEXT_NAMES, body_model
from tests.extraction.conftest import PROSE
from tests.extraction.views import parsed

PAGE = f"<title>Oil for the mole</title><h1>Oil for the mole</h1><p>By Ada Wick</p><img src=a.png>{PROSE}"


@dataclass
class OneFeature:
    """A classifier that believes one row of the table."""

    row: int

    def probabilities(self, table: Floats) -> Floats:
        """The row, whatever it holds."""
        return table[self.row]


@pytest.fixture
def table() -> LineTable:
    """The table of the page above."""
    return line_table(parsed(PAGE, None))


def test_the_table_has_a_column_for_each_line(table: LineTable) -> None:
    """A line is a column of all features, and has its number of words; the line that prints the title has none."""
    texts = [line.text for line in parsed(PAGE, None).lines]
    title = len(texts) - 1 - texts[::-1].index("Oil for the mole")
    assert table.features.shape == (len(FEATURES), len(texts))
    assert table.words[texts.index("By Ada Wick")] == 3
    assert table.words[title] == 0


def test_what_has_no_words_is_not_asked_about(table: LineTable) -> None:
    """A picture and the title get no belief, though a classifier would believe in each line."""
    everywhere = OneFeature(FEATURES.index("lines_total"))
    assert (first_look(table, everywhere) > 0).tolist() == (table.words > 0).tolist()


def test_the_second_look_sees_the_first_beliefs(table: LineTable) -> None:
    """To the features of a line the second look adds what the first beliefs come to, here that of the line before."""
    first = np.linspace(0.1, 0.9, len(table.words), dtype=np.float32) * (table.words > 0)
    worded = np.flatnonzero(table.words)
    before = second_look(table, first, OneFeature(CONTEXT_NAMES.index("context:belief-1")))
    assert np.allclose(before[worded][1:], first[worded][:-1])


def test_the_body_finder_believes_what_the_seam_gives() -> None:
    """The finder's beliefs are those from the table, but for lines that a rule has taken for furniture."""
    document, model = parsed(PAGE, None), body_model()
    assert np.array_equal(find_body(document).beliefs, beliefs_from(line_table(document), model))
