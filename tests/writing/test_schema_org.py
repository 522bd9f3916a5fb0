"""JSON-LD: the record in schema.org's vocabulary."""

from __future__ import annotations

import json

from scraper.records import Article, Author, Block, Capture, Category, Image, Notice, Origin, Rights
from scraper.writing import as_jsonld


def test_fields_have_their_standard_terms() -> None:
    """Every field of the record stands under its term, and what is unknown is absent."""
    article = Article(
        url="https://tarn.example/a?x=1",
        canonical_url="https://tarn.example/a",
        title="Dykes",
        authors=(
            Author("Ola Tarn", kind="person", honorific="Dr."),
            Author("Vi Moor", role="translator"),
            Author("Moor News", role="photographer", kind="organisation"),
        ),
        published="2016-10",
        site="The Tarn Post",
        language="nl",
        categories=(Category("Water", "section"), Category("Zeeland", "region"), Category("dykes", "tag")),
        body=(Block("paragraph", "Words."),),
        notices=(Notice("disclaimer", "Not ours."), Notice("copyright", "© Ola")),
        rights=Rights(("Ola Tarn",), 2016),
        origins=(Origin("Moor", "https://moor.example/", relation="translation"), Origin("Fen", relation="rerun")),
        capture=Capture("wayback", archive_url="https://archive.example/1"),
        images=(Image("https://x.example/i.png", credit="Vi"),),
    )
    assert json.loads(as_jsonld(article)) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": "https://tarn.example/a",
        "headline": "Dykes",
        "datePublished": "2016-10",
        "publisher": {"@type": "Organization", "name": "The Tarn Post"},
        "inLanguage": "nl",
        "articleSection": ["Water"],
        "keywords": ["dykes"],
        "contentLocation": [{"@type": "Place", "name": "Zeeland"}],
        "articleBody": "Words.",
        "image": [{"@type": "ImageObject", "url": "https://x.example/i.png", "creditText": "Vi"}],
        "copyrightHolder": [{"name": "Ola Tarn"}],
        "copyrightYear": 2016,
        "copyrightNotice": "© Ola",
        "isBasedOn": [{"@type": "CreativeWork", "publisher": {"@type": "Organization", "name": "Fen"}}],
        "translationOfWork": [
            {
                "@type": "CreativeWork",
                "url": "https://moor.example/",
                "publisher": {"@type": "Organization", "name": "Moor"},
            }
        ],
        "archivedAt": "https://archive.example/1",
        "author": [{"@type": "Person", "name": "Ola Tarn", "honorificPrefix": "Dr."}],
        "translator": [{"name": "Vi Moor"}],
        "contributor": [{"@type": "Organization", "name": "Moor News"}],
        "publishingPrinciples": [{"@type": "CreativeWork", "text": "Not ours."}],
    }


def test_safe_inside_a_script_element() -> None:
    """A text that would end a <script> does not stand in the output."""
    text = as_jsonld(Article(title="</script><script>"))
    assert "<" not in text
    assert json.loads(text)["headline"] == "</script><script>"


def test_other_kinds_have_other_types() -> None:
    """A page that is no article is not called one."""
    assert json.loads(as_jsonld(Article(kind="forum")))["@type"] == "DiscussionForumPosting"
