"""What a caller finds of the others with the same software, address, handset or cell."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.features.beside.company import BOUNDS, COUNTS_S, MEMBERS, Company
from linewarden.model.event import event_block

Call = tuple[int, int, int, bool]  # caller, stack, second, risky


def meet(company: Company, calls: list[Call]) -> list[tuple[int, int]]:
    """Of each call's stack: the risky others, and all others."""
    callers, stacks, seconds, risky = (np.array(column) for column in zip(*calls, strict=True))
    met = company.meet(event_block(at_us=seconds, cli=callers, stack=stacks), seconds, risky)
    return list(zip(met.risky[:, 0].tolist(), met.others[:, 0].tolist(), strict=True))


def test_a_new_caller_finds_three_that_turned_out_risky_and_nobody_finds_himself() -> None:
    calls = [
        (1, 9, 10, True),
        (2, 9, 11, True),
        (2, 9, 12, True),
        (3, 9, 13, True),
        (4, 9, 14, False),
        (4, 8, 15, False),
    ]
    assert meet(Company(), calls) == [(0, 0), (1, 1), (1, 1), (2, 2), (3, 3), (0, 0)]


def test_the_bound_of_three_of_three_is_the_third_root_of_the_doubt() -> None:
    assert BOUNDS[3, 3] == pytest.approx(0.05 ** (1 / 3))
    assert BOUNDS[0, 20] == BOUNDS[0, 0] == 0.0
    assert BOUNDS[3, MEMBERS] < 0.03


def test_of_a_gateway_that_everybody_uses_the_share_stays_low() -> None:
    company = Company()
    everybody = [(caller, 9, caller, caller % 16 == 0) for caller in range(1, 200)]
    risky, others = meet(company, everybody)[-1]
    assert (risky, others) == (2, MEMBERS)  # callers 176 and 192 of the latest 32
    assert BOUNDS[risky, others] < 0.02


def test_who_was_silent_for_three_days_counts_no_more() -> None:
    calls = [(1, 9, 10, True), (2, 9, 20, False), (3, 9, 19 + COUNTS_S, False), (4, 9, 20 + COUNTS_S, False)]
    assert meet(Company(), calls) == [(0, 0), (1, 1), (0, 1), (0, 1)]


def test_what_is_not_told_makes_no_group() -> None:
    assert meet(Company(), [(1, 0, 1, True), (2, 0, 2, True), (0, 9, 3, True), (3, 9, 4, False)]) == [(0, 0)] * 4


@dataclass
class Plain:
    """The same in plain Python: by group the callers, each with when it was seen and when it was found risky."""

    groups: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)

    def meet(self, caller: int, stack: int, second: int, risky: bool) -> tuple[int, int]:
        if not caller or not stack or (stack not in self.groups and not risky):
            return 0, 0
        members = self.groups.setdefault(stack, {})
        others = {who: at for who, at in members.items() if who != caller and second - at[0] < COUNTS_S}
        members[caller] = (second, second if risky else members.get(caller, (0, 0))[1])
        return sum(second - found < COUNTS_S for _, found in others.values()), len(others)


calls_in_order = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, COUNTS_S // 2), st.booleans()),
    min_size=1,
    max_size=40,
)


@given(calls=calls_in_order, cut=st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_it_tells_what_plain_python_tells_however_the_stream_is_cut(calls: list[Call], cut: int) -> None:
    at, in_order = 10 * COUNTS_S, []
    for caller, stack, step, risky in calls:
        at += step
        in_order.append((caller, stack, at, risky))
    plain, company, found = Plain(), Company(), []
    for start in range(0, len(in_order), cut):
        found += meet(company, in_order[start : start + cut])
    assert found == [plain.meet(*call) for call in in_order]


def test_a_person_who_was_rung_by_risky_numbers_is_on_a_list() -> None:
    lists = Company(("called",), members=8, most=1 << 10)
    callers, called = np.array([1, 2, 2, 3, 3]), np.array([50, 50, 51, 50, 51])
    risky = np.array([True, True, True, False, False])
    met = lists.meet(event_block(at_us=[1] * 5, cli=callers, called=called), np.full(5, 100), risky)
    assert met.risky[:, 0].tolist() == [0, 1, 0, 2, 1]


def test_when_it_is_full_those_silent_longest_are_forgotten() -> None:
    company = Company(most=1 << 10)
    meet(company, [(1, stack, stack, True) for stack in range(1, 1_000)])
    assert company.rows.tally[0] <= company.rows.tally[1]
    assert meet(company, [(2, 1, 1_000, False), (2, 999, 1_000, False)]) == [(0, 0), (1, 1)]
