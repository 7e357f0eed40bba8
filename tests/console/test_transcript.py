"""What is read of long conversations."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from advisor.console.transcript import MOST_PROFILES, Transcripts, evenly
from tests.console.conftest import Archive
from tests.gateway.fakes import record, slot


@given(st.lists(st.integers(), max_size=60), st.integers(2, 20))
def test_some_are_taken_evenly_and_the_ends_are_among_them(values: list[int], most: int) -> None:
    taken = evenly(range(len(values)), most)

    assert len(taken) == min(most, len(values))
    assert sorted(set(taken)) == list(taken)
    assert not values or (taken[0], taken[-1]) == (0, len(values) - 1)


async def test_of_hundreds_of_profiles_some_are_read(archive: Archive) -> None:
    key = await archive.add("we sell silk")
    await record(archive.database, key, [slot("profile", {"answers": {}, "number": number}) for number in range(200)])

    read = await Transcripts(archive.database).profiles(key)

    assert len(read) == MOST_PROFILES
    assert read[-1].data["value"]["number"] == 199
