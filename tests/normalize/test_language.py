"""Languages are named by BCP 47 and told from words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.normalize.language import detect_language, normalize_language


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("fr_FR", "fr-FR"), ("EN", "en"), ("en-us", "en-US"), ("zh-hans-CN", "zh-Hans-CN"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("sr-latn-rs", "sr-Latn-RS"), ("es-419", "es-419"), ("de-DE-x-note", "de-DE"), ("fr_FR.UTF-8", "fr-FR"),
        ("english", "en"), ("Français", "fr"), ("eng", "en"), ("iw", "he"), ("en-UK", "en-GB"), ("en-EN", "en"),
        ("en, fr", "en"), (" pt-br ", "pt-BR"), ("jp", "ja"),
        ("xx", None), ("und", None), ("html", None), ("C", None), ("", None), ("x-default", None), ("{{lang}}", None),
        ("a" * 500, None), (None, None),
    ],
)  # fmt: skip
def test_a_tag_takes_its_proper_form(tag: str | None, normal: str | None) -> None:
    """A declared language is written by the rules of case, slips are mended, and garbage is None."""
    assert normalize_language(tag) == normal


TEXTS = {
    "en": "The village council met on the hill and talked about the new bridge until the evening.",
    "fr": "Le conseil du village s'est réuni sur la colline et a parlé du nouveau pont jusqu'au soir.",
    "de": "Der Rat des Dorfes traf sich auf dem Hügel und sprach bis zum Abend über die neue Brücke.",
    "es": "El consejo del pueblo se reunió en la colina y habló del nuevo puente hasta la noche.",
    "it": "Il consiglio del villaggio si è riunito sulla collina e ha parlato del nuovo ponte fino a sera.",
    "pt": "O conselho da aldeia reuniu-se na colina e falou sobre a nova ponte até à noite, com muita gente.",
    "nl": "De raad van het dorp kwam bijeen op de heuvel en sprak tot de avond over de nieuwe brug.",
    "pl": "Rada wsi zebrała się na wzgórzu i do wieczora rozmawiała o nowym moście nad rzeką.",
    "ru": "Совет деревни собрался на холме и до вечера говорил о новом мосте через реку.",
    "uk": "Рада села зібралася на пагорбі й до вечора говорила про новий міст через річку.",
    "el": "Το συμβούλιο του χωριού συναντήθηκε στον λόφο και μίλησε για τη νέα γέφυρα.",
    "tr": "Köy meclisi tepede toplandı ve akşama kadar nehrin üzerindeki yeni köprü hakkında konuştu.",
    "ar": "اجتمع مجلس القرية على التل وتحدث حتى المساء عن الجسر الجديد فوق النهر",
    "fa": "شورای روستا روی تپه گرد هم آمد و تا شب درباره پل تازه روی رودخانه گفتگو کرد",
    "he": "מועצת הכפר התכנסה על הגבעה ודיברה עד הערב על הגשר החדש",
    "zh": "村委会在山上开会，一直谈到晚上，讨论河上的新桥。",
    "ja": "村の会議は丘の上で開かれ、夜まで新しい橋について話し合った。",
    "ko": "마을 회의는 언덕에서 열려 저녁까지 새 다리에 대해 이야기했다.",
    "sv": "Byns råd träffades på kullen och talade om den nya bron ända till kvällen.",
}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_sentence_tells_its_language(language: str) -> None:
    """A sentence is known by its words, also on a page that declares another language."""
    assert detect_language(TEXTS[language]) == language
    assert detect_language(TEXTS[language] * 3, "sq") == language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("IRAQ REPORT", "fr", "fr"),
        ("Région :", "fr-CA", "fr"),
        ("Ο Πρωθυπουργός", "en", "el"),
        ("Москва", "en", None),
        ("Η ανακοίνωση της Hillsoft για το Meadow", None, "el"),
        ("Meadow 用户 下载 Hillsoft 的 最新版本", None, "zh"),
        ("hello", None, None),
        ("", "fr", None),
        ("12 34 — !", "fr", None),
        ("https://hill.test/a/long/address/in/english", None, None),
    ],
)
def test_a_short_text_leans_on_the_page(text: str, hint: str | None, language: str | None) -> None:
    """A few words follow what the page declares, unless their script says otherwise; no words have no language."""
    assert detect_language(text, hint) == language


def test_twins_follow_the_page() -> None:
    """Between languages that no words tell apart for certain, the page's own word counts."""
    text = "Seosko vijeće sastalo se na brdu i do večeri razgovaralo o novom mostu preko rijeke. " * 2
    assert detect_language(text, "bs-BA") == "bs"
    assert detect_language(text, "hr") == "hr"


@given(
    st.text(max_size=200) | st.text(alphabet="ab \x00\x01\ud800\ufdd0\ufffe\U0001fffe\x9f中かκ", max_size=80),
    st.text(max_size=12),
)
def test_languages_never_raise(text: str, tag: str) -> None:
    """Any text and any tag give a language or None, and a normal tag is final."""
    normal = normalize_language(tag)
    assert normalize_language(normal) == normal
    detected = detect_language(text, tag)
    assert detected is None or normalize_language(detected) == detected
