"""Some 1,300 texts, all of our own making, that do harm where they are taken for anything but text.

By kind: terminal control, markup, what other programs run or read as a value, letters that are hard to handle.
"""

from __future__ import annotations

import itertools

#: What a terminal acts on: every C0 but tab and line feed, DEL, every C1, and what turns the direction around.
CONTROLS = [*map(chr, range(9)), *map(chr, range(11, 32)), *map(chr, range(0x7F, 0xA0))]
DIRECTIONS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)]
ACTING = [*CONTROLS, *DIRECTIONS]
SEQUENCES = [
    "\x1b]0;pwned\x07", "\x1b]2;pwned\x1b\\", "\x1b[2J\x1b[H", "\x1b[1;31m", "\x1b[?25l", "\x1b[?1049h", "\x1b[6n",
    "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\", "\x1b]52;c;cHduZWQ=\x07", "\x1bP+q544e\x1b\\", "\x1bc",
    "\x1b(0", "\x1b[20h", "\x1b[;H", "\x1b#8", "\x1b[31;1;4;5;7;8m", "\x9b31m", "\x9d0;pwned\x9c", "\x90+q\x9c",
    "\x1b]1337;File=:aGk=\x07", "\x1b[200~", "\r\x1b[K", "\x08\x08\x08", "a\rb", "\x0e", "\x1b%G", "\x1b[=13;7z",
]  # fmt: skip

MARKUP = [
    "# head", "## head ##", "> quote", "- item", "+ item", "* item", "1. item", "1) item", "---", "***", "___", "===",
    "```", "~~~", "`code`", "``co`de``", "*stress*", "**strong**", "_stress_", "__strong__", "~~struck~~", "[a](b)",
    "[a]: http://b.example", "[a][b]", "![a](http://b.example/i.png)", "[^1]", "[^1]: note", "[ ] task", "[x] task",
    "<b>bold</b>", "<script>alert(1)</script>", "<!-- gone -->", "<http://x.example>", "<a@x.example>", "<br>", "<br/>",
    "</p>", "</div></body>", "<![CDATA[x]]>", "<?php x ?>", "<!DOCTYPE html>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "<a href='javascript:alert(1)'>x</a>", '"><script>', "'><script>", "<plaintext>",
    "<textarea>", "<style>*{}</style>", "<iframe src=//x.example>", "<math><mi//xlink:href='x'>", "&amp;", "&lt;b&gt;",
    "&#60;b&#62;", "&#x1b;", "&#0;", "&copy", "&nbsp;", "\\*x\\*", "\\", "\\\\", "| a | b |", "|---|---|", ":-:",
    "$x$", "$$x$$", "==x==", "^x^", ":::", "{#id .class}", "{{ x }}", "{% x %}", "${x}", "#{x}", "<%= x %>", "@x",
    "http://x.example/a_b_c", "www.x.example", "x@y.example", "javascript:alert(1)", "data:text/html,x", "  indented",
    "    code", "\ttab", "a  ", "[b]x[/b]", "[/b]", "[red", "[link=http://evil.example]x", "\\begin{x}", ".. x::",
]  # fmt: skip
AROUND = ["{}", "a {}", "{} b", "a {} b", "{0}{0}", "a\n{}", "({})", "“{}”"]

VALUES = [
    "", "null", "NULL", "None", "nil", "undefined", "true", "false", "yes", "no", "on", "off", "NaN", "-Infinity",
    "Infinity", ".inf", ".nan", "0", "-0", "1e3", "1e309", "1E-400", "0x1F", "0o17", "012", "1_000", "12:30:45", "1/0",
    "2016-10-19", "9" * 400, "~", "=", "<<", "- a", "a: b", "a #b", "&a", "*a", "!a", "!!python/object:x", "|", ">",
    "%a", "@a", "? a", ": a", "x\n---\nadmin: true", "...", "'a'", '"a"', "'", '"', '""', "''", "a\\nb", "{a}", "[a]",
    "=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", '"=1"', "=cmd|' /C calc'!A0", "a,b", "a;b", 'a"b', "a\r\nb", ",",
    "'; DROP TABLE articles; --", "1 OR 1=1", "%s%n%x", "{0}", "{title}", "%(a)s", "$(rm -rf x)", "`rm x`", "; rm x",
    "| rm x", "&& rm x", "$HOME", "~root", "../../etc/passwd", "..", ".", "/", "//", "C:\\x", "\\\\host\\share", "CON",
    "nul", "LPT1", "-rf", "--help", ".htaccess", "file:///etc/passwd", "a?b*c", "http://[", "() { :;}; x", "\\u0000",
    "\\ud800", "%00", "%0d%0aX: y", "${jndi:ldap://x}", "<!ENTITY a 'b'>", "&a;", "]]>", "__proto__", "constructor",
]  # fmt: skip
LETTERS = [
    "é", "e\u0301", "Å\u030a" * 20, "Z\u0351\u034d\u0329" * 30, "ﷺ", "ẞ", "ß", "İ", "ı", "ﬁ", "ǆ", "Ⅷ", "①", "½", "㎏",
    "日本語", "龘靐齉", "働く", "뷁", "العربية", "שלום", "ไทย", "हिन्दी", "தமிழ்", "ខ្មែរ",
    "😀", "👩‍👩‍👧‍👦", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👍🏽",
    "𝖋𝖔𝖌", "ⓕⓞⓖ", "ƃoɟ", "𠮷野家", "𪚥", "ﾊﾝｶｸ", "ˈfɒɡ", "∮∯∰", "⁰⁴⁵", "⠋⠕⠛", "𓂀", "ᚠᚢᚦ",
    "\u00a0", "\u1680", "\u180e", "\u2000", "\u2003", "\u2007", "\u200b", "\u200c", "\u200d", "\u2028", "\u2029",
    "\u202f", "\u2060", "\u2061", "\u3000", "\ufeff", "\ufeffa", "\ufffd", "\ufffe", "\uffff", "\U0001fffe",
    "\U0010ffff", "\ue000", "\u00ad", "\u034f", "\u115f", "\u17b4", "\u3164", "\uffa0", "\ufe0f", "\U000e0001",
    "\U000e0041", "\ufff9a\ufffab\ufffb",
]  # fmt: skip
#: Half characters, which a Python text may hold and no file.
HALVES = ["\ud800", "\udfff", "a\ud83d", "\ude00b", "\udc80", "\ud800\ud800"]

STRINGS = [
    *(around.format(char) for char, around in itertools.product(ACTING, ("{}", "a{}", "{}b", "a{}b"))),
    *(f"a {sequence} b" for sequence in SEQUENCES),
    *(around.format(markup) for markup, around in itertools.product(MARKUP, AROUND)),
    *VALUES,
    *LETTERS,
    *(f"a{letters}b" for letters in LETTERS),
]
