"""Several processes find the same copies as one, and none of them outlives the command."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.errors import ParseCrashError, RecordError, ScraperError
from scraper.mirrors import comparing, find_mirrors, outlines
from scraper.mirrors.lines import Line
from scraper.mirrors.processes import AHEAD, Processes
from scraper.mirrors.sketches import shared_buckets
from scraper.sources.record_lines import RecordFiles
from tests.test_mirrors import KINDS, article, changed, passage, text

SECONDS = 30


def processes() -> Iterator[Processes]:
    """Two processes, started."""
    with Processes(2) as pool:
        pool.start()
        yield pool


pool = pytest.fixture(scope="module")(processes)


def end(code: int) -> None:
    """End the process without a word, as the kernel does when memory runs out."""
    os._exit(code)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_results_come_in_the_order_of_the_tasks(pool: Processes) -> None:
    """Whichever process is done first."""
    assert list(pool.map(abs, range(-50, 0))) == list(range(50, 0, -1))


def test_tasks_are_taken_as_they_are_needed(pool: Processes) -> None:
    """However many there are, only a few wait for a process or for whoever takes the results."""
    taken: list[int] = []
    results = pool.map(abs, (taken.append(task) or task for task in range(1000)))  # type: ignore[func-returns-value]
    assert next(results) == 0
    assert len(taken) <= AHEAD * 2 + 1


def test_what_a_task_raises_is_raised_here(pool: Processes) -> None:
    """An error keeps its kind, its place and its reason over the border of the process."""
    with pytest.raises(RecordError) as caught:
        list(pool.map(Line.article, [Line(0, "a.jsonl:3", b"{")]))
    assert (caught.value.url, caught.value.code) == ("a.jsonl:3", "record.invalid")


def test_a_process_that_is_killed_is_told() -> None:
    """The command ends with an error instead of waiting for the answer."""
    with Processes(2) as own:
        own.start()
        with pytest.raises(ParseCrashError, match="killed"):
            list(own.map(end, [3]))


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_no_process_outlives_a_command_that_is_killed() -> None:
    """Not even where the command had no time to say so."""
    code = (
        "import os, time\nfrom scraper.mirrors.processes import Processes\n"
        "if __name__ == '__main__':\n"
        "    with Processes(2) as pool:\n        pool.start()\n"
        "        print(*set(pool.map(os.getenv, ['HOME'] * 9)), *pool._pool._processes, flush=True)\n"
        "        time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout is not None
        children = [int(word) for word in command.stdout.readline().split()[1:]]
        assert len(children) == 2
        assert all(map(is_running, children))
        command.send_signal(signal.SIGKILL)
    end_by = time.monotonic() + SECONDS
    try:
        while any(map(is_running, children)) and time.monotonic() < end_by:
            time.sleep(0.05)
        assert not any(map(is_running, children))
    finally:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


def test_two_processes_find_what_one_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same groups, in the same words, and the same broken lines told, with many small tasks."""
    path = tmp_path / "records.jsonl"
    records = [article(text(1), "a.example"), *(article(changed(kind), f"{number}.example") for number, kind in
                                                enumerate(KINDS)), article(text(2), "z.example")]  # fmt: skip
    records += [article([passage(5000 + number)], f"n{number}.example") for number in range(20)]
    lines = [json.dumps(each.to_dict()) for each in records]
    path.write_text("\n".join([*lines[:4], "{broken", *lines[4:], "[]"]), "utf-8")
    monkeypatch.setattr(outlines, "BATCH_LINES", 3)
    monkeypatch.setattr(outlines, "FEW_LINES", 5)

    def found(count: int) -> tuple[list[dict[str, object]], list[str]]:
        told: list[ScraperError | str] = []
        with RecordFiles([str(path)]) as files:
            groups = [group.to_dict() for group in find_mirrors(files, told.append, passages=True, processes=count)]
        return groups, [str(each) for each in told]

    groups, told = found(2)
    assert [len(told), len(groups)] == [2, 1]
    assert len(groups[0]["members"]) == 1 + len(KINDS)  # type: ignore[arg-type]
    assert (groups, told) == found(1)
    monkeypatch.setattr(comparing, "MAX_ARTICLES", 3)  # so that the group is a large one
    assert (groups, told) == found(2)
    monkeypatch.setattr(comparing, "MAX_BYTES", 1)
    assert (groups, told) == found(1)


def test_texts_meet_where_all_numbers_of_a_band_agree() -> None:
    """Each bucket holds every text of it, in their order; a text that meets no other is in none."""
    rows = [array("I", [1, 2, 1, 3, 1, 3]), array("I", [7, 7, 7, 8, 9, 8])]
    assert shared_buckets(rows) == [[0, 2], [3, 5]]
    assert shared_buckets([array("I"), array("I")]) == []
