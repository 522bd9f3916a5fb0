"""Dates that a page tells by their distance from the moment it is read: "3 hours ago", "il y a 2 jours", "昨天".

They mean something only where that moment is known, and no more than the words say: hours and days give a day, weeks
a month (a year, where they might lie in two months), months a month, years a year.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache

from scraper.normalize.printed_dates import DateMatch

UNITS = ("minute", "hour", "day", "week", "month", "year")
#: Language -> what stands before the number, what stands behind the unit, and the names of UNITS.
AGO: dict[str, tuple[str, str, str]] = {
    "en": ("", "ago", "minutes? mins? seconds? secs?|hours? hrs? hr|days?|weeks? wks?|months?|years? yrs?"),
    "fr": ("il y a", "", "minutes? min secondes?|heures? h|jours? j|semaines?|mois|ans? années?"),
    "de": ("vor", "", "minuten? min sekunden?|stunden? std|tagen? tag|wochen?|monaten? monat|jahren? jahr"),
    "es": ("hace", "", "minutos? min segundos?|horas? h|días? dias?|semanas?|mes(?:es)?|años?"),
    "it": ("", "fa", "minut[oi] second[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]"),
    "pt": ("há", "", "minutos? min segundos?|horas? h|dias?|semanas?|mês meses|anos?"),
    "ca": ("fa", "", "minuts?|hor(?:a|es)|di(?:a|es)|setman(?:a|es)|mes(?:os)?|anys?"),
    "nl": ("", "geleden", "minuten minuut seconden|uur uren|dagen dag|weken week|maanden maand|jaar jaren"),
    "da": ("", "siden", "minut(?:ter)? min|timer? time|dage? dag|uger? uge|måneder måned|år"),
    "sv": ("", "sedan", "minut(?:er)? min|timm(?:ar|e)|dag(?:ar)?|veckor vecka|månader månad|år"),
    "nb": ("", "siden", "minutt(?:er)? min|timer time|dager dag|uker uke|måneder måned|år"),
    "fi": ("", "sitten", "minuutti[a]? min|tunti[a]? tuntia|päivää päivä|viikkoa viikko|"
           "kuukautta kuukausi|vuotta vuosi"),
    "pl": ("", "temu", "minut[yę]? min|godzin[yę]? godz|dni dzień|tygodni[e]? tydzień|"
           "miesi[ąę]c[ey]? miesięcy|lata? lat rok"),
    "cs": ("před", "", "minutami minutou|hodinami hodinou|dny dnem|týdny týdnem|měsíci měsícem|lety rokem"),
    "sk": ("pred", "", "minútami minútou|hodinami hodinou|dňami dňom|týždňami týždňom|mesiacmi mesiacom|rokmi rokom"),
    "hu": ("", "(?:ezelőtt|ezelott)", "perccel|órával|nappal|héttel|hónappal|évvel"),
    "ro": ("acum", "", "minute? minut|ore oră|zile? zi|săptămâni|luni lună|ani an"),
    "el": ("πριν(?: από)?", "", "λεπτ[άό]|ώρ(?:ες|α)|(?:η)?μέρ(?:ες|α) ημέρες|εβδομάδ(?:ες|"
           "α)|μήν(?:ες|α)|χρόνια έτη χρόνο"),
    "ru": ("", "назад", "минут[уы]? мин|час(?:а|ов)?|день дня дней|недел[юиь]|месяц(?:а|ев)?|год(?:а)? лет"),
    "uk": ("", "тому", "хвилин[уи]? хв|годин[уи]?|день дні днів|тиж(?:день|ні|нів)|місяц(?:ь|і|ів)|рік роки років"),
    "bg": ("преди", "", "минут[аи]|час(?:а)?|ден дни|седмиц[аи]|месец(?:а)?|годин[аи]"),
    "tr": ("", "önce", "dakika dk|saat|gün|hafta|ay|yıl"),
    "id": ("", "(?:yang )?lalu", "menit|jam|hari|minggu pekan|bulan|tahun"),
    "vi": ("", "trước", "phút|giờ|ngày|tuần|tháng|năm"),
    "ar": ("(?:منذ|قبل)", "", "دقيقة دقائق|ساع(?:ة|ات)|يوم أيام|أسبوع أسابيع|شهر أشهر|سنة سنوات"),
    "he": ("לפני", "", "דקות דקה|שעות שעה|ימים יום|שבועות שבוע|חודשים חודש|שנים שנה"),
    "fa": ("", "(?:پیش|قبل)", "دقیقه|ساعت|روز|هفته|ماه|سال"),
    "hi": ("", "पहले", "मिनट|घंटे घंटा|दिन|(?:सप्ताह|हफ्ते)|महीने|साल"),
    "zh": ("", "前", "分钟 分鐘 分|小时 小時|天|周 週 星期|个月 個月|年"),
    "ja": ("", "前", "分|時間|日|週間|(?:か|ヶ|カ|ヵ|ケ)月|年"),
    "ko": ("", "전", "분|시간|일|주|(?:개월|달)|년"),
}  # fmt: skip
#: Language -> words for today, yesterday, and the day before.
DAYS: dict[str, str] = {
    "en": "today|yesterday|the_day_before_yesterday",
    "fr": "aujourd'hui|hier|avant-hier", "de": "heute|gestern|vorgestern",
    "es": "hoy|ayer|anteayer", "it": "oggi|ieri|l'altro_ieri",
    "pt": "hoje|ontem|anteontem", "ca": "avui|ahir|abans-d'ahir",
    "nl": "vandaag|gisteren|eergisteren", "da": "i_dag|i_går|i_forgårs", "sv": "i_dag idag|i_går igår|i_förrgår",
    "nb": "i_dag|i_går|i_forgårs", "fi": "tänään|eilen|toissapäivänä", "pl": "dzisiaj dziś|wczoraj|przedwczoraj",
    "cs": "dnes|včera|předevčírem", "sk": "dnes|včera|predvčerom", "hu": "ma|tegnap|tegnapelőtt",
    "ro": "astăzi azi|ieri|alaltăieri", "el": "σήμερα|χθες χτες|προχθές", "ru": "сегодня|вчера|позавчера",
    "uk": "сьогодні|вчора|позавчора", "bg": "днес|вчера|завчера", "tr": "bugün|dün|evvelsi_gün",
    "id": "hari_ini|kemarin|kemarin_dulu", "vi": "hôm_nay|hôm_qua|hôm_kia", "ar": "اليوم|أمس|أول_أمس",
    "he": "היום|אתמול|שלשום", "fa": "امروز|دیروز|پریروز", "zh": "今天|昨天|前天",
    "ja": "今日|昨日|一昨日", "ko": "오늘|어제|그저께",
}  # fmt: skip
#: One of a unit, in words.
ONE = frozenset("a an one un une ein eine einem einer una uno um uma een en ett et одну один il 一 1".split())
MAX_CHARS = 160
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "012345678901234567890123456789")
#: A time behind the word for a day: "yesterday at 18:05".
_TIME = re.compile(
    r"[\s,]{1,3}(?:(?:at|à|um|a las|alle|às|om|kl\.?|o|v|в|о|saat)\s)?(?P<hour>[0-2]?\d)(?::|\.|h)(?P<minute>[0-5]\d)"
    r"(?:\s?(?P<half>[ap])\.?m\b)?(?!\d)",
    re.IGNORECASE,
)


def find_relative_dates(text: str, language: str | None, now: datetime) -> list[DateMatch]:
    """The dates that a text tells by their distance from `now`, in reading order.

    `language` is that of the page's frame; English is understood besides, and without it every language.
    """
    if len(text) > MAX_CHARS:
        return []
    text = text.translate(_DIGITS)
    tag = (language or "").lower().replace("_", "-").partition("-")[0]
    tag = {"no": "nb", "nn": "nb"}.get(tag, tag)
    found: dict[int, DateMatch] = {}
    for each in dict.fromkeys((tag, "en")) if tag in AGO else AGO:
        for match in _ago(each).finditer(text):
            groups = match.groupdict()
            unit = next(name for name in UNITS if groups[name])
            number = 1 if groups["number"].lower() in ONE else int(groups["number"])
            if (value := _before(now, number, unit)) is not None:
                found.setdefault(match.start(), DateMatch(value, *match.span()))
        for match in _day(each).finditer(text):
            name = next(name for name in ("d0", "d1", "d2") if match[name])
            day = (now - timedelta(days=int(name[1]))).date().isoformat()
            clock = _TIME.match(text, match.end())
            value = day + _clock(clock) if clock else day
            found.setdefault(match.start(), DateMatch(value, match.start(), clock.end() if clock else match.end()))
    return [found[start] for start in sorted(found)]


def _before(now: datetime, number: int, unit: str) -> str | None:
    """The day, month or year that lies so many units before a moment; None beyond what anyone tells so."""
    if number > 999:
        return None
    if unit in ("minute", "hour", "day"):
        return (now - timedelta(**{f"{unit}s": number})).date().isoformat()
    if unit == "week":
        first, last = (((now - timedelta(weeks=weeks)).date()) for weeks in (number + 0.5, max(number - 0.5, 0)))
        return (
            first.isoformat()[:7] if first.month == last.month else str(first.year) if first.year == last.year else None
        )
    if unit == "month":
        months = now.year * 12 + now.month - 1 - number
        return f"{months // 12}-{months % 12 + 1:02d}"
    return str(date(now.year, 1, 1).year - number) if number < 400 else None


def _clock(match: re.Match[str]) -> str:
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return f"T{hour:02d}:{match['minute']}:00" if hour < 24 else ""


@cache
def _ago(language: str) -> re.Pattern[str]:
    """The pattern of a number, a unit and the word for "ago" in a language."""
    before, behind, units = AGO[language]
    names = "|".join(
        f"(?P<{unit}>{'|'.join(sorted(cell.split(), key=len, reverse=True))})"
        for unit, cell in zip(UNITS, _cells(units), strict=True)
    )
    ones = "|".join(sorted(map(re.escape, ONE), key=len, reverse=True))
    start = rf"{before}\s+" if before else ""
    end = rf"\s?{behind}" if behind else ""
    return re.compile(rf"(?<!\w){start}(?P<number>\d{{1,3}}|{ones})\s?(?:{names})\.?{end}(?!\w)", re.IGNORECASE)


def _cells(units: str) -> list[str]:
    """The cells of a row, whose patterns may hold the separator in brackets."""
    cells, depth = [""], 0
    for char in units:
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            cells.append("")
        else:
            cells[-1] += char
    return cells


@cache
def _day(language: str) -> re.Pattern[str]:
    """The pattern of the words for today, yesterday and the day before in a language."""
    names = [
        f"(?P<d{number}>{'|'.join(re.escape(word.replace('_', ' ')) for word in cell.split())})"
        for number, cell in enumerate(DAYS.get(language, "|||").split("|")[:3])
    ]
    if language not in DAYS:
        return re.compile(r"(?!)(?P<d0>)(?P<d1>)(?P<d2>)")
    return re.compile(rf"(?<!\w)(?:{'|'.join(reversed(names))})(?!\w)", re.IGNORECASE)
