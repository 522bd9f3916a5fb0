"""Article -> YAML front matter: the metadata above the article's text."""

from __future__ import annotations

from typing import Any

import yaml

from scraper.records import Article
from scraper.writing.guard import encodable

#: Fields that the body below shows, or that only machines need.
LEFT_OUT = frozenset({"body", "text", "notices", "disclaimer", "images", "found"})


class _Key(str):
    """A name of ours, which needs no quotes."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Always double-quotes texts, so that page text is never read as a number, a date or a key."""


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))
_Dumper.add_representer(_Key, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text)))


def front_matter(article: Article) -> str:
    """The record without body and notices, as YAML between two `---` lines; unknown fields are omitted."""
    record = {name: value for name, value in article.to_dict().items() if name not in LEFT_OUT}
    lines = yaml.dump(_known(record), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**31)
    return f"---\n{lines}---\n"


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        known = {_Key(name): _known(each) for name, each in value.items()}
        return {name: each for name, each in known.items() if each is not None and each != [] and each != {}}
    if isinstance(value, list):
        return [_known(each) for each in value]
    return encodable(value) if isinstance(value, str) else value
