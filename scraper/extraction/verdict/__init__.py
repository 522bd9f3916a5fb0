"""Whether the page is an article at all.

walls      a page without content of its own: a bot check, a login, a missing page
kind       article, forum thread, product, listing …
truncated  a preview before a paywall, or the first of several pages
"""
