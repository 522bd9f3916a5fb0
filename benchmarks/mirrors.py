"""How many copies are found, how many are wrong, and what it costs: records made with known edits.

    python benchmarks/mirrors.py                      # 4,000 records: recall and precision, edit by edit
    python benchmarks/mirrors.py --records 100000     # and time and memory at that size
    python benchmarks/mirrors.py --write FILE.jsonl   # keep the records

The articles are made of invented words whose frequencies fall off as those of a language do (Zipf), each topic with
words and phrases of its own, so that articles of one topic share turns of speech. Each fifth article has copies, each
made by the edits that mirrors do. What must not be found: other articles of the topic, pages of one template, two
articles with the same long boilerplate, an article in which another is quoted at length. The seed is fixed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from processes import Cost, cost_of

from scraper.records import Article, Block

SEED = 20161019
LIMIT_S = 3_600
WORDS = 600  # of an article; half to one and a half times as many
VOCABULARY, TOPIC_WORDS, TOPICS, PHRASES = 20_000, 300, 200, 400
LETTERS = "aeioubdfgklmnprstvz"

Paragraphs = list[list[str]]


class Language:
    """An invented language: words by rank, and phrases that everybody uses."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        words = {self._word() for _ in range(VOCABULARY * 2)}
        self.words = sorted(words, key=lambda word: (len(word), word))[:VOCABULARY]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.phrases = [self._run(chance.randint(3, 6)) for _ in range(PHRASES)]
        self.topics = [
            (chance.sample(self.words[200:], TOPIC_WORDS), [self._run(chance.randint(3, 7)) for _ in range(40)])
            for _ in range(TOPICS)
        ]

    def article(self, topic: int, words: int) -> Paragraphs:
        """Paragraphs of a topic, `words` words in all."""
        own, phrases = self.topics[topic]
        out: Paragraphs = []
        while words > 0:
            paragraph: list[str] = []
            length = min(words, self.chance.randint(40, 110))
            while len(paragraph) < length:
                dice = self.chance.random()
                if dice < 0.03:
                    paragraph += self.chance.choice(self.phrases)
                elif dice < 0.05:
                    paragraph += self.chance.choice(phrases)
                elif dice < 0.30:
                    paragraph.append(self.chance.choice(own))
                else:
                    paragraph += self._run(1)
            out.append(paragraph[:length])
            words -= length
        return out

    def passage(self, words: int) -> list[str]:
        """Text of no topic."""
        return self._run(words)

    def _run(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=count)

    def _word(self) -> str:
        return "".join(self.chance.choice(LETTERS) for _ in range(2 + min(int(self.chance.expovariate(0.35)), 10)))


def replaced(share: float) -> Callable[[Paragraphs, Language], Paragraphs]:
    """An edit that replaces so many of the words."""

    def edit(text: Paragraphs, language: Language) -> Paragraphs:
        chance = language.chance
        return [[language.passage(1)[0] if chance.random() < share else word for word in each] for each in text]

    return edit


def cut(share: float) -> Callable[[Paragraphs, Language], Paragraphs]:
    """An edit that keeps so much of the beginning."""

    def edit(text: Paragraphs, language: Language) -> Paragraphs:
        left = int(sum(map(len, text)) * share)
        out = []
        for paragraph in text:
            out.append(paragraph[:left])
            left -= len(out[-1])
        return [paragraph for paragraph in out if paragraph]

    return edit


def prefaced(text: Paragraphs, language: Language) -> Paragraphs:
    """A preface of the mirror's own, up to a quarter of the text."""
    return [language.passage(int(sum(map(len, text)) * language.chance.uniform(0.08, 0.25))), *text]


def furnished(text: Paragraphs, language: Language) -> Paragraphs:
    """Lines of the site among the text: share, read more, a list of related titles."""
    chance = language.chance
    out = [list(paragraph) for paragraph in text]
    for _ in range(chance.randint(2, 5)):
        out.insert(chance.randint(0, len(out)), language.passage(chance.randint(3, 15)))
    return out


def shuffled(text: Paragraphs, language: Language) -> Paragraphs:
    """Two paragraphs stand elsewhere."""
    out = list(text)
    for _ in range(2):
        out.insert(language.chance.randint(0, len(out) - 1), out.pop(language.chance.randrange(len(out))))
    return out


def same(text: Paragraphs, language: Language) -> Paragraphs:
    """Only the dress of the words changes."""
    return text


def both(*edits: Callable[[Paragraphs, Language], Paragraphs]) -> Callable[[Paragraphs, Language], Paragraphs]:
    """Several edits, one after the other."""

    def edit(text: Paragraphs, language: Language) -> Paragraphs:
        for each in edits:
            text = each(text, language)
        return text

    return edit


EDITS: dict[str, Callable[[Paragraphs, Language], Paragraphs]] = {
    "typography, title": same,
    "furniture": furnished,
    "cut to 90 %": cut(0.9),
    "cut to 60 %": cut(0.6),
    "cut to 40 %": cut(0.4),
    "preface": prefaced,
    "1 % replaced": replaced(0.01),
    "5 % replaced": replaced(0.05),
    "10 % replaced": replaced(0.10),
    "paragraphs moved": shuffled,
    "preface, furniture, 5 % replaced": both(replaced(0.05), furnished, prefaced),
    "cut to 60 %, preface": both(cut(0.6), prefaced),
    "cut to 40 %, 5 % replaced": both(cut(0.4), replaced(0.05)),
    "cut to 40 %, preface, 10 % replaced": both(cut(0.4), replaced(0.10), prefaced),
}


def records(count: int, seed: int = SEED) -> Iterator[tuple[Article, int, str]]:
    """Records, the number of the article that each is a copy of, and what was done to it. Copies come in any order."""
    chance = random.Random(seed)
    language = Language(chance)
    waiting: list[tuple[Article, int, str]] = []
    article = 0
    kinds = list(EDITS)
    made = 0
    while made < count:
        topic = chance.randrange(TOPICS)
        text = language.article(topic, int(WORDS * chance.uniform(0.5, 1.5)))
        batch = [(text, article, "original")]
        dice = chance.random()
        if dice < 0.20:
            for _ in range(chance.choice([1, 1, 1, 2, 3])):
                kind = kinds[(made + len(batch)) % len(kinds)]
                batch.append((EDITS[kind](text, language), article, kind))
        elif dice < 0.24:
            batch = _templated(language, article)
        elif dice < 0.26:
            # Another article that quotes two of its paragraphs.
            other = language.article(topic, WORDS)
            other.insert(len(other) // 2, text[0])
            other.insert(len(other) // 2 + 1, text[-1])
            batch.append((other, article + 1, "quotes it at length"))
        for paragraphs, number, kind in batch:
            waiting.append((_record(paragraphs, made, kind, language), number, kind))
            made += 1
        article = max(number for _, number, _ in batch) + 1
        # A copy stands far from its original as often as beside it.
        while len(waiting) > 2000:
            yield waiting.pop(chance.randrange(len(waiting)))
    chance.shuffle(waiting)
    yield from waiting


def _templated(language: Language, article: int) -> list[tuple[Paragraphs, int, str]]:
    """Pages of one template: half of the words are the same, the other half are each page's own."""
    chance = language.chance
    standing = [language.passage(chance.randint(20, 50)) for _ in range(8)]
    out = []
    for number in range(chance.randint(2, 5)):
        own = [language.passage(chance.randint(20, 50)) for _ in range(8)]
        pairs = [paragraph for pair in zip(standing, own, strict=True) for paragraph in pair]
        out.append((pairs, article + number, "page of a template"))
    return out


def _record(paragraphs: Paragraphs, number: int, kind: str, language: Language) -> Article:
    host = f"site-{language.chance.randrange(500)}.example"
    url = f"https://{host}/{number}"
    title = " ".join(language.passage(8)).capitalize()
    texts = [_dressed(paragraph, language) for paragraph in paragraphs if paragraph]
    return Article(
        url=url,
        final_url=url,
        canonical_url=url,
        normal_url=url,
        title=title,
        site=host,
        published=f"2016-{1 + number % 12:02}-{1 + number % 28:02}",
        language="en",
        body=tuple(Block("paragraph", text) for text in texts),
    )


def _dressed(words: list[str], language: Language) -> str:
    """The words as sentences; quotation marks, dashes and capitals are drawn anew for each copy."""
    chance = language.chance
    opening, closing, dash = chance.choice([("“", "”", " — "), ('"', '"', " - "), ("« ", " »", " – ")])
    out = []
    start = 0
    while start < len(words):
        end = start + chance.randint(6, 24)
        sentence = " ".join(words[start:end]).capitalize()
        if chance.random() < 0.2:
            sentence = f"{opening}{sentence}{closing}"
        elif chance.random() < 0.2:
            sentence = sentence.replace(" ", dash, 1)
        out.append(sentence + ".")
        start = end
    return " ".join(out)


def write_records(path: Path, count: int) -> tuple[list[int], list[str]]:
    """Write the records as JSON lines; the article and the edit of each."""
    articles, kinds = [], []
    with path.open("w", encoding="utf-8") as file:
        for article, number, kind in records(count):
            file.write(json.dumps(article.to_dict(), ensure_ascii=False) + "\n")
            articles.append(number)
            kinds.append(kind)
    return articles, kinds


def run(path: Path, out: Path, folder: Path) -> Cost:
    """What `scrape mirrors` costs; its output goes into the file `out`."""
    command = [sys.executable, "-m", "scraper", "mirrors", str(path), "--format", "jsonl", "--output", str(out)]
    cost = cost_of(command, folder, limit_s=LIMIT_S)
    if cost.status:
        raise SystemExit(f"scrape mirrors ended with {cost.status}: {(folder / 'said').read_text('utf-8', 'replace')}")
    return cost


def score(groups: list[list[int]], articles: list[int], kinds: list[str]) -> dict[str, Any]:
    """Recall by edit, and recall and precision of all pairs. `groups` and the rest are by the line of the record."""
    group_of = {line: number for number, group in enumerate(groups) for line in group}
    originals = {articles[line]: line for line, kind in enumerate(kinds) if kind == "original"}
    found: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for line, kind in enumerate(kinds):
        if kind in EDITS:
            wanted[kind] += 1
            found[kind] += group_of.get(line, -1) == group_of.get(originals[articles[line]], -2)
    copies: dict[int, list[int]] = defaultdict(list)
    for line, article in enumerate(articles):
        copies[article].append(line)
    true_pairs = sum(len(lines) * (len(lines) - 1) // 2 for lines in copies.values())
    found_pairs = right_pairs = 0
    wrong: Counter[str] = Counter()
    for group in groups:
        counts = Counter(articles[line] for line in group)
        pairs = len(group) * (len(group) - 1) // 2
        right = sum(count * (count - 1) // 2 for count in counts.values())
        found_pairs, right_pairs = found_pairs + pairs, right_pairs + right
        if right < pairs:
            wrong[" + ".join(sorted({kinds[line] for line in group}))] += 1
    return {
        "recall by edit": {kind: found[kind] / wanted[kind] for kind in EDITS if wanted[kind]},
        "recall": right_pairs / true_pairs if true_pairs else 1.0,
        "precision": right_pairs / found_pairs if found_pairs else 1.0,
        "true pairs": true_pairs,
        "wrong groups": dict(wrong),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--records", type=int, default=4_000)
    parser.add_argument("--write", type=Path, help="keep the records in this file")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = args.write.absolute() if args.write else Path(folder, "records.jsonl")
        out = Path(folder, "groups.jsonl")
        articles, kinds = write_records(path, args.records)
        load = os.getloadavg()[0]
        cost = run(path, out, Path(folder))
        groups = []
        for line in out.read_text(encoding="utf-8").splitlines():
            group = json.loads(line)
            groups.append([int(member["source"].rpartition(":")[2]) - 1 for member in group["members"]])
        scores = score(groups, articles, kinds)
        size = path.stat().st_size / 1e6
    print(f"{len(kinds)} records, {size:.0f} MB, {len(groups)} groups")
    print(f"{cost.seconds:.1f} s, {cost.cpu_s:.1f} s of the processors, {os.cpu_count()} of them")
    print(f"most resident memory: {cost.all_mib:.0f} MiB of all processes, {cost.main_mib:.0f} MiB of the first")
    print(f"load of the machine: {load:.2f} before, {os.getloadavg()[0]:.2f} after")
    for kind, recall in scores["recall by edit"].items():
        print(f"  {recall:7.2%}  {kind}")
    print(f"pairs: recall {scores['recall']:.4f}, precision {scores['precision']:.4f} of {scores['true pairs']} pairs")
    print(f"wrong groups: {scores['wrong groups'] or 'none'}")


if __name__ == "__main__":
    main()
