"""Words that say what a printed date is: of publication, of a change, or of something else. Data by language."""

from __future__ import annotations

import re

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


def _pattern(words: dict[str, tuple[str, ...]], tail: str) -> re.Pattern[str]:
    """The words of every language, longest first, at the start of a word and near the end of what is searched."""
    alternatives = sorted({word for each in words.values() for word in each}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, alternatives))}){tail}", re.IGNORECASE)


# Between a label and its date stand few words: "Published by N. N. on", "Publié le", "Veröffentlicht am Montag, den".
PUBLISHED_LABEL = _pattern(PUBLISHED, r".{0,60}$")
MODIFIED_LABEL = _pattern(MODIFIED, r".{0,40}$")
PUBLISHED_WORD = _pattern(PUBLISHED, "")
MODIFIED_WORD = _pattern(MODIFIED, "")
NOT_PUBLISHED = re.compile(_pattern(OTHER, r".{0,30}$").pattern + r"|[©]", re.IGNORECASE)
