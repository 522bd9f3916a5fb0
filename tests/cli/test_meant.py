"""User mistakes: one line that says what is wrong and how to fix it, and the right exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scraper.cli.main import COMMANDS
from scraper.cli.meant import closest, command_meant, list_error, with_scheme
from tests.cli.conftest import Scrape


@pytest.mark.parametrize(
    ("word", "meant"),
    [("btach", "batch"), ("expalin", "explain"), ("Status", "status"), ("mirror", "mirrors"), ("serach", "search"),
     ("exprot", "export"), ("histroy", "history"), ("confg", "config")],
)  # fmt: skip
def test_a_misspelt_command_is_named(scrape: Scrape, word: str, meant: str) -> None:
    """A first word that is spelt almost like a command is told with the command that was meant: status 2."""
    status, out, err = scrape(word, "x")
    assert (status, out) == (2, "")
    assert f"Did you mean '{meant}'?" in err


@pytest.mark.parametrize("word", ["example.org", "news", "./batc", "article-1", "-", "статья", "x", "https:"])
def test_a_word_that_may_be_a_page_is_no_command(word: str) -> None:
    """What is not spelt like a command, or may be a URL or a file, is left to be read as a page."""
    assert command_meant(word, COMMANDS) is None


def test_a_file_goes_before_a_misspelt_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of the very name that was typed is what was meant."""
    monkeypatch.chdir(tmp_path)
    assert command_meant("btach", COMMANDS) == "batch"
    (tmp_path / "btach").write_text("<p>A page</p>")
    assert command_meant("btach", COMMANDS) is None


@pytest.mark.parametrize(
    ("word", "url"),
    [("www.ostrel.example/a", "https://www.ostrel.example/a"), ("ostrel.example", "https://ostrel.example"),
     ("ostrel.example:8080/a?b=c", "https://ostrel.example:8080/a?b=c"), ("острел.рф/a", "https://острел.рф/a"),
     (" ostrel.example/ ", "https://ostrel.example/")],
)  # fmt: skip
def test_a_host_without_a_scheme_is_read_as_https(word: str, url: str) -> None:
    """A host name with a top-level domain, and perhaps a port and a path, is taken as an https URL."""
    assert with_scheme(word) == url


@pytest.mark.parametrize("word", ["list.txt", "page.html", "a/b.md", "127.0.0.1", "localhost", "a b.example", "x.", ""])
def test_a_file_that_is_missing_is_no_host(word: str) -> None:
    """The name of a file that is not there, and what has no top-level domain, are not read as hosts."""
    assert with_scheme(word) is None


def test_the_scheme_that_was_added_is_told(scrape: Scrape) -> None:
    """A note on stderr says which URL is fetched; --quiet leaves it out."""
    note = "note: ostrel.invalid/a is read as https://ostrel.invalid/a"
    assert note in scrape("ostrel.invalid/a")[2]
    assert note not in scrape("-q", "ostrel.invalid/a")[2]


LISTS = {
    "list.txt": "# tonight\nhttps://ostrel.example/a\n\nhttps://ostrel.example/b\n",
    "list": "https://ostrel.example/a\n",
    "list.csv": "url,note\nhttps://ostrel.example/a,first\n",
    "list.jsonl": '{"url": "https://ostrel.example/a"}\n',
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_not_read_as_a_page(scrape: Scrape, tmp_path: Path, name: str) -> None:
    """A file of URLs given to `scrape` is told to be a list, with the command that imports it: status 2."""
    path = tmp_path / name
    path.write_text(LISTS[name])
    status, out, err = scrape(str(path))
    assert (status, out) == (2, "")
    assert err.startswith("list.invalid: a list of URLs, not a page; to import it, run: scrape batch")


@pytest.mark.parametrize(
    "text", ["https://ostrel.example/a is where the oil went.", "The oil.\nhttps://x.example/a", ""]
)
def test_a_text_that_holds_urls_is_a_page(tmp_path: Path, text: str) -> None:
    """Only a file of nothing but URLs is a list."""
    path = tmp_path / "page.txt"
    path.write_text(text)
    assert list_error(str(path)) is None


def test_a_long_list_is_known_by_its_start(tmp_path: Path) -> None:
    """The line that the look at the start cuts off is no reason to take a list for a page."""
    path = tmp_path / "list.txt"
    path.write_text("https://ostrel.example/a/very/long/path\n" * 1_000)
    assert list_error(str(path)) is not None


@pytest.mark.parametrize(
    ("code_and_source", "cure"),
    [(("fetch.private", "http://127.0.0.1/"), "--allow-private"), (("fetch.port", "http://ostrel.invalid:22/"),
     "--allow-private")],
)  # fmt: skip
def test_a_refusal_names_the_option_that_lifts_it(scrape: Scrape, code_and_source: tuple[str, str], cure: str) -> None:
    """The line of a failure that an option would have prevented names the option."""
    code, source = code_and_source
    status, _, err = scrape(source)
    assert status == 6
    assert err.startswith(f"{code}: ")
    assert cure in err


def test_a_misspelt_variable_is_told(scrape: Scrape, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A SCRAPE_ variable that sets nothing is told once, with the one that was meant."""
    page = tmp_path / "list.txt"
    page.write_text(LISTS["list.txt"])
    monkeypatch.setenv("SCRAPE_FORMTA", "json")
    monkeypatch.setenv("SCRAPE_TIMEOUT_S", "3")
    err = scrape(str(page))[2]
    assert err.count("SCRAPE_FORMTA is not a setting; did you mean SCRAPE_FORMAT?") == 1
    assert "SCRAPE_TIMEOUT_S" not in err


def test_a_misspelt_setting_is_told(scrape: Scrape, tmp_path: Path) -> None:
    """An unknown key of the configuration file is a usage error that names the key that was meant."""
    path = tmp_path / "c.toml"
    path.write_text("tiemout-s = 3\n")
    status, _, err = scrape("--config", str(path), "x")
    assert status == 2
    assert "unknown setting 'tiemout-s'; did you mean 'timeout-s'?" in err


def test_nothing_is_meant_by_words_unlike_any() -> None:
    """No guess is made for a word that is like none that is known."""
    assert closest("zebra", COMMANDS) is None


def test_config_shows_where_values_come_from(scrape: Scrape, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`scrape config` names the file, and for each setting its value and the file, variable or default behind it."""
    path = tmp_path / "c.toml"
    path.write_text("retries = 5\n[batch]\nconcurrency = 3\n")
    monkeypatch.setenv("SCRAPE_TIMEOUT_S", "3")
    status, out, _ = scrape("config", "batch", "--json", "--config", str(path))
    told = json.loads(out)
    rows = {row["setting"]: (row["value"], row["source"]) for row in told["settings"]}
    assert status == 0
    assert (told["file"], told["exists"], told["command"]) == (str(path), True, "batch")
    assert rows["retries"] == (5, f"{path}: retries")
    assert rows["concurrency"] == (3, f"{path}: [batch] concurrency")
    assert rows["timeout-s"] == (3.0, "SCRAPE_TIMEOUT_S")
    assert rows["per-host"] == (1, "default")


def test_config_keeps_secrets(scrape: Scrape, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of headers and proxies it is told that they are set, and not what they are."""
    monkeypatch.setenv("SCRAPE_HEADER", "Cookie: s3cret")
    monkeypatch.setenv("SCRAPE_PROXY", "http://u:s3cret@proxy.example/")
    status, out, _ = scrape("config")
    assert status == 0
    assert "s3cret" not in out
    assert out.count("(set)") == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_completion(scrape: Scrape, shell: str) -> None:
    """The script of a shell asks the command itself what may come next."""
    status, out, _ = scrape("completion", shell)
    assert status == 0
    assert f"_SCRAPE_COMPLETE={shell}_complete" in out


@pytest.mark.parametrize(
    ("words", "expected"),
    [("scrape ba", "batch"), ("scrape --form", "--format"), ("scrape batch --refr", "--refresh"),
     ("scrape x --format md", None), ("scrape x --format mark", "markdown"), ("scrape history --d", "--db")],
)  # fmt: skip
def test_completion_knows_commands_options_and_values(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: str, expected: str | None
) -> None:
    """What bash asks for is answered, with and without the name of the command."""
    from scraper.cli.main import main

    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - 1))
    monkeypatch.setenv("_SCRAPE_COMPLETE", "bash_complete")
    assert main() == 0
    found = [line.partition(",")[2] for line in capfd.readouterr().out.split()]
    assert found == ([expected] if expected else [])
