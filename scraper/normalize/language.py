"""Languages: a declared tag in its proper form, and the language that a text is written in.

Detection is CLD2's: its tables lie in the extension itself, so that importing costs 4 ms, a call 0.2 ms, and nothing is
loaded. A script that one language alone uses needs no detection, and a short text leans on what the page declares.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from scraper.wordings import pairs

#: Two letters of ISO 639-1.
CODES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    # and of three letters, where the web uses them
    "ast arz ary azb bar bho bjn ceb ckb cnr dsb fil frp fur gsw hak haw hmn hsb kab kmr ksh lij lld lmo mai min mwl "
    "nan nap nds nso pap pcm pnb prs rue sco scn shi smn szl tet tpi vec war wuu yue zgh".split()
)
#: Codes of ISO 639-2, old codes, and countries' codes written for languages'.
ALIASES = dict(
    pair.split(":")
    for pair in (
        "eng:en fre:fr fra:fr ger:de deu:de spa:es ita:it por:pt dut:nl nld:nl pol:pl rus:ru ukr:uk gre:el ell:el "
        "tur:tr ara:ar per:fa fas:fa chi:zh zho:zh jpn:ja kor:ko swe:sv dan:da nor:no nob:nb nno:nn fin:fi cze:cs "
        "ces:cs slo:sk slk:sk hun:hu rum:ro ron:ro bul:bg hrv:hr srp:sr cat:ca ind:id vie:vi heb:he slv:sl lit:lt "
        "lav:lv est:et alb:sq sqi:sq mac:mk mkd:mk bos:bs hin:hi ben:bn urd:ur tam:ta tel:te tha:th may:ms msa:ms "
        "geo:ka kat:ka arm:hy hye:hy baq:eu eus:eu glg:gl wel:cy cym:cy gle:ga ice:is isl:is swa:sw afr:af "
        "iw:he in:id ji:yi jw:jv mo:ro tgl:tl cmn:zh jp:ja cn:zh cz:cs gr:el ua:uk dk:da"
    ).split()
)
#: Names written out where a code belongs.
NAMES = {name.lower(): code for name, code in pairs("languages").items()}
#: ISO 3166-1.
REGIONS = frozenset(
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA "
    "CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA "
    "GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS "
    "MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS "
    "RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW "
    "TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split()
)
#: Scripts that one language alone uses, as ranges of characters in order.
SCRIPTS = (
    (0x0370, 0x03FF, "el"), (0x0530, 0x058F, "hy"), (0x0590, 0x05FF, "he"), (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"), (0x0B00, 0x0B7F, "or"), (0x0B80, 0x0BFF, "ta"), (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"), (0x0D00, 0x0D7F, "ml"), (0x0D80, 0x0DFF, "si"), (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"), (0x1000, 0x109F, "my"), (0x10A0, 0x10FF, "ka"), (0x1100, 0x11FF, "ko"),
    (0x1780, 0x17FF, "km"), (0x1F00, 0x1FFF, "el"), (0x3040, 0x30FF, "ja"), (0x3130, 0x318F, "ko"),
    (0x3400, 0x4DBF, "zh"), (0x4E00, 0x9FFF, "zh"), (0xAC00, 0xD7AF, "ko"),
)  # fmt: skip
FIRST_OWN_SCRIPT = chr(SCRIPTS[0][0])  # Latin letters come before it
_SCRIPT_STARTS = [first for first, _, _ in SCRIPTS]
#: Languages that the detector cannot tell apart for certain: what the page says counts.
TWINS = (frozenset({"bs", "hr", "sr", "sh", "cnr"}), frozenset({"no", "nb", "nn", "da"}), frozenset({"id", "ms"}),
         frozenset({"fil", "tl"}), frozenset({"fa", "prs"}), frozenset({"zh", "yue", "wuu"}))  # fmt: skip
#: Languages with no reader, or which the detector gives for noise.
REFUSED = frozenset({"zzp", "tlh", "un", "xx-Bugi", "xx-Goth", "vo", "ie", "ia"})
#: Languages written in Latin letters only where the text is; a page that declares one of the others is of no help.
OTHER_SCRIPTS = frozenset(
    "ar fa ur ps ckb he yi el ru uk be bg mk kk ky mn tg zh ja ko th lo my km ka hy hi mr ne bn as pa gu or ta te kn "
    "ml si am ti bo dv ug".split()
)

#: Letters that a Cyrillic alphabet does not have; the commoner languages first.
CYRILLIC_WITHOUT = {
    "ru": frozenset("іїєґўјњљћђџѓќѕ"),
    "uk": frozenset("ыэёъўјњљћђџѓќѕ"),
    "bg": frozenset("ыэёіїєґўјњљћђџѓќѕ"),
    "sr": frozenset("яющъьэыйёіїєґўѓќѕ"),
    "be": frozenset("щъиїєґјњљћђџѓќѕ"),
    "mk": frozenset("яющъьэыйёіїєґўћђ"),
}

SAMPLE = 2_000  # characters that are enough for every language
SHORT = 60  # below this the page's own word breaks the tie

_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{1,8})*\Z", re.IGNORECASE)
_NOT_WORDS = re.compile(r"https?://\S+|@\S+|[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]+")
_ONLY_WORDS = re.compile(r"[^\w\s'.,-]+")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[a-zà-öø-ɏ]", re.IGNORECASE)


def normalize_language(tag: str | None) -> str | None:
    """A declared language in the form of BCP 47: `fr_FR` is "fr-FR", `english` "en"; None for what is no language."""
    if not tag or len(tag) > 80:
        return None
    tag = re.split(r"[,;|.@]", tag, maxsplit=1)[0].strip().strip("\"'")
    if name := NAMES.get(tag.lower()):
        return name
    if not _TAG.match(tag):
        return None
    first, *rest = tag.lower().replace("_", "-").split("-")
    first = ALIASES.get(first, first)
    if first not in CODES:
        return None
    parts = [first]
    for part in rest:
        if len(part) == 1:
            break  # an extension or a private note
        if len(part) == 4 and part.isalpha() and len(parts) == 1:
            parts.append(part.title())
        elif len(part) == 2 or (len(part) == 3 and part.isdigit()):
            region = "GB" if part == "uk" else part.upper()
            if region in REGIONS or part.isdigit():
                parts.append(region)
            break
    return "-".join(parts)


def detect_language(text: str, hint: str | None = None) -> str | None:
    """The language that a text is written in, as a code without a region; None where its words do not tell.

    `hint` is what the page declares for itself; it decides for a short text and between languages that look alike.
    """
    sample = _NOT_WORDS.sub(" ", text[: 2 * SAMPLE])[:SAMPLE].strip()
    if _LETTER.search(sample) is None:
        return None
    declared = (normalize_language(hint) or "").partition("-")[0] or None
    if not sample.isascii() and (by_script := _language_of_script(sample)):
        return _settle(by_script, declared)
    if declared is not None and (declared in OTHER_SCRIPTS) == _is_mostly_latin(sample):
        declared = None
    language, reliable = _detect(sample)
    if language is None or (len(sample) < SHORT and (declared or not reliable)) or (not reliable and declared):
        # A few words in another language than the page's are a name or a title as often as not.
        return declared if declared or not reliable else language
    return _settle(language, declared)


def _detect(sample: str) -> tuple[str | None, bool]:
    import pycld2  # type: ignore[import-untyped]  # here, because a page in Greek or Japanese never needs it

    try:
        reliable, _, details = pycld2.detect(sample)
        if details[0][1] == "un":
            reliable, _, details = pycld2.detect(sample, bestEffort=True)
            reliable = False
    except pycld2.error:
        try:
            reliable, _, details = pycld2.detect(_ONLY_WORDS.sub(" ", sample))
        except pycld2.error:
            return None, False
    code = str(details[0][1])
    if code in REFUSED:
        return None, False
    code = "zh" if code.startswith("zh") else ALIASES.get(code, code)
    if code in CYRILLIC_WITHOUT and not reliable:
        letters = set(sample.lower())
        possible = [language for language, absent in CYRILLIC_WITHOUT.items() if letters.isdisjoint(absent)]
        code = code if code in possible or not possible else possible[0]
    return (code if code in CODES else None), bool(reliable)


def _settle(language: str, declared: str | None) -> str:
    if declared and any({language, declared} <= twins for twins in TWINS):
        return declared
    return language


def _language_of_script(sample: str) -> str | None:
    """The language whose own script most of the letters are of."""
    sample = sample[:400]
    if max(sample, default="") < FIRST_OWN_SCRIPT:
        return None
    letters = [char for char in sample if char.isalpha()]
    counts: dict[str, int] = {}
    for char in letters:
        code = ord(char)
        place = bisect_right(_SCRIPT_STARTS, code) - 1
        if place >= 0 and code <= SCRIPTS[place][1]:
            counts[SCRIPTS[place][2]] = counts.get(SCRIPTS[place][2], 0) + 1
    if counts.get("zh") and counts.get("ja", 0) * 12 > counts["zh"]:  # kana among Chinese characters
        counts["ja"] = counts.get("ja", 0) + counts.pop("zh")
    if counts.get("zh") and counts.get("ko", 0) > counts["zh"]:
        counts["ko"] += counts.pop("zh")
    if not counts:
        return None
    best = max(counts, key=lambda language: counts[language])
    # A Chinese or Korean character stands for a syllable or a word, so it weighs more than a letter.
    weight = 3 if best in ("zh", "ja", "ko") else 1
    others = len(letters) - counts[best]
    return best if counts[best] * weight > others else None


def _is_mostly_latin(sample: str) -> bool:
    part = sample[:400]
    return 2 * len(_LATIN.findall(part)) > len(_LETTER.findall(part))
