"""Time goes on evenly while the machine's clock jumps, and follows it where it is right."""

from hypothesis import given
from hypothesis import strategies as st

from linewarden.main.clock import CONFIRMED_S, STEP_S, SteadyClock

START_S = 1_790_000_000.0


class Machine:
    """Two clocks that a test moves."""

    def __init__(self) -> None:
        self.wall_s, self.even_s = START_S, 50.0

    def goes_on(self, seconds: float, jump_s: float = 0.0) -> None:
        self.wall_s += seconds + jump_s
        self.even_s += seconds


def clock_of(machine: Machine) -> SteadyClock:
    return SteadyClock(lambda: machine.wall_s, lambda: machine.even_s)


def shown(clock: SteadyClock) -> float:
    return round(clock().timestamp() - START_S, 3)


def test_it_shows_the_machines_time_and_follows_small_corrections() -> None:
    machine = Machine()
    clock = clock_of(machine)
    machine.goes_on(10)
    assert shown(clock) == 10
    machine.goes_on(1, jump_s=-STEP_S)
    assert (shown(clock), clock.problem) == (11 - STEP_S, "")


def test_a_jump_is_told_and_not_followed_until_it_has_stood_for_long() -> None:
    machine = Machine()
    clock = clock_of(machine)
    machine.goes_on(1, jump_s=86_400)
    assert shown(clock) == 1
    assert "jumped by +86,400 s" in clock.problem
    machine.goes_on(CONFIRMED_S - 1)
    assert shown(clock) == CONFIRMED_S
    machine.goes_on(1)
    assert (shown(clock), clock.problem) == (CONFIRMED_S + 1 + 86_400, "")


def test_a_jump_that_goes_back_is_forgotten() -> None:
    machine = Machine()
    clock = clock_of(machine)
    machine.goes_on(1, jump_s=-3_600)
    assert shown(clock) == 1
    machine.goes_on(1, jump_s=3_600)
    assert (shown(clock), clock.problem) == (2, "")
    machine.goes_on(CONFIRMED_S, jump_s=60)
    assert shown(clock) == CONFIRMED_S + 2


@given(steps=st.lists(st.tuples(st.floats(0, 60), st.floats(-1e7, 1e7)), max_size=30))
def test_between_two_looks_it_never_moves_by_more_than_a_step_but_for_confirmed_jumps(
    steps: list[tuple[float, float]],
) -> None:
    machine = Machine()
    clock = clock_of(machine)
    before = clock().timestamp()
    jumped_for_s = 0.0
    for seconds, jump_s in steps:
        machine.goes_on(seconds, jump_s)
        jumped_for_s += seconds
        now = clock().timestamp()
        if jumped_for_s < CONFIRMED_S:
            assert abs(now - before - seconds) <= STEP_S + 1e-3
        jumped_for_s = jumped_for_s if clock.problem else 0.0
        before = now
