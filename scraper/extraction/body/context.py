"""What a line looks like at the second look: beside the belief in every other line that the first look left.

The first look judges lines one by one. The second one sees what they add up to: which element would be the best
article, how much of it each container around a line holds, how sure the neighbours and the lines of the same make are.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scraper.extraction.body.features import Floats
from scraper.extraction.body.surroundings import Surroundings, numbered, running_sum

_NEIGHBOURS = (-3, -2, -1, 1, 2, 3)  # among the lines with text
_WINDOWS = (2, 5, 12)  # lines with text on each side
_LEVELS = 6  # containers around a line, innermost first; the model was trained with as many
_GROUPS = ("alike", "siblings", "element")
SURE = 0.7  # belief from which on a line with so many words is a landmark
SURE_WORDS = 8  # the model was trained with it: fewer words may be a label that looks like prose
FAR = 99.0  # lines to the next landmark; farther is the same
CONTEXT: tuple[str, ...] = (
    "odds",
    *(f"belief{offset:+d}" for offset in _NEIGHBOURS),
    *(f"window{size}:{name}" for size in _WINDOWS for name in ("belief", "share")),
    *(f"best:{name}" for name in ("inside", "f1", "share")),
    *(f"up{level}:{name}" for level in range(_LEVELS) for name in ("belief", "share", "f1")),
    *(f"page:{name}" for name in ("mass", "f1", "border", "belief", "tokens")),
    "above_border",
    "sure:before",
    "sure:after",
    "share:before",
    "share:after",
    *(f"{group}:{name}" for group in _GROUPS for name in ("belief", "share")),
)


def context_features(beliefs: Floats, word_counts: Floats, surroundings: Surroundings) -> Floats:
    """One row per name in CONTEXT, one column per line."""
    count = len(beliefs)
    belief, words = beliefs.astype(np.float64), word_counts.astype(np.float64)
    expected = belief * words
    sums, masses = running_sum(words), running_sum(expected)
    total, mass = max(sums[-1], 1.0), max(masses[-1], 1e-3)
    rows: list[Any] = [np.log((belief + 1e-4) / (1 - belief + 1e-4))]
    rows += _neighbours(belief, words, mass)

    first, last = surroundings.first_lines, surroundings.last_lines
    held, held_mass = sums[last] - sums[first], masses[last] - masses[first]
    f1 = 2 * held_mass / (held + mass)  # what keeping just this element is expected to reach
    best = int(np.argmax(f1 - 1e-6 * held)) if len(f1) else 0
    index = np.arange(count)
    rows += [(index >= first[best]) & (index < last[best]), f1[best]]
    rows.append(held_mass[best] / mass)
    purity, share, relative = held_mass / np.maximum(held, 1), held_mass / mass, f1 / max(f1[best], 1e-6)
    for elements in surroundings.chain(_LEVELS):
        rows += [purity[elements], share[elements], relative[elements]]

    border, page_f1 = best_border(beliefs, word_counts)
    rows += [mass, page_f1, border, mass / total, sums[-1], belief - border]
    rows += _distances((belief > SURE) & (words >= SURE_WORDS))
    rows += [masses[:-1] / mass, 1 - masses[1:] / mass]
    elements = surroundings.of_lines
    own = surroundings.own[elements]
    for group in (numbered(own), numbered(surroundings.parents[elements], own), elements):
        in_group, of_group = np.bincount(group, expected), np.bincount(group, words)
        rows += [(in_group / np.maximum(of_group, 1))[group], (in_group / mass)[group]]
    out = np.empty((len(CONTEXT), count), dtype=np.float32)
    for row, values in enumerate(rows):
        out[row] = values
    return out


def best_border(beliefs: Floats, word_counts: Floats) -> tuple[float, float]:
    """The belief from which on lines are kept so that the expected F1 of words is highest, and that F1.

    What is kept adds to F1 while it is likelier to be right than half the F1 that is reached: a page whose lines are
    doubtful is better served by a lower border than one that is clear.
    """
    order = np.argsort(-beliefs, kind="stable")
    words = word_counts[order].astype(np.float64)
    expected = beliefs[order] * words
    f1 = 2 * np.cumsum(expected) / (np.cumsum(words) + expected.sum() + 1e-9)
    best = int(np.argmax(f1))
    return float(beliefs[order[best]]), float(f1[best])


def _neighbours(belief: Any, words: Any, mass: float) -> list[Any]:
    """The belief in the lines around each line, lines without text left out."""
    places = np.flatnonzero(words)
    count = len(places)
    reach = max(_NEIGHBOURS)
    padded = np.zeros(count + 2 * reach)
    padded[reach : reach + count] = belief[places]
    near = [padded[reach + offset : reach + offset + count] for offset in _NEIGHBOURS]
    sums, masses = running_sum(words[places]), running_sum((belief * words)[places])
    index = np.arange(count)
    for size in _WINDOWS:
        low, high = np.maximum(index - size, 0), np.minimum(index + size + 1, count)
        inside = masses[high] - masses[low]
        near += [inside / np.maximum(sums[high] - sums[low], 1), inside / mass]
    columns = np.zeros((len(near), len(belief)))
    columns[:, places] = near
    return list(columns)


def _distances(sure: Any) -> list[Any]:
    """How many lines before and behind each line the next sure one is."""
    index = np.arange(len(sure))
    before = np.maximum.accumulate(np.where(sure, index, -FAR - 1))
    behind = np.minimum.accumulate(np.where(sure, index, len(sure) + FAR)[::-1])[::-1]
    before = np.concatenate(([-FAR - 1], before[:-1]))  # the line itself is neither before nor behind itself
    behind = np.concatenate((behind[1:], [len(sure) + FAR]))
    return [np.minimum(index - before, FAR), np.minimum(behind - index, FAR)]
