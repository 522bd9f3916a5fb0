"""What printed lines say about the article itself.

statements  the lines, and parts of lines, that match a wording of the lexicon
sources     what a statement says about a source: name, URL, title, date
credits     whom a statement credits with a translation or revision
"""
