"""Disjoint sets of numbers (union-find)."""

from __future__ import annotations

from collections import defaultdict


class Joined:
    """Disjoint sets of numbers. Source: Tarjan, Efficiency of a good but not linear set union algorithm."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def join(self, one: int, other: int) -> None:
        """Unites the sets of two numbers."""
        first, last = sorted((self.root(one), self.root(other)))
        self._parents[last] = first

    def are_one(self, one: int, other: int) -> bool:
        """Whether the numbers are in one set."""
        return self.root(one) == self.root(other)

    def groups(self) -> list[list[int]]:
        """The sets of more than one number, by their smallest numbers."""
        members: dict[int, list[int]] = defaultdict(list)
        for number in sorted({*self._parents, *self._parents.values()}):
            members[self.root(number)].append(number)
        return [group for _, group in sorted(members.items()) if len(group) > 1]

    def root(self, number: int) -> int:
        """The smallest number of the set."""
        while (parent := self._parents.get(number, number)) != number:
            self._parents[number] = self._parents.get(parent, parent)
            number = parent
        return number
