"""Labels that a page prints before its categories, by scheme and language. Data."""

from __future__ import annotations

LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "region": {
        "en": ("region", "regions", "country", "countries", "location", "locations"),
        "fr": ("région", "régions", "pays", "lieu", "lieux"),
        "de": ("region", "regionen", "land", "länder"),
        "es": ("región", "regiones", "país", "países"),
        "it": ("regione", "regioni", "paese", "paesi"),
        "pt": ("região", "regiões", "país", "países"),
        "ru": ("регион", "регионы", "страна"),
        "pl": ("region", "regiony"),
        "ar": ("المنطقة",),
        "zh": ("地区", "地區"),
        "sr": ("регион",),
    },
    "theme": {
        "en": ("theme", "themes", "subject", "subjects"),
        "fr": ("thème", "thèmes", "theme", "sujet", "sujets", "thématique", "thématiques"),
        "de": ("thema", "themen"),
        "es": ("tema", "temas"),
        "it": ("tema", "temi"),
        "pt": ("tema", "temas"),
        "nl": ("thema", "thema's"),
        "ru": ("тема", "темы"),
        "pl": ("temat", "tematy"),
        "el": ("θέμα", "θέματα"),
        "zh": ("主题", "主題"),
    },
    "report": {
        "en": ("in-depth report", "in-depth reports", "in depth report", "dossier", "dossiers", "special report"),
        "fr": ("analyses", "analyse", "dossier", "dossiers"),
        "de": ("dossier", "dossiers", "analysen", "schwerpunkt"),
        "es": ("análisis", "informe especial", "dosier", "dossier"),
        "it": ("analisi", "dossier"),
        "pt": ("análises", "análise", "dossiê"),
        "ru": ("досье", "анализ"),
    },
    "section": {
        "en": (
            "filed under",
            "filed in",
            "category",
            "categories",
            "posted in",
            "published in",
            "section",
            "sections",
            "in category",
            "posted under",
            "channel",
        ),
        "fr": ("rubrique", "rubriques", "catégorie", "catégories", "classé dans", "classé sous", "publié dans"),
        "de": ("rubrik", "rubriken", "kategorie", "kategorien", "ressort", "veröffentlicht in", "abgelegt unter"),
        "es": ("categoría", "categorías", "sección", "publicado en", "archivado en"),
        "it": ("categoria", "categorie", "sezione", "pubblicato in", "rubrica"),
        "pt": ("categoria", "categorias", "seção", "publicado em", "arquivado em"),
        "nl": ("categorie", "categorieën", "rubriek"),
        "pl": ("kategoria", "kategorie", "dział"),
        "cs": ("rubrika", "rubriky", "kategorie"),
        "ru": ("рубрика", "рубрики", "раздел", "категория", "категории"),
        "sv": ("kategori", "kategorier"),
        "da": ("kategori", "kategorier"),
        "tr": ("kategori", "kategoriler"),
        "el": ("κατηγορία", "κατηγορίες"),
        "hu": ("kategória", "rovat"),
        "ro": ("categorie", "categorii"),
        "zh": ("分类", "分類", "栏目", "欄目"),
        "ja": ("カテゴリ", "カテゴリー"),
        "ko": ("카테고리",),
    },
    "tag": {
        "en": (
            "tags",
            "tag",
            "tagged",
            "tagged with",
            "tagged as",
            "topics",
            "topic",
            "keywords",
            "keyword",
            "related topics",
            "more on",
            "explore more on these topics",
            "in this article",
            "read more about",
            "more about",
            "labels",
            "see more on",
        ),
        "fr": ("mots-clés", "mots clés", "mot-clé", "étiquettes", "tags", "sur le même thème", "mots clefs"),
        "de": (
            "schlagworte",
            "schlagwörter",
            "stichworte",
            "stichwörter",
            "tags",
            "mehr zum thema",
            "themen in diesem artikel",
            "mehr zu",
        ),
        "es": ("etiquetas", "palabras clave", "tags", "temas relacionados", "archivado en", "más sobre"),
        "it": ("etichette", "parole chiave", "tag", "tags", "argomenti"),
        "pt": ("etiquetas", "palavras-chave", "tags", "tópicos", "assuntos", "mais sobre"),
        "nl": ("trefwoorden", "labels", "tags", "onderwerpen", "lees meer over"),
        "pl": ("tagi", "słowa kluczowe", "tematy"),
        "cs": ("štítky", "klíčová slova", "tagy", "témata"),
        "sk": ("štítky", "kľúčové slová", "témy"),
        "ru": ("теги", "метки", "ключевые слова", "тэги", "темы"),
        "uk": ("теги", "мітки", "ключові слова"),
        "bg": ("тагове", "етикети", "ключови думи"),
        "sr": ("тагови", "tagovi", "oznake"),
        "sv": ("taggar", "ämnen", "nyckelord", "etiketter"),
        "da": ("emneord", "emner", "nøgleord", "tags"),
        "nb": ("emneord", "emner", "stikkord"),
        "fi": ("avainsanat", "aiheet", "tunnisteet", "asiasanat"),
        "hu": ("címkék", "kulcsszavak", "tagek"),
        "ro": ("etichete", "cuvinte cheie", "taguri"),
        "tr": ("etiketler", "anahtar kelimeler"),
        "el": ("ετικέτες", "λέξεις κλειδιά", "λέξεις-κλειδιά"),
        "ar": ("الكلمات المفتاحية", "وسوم", "الوسوم", "كلمات دلالية", "كلمات مفتاحية"),
        "he": ("תגיות", "מילות מפתח"),
        "fa": ("برچسب‌ها", "برچسب ها", "کلیدواژه"),
        "zh": ("标签", "標籤", "关键词", "关键字", "關鍵字", "關鍵詞"),
        "ja": ("タグ", "キーワード", "関連キーワード", "関連トピック"),
        "ko": ("태그", "키워드", "관련 키워드"),
        "id": ("tag", "topik", "kata kunci"),
        "vi": ("từ khóa", "thẻ", "chủ đề"),
    },
}
#: First steps of a breadcrumb that only say where the site begins, in comparable form.
HOME = frozenset(
    "home homepage accueil startseite start inicio portada início página inicial homepage главная главная страница "
    "strona główna hem forside etusivu úvod domů domov kezdőlap címlap acasă начало почетна αρχική ana sayfa anasayfa "
    "الرئيسية ראשי 首页 首頁 主页 ホーム トップ 홈 beranda trang chủ index main news".split()
) | {"homepage", "главнаястраница", "stronagłówna", "páginainicial", "anasayfa", "trangchủ", "paginaprincipal"}


def _by_label() -> dict[str, str]:
    """The scheme of each label, lower case; of one that is in several schemes the first holds."""
    found: dict[str, str] = {}
    for scheme, languages in LABELS.items():
        for labels in languages.values():
            for label in labels:
                found.setdefault(label, scheme)
    return found


SCHEMES = _by_label()
LONGEST_LABEL = max(map(len, SCHEMES))
