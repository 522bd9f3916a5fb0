"""The words around a name in a byline: labels with the role they give, titles, agencies, trades. Data, no rules.

Labels are folded when the table is read (small letters, no accents), so one spelling is enough. A label that ends in a
mark ("文/") holds only with it.
"""

from __future__ import annotations

#: Labels by language; each cell is "role: label | label". The first role that has a label keeps it.
BYLINE_LABELS: dict[str, tuple[str, ...]] = {
    "en": (
        "author: by | written by | this post was written by | this article was written by | about the author | "
        "words by | words | story by | text by | article by | article written by | an article by | essay by | "
        "report by | opinion by | analysis by | commentary by | column by | guest post by | a guest post by | "
        "author | authors | author(s) | the author | reported and written by | co-written by | by: | byline | "
        "guest author | lead author | contributing author | post author | article author | author name | "
        "contributed by | with contribution from | with contributions from | with a contribution from | "
        "contribution from | contributor | contributors | authored by | created by | post by | blog by | "
        "blog post by | guide by | recipe by | review by | a review by | feature by | research by | "
        "story and photos by | words and photos by | text and photos by | photos and text by | "
        "story and photography by | words and pictures by",
        "poster: posted by | submitted by | uploaded by | published by | shared by | entry posted by | "
        "started by | asked by | thread starter | topic starter",
        "reporter: reported by | reporting by | additional reporting by | with reporting by | additional reporting",
        "translator: translated by | translation by | translation | translator | translators | "
        "english translation by | translated from the french by | translated from the german by | "
        "translated from the spanish by | translated from the russian by | translated from the arabic by | "
        "translated from the italian by",
        "reviser: reviewed by | medically reviewed by | revised by | fact checked by | fact-checked by | "
        "proofread by | and reviewed by | and revised by",
        "editor: edited by | editing by | editor | editors | compiled by | curated by | written and edited by",
        "interviewee: interview with | an interview with | a conversation with | in conversation with",
        "interviewer: interview by | interviewed by | interviewer | as told to | an interview by | "
        "interview conducted by",
        "photographer: photo by | video by | photos by | photograph by | photographs by | photography by | "
        "photographer | "
        "photo | photos | photography | illustration by | illustrations by | images by | pictures by | image by | "
        "image | images | picture | photo credit | image credit | credit",
    ),
    "fr": (
        "author: par | écrit par | de notre correspondant | de notre correspondante | de notre envoyé spécial | "
        "de notre envoyée spéciale | cet article a été écrit par | à propos de l'auteur | un article de | "
        "article de | article par | texte de | texte | textes | "
        "texte par | une tribune de | tribune de | une chronique de | chronique de | un reportage de | "
        "reportage de | une enquête de | auteur | auteurs | autrice | autrices | auteure | auteur(s) | signé | "
        "une analyse de | par : | avec la contribution de | avec la collaboration de | avec la participation de",
        "poster: rédigé par | publié par | posté par | mis en ligne par | proposé par | envoyé par | "
        "ecrit et publié par",
        "translator: traduit par | traduction | traduction de | traduction par | traduction : | traducteur | "
        "traductrice | traduit de l'anglais par | traduit de l'anglais (états-unis) par | "
        "traduit de l'espagnol par | traduit de l'allemand par | traduit de l'italien par | traduit du russe par | "
        "traduit de l'arabe par | traduction rapide | adapté par | version française",
        "reviser: révisé par | révision | révision par | relu par | relecture | et révisé par | "
        "relecture et correction",
        "editor: édité par | sous la direction de | dirigé par | coordonné par | éditeur | éditrice",
        "interviewee: entretien avec | un entretien avec | interview avec | interview de",
        "interviewer: propos recueillis par | entretien réalisé par | interview réalisée par | interview par | "
        "recueilli par | propos recueillis et traduits par | un entretien de | entretien par | interrogé par",
        "photographer: photo de | photos de | photo par | photos par | photographe | photographies de | photographie",
    ),
    "es": (
        "author: por | escrito por | sobre el autor | sobre la autora | autor | autora | autores | autor(a) | "
        "texto de | un artículo de | "
        "artículo de | texto",
        "poster: publicado por | enviado por | subido por",
        "translator: traducido por | traducción de | traducción | traductor | traductora | traducción por | "
        "traducido del inglés por | traducción del inglés de | traducido para rebelión por | "
        "traducido y editado por",
        "reviser: revisado por | revisión de | revisión | y revisado por",
        "editor: editado por | editor | edición",
        "interviewee: entrevista a | entrevista con | entrevista al",
        "interviewer: entrevista de | entrevistado por | entrevista por | entrevista realizada por",
        "photographer: fotos de | foto de | fotografía de | fotografía | fotógrafo | fotógrafa | fotos | foto",
    ),
    "it": (
        "author: di | scritto da | autore | autrice | autori | articolo di | testo di | un articolo di | da: | "
        "dal nostro inviato | dal nostro corrispondente",
        "poster: pubblicato da | postato da | inviato da",
        "translator: tradotto da | traduzione di | traduzione a cura di | traduzione | traduttore | traduttrice | "
        "traduzione dall'inglese di | traduzione per comedonchisciotte di",
        "reviser: revisione di | revisionato da | revisione",
        "editor: a cura di",
        "interviewee: intervista a | intervista con",
        "interviewer: intervista di | intervista a cura di | intervistato da",
        "photographer: foto di | fotografie di | fotografo | fotografa",
    ),
    "pt": (
        "author: por | escrito por | texto de | autor | autora | autores | artigo de | um artigo de",
        "poster: publicado por | postado por | enviado por",
        "translator: traduzido por | tradução de | tradução do | tradução da | tradução | tradutor | tradutora | "
        "tradução por",
        "reviser: revisado por | revisto por | revisão de | revisão",
        "editor: editado por | edição de | edição",
        "interviewer: entrevista de | entrevista por | entrevistado por",
        "photographer: foto de | fotos de | fotografia de | fotógrafo | fotógrafa",
    ),
    "de": (
        "author: von | von unserem redakteur | von unserer redakteurin | von unserer korrespondentin | "
        "von unserem reporter | über den autor | über die autorin | ein standpunkt von | ein kommentar von | "
        "kommentar von | ein beitrag von | ein artikel von | "
        "ein gastbeitrag von | gastbeitrag von | eine analyse von | analyse von | text von | text | autor | "
        "autorin | autoren | autor:in | autor*in | verfasst von | geschrieben von | ein bericht von | bericht von | "
        "ein essay von | eine reportage von | eine kolumne von | von: | ein meinungsbeitrag von | "
        "von unserem korrespondenten",
        "poster: veröffentlicht von | gepostet von | eingestellt von | erstellt von",
        "translator: übersetzt von | übersetzung von | übersetzung | übersetzer | übersetzerin | "
        "aus dem englischen von | aus dem englischen übersetzt von | aus dem englischen | "
        "aus dem französischen von | aus dem französischen | aus dem spanischen von | aus dem russischen von | "
        "aus dem italienischen von | aus dem amerikanischen von | übersetzt aus dem englischen von | "
        "übersetzt ins (en) von | übersetzt ins (de) von | deutsche übersetzung von",
        "reviser: lektorat | korrektur | überprüft von | geprüft von",
        "editor: redigiert von | bearbeitet von | herausgegeben von | hrsg. von | hrsg. | protokolliert von",
        "interviewee: interview mit | im gespräch mit | ein gespräch mit",
        "interviewer: interview von | das interview führte | das gespräch führte | das interview führten | "
        "das gespräch führten | ein interview von | interview geführt von | die fragen stellte",
        "photographer: foto von | fotos von | fotograf | fotografin | fotografie",
    ),
    "nl": (
        "author: door | van onze correspondent | van onze verslaggever | auteur | auteurs | geschreven door | "
        "tekst | tekst door | een artikel van",
        "poster: geplaatst door | gepost door | gepubliceerd door",
        "translator: vertaald door | vertaling | vertaling door | vertaler",
        "interviewer: geïnterviewd door | interview door",
        "photographer: foto door | foto's | fotograaf | fotografie | foto",
    ),
    "pl": (
        "author: autor | autorka | autorzy | napisał | napisała | przez | tekst | autor tekstu",
        "poster: opublikował | opublikowała | dodał | dodała | opublikowane przez",
        "translator: tłumaczenie | tłumacz | przekład | przełożył | przełożyła | przetłumaczył | przetłumaczyła | "
        "tłum.",
        "editor: opracował | opracowała | oprac. | redagował",
        "interviewer: rozmawiał | rozmawiała | rozmawiali | wywiad przeprowadził | wywiad przeprowadziła",
        "photographer: fot. | zdjęcia | zdjęcie | fotograf",
    ),
    "ru": (
        "author: автор | авторы | автор статьи | автор текста | текст | написал | написала | авторство",
        "poster: опубликовал | опубликовала | добавил | добавила | разместил | разместила",
        "reporter: корреспондент | подготовил | подготовила",
        "translator: перевод | переводчик | перевел | перевела | перевели | перевод с английского | автор перевода",
        "editor: редактор | редактура | под редакцией",
        "interviewer: беседовал | беседовала | беседовали | интервью взял | интервью взяла",
        "photographer: фото | фотограф | фотографии",
    ),
    "uk": (
        "author: автор | автори | авторка | від | текст | написав | написала",
        "poster: опублікував | опублікувала | додав",
        "translator: переклад | перекладач | переклав | переклала | перекладено",
        "interviewer: розмовляв | розмовляла | спілкувався | спілкувалася",
        "photographer: світлини",
    ),
    "el": (
        "author: του | της | των | γράφει ο | γράφει η | γράφουν οι | γράφει | συντάκτης | συντάκτρια | από τον | "
        "από την | από | αρθρογράφος | κείμενο",
        "translator: μετάφραση | μεταφραστής | μεταφράστρια | μετάφραση από",
        "editor: επιμέλεια | επιμέλεια κειμένου",
        "interviewer: συνέντευξη στον | συνέντευξη στην | συνέντευξη",
        "photographer: φωτογραφία | φωτογραφίες | φωτό",
    ),
    "tr": (
        "author: yazan | yazar | yazarı | kaleme alan",
        "reporter: muhabir | haberi hazırlayan",
        "translator: çeviren | çeviri | çevirmen | türkçesi",
        "editor: editör | yayına hazırlayan | derleyen",
        "interviewer: röportaj | söyleşi",
        "photographer: fotoğraf | fotoğraflar",
    ),
    "ar": (
        "author: بقلم | كتب | كتبت | كتبه | كتبها | المؤلف | الكاتب | الكاتبة | بقلم الكاتب",
        "reporter: مراسل | مراسلة",
        "translator: ترجمة | ترجمها | ترجمه | المترجم | نقله إلى العربية",
        "editor: تحرير | إعداد",
        "interviewer: حوار | حاوره | حاورها | أجرى الحوار | أجرت الحوار",
        "photographer: تصوير",
    ),
    "fa": (
        "author: نویسنده | نوشته | نوشتهٔ | به قلم | نویسندگان | نگارنده",
        "reporter: خبرنگار | گزارشگر",
        "translator: مترجم | برگردان | ترجمه از",
        "photographer: عکس | عکاس",
    ),
    "he": (
        "author: מאת | כתב | כתבה | כותב | כותבת",
        "translator: תרגום | תרגם | תרגמה | מאנגלית",
        "editor: עריכה",
        "interviewer: ראיין | ראיינה",
        "photographer: צילום | צילומים",
    ),
    "zh": (
        "author: 作者 | 文/ | 文| | 文： | 文: | 撰文 | 撰稿 | 本报记者 | 本報記者 | 记者 | 記者 | 特约记者 | "
        "实习记者 | 通讯员 | 撰文/ | 作者/",
        "translator: 译者 | 譯者 | 翻译 | 翻譯 | 译/ | 譯/ | 编译 | 編譯 | 翻译/",
        "reviser: 校对 | 校對 | 审校",
        "editor: 责任编辑 | 責任編輯 | 编辑 | 編輯 | 责编 | 責編 | 主编",
        "interviewer: 采访 | 採訪",
        "photographer: 摄影 | 攝影 | 图/ | 圖/ | 摄影/ | 攝影/",
    ),
    "ja": (
        "author: 文= | 文・ | 著者 | 筆者 | 執筆 | 執筆者 | 文/ | 寄稿 | ライター",
        "translator: 訳者 | 翻訳 | 訳= | 訳/ | 翻訳者",
        "editor: 編集 | 構成 | 編集者",
        "interviewer: 聞き手 | インタビュー | 取材",
        "photographer: 写真 | 撮影 | 写真=",
    ),
    "ko": (
        "author: 글 | 글쓴이 | 저자 | 글= | 지은이 | 작성자 | 글·",
        "translator: 번역 | 옮긴이 | 번역=",
        "editor: 편집 | 정리",
        "interviewer: 인터뷰",
        "photographer: 사진 | 사진=",
    ),
    "sv": (
        "author: av | skriven av | skribent | författare",
        "translator: översättning | översatt av | översättare",
        "interviewer: intervju av",
        "photographer: fotograf",
    ),
    "da": (
        "author: af | skrevet af | forfatter | tekst",
        "translator: oversættelse | oversat af | oversætter",
    ),
    "nb": (
        "author: av | skrevet av | forfatter",
        "translator: oversettelse | oversatt av | oversetter",
    ),
    "fi": (
        "author: kirjoittaja | kirjoittajat | teksti | kirjoittanut | toimittaja",
        "translator: kääntänyt | käännös | suomentanut | suomennos | kääntäjä",
        "interviewer: haastattelu",
        "photographer: kuvat | kuva",
    ),
    "cs": (
        "author: napsal | napsala | autoři",
        "translator: překlad | přeložil | přeložila | překladatel",
        "interviewer: rozhovor vedl | rozhovor vedla",
    ),
    "sk": (
        "author: napísal | napísala | autori",
        "translator: preklad | preložil | preložila",
    ),
    "hu": (
        "author: szerző | szerzők | írta | szöveg",
        "translator: fordította | fordítás | fordító",
        "editor: szerkesztette",
        "interviewer: az interjút készítette",
        "photographer: fotó | fotók",
    ),
    "ro": (
        "author: de | scris de | autori | un articol de",
        "translator: traducere | traducerea | tradus de | traducere de",
        "interviewer: interviu de",
    ),
    "bg": (
        "author: от | автори",
        "translator: превод | превел | превела | преводач",
        "photographer: снимка | снимки",
    ),
    "hr": (
        "author: piše | pišu | napisao | napisala",
        "translator: preveo | prevela | prijevod | prevod",
        "interviewer: razgovarao | razgovarala",
    ),
    "sr": (
        "author: аутор | пише | написао | написала",
        "translator: превео | превод са",
    ),
    "ca": (
        "author: per | escrit per",
        "translator: traducció | traduït per | traducció de",
    ),
    "id": (
        "author: oleh | penulis | ditulis oleh",
        "reporter: reporter | wartawan",
        "translator: penerjemah | diterjemahkan oleh | alih bahasa",
        "photographer: fotografer",
    ),
    "vi": (
        "author: bởi | tác giả | viết bởi",
        "translator: người dịch | dịch giả | biên dịch",
        "editor: biên tập",
        "photographer: ảnh",
    ),
    "ms": ("author: oleh",),
    "th": ("author: โดย", "translator: แปลโดย"),
    "ur": ("author: تحریر", "translator: ترجمہ"),
    "et": ("author: kirjutas | autorid", "translator: tõlkinud | tõlkis"),
    "lv": ("author: autors | autore | autori", "translator: tulkoja | tulkojis"),
    "lt": ("author: autorius | autorė | autoriai", "translator: vertė"),
    "sl": ("author: avtor | avtorica | avtorji", "translator: prevedel | prevedla"),
    "gl": ("author: escribe", "translator: traducido por"),
    "eu": ("author: egilea | egileak", "translator: itzultzailea"),
    "az": ("author: müəllif | müəlliflər", "translator: tərcümə"),
    "ka": ("author: ავტორი", "translator: თარგმანი"),
    "hy": ("author: հեղինակ", "translator: թարգմանիչ"),
}
#: Labels that need a colon behind them: without one they begin an ordinary sentence or a name.
COLON_LABELS = frozenset(
    "contributor contributors image images picture credit words texte textes text texto tekst teksti photo photos "
    "photography photographie foto fotos translation "
    "traduction traducción traduzione tradução übersetzung editor editors édition edición edição de του της των от "
    "av af per author autor редактор текст перевод фото حوار كتب כתב reporter signé interview kuva kuvat röportaj "
    "revisión revisão révision lektorat korrektur lektor przekład opublikował szöveg від από 글 文章 intervju 采访 "
    "インタビュー 取材 構成 인터뷰 정리 编辑 編輯 编译 翻译 摄影 tłumaczenie snimka снимка превод prevod překlad "
    "preklad traducere".split()
)
#: Those of them that need none in front of a name that is alone on its line: "Av A. Example".
CAPITAL_LABELS = frozenset({"av", "af", "от", "від"})
#: What is said of a name in parentheses behind it, folded, by the role that it gives.
ROLES_BEHIND: dict[str, frozenset[str]] = {
    "photographer": frozenset(
        "photo photos photography photographs pictures images illustration illustrations foto fotos bild bilder "
        "photographie photographies fotografia fotografie фото video videos".split()
    ),
    "translator": frozenset("translation translator traduction ubersetzung traduccion traduzione перевод".split()),
    "editor": frozenset("editing editor".split()),
}
#: Labels of what stands beside a credit and is none, in scripts whose lines hold several labelled values.
OTHER_LABELS = (
    "来源 來源 稿源 出处 出處 时间 時間 发布时间 發布時間 发表时间 日期 编号 字号 字體 点击 点击数 浏览 阅读 "
    "閱讀 评论 분류 입력 수정 등록 출처"
)
#: Words behind a name that stand for "reporter" and are no part of it.
REPORTER_TITLES = ("기자", "특파원", "記者", "记者", "特派員")
#: Other titles behind a name.
TRAILING_TITLES = (*REPORTER_TITLES, "논설위원", "칼럼니스트", "編集委員", "教授", "博士", "씨", "さん", "氏")
#: Labels of one word that name the interviewer behind who was asked: "Interview with A. Example by B. Example".
BY_WORDS = "by par von por di door przez от av af de".split()
#: Words for "by" that open a credit behind a date: no words that may join two others ("de", "di", "av").
BYLINE_JOINTS = "by par von por door przez oleh автор".split()

#: Titles in front of a name, folded, without full stops.
HONORIFICS = frozenset(
    "prof professor professeur professora profesor professore dr drs drd doctor docteur doktor dra sir dame lord dna "
    "lady mgr msgr monsignor monseigneur rev reverend fr. father mr mrs ms miss mme mlle mmes madame monsieur herr "
    "frau sr sra srta sig sigra dott dottssa avv ing gen general général col colonel lt lieutenant maj major capt "
    "captain cpt cmdr adm admiral sen senator rep gov governor hon amb ambassador ambassadeur dipl-ing univ-prof pd "
    "mag phdr mudr judr rndr bc проф профессор др д-р доктор акад академик д-р. док δρ καθ καθηγητής الدكتور "
    "الدكتورة د أد دكتور دکتر پروفسور דר פרופ' פרופסור sheikh cheikh shaykh imam rabbi rabbin brig-gen lt-gen "
    "maj-gen lt-col dphil mep".split()
)
#: Degrees and honours behind a name.
DEGREES = frozenset(
    "phd dphil md mph mpa mba ms msc ma ba bs bsc llm llb jd esq rd rdn ldn cdn fand rn np pa-c facp facs cfp cpa "
    "cfa dds dmd dvm pharmd psyd edd mfa obe mbe cbe frs lcsw lmft rph do dpt pt cscs cissp pe aia e-ryt ryt ret mp "
    "mep drph dc nd lac ccc-slp otr cpt faap faan facog fnp fnp-bc dnp mn bsn msn mrcp ea ld "
    "vmd".split()
)
GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv", "fils", "père", "junior", "senior"})
#: Small words inside a name.
PARTICLES = frozenset(
    "de del della delle dei degli di da do dos das du des d' von vom zu zum zur van der den ten ter te 't la las le "
    "les los el al as ash ad at- bin ibn ben bint bar ou abu af av ap y i e dit dite née nee und san st. st".split()
)
#: What joins two names.
CONJUNCTIONS = frozenset(
    "and et und y e i en och og ja и та й і και κι ve and/or oraz és si dan và ed ו avec with mit con com med "
    "met".split()
)
#: Those that may stand inside one family name: "Ortega y Gasset".
WEAK_CONJUNCTIONS = frozenset("y e i en ja si ed и й і con com met med ve og dan".split())

#: News agencies: credited beside a person.
AGENCIES = frozenset(
    "afp|ap|associated press|the associated press|reuters|thomson reuters|dpa|deutsche presse-agentur|dapd|epd|kna|"
    "apa|sda|keystone-sda|efe|agencia efe|ansa|agi|adnkronos|lusa|belga|anp|ats|upi|pa|press association|pa media|"
    "xinhua|新华社|新華社|tass|tass news agency|itar-tass|ria novosti|риа новости|тасс|интерфакс|interfax|sputnik|"
    "рбк|ians|pti|ani|ani news|kyodo|kyodo news|共同通信|時事通信|yonhap|연합뉴스|뉴시스|뉴스1|antara|bernama|irna|"
    "fars|fars news|mehr news|tasnim|isna|sana|wafa|anadolu|anadolu agency|aa|dha|iha|dogan|petra|spa|wam|mena|pap|"
    "ctk|čtk|tasr|mti|hina|tanjug|танјуг|beta|fena|agerpres|mediafax|бта|bta|укрінформ|уніан|унн|ukrinform|unian|"
    "ritzau|ntb|tt|stt|bns|leta|eta|απε-μπε|απε|ana-mpa|αθηναϊκό πρακτορείο|notimex|telam|télam|prensa latina|"
    "agencia brasil|agência brasil|estadão conteúdo|folhapress|bloomberg|dow jones|cnn wire|mcclatchy|"
    "tribune news service|中新社|中央社|中国新闻网|europa press|cp|the canadian press|la presse canadienne|aap|"
    "agence france-presse|sid|zdf|ard|cp24|ips|aps".split("|")
)
#: Outlets that are credited like an author.
OUTLETS = frozenset(
    "bbc|bbc news|cnn|rt|le figaro|le monde|libération|l'humanité|mediapart|telesur|al jazeera|aljazeera|"
    "the guardian|the new york times|the washington post|the conversation|the economist|press tv|presstv|"
    "der spiegel|die zeit|voice of america|deutsche welle|radio free europe|el país|la jornada|la repubblica|"
    "corriere della sera|il manifesto|npr|pbs|abc|nbc|cbs|cbc|sky|rfi|france 24|franceinfo|euronews|cgtn|nhk|rtl|"
    "orf|srf|rts|rtbf".split("|")
)
#: A word of these makes the whole name one of an organisation.
ORGANISATION_WORDS = frozenset(
    "news agency agencies agence agencia agenzia agência agentur agencja press presse prensa stampa staff team "
    "equipe équipe equipo squadra board desk bureau newsroom newsdesk editors editorial editorials redaktion "
    "onlineredaktion redaktionsteam rédaction redaction redacción redacao redação redazione redactie redakcja "
    "redakce redakcia redaksjonen redaktionen toimitus szerkesztőség redacció редакция редакція συντακτική ομάδα "
    "τμήμα network media medien médias medios magazine magazin journal daily times website tribune post gazette "
    "herald herold zeitung anzeiger blog blogs wire newswire service services radio television tv channel institute "
    "institut instituto foundation fondation stiftung fundación centre center centro zentrum university université "
    "universität universidad association asociación associazione verein collective collectif colectivo kollektiv "
    "coletivo committee comité komitee council conseil group groupe gruppe grupo gruppo organization organisation "
    "ministry ministère ministerium ministerio inc ltd llc gmbh corp corporation company observatory observatoire "
    "watch project projet projekt society société party parti partei union international research report reports "
    "online review digest correspondents department office league federation agency's club alliance campaign "
    "coalition initiative ajansı haber وكالة خبرگزاری агентство газета журнал πρακτορείο editorial-streicher "
    "academy иа ооо зао оао co".split()
)
#: In Chinese, Japanese, Korean: endings of an organisation's name.
ORGANISATION_ENDINGS = (
    "社", "网", "網", "报", "報", "部", "新聞", "新闻", "台", "局", "委员会",
    "協会", "뉴스", "신문", "통신", "방송", "편집부", "취재팀",
    "일보",
)  # fmt: skip

#: What a template prints where a name should be.
NOT_NAMES = frozenset(
    "admin|administrator|admins|user|webmaster|guest|guest author|author|authors|unknown|unknown author|anonymous|"
    "staff|editor|writer|none|null|undefined|n/a|test|root|superuser|site admin|website|home|share|save|print|"
    "email|e-mail|comments|comment|login|subscribe|follow|follow us|view profile|view all posts|see all posts|more|"
    "read more|about|contact|twitter|facebook|linkedin|instagram|email the author|contact the author|"
    "about the author|author profile|more from this author|email author|our reporter|updated|published|posted|"
    "advertisement|sponsored|par|by|von|por|di|admin admin|wordpress|wpadmin|moderator|system|editor in chief|"
    "staff writer|staff reporter|staff writers|contributor|contributors|guest contributor|correspondent|"
    "special correspondent|автор|гость|администратор|админ|anonyme|auteur|inconnu|autor|unbekannt|gast|invitado|"
    "anónimo|minutes|hours|days|ago|today|yesterday|name|your name|by line|xxx|object object|[object object]|array|"
    "at|et|pt|ct|est|edt|pst|pdt|gmt|utc|bst|cet|ist|authored|written|discussion|thread starter|topic starter|"
    "review|reviews|related posts|related articles|recent posts|author spotlight|original poster|member|"
    "new member|loading|search|"
    "本站|佚名|匿名|网络|未知|原创|管理员|関係者|관리자|익명".split("|")
)
#: Trades that a newsroom prints right behind a name, without a comma.
NEWSROOM_WORDS = frozenset(
    "writer reporter correspondent columnist contributor editor journalist journaliste correspondant correspondante "
    "rédacteur rédactrice chroniqueur chroniqueuse redakteur redakteurin korrespondent korrespondentin journalistin "
    "periodista corresponsal redactor redactora giornalista inviato inviata redattore redattrice jornalista repórter "
    "colunista verslaggever redacteur".split()
)
#: Desks of a newsroom, between a name and its trade: "A. Example Medical correspondent".
DESK_WORDS = frozenset(
    "medical environment education economics world home affairs foreign defence defense diplomatic legal city sport "
    "sports culture religion media consumer transport security europe asia africa arts crime science politics "
    "political health business technology travel food film features news national metro".split()
)
#: A part with one of these words says what a person does, not who it is.
TRADE_WORDS = frozenset(
    "writer reporter correspondent columnist contributor editor journalist fellow professor analyst director author "
    "researcher lecturer producer photographer founder president chief manager consultant expert specialist "
    "activist attorney lawyer economist historian scientist strategist critic host anchor intern student officer "
    "executive coordinator advisor adviser dietitian nutritionist therapist physician nurse coach chairman chair "
    "head ceo cto cfo cmo journaliste correspondant correspondante rédacteur rédactrice chroniqueur chroniqueuse "
    "envoyé envoyée professeure économiste politologue historien historienne sociologue chercheur chercheuse "
    "directeur directrice essayiste écrivain philosophe président présidente maître avocat avocate secrétaire "
    "stagiaire redakteur redakteurin korrespondent korrespondentin journalistin reporterin autorin volontär "
    "volontärin chefredakteur chefredakteurin leiter leiterin ressortleiter kolumnist kolumnistin freie freier "
    "periodista corresponsal redactor redactora columnista escritor escritora profesora investigador investigadora "
    "enviado enviada giornalista inviato inviata corrispondente redattore redattrice professoressa jornalista "
    "repórter colunista correspondente redator redatora dziennikarz dziennikarka korespondent журналист "
    "корреспондент обозреватель публицист политолог журналіст кореспондент δημοσιογράφος yazarı gazeteci muhabiri "
    "kirjeenvaihtaja verslaggever redacteur freelance senior associate assistant staff contributing special "
    "political business technology science health former retired chercheure marketing sales vice deputy reviewer "
    "tester".split()
)
