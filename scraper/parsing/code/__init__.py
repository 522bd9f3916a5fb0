"""Code in one form, whatever program coloured it: <pre data-language="x"> with the program as it was written.

This runs on the parsed tree before the walk. It replaces only code that shows more than its program: line numbers,
gutters, buttons, labels, or one element for each line. All other code gets its language, and stays as it is.

finding    which elements hold code, and what stands around it
programs   the text of a program: every line once, and nothing else
languages  the language, from any of its usual places
"""

from scraper.parsing.code.finding import standardize_code

__all__ = ["standardize_code"]
