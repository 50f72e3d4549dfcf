"""The history file survives what happens to files."""

from __future__ import annotations

from pathlib import Path

from symassist.tui import history
from symassist.tui.history import Entry, History


def test_entries_come_back_newest_first_and_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "history.jsonl"
    kept = History(path)
    for question in ("a", "∫ x² dx\n", "a"):
        kept.add(Entry(question, lower="0", status="PROVED"))
    assert [entry.text for entry in History(path).search()] == ["a", "∫ x² dx\n"]
    assert History(path).search()[0] == Entry("a", lower="0", status="PROVED")


def test_two_programs_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    one, two = History(path), History(path)
    one.add(Entry("x"))
    two.add(Entry("y"))
    assert [entry.text for entry in History(path).search()] == ["y", "x"]


def test_damaged_lines_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(b'{"text": "x", "unknown": 1, "status": 7}\n\xff\xfe\n[1]\n{"text": 3}\n{"te')
    assert History(path).search() == [Entry("x")]


def test_every_word_must_occur(tmp_path: Path) -> None:
    kept = History(None)
    kept.add(Entry("x Sin x", answer="sin(x) - x*cos(x)"))
    kept.add(Entry("exp x"))
    assert [entry.text for entry in kept.search("sin COS")] == ["x Sin x"]
    assert kept.search("sin exp") == []


def test_only_the_newest_are_kept_and_the_file_shrinks(tmp_path: Path, monkeypatch: object) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text("".join(f'{{"text": "{i}"}}\n' for i in range(2 * history.MOST + 1)))
    assert len(History(path).search()) == history.MOST
    assert len(path.read_text().splitlines()) == history.MOST
    kept = History(path)
    kept.clear()
    assert not path.exists()
    assert kept.search() == []
