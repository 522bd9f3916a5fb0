"""Names are taken out of bylines, one entry each, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.normalize.byline_labels import strip_byline_label
from scraper.normalize.credits import byline_labels
from scraper.normalize.names import split_byline
from scraper.records import Author

P, O, U = "person", "organisation", "unknown"  # noqa: E741

BYLINES = [
    # labels of many languages
    ("Par Fars News Agency", "fr", [("Fars News Agency", O)]),
    ("Par Anna Beispiel et Karl Muster", "fr", [("Anna Beispiel", P), ("Karl Muster", P)]),
    ("par    \nThierry Muster", "fr", [("Thierry Muster", P)]),
    ("Von Jochen Muster", "de", [("Jochen Muster", P)]),
    ("Ein Standpunkt von Jochen Muster", "de", [("Jochen Muster", P)]),
    ("Por Ana Ejemplo y Luis Muestra", "es", [("Ana Ejemplo", P), ("Luis Muestra", P)]),
    ("di Anna Esempio", "it", [("Anna Esempio", P)]),
    ("Door Jan van den Voorbeeld", "nl", [("Jan van den Voorbeeld", P)]),
    ("Autor: Jan Przykład", "pl", [("Jan Przykład", P)]),
    ("Автор: Иван Примеров", "ru", [("Иван Примеров", P)]),
    ("Γράφει ο Νίκος Παράδειγμα", "el", [("Νίκος Παράδειγμα", P)]),
    ("Yazan: Ayşe Örnek", "tr", [("Ayşe Örnek", P)]),
    ("بقلم أحمد مثال", "ar", [("أحمد مثال", P)]),
    ("作者：李明", "zh", [("李明", P)]),
    ("記者李明", "zh", [("李明", P)]),
    ("김철수 기자", "ko", [("김철수", P)]),
    # lists and joints
    ("By Ada A, Ben B-C, Cleo D and Dan E", "en", [("Ada A", P), ("Ben B-C", P), ("Cleo D", P), ("Dan E", P)]),
    ("Anna Beispiel/Karl Muster", "de", [("Anna Beispiel", P), ("Karl Muster", P)]),
    ("Anna Beispiel & Karl Muster", "de", [("Anna Beispiel", P), ("Karl Muster", P)]),
    ("BY ADA SAMPLE AND BEN SAMPLE", "en", [("ADA SAMPLE", P), ("BEN SAMPLE", P)]),
    ("José Ejemplo y Muestra", "es", [("José Ejemplo y Muestra", P)]),
    ("Sample, Ada B.", "en", [("Ada B. Sample", P)]),
    ("Von dpa/AP", "de", [("dpa", O), ("AP", O)]),
    ("Ada Sample; Ben Sample; Ada Sample", "en", [("Ada Sample", P), ("Ben Sample", P)]),
    # agencies, desks, pseudonyms
    ("Par Le Figaro avec AFP", "fr", [("Le Figaro", O), ("AFP", O)]),
    ("By Prof Ada Sample and Sputnik", "en", [("Ada Sample", P), ("Sputnik", O)]),
    ("By Hill Research News", "en", [("Hill Research News", O)]),
    ("By Ria Novosti", "en", [("Ria Novosti", O)]),
    ("By IANS,", "en", [("IANS", O)]),
    ("By The Hiller", "en", [("The Hiller", U)]),
    ("Par Lune de Savoie", "fr", [("Lune de Savoie", P)]),
    ("By Moon of Meadow", "en", [("Moon of Meadow", U)]),
    ("Rédaction", "fr", [("Rédaction", O)]),
    ("By the Editorial Board", "en", [("Editorial Board", O)]),
    ("Science and Health Desk", "en", [("Science and Health Desk", O)]),
    ("hill.at", "de", [("hill.at", O)]),
    ("Kristin", "en", [("Kristin", U)]),
    ("C.J. Polysample", "en", [("C.J. Polysample", P)]),
    # dates, trades, houses, furniture
    ("February 22nd, 2023 by Hill Research News", "en", [("Hill Research News", O)]),
    ("By Ada Sample, October 02, 2015", "en", [("Ada Sample", P)]),
    ("Par Anna Beispiel le 19 octobre 2016 à 08h00", "fr", [("Anna Beispiel", P)]),
    ("By Ada Sample Jan. 5, 2020 10:30 am", "en", [("Ada Sample", P)]),
    ("By Ada Sample, Staff Writer, The Meadow", "en", [("Ada Sample", P)]),
    ("By Ada Sample, Research Fellow at The Institute with contribution from Ms. Bea Sample", "en",
     [("Ada Sample", P), ("Bea Sample", P)]),
    ("By Ada Sample, BBC News correspondent", "en", [("Ada Sample", P)]),
    ("By Ada Sample BBC News correspondent", "en", [("Ada Sample", P)]),
    ("Ada Sample for CNN", "en", [("Ada Sample", P)]),
    ("Ada Sample | The Meadow", "en", [("Ada Sample", P)]),
    ("Par Anna Beispiel − Le 22 octobre 2019 − Source hill.com", "fr", [("Anna Beispiel", P)]),
    ("By Ada Sample, Ph.D.", "en", [("Ada Sample", P)]),
    ("Ada Sample, MS, RD, FAND", "en", [("Ada Sample", P)]),
    ("Ada Sample, Jr.", "en", [("Ada Sample Jr.", P)]),
    ("Par Paul #Craig Muster : C'est un économiste qui", "fr", [("Paul Craig Muster", P)]),
    ("por José Amostra [*]", "pt", [("José Amostra", P)]),
    ("Ada Sample <ada@hill.test>", "en", [("Ada Sample", P)]),
    ("By Ada Sample (@adasample) 5 min read", "en", [("Ada Sample", P)]),
    ("2 hours ago, Ada Sample, Email the author", "en", [("Ada Sample", P)]),
    ("By Ada Sample, MA\n      HillMD Health News", "en", [("Ada Sample", P)]),
    # what follows a name without a comma, and dates that lack their year
    ("Ada Sample Deputy Tech Editor", "en", [("Ada Sample", P)]),
    ("Ada Sample Sports Editor", "en", [("Ada Sample", P)]),
    ("By ADA SAMPLE AP Science Writer", "en", [("ADA SAMPLE", P)]),
    ("By ADA SAMPLE Associated Press", "en", [("ADA SAMPLE", P)]),
    ("ADA SAMPLE Daily Harbour Staff Writer", "en", [("ADA SAMPLE", P)]),
    ("SAMPLE SMITH Ada", "fr", [("SAMPLE SMITH Ada", P)]),
    ("Ada Sample 7 hours", "en", [("Ada Sample", P)]),
    ("Ada Sample, harbour.com Guide", "en", [("Ada Sample", P)]),
    ("Ada Sample Writer, Lamps", "en", [("Ada Sample", P)]),
    ("Lamp Travel Expert", "en", [("Lamp Travel Expert", P)]),
    ("By Ada Sample ⋅ Review Editor ⋅ Updated November 18, 2025", "en", [("Ada Sample", P)]),
    ("by Ada Sample ● December 23, 2025 ● 6 min read", "en", [("Ada Sample", P)]),
    ("By Ada Sample March 18 at 3:57 PM Follow @adasample", "en", [("Ada Sample", P)]),
    ("Par Anna Beispiel le 18 mars", "fr", [("Anna Beispiel", P)]),
    ("03/01/2017 by Ada Sample", "en", [("Ada Sample", P)]),
    ("By ADA SAMPLE March 11, 2015 3:46 PM Good Morning Hill", "en", [("ADA SAMPLE", P)]),
    ("By Ada Sample, Head of Marketing and Meadow Growth", "en", [("Ada Sample", P)]),
    ("By Ada Sample, Staff Writer, and Ben Sample", "en", [("Ada Sample", P), ("Ben Sample", P)]),
    ("Ada Sample 1; Ben Sample 2", "en", [("Ada Sample", P), ("Ben Sample", P)]),
    ("Ada Sample, MS, RDN, LD", "en", [("Ada Sample", P)]),
    ("Recipe by Ada Sample", "en", [("Ada Sample", P)]),
    ("Authored by: Dr. Ada Sample", "en", [("Ada Sample", P)]),
    ("Oleh Siti Contoh", "ms", [("Siti Contoh", P)]),
    ("Autorius: Jonas Pavyzdys", "lt", [("Jonas Pavyzdys", P)]),
    ("Article written by Ada Sample Medical correspondent", "en", [("Ada Sample", P)]),
    ("来源：山谷报 作者：实习记者 王芳", "zh", [("王芳", P)]),
    ("作者：Ada（山谷报主编，业余爱好者）", "zh", [("Ada", U)]),
    # places, houses and labels behind and in front
    ("Von Anna Beispiel, Berlin", "de", [("Anna Beispiel", P)]),
    ("By A. Sample, Truthhill | Interview", "en", [("A. Sample", P)]),
    ("Par Anna Beispiel, à Brelle", "fr", [("Anna Beispiel", P)]),
    ("De notre envoyé spécial à Brelle, Karl Muster", "fr", [("Karl Muster", P)]),
    ("Von unserem Redakteur Karl Muster", "de", [("Karl Muster", P)]),
    ("Par Anna Beispiel avec AFP Publié le 3 mars 2020 à 8h30", "fr", [("Anna Beispiel", P), ("AFP", O)]),
    ("By Ada Sample and Ben Sample For Hillonline", "en", [("Ada Sample", P), ("Ben Sample", P)]),
    ("Guest Author: Ada Sample", "en", [("Ada Sample", P)]),
    ("Av Ola Eksempel", "nb", [("Ola Eksempel", P)]),
    ("От Иван Примеров", "bg", [("Иван Примеров", P)]),
    ("記者王小明／台北報導", "zh", [("王小明", P)]),
    ("〔記者王小明／台北報導〕", "zh", [("王小明", P)]),
    ("【本報記者王小明台北報導】", "zh", [("王小明", P)]),
    ("Ada, Bea, Cleo", "en", [("Ada", U), ("Bea", U), ("Cleo", U)]),
    # nobody
    ("记者9日从山谷局获悉", "zh", []),
    ("作者：山谷的人们从来没有见过这样的一座钟", "zh", []),
    ("By , February 15 2018", "en", []),
    ("By , , and , February 09 2018", "en", []),
    ("By and , April 04 2017", "en", []),
    ("admin", "en", []),
    ("Follow Author", "en", []),
    ("Last Updated: January 7, 2025", "en", []),
    ("ada@hill.test", "en", []),
    ("https://hill.test/authors/ada", "en", []),
    ("3 comments", "en", []),
    ("this is not a byline at all and goes on", "en", []),
    ("", None, []),
]  # fmt: skip


@pytest.mark.parametrize(("byline", "language", "names"), BYLINES)
def test_a_byline_gives_its_names(byline: str, language: str | None, names: list[tuple[str, str]]) -> None:
    """A byline gives each credited name once, with its kind, and no label, date, trade or address."""
    assert [(author.name, author.kind) for author in split_byline(byline, language)] == names


@pytest.mark.parametrize(
    ("byline", "roles"),
    [
        ("Rédigé par Rouge et Vert", [("Rouge et Vert", "poster")]),
        ("Posted by Ada Sample on March 3, 2011", [("Ada Sample", "poster")]),
        ("Propos recueillis par Ada A avec Bea B", [("Ada A", "interviewer"), ("Bea B", "interviewer")]),
        ("PROPOS RECUEILLIS PAR ADA SAMPLE", [("ADA SAMPLE", "interviewer")]),
        ("Traduit par Ada Sample", [("Ada Sample", "translator")]),
        ("Traduction : Ada Sample", [("Ada Sample", "translator")]),
        ("traduzione di Ada Esempio", [("Ada Esempio", "translator")]),
        ("Übersetzt von Ada Beispiel", [("Ada Beispiel", "translator")]),
        ("译者：王芳", [("王芳", "translator")]),
        ("文/李明 译/王芳", [("李明", "author"), ("王芳", "translator")]),
        ("Traducido por Ana Ejemplo y revisado por Luis Muestra",
         [("Ana Ejemplo", "translator"), ("Luis Muestra", "reviser")]),
        ("Written by Ada Sample\n     Edited by Bea Sample", [("Ada Sample", "author"), ("Bea Sample", "editor")]),
        ("Reported by Ada Sample; Reviewed by Dr. Bea Sample", [("Ada Sample", "reporter"), ("Bea Sample", "reviser")]),
        ("Photo by Ada Sample on Hillsplash", [("Ada Sample", "photographer")]),
        ("By Ada Sample. Photo: Bea Sample", [("Ada Sample", "author"), ("Bea Sample", "photographer")]),
        ("Ada Sample (reporting) and Bea Sample (photography)",
         [("Ada Sample", "author"), ("Bea Sample", "photographer")]),
        ("Von Anna Muster (Text) und Karl Muster (Fotos)",
         [("Anna Muster", "author"), ("Karl Muster", "photographer")]),
        ("Anna Muster (Übersetzung)", [("Anna Muster", "translator")]),
        ("Story by Ada Sample; Video by Bea Sample", [("Ada Sample", "author"), ("Bea Sample", "photographer")]),
        ("Image: Bea Sample", [("Bea Sample", "photographer")]),
        ("Thread starter Hiller", [("Hiller", "poster")]),
    ],
)  # fmt: skip
def test_a_label_gives_the_role(byline: str, roles: list[tuple[str, str]]) -> None:
    """Each name has the role of the label in front of it, also of one within the byline."""
    assert [(author.name, author.role) for author in split_byline(byline)] == roles


def test_a_title_is_kept_apart() -> None:
    """The title in front of a name is the honorific, as printed."""
    assert split_byline("by Prof. Dr. Ada Sample") == (Author("Ada Sample", "author", P, "Prof. Dr."),)
    assert split_byline("By Sir Ben Sample") == (Author("Ben Sample", "author", P, "Sir"),)
    assert split_byline("Dr.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Contact Ada Sample:",
        "Email Ada Sample",
        "FOLLOW ADA SAMPLE",
        "Write to Ada Sample",
        "Contactez Ada Exemple",
        "Écrire à Ada Exemple",
        "Kontakt: Ada Beispiel",
        "Folgen Sie Ada Beispiel",
        "Escribir a Ada Ejemplo",
        "Fale com Ada Exemplo",
        "Contatta Ada Esempio",
        "Написать Аде Пример",
    ],
)
def test_whom_the_reader_may_turn_to_is_no_author(text: str) -> None:
    """A name behind "Contact" and its like credits nobody, also behind a byline."""
    assert split_byline(text) == ()
    assert [author.name for author in split_byline(f"By Bea Roe | {text}")] == ["Bea Roe"]


def test_a_labelled_name_may_begin_as_a_request_does() -> None:
    """Behind a label for the author such a word is a part of the name."""
    assert [author.name for author in split_byline("By Contact Energy")] == ["Contact Energy"]


@pytest.mark.parametrize(
    ("text", "role", "rest"),
    [
        ("By Ada Sample", "author", "Ada Sample"),
        ("  PAR : Ada Sample", "author", "Ada Sample"),
        ("Traduit de l’anglais par Ada", "translator", "Ada"),
        ("e\u0301crit par Ada", "author", "Ada"),
        ("Author:", "author", ""),
        ("Byron Sample", None, "Byron Sample"),
        ("By-laws of the hill", None, "By-laws of the hill"),
        ("Photos of the hill", None, "Photos of the hill"),
        ("文明社会", None, "文明社会"),
        ("", None, ""),
    ],
)
def test_a_label_is_told_from_a_word(text: str, role: str | None, rest: str) -> None:
    """A label holds only as a whole word, and one that is also a common word only with its colon."""
    assert strip_byline_label(text) == (role, rest)


def test_every_label_is_found() -> None:
    """Each label of every language, with a colon, takes itself off."""
    for _, label in byline_labels():
        role, rest = strip_byline_label(f"{label.strip(' :')}: Xyzzy")
        assert (role is None, rest) == (False, "Xyzzy"), label


BYLINE_WORDS = st.lists(
    st.sampled_from(
        "By Par von di de Prof. Dr. Ada Sample and et & , ; / | [*] ( ) AFP News Jr. PhD : - — 2016 19 octobre @a "
        "x@y.z # 文 译/ 李明 기자 بقلم \n Editor of the for".split(" ")
    ),
    max_size=14,
).map(" ".join)


@given(st.text(max_size=60) | BYLINE_WORDS)
def test_reading_names_is_total_and_final(text: str) -> None:
    """Any text gives well-formed entries."""
    for author in split_byline(text, "fr"):
        assert author.name == author.name.strip()
        assert author.name
        assert author.honorific != ""
        assert author.kind in (P, O, U)
    role, rest = strip_byline_label(text)
    assert role is not None or rest == text
