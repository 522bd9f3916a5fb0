"""What printed lines say about the article itself.

statements  the lines, and parts of lines, that put a wording of the lexicon
sources     what the words of a statement say of a source: name, address, title, day
credits     whom a statement credits with a translation or revision
"""
