"""`python -m advisor simulate`."""

from __future__ import annotations

import pytest

from advisor.__main__ import main

pytestmark = pytest.mark.slow


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["simulate", *arguments]) == 0
    return capsys.readouterr().out


def test_it_prints_four_tables(capsys: pytest.CaptureFixture[str]) -> None:
    output = printed(capsys, "--firms", "20", "--seed", "1")
    titles = [block.splitlines()[0] for block in output.split("\n\n")]
    assert titles == [
        "How sure, and how often right",
        "Verdicts by true stage",
        "Evidence questions until asking ended",
        "What each question did",
    ]
    assert "| sold_abroad" in output


def test_tables_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    for block in printed(capsys, "--firms", "5").split("\n\n"):
        _, *rows = block.strip().splitlines()
        assert len({len(row) for row in rows}) == 1


def test_the_same_seed_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    twice = [printed(capsys, "--firms", "5", "--seed", "3") for _ in range(2)]
    assert twice[0] == twice[1]


def test_a_stage_of_which_no_firm_was_drawn_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    by_stage = printed(capsys, "--firms", "1").split("\n\n")[1]
    assert len(by_stage.splitlines()) == 4


def test_overlap_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "--firms", "8", "--overlap", "0.9") != printed(capsys, "--firms", "8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--firms", "0"], "is '0'; expected a whole number from 1"),
        (["--firms", "many"], "is 'many'; expected a whole number from 1"),
        (["--overlap", "2"], "is '2'; expected a number from 0 to 1"),
        (["--overlap", "some"], "is 'some'; expected a number from 0 to 1"),
    ],
)
def test_figures_that_make_no_sense_are_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", *arguments])
    assert said in capsys.readouterr().err
