"""What HTML tags are to the walk over a page: borders of lines, links, pictures, hidden or without content."""

from __future__ import annotations

import re

#: One attribute of a serialized tag.
ATTRIBUTE = re.compile(r'(?<![^\s="])([^\s="]+)="([^"]*)"')
#: Elements whose border ends a line.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html label legend li listing main menu nav "
    "noscript ol optgroup option p plaintext pre search section select summary table tbody td textarea tfoot th thead "
    "title tr ul xmp".split()
)
MEDIA_TAGS = frozenset("img amp-img iframe amp-iframe video amp-video audio embed object hr amp-youtube".split())
VOID_TAGS = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
#: Elements that a reader does not see.
HIDDEN_TAGS = frozenset("head noscript datalist template noframes noembed amp-sidebar".split())

# What a tag is to the walk over a page, as bits.
LINK, BLOCK, BREAK, CLOSE, VOID, MEDIA, HIDDEN, SKIP = (1 << n for n in range(8))
BORDER = BLOCK | BREAK
RARE = LINK | BLOCK | BREAK | CLOSE | VOID  # all bits below those that few tags have


def _tag_bits() -> dict[str, int]:
    bits: dict[str, int] = {"a": LINK, "br": VOID | BREAK, "!DOCTYPE": SKIP}
    for tags, bit in ((BLOCK_TAGS, BLOCK), (MEDIA_TAGS, MEDIA), (VOID_TAGS, VOID), (HIDDEN_TAGS, HIDDEN)):
        for tag in tags:
            bits[tag] = bits.get(tag, 0) | bit
    return bits | {"/" + tag: CLOSE | bit & (LINK | BLOCK) for tag, bit in bits.items()}


class TagBits(dict[str, int]):
    """The bits of each tag; one that is not in the table means nothing but its opening or closing."""

    def __missing__(self, tag: str) -> int:
        bits = self[tag] = CLOSE if tag[0] == "/" else 0
        return bits


TAG_BITS = _tag_bits()
