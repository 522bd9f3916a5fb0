"""What pages print where a text ends for those who have not paid. Data, by language."""

from __future__ import annotations

import re

PROMPTS: dict[str, tuple[str, ...]] = {
    "en": (
        "subscribe to continue reading", "subscribe to keep reading", "subscribe to read", "subscribe now to read",
        "subscribe to unlock", "subscribe for full access", "to continue reading", "to keep reading",
        "to read the full article", "to read the full story", "to read the rest of this", "to read this article",
        "to read this story", "to unlock this article", "continue reading with a subscription",
        "sign up to continue reading", "register to continue reading", "log in to continue reading",
        "sign in to continue reading", "this article is for subscribers", "this story is for subscribers",
        "this content is for subscribers", "this content is for members", "this post is for paid subscribers",
        "this post is for paying subscribers", "this post is for subscribers", "this article is exclusive to",
        "this article is reserved for", "this is a subscriber-only", "this is a premium article",
        "for subscribers only", "subscribers only", "exclusive to subscribers", "available to subscribers only",
        "you have reached your limit of", "you've reached your limit of", "you have read all your free articles",
        "you've reached your free article limit", "already a subscriber?", "already a member?",
        "the rest of this article is", "unlock this article", "the full article is available to",
    ),
    "fr": (
        "la suite est réservée", "la suite de cet article est réservée", "cet article est réservé", "article réservé",
        "contenu réservé aux abonnés", "réservé à nos abonnés", "réservé aux abonnés", "de cet article à lire",
        "pour lire la suite", "abonnez-vous pour lire", "abonnez-vous pour continuer", "pour continuer la lecture",
        "lire la suite de cet article, abonnez-vous", "déjà abonné",
    ),
    "de": (
        "weiterlesen mit", "jetzt weiterlesen", "um weiterzulesen", "um weiterlesen zu können",
        "um diesen artikel zu lesen", "um den ganzen artikel zu lesen", "um den artikel weiterzulesen",
        "dieser artikel ist nur für abonnenten", "nur für abonnenten", "exklusiv für abonnenten",
        "exklusiv für abonnentinnen",
        "lesen sie diesen artikel mit", "diesen artikel weiterlesen", "sie sind bereits abonnent",
        "sie haben bereits ein abo",
        "bereits abonnent", "schon abonnent", "jetzt abonnieren und weiterlesen", "den vollständigen artikel lesen sie",
    ),
    "es": (
        "suscríbete para seguir leyendo", "suscríbete para leer", "suscríbase para", "para seguir leyendo",
        "para continuar leyendo", "contenido exclusivo para suscriptores", "exclusivo para suscriptores",
        "solo para suscriptores", "sólo para suscriptores", "ya eres suscriptor", "¿ya eres suscriptor",
        "ya soy suscriptor",
    ),
    "it": (
        "abbonati per continuare", "abbonati per leggere", "per continuare a leggere",
        "contenuto riservato agli abbonati",
        "articolo riservato agli abbonati", "riservato agli abbonati", "sei già abbonato", "sei già un abbonato",
    ),
    "pt": (
        "assine para continuar", "assine para ler", "para continuar lendo", "para continuar a ler",
        "conteúdo exclusivo para assinantes", "exclusivo para assinantes", "exclusivo para subscritores",
        "já é assinante", "já é subscritor",
    ),
    "nl": (
        "om verder te lezen", "lees verder met een abonnement", "dit artikel is alleen voor abonnees",
        "alleen voor abonnees", "exclusief voor abonnees", "al abonnee", "verder lezen?",
    ),
    "pl": (
        "aby czytać dalej", "czytaj dalej w ramach", "dostęp tylko dla prenumeratorów", "tylko dla subskrybentów",
        "wykup dostęp", "dalsza część artykułu dostępna", "masz już prenumeratę",
    ),
    "cs": ("pro pokračování ve čtení", "odemkněte si článek", "pouze pro předplatitele", "jen pro předplatitele"),
    "da": ("for at læse videre", "kun for abonnenter", "log ind for at læse", "allerede abonnent"),
    "sv": ("för att läsa vidare", "för att fortsätta läsa", "endast för prenumeranter", "redan prenumerant"),
    "nb": ("for å lese videre", "for å lese hele saken", "kun for abonnenter", "allerede abonnent"),
    "fi": ("jatkaaksesi lukemista", "vain tilaajille", "oletko jo tilaaja"),
    "hu": ("a továbbolvasáshoz", "csak előfizetőknek", "előfizetőink olvashatják", "már előfizető"),
    "ro": ("pentru a citi în continuare", "doar pentru abonați", "rezervat abonaților"),
    "el": ("για να συνεχίσετε την ανάγνωση", "μόνο για συνδρομητές"),
    "tr": ("okumaya devam etmek için", "abonelere özel", "devamını okumak için"),
    "ru": (
        "чтобы продолжить чтение", "чтобы читать дальше", "оформите подписку, чтобы", "доступно только подписчикам",
        "только для подписчиков", "полный текст доступен", "уже есть подписка",
    ),
    "uk": ("щоб продовжити читання", "лише для передплатників", "тільки для передплатників"),
    "ja": (
        "この記事は有料会員", "この記事は会員限定", "有料会員限定", "会員限定記事", "続きを読むには", "続きは有料",
        "ログインして続きを読む",
    ),
    "ko": ("유료 회원", "구독자 전용", "이어서 읽으려면", "기사를 계속 읽으려면"),
    "zh": (
        "订阅后继续阅读", "付费阅读", "本文为付费内容", "仅限会员", "登录后继续阅读", "訂閱後繼續閱讀", "訂戶專享",
        "會員專屬",
    ),
    "ar": ("لمتابعة القراءة", "للمشتركين فقط", "لإكمال القراءة"),
    "he": ("להמשך קריאה", "למנויים בלבד"),
}  # fmt: skip
#: In class or id of the box in which a page asks for a payment, and of what it hides until then.
PAYWALL_MARKS = re.compile(
    r"pay-?wall|reg-?wall|subscriber-?only|premium-?(?:wall|box|gate)|piano-(?:inline|container|offer)|tp-container-inner|"
    r"meter(?:ed)?-?wall|subscription-?(?:wall|gate|required)|abo-?(?:box|teaser|wall)|paid-content|locked-content",
    re.IGNORECASE,
)

#: All wordings: so many strings are found faster than one pattern of them.
PROMPT_WORDS = tuple(word for each in PROMPTS.values() for word in each)


def asks_for_subscription(text: str) -> bool:
    """Whether a text holds one of the wordings."""
    text = text.lower().replace("’", "'")
    return any(word in text for word in PROMPT_WORDS)
