"""Is the page an article at all?

walls      a page without content of its own: a check, a login, a missing page
kind       article, thread, product, listing …
truncated  a preview before a payment, or the first of several pages
"""
