"""A newly published book takes effect between two blocks, a restart makes the same warnings, and a rollback brings the earlier ones back."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from seats_story import BASIS, NOON, blocks, give, warnings_of

from linewarden.errors import ConfigError
from linewarden.features.records import record_events
from linewarden.model.account import Role
from linewarden.model.feed_card import FeedKind
from linewarden.model.intake import Intake
from linewarden.model.rule_change import InForce, Publication
from linewarden.model.warning import Warning
from linewarden.pipeline.detector import Detector, Origin
from linewarden.pipeline.keeper import Keeper
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.rules_in_force import RulesInForce
from linewarden.pipeline.snapshots import Snapshots
from linewarden.pipeline.source import Source
from linewarden.rulebook.book import SHIPPED, RuleBook, version_of
from linewarden.rulebook.change import changed, load
from linewarden.rulebook.text import text_of
from linewarden.scoring.rules import RULES_VERSION
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.warnings.tracker import Tracker

HOLDER = 8613900000002  # the seat of the story that holds people
CLEARED = f'[whitelist."{HOLDER}"]\nreason = "clinic"\nsource = "letter"\nexpires = 2027-01-01\n'
LATER_DWELL = "[person.held]\nsteps = [[2000, 4]]\n[person.stranger_seat]\nsteps = [[1000, 4]]\n"
HALF = 22  # blocks of the thirty of the story: some warnings are raised by then


def versions_of(book: RuleBook) -> tuple[tuple[str, str], ...]:
    return (("rules", book.version),)


@contextmanager
def running(folder: Path, *, snapshots: bool = False) -> Iterator[tuple[Pipeline, Ledger, RulesInForce]]:
    store, ledger = RecordStore.open(folder, sync=False), Ledger.open(f"sqlite:///{folder}/ledger.sqlite")
    detector = Detector(Tracker(banks=frozenset(), versions=versions_of(SHIPPED)))
    rules = RulesInForce(ledger.published, detector, versions_of, every_s=0)
    keeper = Keeper(Snapshots(folder / "state", "test"), every_s=1e-9) if snapshots else None
    pipeline = Pipeline(
        store=store, ledger=ledger, detector=detector, sources={"f": Source(name="f", kind=FeedKind.FILES, lane="f", basis=BASIS)},
        event_now_us=lambda: 0, keeper=keeper, rules=rules,
    )  # fmt: skip
    try:
        pipeline.recover()
        pipeline.start()
        yield pipeline, ledger, rules
    finally:
        pipeline.stop()
        store.close()
        ledger.close()


def publish(ledger: Ledger, text: str) -> Publication:
    """Every step, by two persons."""
    for login in ("ana", "bo"):
        if ledger.account(login) is None:
            ledger.add_account(login, login, Role.ANALYST, "hash", at=NOON, actor="system")
    base = ledger.published.latest_serial()
    change = ledger.rule_changes.draft(text, base_serial=base, author="ana", reason="r", at=NOON)
    ledger.rule_changes.backtested(change.change_id, digest=change.digest, summary={}, actor="x", at=NOON)
    ledger.rule_changes.approve(change.change_id, approver="bo", decision="d", at=NOON)
    return ledger.published.publish(change.change_id, rules=RULES_VERSION, actor="x", at=NOON)


def until_followed(rules: RulesInForce, serial: int) -> None:
    deadline = time.monotonic() + 20
    while rules.versions["rules"] != version_of(serial):
        assert time.monotonic() < deadline, rules.versions
        time.sleep(0.01)


def canonical(change: str) -> str:
    return text_of(changed(change, "c", SHIPPED))


def directly(parts: list[tuple[RuleBook, list[Intake]]]) -> dict[str, Warning]:
    """The latest warnings of a detector that follows each book for its blocks."""
    detector = Detector(Tracker(banks=frozenset(), versions=()))
    for book, intakes in parts:
        detector.follow(book, versions_of(book))
        for intake in intakes:
            assert intake.cdrs is not None
            detector.feed(record_events(intake.cdrs), Origin("f", "f", is_synthetic=True))
    return {warning.warning_id: warning for warning in detector.revisions()}


def said(warnings: dict[str, Warning]) -> dict[str, tuple[object, ...]]:
    return {key: (w.level, w.score, w.reasons, w.raised_at, w.versions) for key, w in warnings.items()}


@pytest.mark.parametrize("snapshots", [False, True])
def test_a_new_version_acts_from_the_next_block_on_and_a_restart_makes_the_same_warnings(
    tmp_path: Path, *, snapshots: bool
) -> None:
    text = canonical(LATER_DWELL)
    with running(tmp_path, snapshots=snapshots) as (pipeline, ledger, rules):
        give(pipeline, blocks()[:HALF])
        assert {w.versions for w in warnings_of(ledger).values()} == {(("rules", RULES_VERSION),)}
        publish(ledger, text)
        until_followed(rules, 1)
        assert ledger.published.in_force() == [InForce(1, HALF)]
        give(pipeline, blocks()[HALF:])
        live = warnings_of(ledger)
    expected = directly([(SHIPPED, blocks()[:HALF]), (load(text, version_of(1)), blocks()[HALF:])])
    assert said(live) == said(expected)
    assert (("rules", f"{RULES_VERSION}+1"),) in {w.versions for w in live.values()}  # those that grew meanwhile
    assert said(expected) != said(directly([(SHIPPED, blocks())]))
    (tmp_path / "ledger.sqlite").rename(tmp_path / "whole.sqlite")  # a ledger that knows the rules, and no warning
    with closing(Ledger.open(f"sqlite:///{tmp_path}/whole.sqlite")) as whole:
        publications, past = whole.published.all(), whole.published.in_force()
    with closing(Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")) as fresh:
        publish(fresh, publications[0].text)
        fresh.published.took_effect(past[0])
    with running(tmp_path) as (_, ledger, rules):
        assert rules.versions["rules"] == f"{RULES_VERSION}+1"
        assert said(warnings_of(ledger)) == said(live)


def test_a_version_published_while_nothing_ran_is_followed_from_the_start(tmp_path: Path) -> None:
    with closing(Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        publish(ledger, canonical(CLEARED))
    with running(tmp_path) as (pipeline, ledger, rules):
        assert rules.versions["rules"] == f"{RULES_VERSION}+1"
        give(pipeline, blocks())
        assert warnings_of(ledger) == {}
    with running(tmp_path) as (_, ledger, _rules):  # all blocks again; the counts were written at the end
        (count,) = ledger.silenced.all().values()
        assert 6 <= count.calls <= 120
    with running(tmp_path) as (_, ledger, _rules):
        assert ledger.silenced.all() == {str(HOLDER): count}


def test_a_rollback_brings_the_earlier_warnings_back(tmp_path: Path) -> None:
    shipped = directly([(SHIPPED, blocks())])
    with running(tmp_path) as (pipeline, ledger, rules):
        publish(ledger, canonical(CLEARED))
        until_followed(rules, 1)
        give(pipeline, blocks()[:HALF])
        assert warnings_of(ledger) == {}
        ledger.published.roll_back(
            0, text=text_of(SHIPPED), rules=RULES_VERSION, actor="bo", reason="poisoned", at=NOON
        )
        until_followed(rules, 2)
        give(pipeline, blocks()[HALF:])
        found = warnings_of(ledger)
    # those whom the seat held meanwhile too: its past calls are looked at once it is risky
    assert {warning.called for warning in found.values()} == {warning.called for warning in shipped.values()} != set()
    again = load(text_of(SHIPPED), version_of(2))
    assert (again.callers, again.persons, again.whitelist) == (SHIPPED.callers, SHIPPED.persons, ())
    whole = directly([(again, blocks())])
    assert {k: replace(w, versions=()) for k, w in whole.items()} == {
        k: replace(w, versions=()) for k, w in shipped.items()
    }


def test_rules_that_this_program_cannot_read_leave_those_before_in_force_and_say_so(tmp_path: Path) -> None:
    with running(tmp_path) as (pipeline, ledger, rules):
        publish(ledger, "[caller.of_the_future]\nstarts = 1\n")
        deadline = time.monotonic() + 20
        while not pipeline.problem:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert "rule caller.of_the_future does not exist" in str(pipeline.problem)
        give(pipeline, blocks())
        assert rules.versions["rules"] == RULES_VERSION
        assert warnings_of(ledger)
    with pytest.raises(ConfigError, match=r"of_the_future does not exist.*rollback 0"), running(tmp_path):
        pass


def test_after_a_rollback_from_rules_of_another_program_the_platform_starts_and_its_own_stand_in_for_them(
    tmp_path: Path,
) -> None:
    with closing(Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        publish(ledger, "[caller.of_the_past]\nstarts = 1\n")
        ledger.published.took_effect(InForce(1, 0))
    with closing(RecordStore.open(tmp_path, sync=False)) as store:
        store.take(blocks()[:HALF])
    with pytest.raises(ConfigError, match="of_the_past"), running(tmp_path):
        pass
    with closing(Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        ledger.published.roll_back(0, text=text_of(SHIPPED), rules=RULES_VERSION, actor="bo", reason="gone", at=NOON)
    with running(tmp_path) as (_, ledger, rules):
        assert rules.versions["rules"] == version_of(2)
        assert warnings_of(ledger).keys() == directly([(SHIPPED, blocks()[:HALF])]).keys()
