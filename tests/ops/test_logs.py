from __future__ import annotations

from pathlib import Path

from advisor.ops.logs import Follower, lines_with, rotate, tail


def test_each_start_has_a_log_of_its_own_and_old_ones_go(tmp_path: Path) -> None:
    log = tmp_path / "log" / "rasa.log"
    for start in range(5):
        rotate(log, kept=2)
        log.write_text(f"start {start}")
    assert sorted(path.name for path in log.parent.iterdir()) == ["rasa.log", "rasa.log.1", "rasa.log.2"]
    assert log.with_name("rasa.log.2").read_text() == "start 2"


def test_the_tail_is_plain_and_without_empty_lines(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("first\n\x1b[92msecond\x1b[0m\n\n\nthird\n")
    assert tail(log, lines=2) == "second\nthird"


def test_there_is_no_tail_of_no_log(tmp_path: Path) -> None:
    assert tail(tmp_path / "none.log") == ""


def test_lines_with_a_sign_of_trouble_are_picked_out(tmp_path: Path) -> None:
    log = tmp_path / "rasa.log"
    log.write_text("Loading\n\x1b[93mNo valid model found\nup and running\x1b[0m\n")
    assert lines_with(log, ["No valid model", "Could not load"]) == "No valid model found"
    assert lines_with(log, []) == ""


def test_a_follower_gives_each_whole_line_once(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    follower = Follower(log)
    assert list(follower.new_lines()) == []
    log.write_text("one\ntw")
    assert list(follower.new_lines()) == ["one"]
    log.write_text("one\ntwo\n")
    assert list(follower.new_lines()) == ["two"]
