"""What is known of a page before any of its fields is read.

view        the page as a value, which is passed to every reader
linked      the linked data: which thing is the page's own article, and what a thing says
site_names  the names of the site
address     what the URL and the software say about the kind of page
head        the lines around the title
lines       what one line is: its links, its label, whether it is a heading
hints       what an element's tag and names, or a line's first words, suggest
likeness    how alike two titles are, and which line prints one
teasers     which parts of the page belong to other pages
"""
