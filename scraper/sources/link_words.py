"""Words of addresses and links by which pages that are no articles are known, in the languages of the sites we meet."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: A segment of a path behind which there is never an article: lists by tag, by author, by page, and functions.
LISTS = _words(
    "tag tags tagged label labels keyword keywords schlagwort schlagworte stichwort etiqueta etiquetas etiquette "
    "mot-cle mots-cles motcle tagi tegi teg metka metki etiket argomento argomenti author authors autor autoren "
    "autores autori auteur auteurs autrice verfasser redakteur journalist journalists contributor contributors "
    "columnist columnists user users yazar yazarlar avtor avtory skribent forfatter page pages seite seiten "
    "pagina paged strona sayfa stranica comment-page search suche recherche buscar busca busqueda cerca szukaj "
    "arama poisk sok zoeken login signin signup register registration logout account konto compte cuenta "
    "subscribe subscription abo abonnement abonnements suscripcion suscribete abbonamenti prenumerera newsletter "
    "newsletters cart checkout shop boutique tienda donate spenden don donation feed rss wp-login wp-admin wp- "
    "json cdn-cgi epaper e-paper boletin boletines infolettre infolettres nyhetsbrev podcast podcasts event "
    "events eventos evenements veranstaltungen termine agenda calendar kalender help hilfe aide ayuda"
)

#: A segment that a section, or an archive, has before its name; an article may stand behind it all the same.
SECTIONS = _words(
    "category categories kategorie kategorien categoria categorias categorie kategori kategoria kategoriya rubrik "
    "rubrike rubrique rubriques rubrika rubric section sections seccion secciones sezione sezioni ressort "
    "ressorts dossier dossiers topic topics thema themen theme themes temas tema temat tematy konu archive "
    "archives archiv archivo arquivo archivio arkiv serie series collection collections special specials region "
    "regions especial especiales dossie temat-dnia"
)

#: Last segments, and whole texts of links, of pages about the site itself.
ABOUT = _words(
    "about about-us ueber-uns uber-uns wir-ueber-uns a-propos qui-sommes-nous sobre sobre-nosotros quienes-somos "
    "chi-siamo o-nas om-oss over-ons hakkimizda contact contact-us kontakt contacto contatti contato iletisim "
    "kontakty kontakta imprint impressum mentions-legales aviso-legal note-legali colophon kuenye privacy "
    "privacy-policy datenschutz datenschutzerklaerung confidentialite politique-de-confidentialite privacidad "
    "politica-de-privacidad privacidade gizlilik polityka-prywatnosci terms terms-of-use terms-of-service terms- "
    "and-conditions agb nutzungsbedingungen conditions cgu cgv condiciones termos regulamin kullanim-kosullari "
    "legal disclaimer haftungsausschluss cookie cookies cookie-policy advertise advertising werbung mediadaten "
    "publicite publicidad pubblicita reklama reklam annonser jobs careers karriere emploi empleo faq help hilfe "
    "aide ayuda aiuto sitemap site-map plan-du-site mapa-del-sitio accessibility barrierefreiheit accessibilite "
    "accesibilidad corrections masthead editorial-guidelines ethics team redaktion equipe home index start "
    "startseite accueil inicio homepage wetter weather meteo tiempo horoscope horoskop crossword sudoku games "
    "spiele jeux tv-programm o-mnie o-blogu about-me"
)

#: Endings of files that are no pages.
FILES = (
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".pdf", ".mp3", ".mp4", ".m4a", ".zip", ".xml", ".rss", ".atom",
    ".json", ".css", ".js", ".ics", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".epub", ".apk",
)  # fmt: skip

#: Names in a query whose number or word is an article.
ID_PARAMETERS = _words(
    "p id aid articleid article_id artid art newsid news_id storyid story_id nid sid context item code articulo "
    "noticia idnews num no"
)
#: Names in a query that make a list, a print or a function of a page.
LIST_PARAMETERS = _words(
    "page paged s q search query cat tag author sort order replytocom share print lang login redirect return "
    "start offset"
)
