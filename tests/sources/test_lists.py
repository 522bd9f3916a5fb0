"""URLs from lists of every kind; a line without one is reported."""

from __future__ import annotations

import io

import pytest

from scraper.errors import ListError
from scraper.sources.lists import Listed, read_list

URLS = ["https://gazette.example/fog", "https://gazette.example/tide?page=2", "http://quay.example/"]

LISTS = {
    "notes.txt": "\ufeff# boats\n\nhttps://gazette.example/fog\ta note, with a comma\n"
                 "  https://gazette.example/tide?page=2 # another\r\n<http://quay.example/>\n",
    "column.csv": 'title,URL,date\n"Fog, and more",https://gazette.example/fog,2026\n'
                  '"A\nline",https://gazette.example/tide?page=2,\nx,http://quay.example/,\n',
    "semicolons.csv": "nom;lien\n"
                      "a;https://gazette.example/fog\nb;https://gazette.example/tide?page=2\nc;http://quay.example/\n",
    "headless.csv": "a,https://gazette.example/fog\nb,https://gazette.example/tide?page=2\nhttp://quay.example/,c\n",
    "tabs.tsv": "link\tx\n"
                "https://gazette.example/fog\t1\nhttps://gazette.example/tide?page=2\t2\nhttp://quay.example/\t3\n",
    "unnamed-table": "id,url\n"
                     "1,https://gazette.example/fog\n2,https://gazette.example/tide?page=2\n3,http://quay.example/\n",
    "records.jsonl": '{"url": "https://gazette.example/fog", "title": "Fog"}\n\n"https://gazette.example/tide?page=2"\n'
                     '{"link": "http://quay.example/", "url": null}\n',
    "feeds.opml": '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline text="x">'
                  '<outline url="https://gazette.example/fog"/>'
                  '<outline htmlUrl="https://gazette.example/tide?page=2" xmlUrl="https://gazette.example/rss"/>'
                  '<outline xmlUrl="http://quay.example/"/></outline></body></opml>',
    "bookmarks.html": '<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p><DT><A HREF="https://gazette.example/fog">'
                      'Fog</A>\n<DT><A HREF="https://gazette.example/tide?page=2">T</A>'
                      '<DT><A HREF="javascript:alert(1)">j</A><DT><A HREF="place:sort=8">p</A><DT><A HREF="http://quay.example/">Q</A></DL>',
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_each_kind_of_list_gives_its_addresses(tmp_path, name):
    """The same three addresses out of every kind of list, in their order."""
    path = tmp_path / name
    path.write_text(LISTS[name], "utf-8", newline="")
    found = list(read_list(str(path)))
    assert [each.url for each in found if isinstance(each, Listed)] == URLS
    assert not [each for each in found if isinstance(each, ListError)]


def test_a_line_without_an_address_is_told_with_its_place(tmp_path):
    """Broken JSON, an object without an address, a row without one: file and line are named, the rest is read."""
    lines = tmp_path / "records.jsonl"
    lines.write_text('{"url": "https://gazette.example/fog"}\n{broken\n{"title": "x"}\n"http://quay.example/"\n')
    found = list(read_list(str(lines)))
    assert [each.url for each in found] == [URLS[0], f"{lines}:2", f"{lines}:3", URLS[2]]
    assert [isinstance(each, ListError) for each in found] == [False, True, True, False]
    table = tmp_path / "table.csv"
    table.write_text("id,url\n1,https://gazette.example/fog\n2,\n")
    assert [type(each) for each in read_list(str(table))] == [Listed, ListError]


def test_a_column_is_asked_for_by_its_name(tmp_path):
    """--column takes any column or key; one that is not there is an error before anything is fetched."""
    table = tmp_path / "table.csv"
    table.write_text("url,Source\nhttps://wrong.example/,https://gazette.example/fog\n")
    assert [each.url for each in read_list(str(table), "source")] == URLS[:1]
    lines = tmp_path / "records.jsonl"
    lines.write_text('{"url": "https://wrong.example/", "source": "https://gazette.example/fog"}\n')
    assert [each.url for each in read_list(str(lines), "source")] == URLS[:1]
    with pytest.raises(ListError, match="no column"):
        list(read_list(str(table), "adres"))


def test_standard_input_is_a_list_too(monkeypatch):
    """`-` reads standard input, whatever encoding the terminal has."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("https://gazette.example/é\n".encode()), "ascii"))
    assert [each.url for each in read_list("-")] == ["https://gazette.example/é"]


def test_a_list_that_cannot_be_read_is_an_error(tmp_path):
    """A file that is not there, and a folder, are list.invalid."""
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(ListError, match="cannot read"):
            list(read_list(str(path)))


def test_a_list_is_read_as_a_stream():
    """The first address is there before the second line is."""

    class Endless(io.StringIO):
        def readline(self, size=-1):
            return "https://gazette.example/fog\n"

    from scraper.sources.lists import _read

    found = _read(Endless(), "endless", "", None)
    assert [next(found).url for _ in range(1_000)] == URLS[:1] * 1_000


def test_an_address_longer_than_any_is_told(tmp_path):
    """8,192 characters are an address, one more is none."""
    path = tmp_path / "long.txt"
    url = "https://gazette.example/"
    path.write_text(f"{url}{'a' * (8_192 - len(url))}\n{url}{'a' * (8_193 - len(url))}\n")
    assert [type(each) for each in read_list(str(path))] == [Listed, ListError]


HEAD = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
GOOD = "".join(f'<DT><A HREF="https://gazette.example/{number}">Fog</A>\n' for number in range(1, 20_000))
BROKEN = {
    "quote": ('<DT><A HREF="https://gazette.example/fog>Fog</A>', 19_998, "quote around the URL"),
    "other quote": ("<DT><A HREF='https://gazette.example/fog>Fog</A>", 19_999, "never closed"),
    "comment": ("<!-- mine", 19_999, "never closed"),
    "script": ("<script>", 19_999, "never closed"),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", BROKEN)
def test_an_open_quote_in_bookmarks_costs_its_line_only(tmp_path, name):
    """20,000 lines behind a quote, comment or script that is never closed: told with its line, the others are read."""
    line, count, reason = BROKEN[name]
    path = tmp_path / "bookmarks.html"
    path.write_text(f"{HEAD}{line}\n{GOOD}")
    found = list(read_list(str(path)))
    errors = [each for each in found if isinstance(each, ListError)]
    assert [(each.url, reason in each.reason) for each in errors] == [(f"{path}:3", True)]
    assert len(found) - 1 == count
    assert found[-1] == Listed("https://gazette.example/19999", f"{path}:20002")


def test_bookmarks_that_end_in_a_tag_are_told(tmp_path):
    """A file that was cut off within a tag: what came before is read, the cut is told; text at the end is nothing."""
    path = tmp_path / "bookmarks.html"
    path.write_text(f'{HEAD}<DT><A HREF="https://gazette.example/fog">Fog</A>\n<DT><A HREF="https://gaz')
    listed, cut = read_list(str(path))
    assert (listed.url, cut.url) == (URLS[0], f"{path}:4")
    path.write_text(f'{HEAD}<DT><A HREF="https://gazette.example/fog">Fog</A>\n and more')
    assert [each.url for each in read_list(str(path))] == URLS[:1]


NO_LISTS = {
    "a.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "a.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0",
    "a.zip": b"PK\x03\x04\x14\0\0\0\x08\0\xb5\x91\xcf",
    "utf-16.txt": "https://gazette.example/fog\n".encode("utf-16"),
}


@pytest.mark.parametrize("name", NO_LISTS)
def test_what_is_no_text_is_no_list(tmp_path, name):
    """A document, a picture, an archive and UTF-16 are refused as a whole; a list with a stray byte or two is read."""
    (tmp_path / name).write_bytes(NO_LISTS[name])
    with pytest.raises(ListError, match="not UTF-8 text"):
        list(read_list(str(tmp_path / name)))
    (tmp_path / name).with_suffix(".txt").write_bytes(b"# caf\xe9\nhttps://gazette.example/fog\nhttp://a\0/\n")
    assert len(list(read_list(str((tmp_path / name).with_suffix(".txt"))))) == 2


def test_a_row_that_is_no_row_is_told_with_its_line(tmp_path):
    """A cell larger than any honest one is an error with its line, and the next row is read."""
    path = tmp_path / "table.csv"
    path.write_text(f"url\n{'x' * 140_000}\nhttps://gazette.example/fog\n")
    wrong, listed = read_list(str(path))
    assert (wrong.url, listed.url) == (f"{path}:2", URLS[0])


def test_half_a_character_is_no_address(tmp_path):
    """An address with half a surrogate pair, which JSON may hold: told with its line."""
    path = tmp_path / "list.jsonl"
    path.write_text('{"url": "https://gazette.example/\\ud800"}\n{"url": "https://gazette.example/fog"}\n')
    wrong, listed = read_list(str(path))
    assert (type(wrong), wrong.url, listed.url) == (ListError, f"{path}:1", URLS[0])
