"""Words that say what a printed date is: of publication, of a change, or of something else. Data by language."""

from __future__ import annotations

import re
from functools import cache

PUBLISHED: dict[str, tuple[str, ...]] = {
    "en": (
        "published",
        "first published",
        "originally published",
        "posted",
        "publication date",
        "publish date",
        "date published",
        "date of publication",
        "published on",
        "posted on",
        "released",
        "release date",
        "created",
        "date",
        "issued",
        "written on",
    ),
    "fr": ("publié", "publiée", "paru", "parue", "mis en ligne", "posté", "date de publication", "publication"),
    "de": ("veröffentlicht", "erschienen", "publiziert", "erstellt", "stand", "datum", "vom"),
    "es": ("publicado", "publicada", "fecha de publicación", "fecha", "publicación"),
    "it": ("pubblicato", "pubblicata", "pubblicazione", "data di pubblicazione"),
    "pt": ("publicado", "publicada", "postado", "publicação", "data de publicação"),
    "nl": ("gepubliceerd", "geplaatst", "datum"),
    "pl": ("opublikowano", "data publikacji", "dodano", "data dodania", "publikacja"),
    "cs": ("publikováno", "vydáno", "zveřejněno", "datum"),
    "sk": ("publikované", "zverejnené", "vydané"),
    "da": ("publiceret", "udgivet", "offentliggjort"),
    "sv": ("publicerad", "publicerat", "publicerades"),
    "nb": ("publisert",),
    "fi": ("julkaistu",),
    "is": ("birt", "birtist"),
    "et": ("avaldatud",),
    "lv": ("publicēts",),
    "lt": ("paskelbta", "publikuota"),
    "hu": ("megjelent", "közzétéve", "publikálva", "létrehozva"),
    "ro": ("publicat", "publicată", "data publicării"),
    "bg": ("публикувано", "публикувана"),
    "ru": ("опубликовано", "опубликована", "дата публикации", "размещено", "дата"),
    "uk": ("опубліковано", "дата публікації"),
    "sr": ("objavljeno", "објављено"),
    "el": ("δημοσιεύτηκε", "δημοσιεύθηκε", "δημοσίευση", "ημερομηνία", "ημ/νία"),
    "tr": ("yayınlanma", "yayınlandı", "yayımlanma", "yayın tarihi", "giriş", "giriş tarihi"),
    "ar": ("نُشر", "نشر", "تاريخ النشر", "نشرت"),
    "he": ("פורסם", "תאריך פרסום"),
    "fa": ("انتشار", "تاریخ انتشار"),
    "hi": ("प्रकाशित",),
    "zh": (
        "发布时间",
        "发布日期",
        "发表时间",
        "发表于",
        "发布于",
        "時間",
        "时间",
        "發布時間",
        "發佈時間",
        "日期",
        "刊登",
    ),
    "ja": ("公開", "掲載", "投稿日", "公開日", "配信", "発行"),
    "ko": ("입력", "게재", "등록", "작성", "발행일", "승인"),
    "id": ("diterbitkan", "dipublikasikan", "terbit"),
    "vi": ("xuất bản", "đăng ngày", "ngày đăng"),
}
MODIFIED: dict[str, tuple[str, ...]] = {
    "en": (
        "updated",
        "last updated",
        "modified",
        "last modified",
        "revised",
        "edited",
        "reviewed",
        "last reviewed",
        "last edited",
        "last revised",
        "update",
    ),
    "fr": ("mis à jour", "mise à jour", "modifié", "modifiée", "dernière modification", "actualisé", "màj", "maj"),
    "de": ("aktualisiert", "zuletzt aktualisiert", "geändert", "letzte änderung", "bearbeitet", "update"),
    "es": ("actualizado", "actualizada", "última actualización", "modificado"),
    "it": ("aggiornato", "aggiornamento", "ultimo aggiornamento", "modificato", "ultima modifica"),
    "pt": ("atualizado", "atualizada", "atualizado em", "atualização", "modificado"),
    "nl": ("bijgewerkt", "gewijzigd", "laatst bijgewerkt", "aangepast"),
    "pl": ("aktualizacja", "zaktualizowano", "ostatnia aktualizacja"),
    "cs": ("aktualizováno", "aktualizace", "upraveno"),
    "sk": ("aktualizované", "aktualizácia"),
    "da": ("opdateret", "sidst opdateret"),
    "sv": ("uppdaterad", "uppdaterat", "senast uppdaterad"),
    "nb": ("oppdatert", "sist oppdatert"),
    "fi": ("päivitetty", "muokattu"),
    "hu": ("frissítve", "módosítva", "frissült"),
    "ro": ("actualizat", "actualizată"),
    "bg": ("обновено", "актуализирано"),
    "ru": ("обновлено", "изменено", "обновлён", "отредактировано"),
    "uk": ("оновлено",),
    "el": ("ενημερώθηκε", "τελευταία ενημέρωση", "ενημέρωση", "τροποποιήθηκε"),
    "tr": ("güncelleme", "güncellendi", "son güncelleme"),
    "ar": ("آخر تحديث", "تحديث", "حُدث"),
    "he": ("עודכן",),
    "zh": ("更新时间", "更新時間", "更新于", "更新", "修改"),
    "ja": ("更新", "最終更新"),
    "ko": ("수정", "업데이트"),
}
#: A date behind these is no date of the article: events, rights, meetings.
OTHER: dict[str, tuple[str, ...]] = {
    "en": (
        "copyright",
        "since",
        "until",
        "deadline",
        "expires",
        "joined",
        "starts",
        "ends",
        "event date",
        "member since",
        "valid",
        "born",
        "fetched",
        "accessed",
        "archived",
        "retrieved",
        "effective",
        "founded",
        "registered",
        "join date",
        "last activity",
        "last seen",
        "last visit",
        "last post",
    ),
    "fr": ("copyright", "depuis", "jusqu'au", "inscrit"),
    "de": ("copyright", "seit", "bis zum", "registriert", "abgerufen"),
    "es": ("copyright", "desde", "hasta"),
    "ru": ("copyright", "зарегистрирован"),
}


#: Characters between a label and its date: "Published by N. N. on", "Publié le", "Veröffentlicht am Montag, den".
MAX_BEHIND_PUBLISHED, MAX_BEHIND_MODIFIED, MAX_BEHIND_OTHER = 60, 40, 30


def published_label(before: str) -> re.Match[str] | None:
    """The word that tells a date right behind a text to be that of publication."""
    return _label(published_word(), before, MAX_BEHIND_PUBLISHED)


def modified_label(before: str) -> re.Match[str] | None:
    """The word that tells a date right behind a text to be that of a change."""
    return _label(modified_word(), before, MAX_BEHIND_MODIFIED)


def is_other_date(before: str) -> bool:
    """Whether a text tells a date right behind it to be none of the article's."""
    return "©" in before or _label(_other_word(), before, MAX_BEHIND_OTHER) is not None


def _label(words: re.Pattern[str], before: str, max_behind: int) -> re.Match[str] | None:
    """The first of the words that stands near enough to the end of a text; a longer one may begin within another."""
    found = words.search(before)
    while found is not None and len(before) - found.end() > max_behind:
        found = words.search(before, found.start() + 1)
    return found


@cache
def published_word() -> re.Pattern[str]:
    """The words of publication; as the two below, compiled for the first page that prints a date."""
    return _pattern(PUBLISHED)


@cache
def modified_word() -> re.Pattern[str]:
    """The words of a change."""
    return _pattern(MODIFIED)


@cache
def _other_word() -> re.Pattern[str]:
    return _pattern(OTHER)


def _pattern(words: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """The words of every language, longest first, at the start of a word."""
    alternatives = sorted({word for each in words.values() for word in each}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, alternatives))})", re.IGNORECASE)
