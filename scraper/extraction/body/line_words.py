"""Words by which short lines tell what they are: related links, share bars, sign-up appeals, credits … Data.

Of scripts without spaces the words are looked for anywhere in a line.
"""

from __future__ import annotations

LINE_WORDS: dict[str, str] = {
    "related": "related recommended recommend recommendations also like similar popular trending latest recent next "
    "previous prev more further elsewhere ahnliche verwandte mehr weitere lesen empfohlen beliebt aussi "
    "voir plus lire articles similaires recommandes precedent suivant leggi anche correlati simili "
    "articoli altri leer tambien relacionados relacionadas noticias mas leia tambem veja mais lees ook "
    "meer gerelateerd verwant citajte также читаите похожие материалы новости читать далее следующая "
    "предыдущая czytaj rowniez takze zobacz wiecej podobne powiazane polecane διαβαστε επισης σχετικα "
    "περισσοτερα ilgili haberler diger daha fazla las aven fler relaterade lue myos ogsa laes lees relateret relaterte "
    "dalsi vice souvisejici clanky tovabbi kapcsolodo cikkek citeste stiri",
    "comments": "comment comments commented reply replies respond responses discussion kommentar kommentare "
    "kommentieren commentaire commentaires commenter repondre reagir reactions reagissez commenti "
    "commento rispondi comentario comentarios comentar responder respuestas reacties reactie reageer "
    "комментарии комментариев комментарий комментировать ответить отзывы komentarze komentarz komentarzy "
    "skomentuj odpowiedz σχολια σχολιο yorum yorumlar kommentarer kommentera kommentit komentare "
    "hozzaszolasok comentarii",
    "share": "share shares sharing tweet facebook twitter whatsapp linkedin pinterest telegram instagram email "
    "print reddit flipboard youtube follow bookmark teilen drucken folgen partager partagez imprimer "
    "suivez condividi stampa seguici compartir comparte imprimir siguenos compartilhar compartilhe siga "
    "delen поделиться поделитесь вконтакте распечатать udostepnij drukuj polub κοινοποιηση μοιραστειτε "
    "paylas dela skriv jaa sdilet megosztas",
    "signup": "subscribe subscriber subscribers subscription newsletter newsletters signup register registered "
    "login log sign inbox account password username join abonnieren anmelden abo registrieren konto "
    "abonnez abonner abonnement inscription inscrivez connexion compte iscriviti abbonati accedi "
    "suscribete suscribirse registrate iniciar boletin assine cadastre inscreva aanmelden abonneer "
    "подпишитесь подписаться подписка регистрация войти рассылку вход zapisz subskrybuj zaloguj "
    "zarejestruj prenumerata εγγραφη εγγραφειτε συνδεση abone prenumerera tilaa",
    "rights": "copyright reserved rights cookie cookies privacy terms policy disclaimer trademark droits reserves "
    "mentions confidentialite rechte vorbehalten datenschutz impressum nutzungsbedingungen derechos "
    "reservados privacidad diritti riservati direitos rechten voorbehouden права защищены перепечатке "
    "prawa zastrzezone regulamin polityka δικαιωματα haklari saklidir",
    "credit": "photo photos photograph image images credit credits source picture illustration courtesy getty "
    "reuters afp shutterstock alamy unsplash wikimedia caption foto fotos bild bilder quelle imagen "
    "imagenes fuente immagine fonte imagem фото источник изображение zdjecie zrodlo fot φωτογραφια πηγη "
    "kaynak",
    "meta": "by published updated posted written author editor reporter minutes min read views date von "
    "veroffentlicht aktualisiert autor stand uhr redaktion par publie auteur redaction mis jour di "
    "pubblicato aggiornato autore redazione por publicado actualizado redaccion atualizado door "
    "gepubliceerd bijgewerkt автор опубликовано обновлено просмотров редакция просмотры opublikowano "
    "aktualizacja dodano redakcja wyswietlen δημοσιευση συντακτης yayinlanma",
    "shop": "add cart basket buy price sale stock shipping wishlist quantity checkout compare order delivery "
    "returns size color colour sku warenkorb kaufen preis lieferung panier acheter prix livraison "
    "carrello prezzo comprar precio carrito купить корзину цена заказать kup koszyka cena",
    "tags": "tags tag topics topic categories category filed keywords tagged labels section schlagworte "
    "schlagworter stichworte themen kategorie kategorien mots cles etiquettes rubrique categorie "
    "etiquetas temas categorias tagi tematy kategoria теги метки рубрика рубрики категория ετικετες "
    "etiketler",
    "ad": "advertisement advertisements advertising sponsored sponsor promoted promotion ad ads anzeige werbung "
    "publicite sponsorise pubblicita publicidad publicidade patrocinado advertentie реклама рекламы "
    "reklama reklam διαφημιση annons",
    "donate": "donate donation donations support supporter supporters member membership contribute fundraising "
    "reader spenden spende unterstutzen soutenez don dons soutien donar dona apoya sostieni doe wsparcie "
    "wesprzyj пожертвовать поддержите",
    "nav": "home menu search contact about faq help back top skip close navigation sitemap careers jobs language "
    "loading startseite suche kontakt uber accueil recherche inicio buscar contacto главная поиск "
    "контакты szukaj",
    "bio": "about author writer contributor biography profile writes journalist correspondent uber autorin "
    "propos sobre chi info об авторе",
}
UNSPACED_LINE_WORDS: dict[str, str] = {
    "related": "相关 相關 推荐 推薦 阅读 閱讀 热门 熱門 延伸 更多 上一篇 下一篇 関連 記事 人気 ランキング 次の 관련 "
    "인기 추천 더보기",
    "comments": "评论 評論 留言 回复 回覆 网友 コメント 返信 댓글",
    "share": "分享 微博 微信 朋友圈 シェア ツイート 공유 打印 列印 印刷",
    "signup": "订阅 訂閱 登录 登錄 登入 注册 註冊 登録 会員 ログイン 구독 로그인 회원가입",
    "rights": "版权 版權 著作権 转载 轉載 無断 무단 저작권 免责 声明",
    "credit": "图片 圖片 资料图 写真 撮影 사진 摄影 图为",
    "meta": "作者 来源 來源 发布 發佈 编辑 編輯 责任编辑 责编 记者 更新 时间 時間 日期 기자 입력 수정 配信",
    "tags": "标签 標籤 关键词 關鍵字 タグ 태그",
    "ad": "广告 廣告 広告 광고",
    "nav": "首页 首頁 搜索 返回 ホーム 检索 홈",
}
#: The first words of a line that leads to another article, and of the headings above such lines.
TEASER_LABELS: tuple[str, ...] = (
    "read more", "read also", "also read", "read next", "see also", "read on", "related", "related articles",
    "related stories", "related posts", "related reading", "related news", "related content", "more on this",
    "more from", "you may also like", "you might also like", "recommended", "recommended for you", "up next",
    "further reading on this site", "lire aussi", "à lire aussi", "à lire", "lire également", "voir aussi",
    "sur le même sujet", "dans la même rubrique", "articles similaires", "lesen sie auch", "lesen sie hier",
    "lesen sie mehr", "lesen sie dazu", "lies auch", "mehr zum thema", "auch interessant", "lees ook", "lees meer",
    "lea también", "lea además", "leer más", "le puede interesar", "te puede interesar", "más información",
    "noticias relacionadas", "leggi anche", "leggi pure", "articoli correlati", "leia também", "leia mais",
    "veja também", "saiba mais", "les også", "læs også", "läs också", "läs även", "läs mer", "lue myös", "lue lisää",
    "czytaj także", "czytaj też", "czytaj również", "czytaj więcej", "zobacz także", "zobacz też", "przeczytaj także",
    "čtěte také", "čtěte též", "čtěte i", "mohlo by vás zajímat", "prečítajte si aj", "olvasta már",
    "ezt is olvassa el",
    "citește și", "прочетете още", "читайте также", "читать также", "по теме", "похожие материалы", "смотрите также",
    "читайте також", "διαβάστε επίσης", "διαβάστε ακόμα", "δείτε επίσης", "ilgili haberler",
    "bunlar da ilginizi çekebilir",
    "اقرأ أيضا", "اقرأ المزيد", "קראו גם", "بیشتر بخوانید", "baca juga", "xem thêm", "相关阅读", "相关新闻", "延伸阅读",
    "延伸閱讀", "推荐阅读", "関連記事", "あわせて読みたい", "관련기사", "관련 기사",
)  # fmt: skip
#: What stands where an embedded film, map or post is shown only to those who let it set cookies or run scripts.
PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    "en": (
        r"to (?:view|see|watch|display|load|show) this (?:content|video|post|tweet|embed|map|media|player|form|podcast)"
        r"[^.]{0,60}\b(?:cookie|consent|accept|enable|allow|javascript)",
        r"(?:we need|requires) your (?:consent|permission) to (?:load|display|show|view)",
        r"th(?:is|e) (?:content|embed|video|post|tweet|map|media)[^.]{0,40} (?:is (?:not available|blocked|hidden)|"
        r"can(?:no|')t be (?:shown|displayed|loaded))[^.]{0,40}\b(?:cookie|consent|privacy|preferences)",
        r"we ask for your permission before anything is loaded",
        r"by (?:loading|clicking|viewing|playing) (?:this |the )?(?:video|content|embed|tweet|post|map|play)[^.]{0,40}"
        r"you (?:agree|accept|consent)",
        r"your browser does not support (?:the |html5 |embedded |iframes?|inline )",
        r"enable javascript to (?:view|see|watch|load|play)",
    ),
    "de": (
        r"an dieser stelle (?:findest du|finden sie|finden sich|befindet sich|ist|wird)[^.]{0,40}extern",
        r"(?:externer|eingebundener) inhalt (?:nicht verfügbar|kann nicht (?:an)?gezeigt|wurde blockiert)",
        r"empfohlener (?:redaktioneller|externer) inhalt",
        r"dass mir externe inhalte angezeigt",
        r"privatsphäre-?einstellungen verhindern",
        r"personenbezogene daten an drittplattformen",
        r"wir (?:benötigen|brauchen) (?:ihre|deine|eure) (?:zustimmung|einwilligung)[^.]{0,80}(?:inhalt|video|tweet|"
        r"post|karte|laden|geladen|anzeigen)",
        r"um (?:diesen |dieses |den |die |das )?(?:externen? |eingebetteten? )?(?:inhalte?|video|beitrag|karte)"
        r"[^.]{0,40} (?:an)?zu(?:zei|se|la|spi)\w*[^.]{0,60}(?:cookies?|zustimm|einwillig|akzeptier|aktivier)",
    ),
    "fr": (
        r"pour (?:afficher|voir|visualiser|lire|consulter|regarder) c(?:e|et|ette) (?:contenu|vidéo|publication|tweet|"
        r"carte|média|infographie)[^.]{0,60}(?:cookie|accept|autoris|consent)",
        r"ce(?:tte)? (?:contenu|vidéo|publication|média)[^.]{0,40}(?:bloqué|n['’]a pas pu être affiché|n['’]est pas "
        r"affiché)[^.]{0,80}(?:cookie|consent|refus|accept|traceur)",
        r"votre navigateur ne supporte pas",
    ),
    "es": (
        r"para (?:ver|visualizar|mostrar|reproducir) est[ea] (?:contenido|v[ií]deo|publicación|tuit|mapa)[^.]{0,60}"
        r"(?:cookie|acept|consent|permit)",
        r"(?:tu|su) navegador no (?:soporta|admite|es compatible)",
    ),
    "it": (
        r"per (?:vedere|visualizzare|guardare|mostrare) quest[oa] (?:contenuto|video|post|tweet|mappa)[^.]{0,60}"
        r"(?:cookie|accett|consens)",
        r"il tuo browser non supporta",
    ),
    "pt": (
        r"para (?:ver|visualizar|exibir) est[ea] (?:conteúdo|vídeo|publicação|mapa)[^.]{0,60}(?:cookie|aceit|consent)",
        r"seu navegador não suporta",
    ),
    "nl": (
        r"om (?:deze|dit) (?:inhoud|content|video|bericht|embed|kaart)[^.]{0,40}(?:te (?:tonen|zien|bekijken|laden)|"
        r"weer te geven)[^.]{0,80}(?:cookie|toestemming|accepteer)",
    ),
    "pl": (
        r"aby (?:wyświetlić|zobaczyć|obejrzeć) t(?:ę|en|o) (?:treść|materiał|film|zawartość)[^.]{0,60}(?:cookie|zgod|"
        r"zaakcept)",
    ),
    "ru": (r"ваш браузер не поддерживает",),
}  # fmt: skip
#: One of these stands in each of them, in small letters.
PLACEHOLDER_STEMS = (
    "cookie", "consen", "permi", "accep", "agree", "enable", "allow", "javascript", "browser", "privacy", "extern",
    "inhalt", "privatsph", "personenbezogen", "zustimm", "einwillig", "autoris", "traceur", "refus", "navigateur",
    "navegador", "acept", "accett", "aceit", "toestemming", "zgod", "zaakcept", "браузер",
)  # fmt: skip
MAX_PLACEHOLDER_CHARS = 500
