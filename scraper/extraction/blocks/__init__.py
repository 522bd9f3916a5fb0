"""The chosen lines as blocks, in reading order.

building    leads through it: each line into one block
structures  lists, tables, headings, or mere layout?
lists       a list's items, and the lists inside them
tables      a table's rows and cells
quotes      a quotation, and whom it quotes
inline      the text of lines, with links and marks as spans over it
pictures    a picture's address, its caption and credit
captions    a caption parted from the credit at its end
media       which pictures and embeds are the body's
notes       footnotes
spans       spans over a text that is cut
"""

from scraper.extraction.blocks.building import Builder
from scraper.extraction.blocks.media import body_media

__all__ = ["Builder", "body_media"]
