"""What pages say that hold no content of their own: challenges, consent and login walls, missing pages. Data."""

from __future__ import annotations

import re
from functools import cache

#: In a title, a heading or a line of a page that asks the visitor to prove to be human.
CHALLENGE = (
    "just a moment", "checking your browser", "checking if the site connection is secure", "attention required",
    "verify you are human", "verify you're human", "verifying you are human", "verify that you are human",
    "verify that you're not a robot", "are you a robot", "are you human", "i am not a robot", "i'm not a robot",
    "human verification", "security check", "security verification", "performing security verification",
    "ddos protection by", "please enable js and disable any ad blocker", "please enable cookies",
    "enable javascript and cookies to continue", "press & hold to confirm", "press and hold", "pardon our interruption",
    "access to this page has been denied", "access denied", "you have been blocked", "why have i been blocked",
    "unusual traffic", "unusual activity", "request unsuccessful. incapsula", "request blocked", "bot verification",
    "one more step", "complete the security check", "please wait while we verify", "making sure you're not a bot",
    "client challenge", "robot check", "your request has been blocked", "access to this site has been limited",
    "captcha", "error 1020", "error 1015", "you are being rate limited",
    "un instant", "vérification de sécurité", "vérifiez que vous êtes humain", "êtes-vous un robot", "accès refusé",
    "nur einen moment", "einen moment bitte", "sicherheitsüberprüfung", "bestätigen sie, dass sie ein mensch sind",
    "ich bin kein roboter", "ihr browser wird überprüft", "zugriff verweigert", "un momento",
    "comprobando su navegador",
    "verificación de seguridad", "verifique que es un ser humano", "no soy un robot", "acceso denegado",
    "verifica di sicurezza", "non sono un robot", "accesso negato", "só um momento", "um momento",
    "verificação de segurança",
    "não sou um robô", "acesso negado", "even geduld", "beveiligingscontrole", "ik ben geen robot", "jeszcze chwilę",
    "nie jestem robotem", "один момент", "проверка браузера", "подтвердите, что вы человек", "я не робот",
    "доступ запрещен",
    "请稍候", "安全验证", "人机验证", "请完成安全验证", "请输入验证码", "しばらくお待ちください",
    "ロボットではありません", "잠시만 기다", "로봇이 아닙니다",
    "لحظة", "التحقق من أنك إنسان", "bir dakika", "ben robot değilim", "ett ögonblick", "et øjeblik", "okamžik",
)  # fmt: skip
#: Marks of the products behind such pages, in their markup.
CHALLENGE_MARKS = (
    "_cf_chl_opt", "cf-challenge", "challenge-platform/h/", "cf-browser-verification", "cf-turnstile-response",
    "px-captcha", "_incapsula_resource", "captcha-delivery.com", "geo.captcha-delivery", "ddos-guard",
    "awswafcookiedomainlist", "gokuprops", "sucuri_cloudproxy", "distil_r_captcha", "perimeterx", "anubis_challenge",
    "ak_bmsc_challenge", "sec-if-cpt-container", "g-recaptcha", "h-captcha",
)  # fmt: skip
CONSENT = (
    "we value your privacy", "your privacy", "before you continue", "cookie consent", "accept cookies",
    "we use cookies",
    "consent to the use of cookies", "manage cookies", "privacy settings", "your choices regarding cookies",
    "respectons votre vie privée", "nous respectons votre vie privée", "avant d'accéder", "accepter et continuer",
    "continuer sans accepter", "gérer mes cookies", "zustimmung", "cookies zustimmen", "mit werbung weiterlesen",
    "akzeptieren und weiter", "ihre privatsphäre", "einwilligung", "wir schätzen ihre privatsphäre",
    "valoramos tu privacidad",
    "aceptar y continuar", "antes de continuar", "tu privacidad", "il rispetto della tua privacy", "accetta e continua",
    "prima di continuare", "valorizamos a sua privacidade", "aceitar e continuar", "jouw privacy", "uw privacy",
    "cookies accepteren", "voordat je verdergaat", "twoja prywatność", "przejdź do serwisu", "zgadzam się",
    "souhlas s cookies",
    "konfigurace soukromí", "vi värnar om din integritet", "vi bryr oss om ditt personvern",
    "vi respekterer dit privatliv",
    "weiterlesen mit werbung", "szanujemy twoją prywatność", "vážíme si vašeho soukromí", "ceníme si vašeho soukromí",
    "tu privacidad es importante", "la tua privacy", "cookies are required", "a személyes adataid",
    "согласие на использование", "мы используем файлы cookie", "gizliliğinize", "プライバシー",
)  # fmt: skip
LOGIN = (
    "log in", "login", "sign in", "please log in to continue", "sign in to continue", "log in to continue",
    "you must be logged in", "you need to log in", "you need to sign in", "members only", "join to view",
    "sign up to view",
    "subscribers only", "connexion", "se connecter", "connectez-vous", "identifiez-vous", "vous devez être connecté",
    "anmelden", "anmeldung", "einloggen", "bitte melden sie sich an", "iniciar sesión", "inicia sesión", "accedi",
    "effettua il login", "entrar", "iniciar sessão", "faça login", "inloggen", "zaloguj się", "logowanie", "přihlášení",
    "přihlásit se", "вход", "войти", "авторизация", "войдите", "увійти", "giriş yap", "logga in", "logg inn", "log ind",
    "kirjaudu", "bejelentkezés", "autentificare", "σύνδεση", "登录", "登錄", "请登录", "ログイン", "로그인",
    "تسجيل الدخول", "כניסה",
)  # fmt: skip
NOT_FOUND = (
    "page not found", "404 not found", "not found", "error 404", "404 error", "404", "page cannot be found",
    "page can't be found", "page could not be found", "page doesn't exist", "page does not exist",
    "page no longer exists",
    "page you requested", "page you were looking for", "page you are looking for", "page is missing", "nothing found",
    "find that page",
    "find the page", "find this page",
    "nothing was found", "article not found", "post not found", "story not found", "no longer available",
    "page not available", "page unavailable", "content not found", "content unavailable", "file not found",
    "oops! that page can't be found", "page introuvable", "page non trouvée", "page inexistante", "page n'existe pas",
    "article introuvable", "erreur 404", "seite nicht gefunden", "seite wurde nicht gefunden", "seite existiert nicht",
    "fehler 404", "nicht gefunden", "página no encontrada", "no se encontró la página", "página no existe",
    "no encontrado",
    "pagina non trovata", "pagina inesistente", "non trovata", "errore 404", "página não encontrada", "não encontrada",
    "página não existe", "pagina niet gevonden", "niet gevonden", "nie znaleziono strony", "strona nie istnieje",
    "nie znaleziono", "stránka nenalezena", "stránka nebyla nalezena", "stránka sa nenašla", "страница не найдена",
    "не найдена", "ошибка 404", "сторінку не знайдено", "sayfa bulunamadı", "sidan hittades inte",
    "sidan kunde inte hittas",
    "siden blev ikke fundet", "siden ble ikke funnet", "fant ikke siden", "sivua ei löytynyt", "az oldal nem található",
    "pagina nu a fost găsită", "η σελίδα δεν βρέθηκε", "страницата не е намерена", "stranica nije pronađena",
    "页面不存在", "找不到页面", "页面未找到", "找不到網頁", "找不到頁面", "ページが見つかりません", "お探しのページ",
    "페이지를 찾을 수 없습니다",
    "الصفحة غير موجودة", "לא נמצא", "صفحه یافت نشد", "halaman tidak ditemukan", "không tìm thấy trang",
)  # fmt: skip

#: Sentences of a page that is missing, by themselves.
NOT_FOUND_SENTENCES = (
    "page you are looking for", "page you're looking for", "page you were looking for", "page you requested",
    "page you have requested", "page you tried to", "article you requested", "article you are looking for",
    "story you are looking for", "can't find the page", "cannot find the page", "couldn't find the page",
    "could not find the page", "couldn't find that page", "can't find that page", "this page doesn't exist",
    "this page does not exist", "this page no longer exists", "that page doesn't exist", "that page does not exist",
    "this page isn't available", "page que vous cherchez", "page que vous recherchez", "page demandée",
    "article demandé", "cette page n'existe", "cette page a été supprimée", "gewünschte seite",
    "angeforderte seite", "diese seite gibt es", "diese seite existiert", "gesuchte seite", "gesuchten artikel",
    "página que buscas", "página que busca", "página solicitada", "esta página no existe",
    "no hemos encontrado la página", "no hemos podido encontrar", "pagina che cerchi", "pagina che stai cercando",
    "pagina richiesta", "página que procura", "página que você procura", "página que está procurando",
    "esta página não existe", "pagina die je zoekt", "pagina die u zoekt", "deze pagina bestaat niet",
    "strona, której szukasz", "strona której szukasz", "szukana strona", "hledaná stránka",
    "stránka, kterou hledáte", "страница, которую вы ищете", "запрашиваемая страница", "запрошенная страница",
    "такой страницы не существует", "сторінка, яку ви шукаєте", "sidan du letar efter", "sidan du söker",
    "siden du leter etter", "siden du leder efter", "sivua, jota etsit", "aradığınız sayfa", "keresett oldal",
    "pagina pe care o cauți", "お探しのページは", "您访问的页面", "您要访问的页面", "您訪問的頁面", "您查找的页面",
    "요청하신 페이지", "찾으시는 페이지", "الصفحة التي تبحث عنها", "الصفحة المطلوبة", "הדף שחיפשת", "trang bạn tìm",
)  # fmt: skip
#: Sentences of a page that shows itself to members only; comment forms go on otherwise: "to post a comment".
LOGIN_SENTENCES = (
    *(f"{asks} {to}"
      for asks in ("you must be logged in", "you must log in", "you need to be logged in", "you need to log in",
                   "you have to be logged in", "please log in", "please login", "please sign in", "you must sign in",
                   "you need to sign in", "log in or sign up", "log in or register", "log in", "sign in")
      for to in ("to continue", "to view this", "to view the", "to see this", "to see the", "to read this",
                 "to read the", "to access this", "to access the")),
    "you must be a member to", "you do not have permission to view", "you are not logged in or you do not have",
    "connectez-vous pour lire", "connectez-vous pour continuer", "connectez-vous pour accéder",
    "vous devez être connecté pour lire", "vous devez être connecté pour voir",
    "vous devez être connecté pour accéder",
    "bitte melden sie sich an, um fortzufahren", "bitte melden sie sich an, um diese", "bitte loggen sie sich ein, um",
    "sie müssen angemeldet sein, um diese", "debes iniciar sesión para ver", "debes iniciar sesión para leer",
    "inicia sesión para continuar", "inicia sesión para ver", "devi effettuare l'accesso per", "accedi per continuare",
    "faça login para continuar", "inicie sessão para continuar", "log in om verder te", "zaloguj się, aby kontynuować",
    "zaloguj się, aby zobaczyć", "войдите, чтобы продолжить", "войдите, чтобы увидеть",
    "увійдіть, щоб продовжити", "请登录后查看", "请先登录", "登录后查看", "ログインしてください", "로그인이 필요합니다",
)  # fmt: skip
#: What the sentences of a wall of consent are about, and its buttons.
CONSENT_TOPICS = (
    "cookie", "consent", "privacy", "personal data", "our partners", "information on a device",
    "informationen auf einem",
    "tracking", "datenschutz", "einwilligung", "zustimmung", "partenaires", "vie privée", "socios", "privacidad",
    "datos personales", "dati personali", "partner", "privacidade", "dados pessoais", "prywatność", "danych osobowych",
    "soukromí", "персональн", "конфиденциальн", "gegevens", "kişisel", "personopplysninger", "personuppgifter",
)  # fmt: skip
CONSENT_BUTTONS = (
    "accept", "accept all", "accept cookies", "accept all cookies", "accept and continue", "accept & continue",
    "i accept", "agree", "i agree", "agree and continue", "allow all", "allow all cookies", "got it", "akzeptieren",
    "alle akzeptieren", "akzeptieren und weiter", "zustimmen", "zustimmen und weiter", "einwilligen",
    "einwilligen und weiter", "tout accepter", "accepter", "j'accepte", "accepter et continuer",
    "accepter & continuer", "aceptar", "aceptar todo", "aceptar todas", "aceptar y continuar", "accetta",
    "accetta tutto", "accetta e continua", "aceitar", "aceitar tudo", "aceitar todos", "aceitar e continuar",
    "akkoord", "alles accepteren", "accepteren", "akceptuję", "zgadzam się", "przejdź do serwisu",
    "zaakceptuj wszystko", "souhlasím", "přijmout vše", "принять", "принять все", "согласен", "прийняти",
    "kabul et", "tümünü kabul et", "acceptera", "acceptera alla", "godkänn", "godta", "godta alle", "accepter alle",
    "hyväksy", "hyväksy kaikki", "elfogadom", "同意する", "すべて同意する", "接受", "全部接受", "동의",
)  # fmt: skip


@cache  # compiled when first asked for: of a page with enough to read nobody asks
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """The wordings as one pattern, longest first, at the borders of words."""
    ordered = sorted(words, key=len, reverse=True)
    words_ = "|".join(map(re.escape, ordered)).replace("'", "['’]")
    return re.compile(rf"(?<!\w)(?:{words_})", re.IGNORECASE)
