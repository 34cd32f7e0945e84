"""Warnings and their change feed, on every database."""

import threading
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_rows import A_WARNING, a_warning

from linewarden.dissuasion.work import UNTOUCHED
from linewarden.model.warning import Level, State
from linewarden.store.ledger import Change, Ledger


def test_a_warning_comes_back_as_it_went_in(ledger: Ledger) -> None:
    assert ledger.save_warnings([A_WARNING]) == 1
    assert ledger.warning("w1") == Change(1, A_WARNING, UNTOUCHED)
    assert ledger.warning("w2") is None


def test_each_applied_change_gets_the_next_seq(ledger: Ledger) -> None:
    assert ledger.save_warnings([a_warning("a"), a_warning("b")]) == 2
    assert ledger.save_warnings([a_warning("a", 2)]) == 3
    assert [(seq, warning.warning_id) for seq, warning, _ in ledger.changes_since(0)] == [(2, "b"), (3, "a")]
    assert ledger.last_seq() == 3


def test_a_replay_changes_nothing(ledger: Ledger) -> None:
    ledger.save_warnings([a_warning("a", 2)])
    assert ledger.save_warnings([a_warning("a", 1), a_warning("a", 2)]) == 1
    assert ledger.save_warnings([]) == 1
    assert ledger.warning("a") == Change(1, a_warning("a", 2), UNTOUCHED)


def test_of_several_revisions_at_once_the_latest_stays(ledger: Ledger) -> None:
    assert ledger.save_warnings([a_warning("a", 3), a_warning("a", 1), a_warning("b"), a_warning("a", 2)]) == 2
    assert [(seq, w.warning_id, w.revision) for seq, w, _ in ledger.changes_since(0)] == [(1, "a", 3), (2, "b", 1)]


def test_the_board_is_newest_first_and_pages_without_gap(ledger: Ledger) -> None:
    ledger.save_warnings([a_warning(f"w{n}") for n in range(7)])
    first = ledger.warnings(limit=3)
    second = ledger.warnings(limit=3, before_seq=first[-1][0])
    assert [seq for seq, _, _ in first + second] == [7, 6, 5, 4, 3, 2]


def test_levels_and_state_choose(ledger: Ledger) -> None:
    levels = [Level.URGENT, Level.NOTICE, Level.HIGH, Level.URGENT]
    ledger.save_warnings([a_warning(str(n), 1, level) for n, level in enumerate(levels)])
    ledger.save_warnings([a_warning("3", 2, Level.URGENT, State.EXPIRED)])
    chosen = ledger.warnings(levels=[Level.URGENT, Level.HIGH], state=State.OPEN)
    assert [warning.warning_id for _, warning, _ in chosen] == ["2", "0"]
    assert ledger.warnings(levels=[Level.URGENT, Level.NOTICE], limit=1)[0][1].warning_id == "3"
    assert ledger.warning_counts() == {Level.URGENT: 1, Level.HIGH: 1, Level.NORMAL: 0, Level.NOTICE: 1}
    assert ledger.warning_counts(State.EXPIRED)[Level.URGENT] == 1


def test_listeners_hear_of_commits_that_changed_something(ledger: Ledger) -> None:
    heard: list[int] = []
    stop = ledger.watch(heard.append)
    ledger.save_warnings([a_warning("a")])
    ledger.save_warnings([a_warning("a")])
    stop()
    ledger.save_warnings([a_warning("b")])
    assert heard == [1]


def test_threads_may_write_and_read_at_once(ledger: Ledger) -> None:
    def write(name: str) -> None:
        for revision in range(1, 21):
            ledger.save_warnings([a_warning(f"{name}{n}", revision) for n in range(5)])

    writers = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for writer in writers:
        writer.start()
    seen: dict[str, int] = {}
    seq = 0
    while any(writer.is_alive() for writer in writers) or ledger.last_seq() > seq:
        for at, warning, _ in ledger.changes_since(seq, limit=7):
            assert at > seq
            assert warning.revision > seen.get(warning.warning_id, 0)
            seq, seen[warning.warning_id] = at, warning.revision
    assert seen == {f"{name}{n}": 20 for name in "abc" for n in range(5)}
    assert ledger.last_seq() == 300


_STEPS = st.lists(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 6)), max_size=6), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(batches=_STEPS)
def test_any_order_and_repetition_leads_to_the_greatest_revisions(
    ledger: Ledger, batches: list[list[tuple[str, int]]]
) -> None:
    name = uuid4()  # the ledger is the same for all examples
    for batch in [*batches, *reversed(batches)]:
        ledger.save_warnings([a_warning(f"{name}{key}", revision) for key, revision in batch])
    wanted: dict[str, int] = {}
    for key, revision in (step for batch in batches for step in batch):
        wanted[key] = max(revision, wanted.get(key, 0))
    for key, revision in wanted.items():
        found = ledger.warning(f"{name}{key}")
        assert found is not None
        assert found[1] == a_warning(f"{name}{key}", revision)
