"""`python -m bench telegram`: many chats at once, and faults at full length, against what stands in for Telegram."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.settings import ROOT
from bench.document import circumstances, write_section
from tests.telegram.faults import FAULTS, ask_during
from tests.telegram.load import Crowd, Outcome, ask, whole

DOCUMENT = ROOT / "docs" / "telegram.md"
CROWD = Crowd(chats=300, questions=2, seconds=60.0)
SECONDS = {"rasa_away": 30.0, "telegram_away": 60.0, "storm": 60.0}
"""How long each fault lasts."""


def main(_: Sequence[str]) -> int:
    """Measure, print and write the table. Exit code 1 if anything was lost, doubled or out of order."""
    outcomes = dict(measured())
    lines = [circumstances(), "", *table(outcomes)]
    write_section(DOCUMENT, "telegram", ["", *lines, ""])
    print("\n".join(lines), flush=True)
    return int(any(each.lost or each.doubled or each.disordered for each in outcomes.values()))


def measured() -> Iterator[tuple[str, Outcome]]:
    """The crowd, then each fault."""
    with whole() as (telegram, processes):
        yield f"{CROWD.chats} chats in {CROWD.seconds:.0f} s", ask(telegram, CROWD)
        for number, (key, seconds) in enumerate(SECONDS.items(), start=1):
            fault = FAULTS[key]
            outcome = ask_during(fault, telegram, processes, seconds, first_chat=number * 1000)
            yield f"{fault.title} for {seconds:.0f} s", outcome


def table(outcomes: dict[str, Outcome]) -> Iterator[str]:
    """As Markdown."""
    yield "| | chats | questions | lost | doubled | told again with an excuse | chats out of order | p50 | p95 | most |"
    yield "| --- |" + " --- |" * 9
    for title, each in outcomes.items():
        crowd = each.crowd
        counts = f"{each.lost} | {each.doubled} | {each.excused} | {each.disordered}"
        waits = " | ".join(f"{each.waited(part):.2f} s" for part in (0.5, 0.95, 1.0))
        yield f"| {title} | {crowd.chats} | {crowd.chats * crowd.questions} | {counts} | {waits} |"
