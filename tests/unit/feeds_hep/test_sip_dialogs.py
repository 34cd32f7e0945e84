from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from call_making import HOP_S, Seen, Story
from hep_making import CALLER, PHONE, PROXY, SETTINGS, START_S, batch, sip
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import StoreError
from linewarden.feeds.hep import DialogLimits, Dialogs
from linewarden.feeds.hep.memory import CALLS
from linewarden.model.cdr import Cdr, Route, cdr_rows
from linewarden.model.event import EventBlock, EventKind, Oddity, concat_events
from linewarden.model.number import NumberKind

SETUP, ANSWER, RELEASE = EventKind.SETUP, EventKind.ANSWER, EventKind.RELEASE


def play(*seen: Seen, dialogs: Dialogs | None = None) -> tuple[list[tuple[EventKind, float]], list[Cdr]]:
    """Events as (kind, seconds after the start) and the ended calls that the messages cause."""
    events, calls = (dialogs or Dialogs(SETTINGS)).feed(batch(*seen))
    return timed(events), cdr_rows(calls)


def timed(events: EventBlock) -> list[tuple[EventKind, float]]:
    pairs = zip(events.kind.tolist(), events.at_us.tolist(), strict=True)
    return [(EventKind(kind), round(at_us / 1e6 - START_S, 3)) for kind, at_us in pairs]


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(START_S, UTC) + timedelta(seconds=seconds)


def test_a_call_seen_on_two_hops_is_one_call_with_its_talk_time() -> None:
    events, (call,) = play(*Story().answered(0, ring_s=4, talk_s=60))
    assert events == [(SETUP, 0), (ANSWER, 4), (RELEASE, 64)]
    assert (call.setup_at, call.answered_at, call.ended_at) == (at(0), at(4), at(64))
    assert (call.talk_ms, call.release_cause) == (60_000, 16)


def test_a_call_tells_who_called_whom_over_which_way() -> None:
    told = replace(SETTINGS, international_trunks=("10.0.0.1:5060",), route=Route.DOMESTIC)
    asserted = "P-Asserted-Identity: <tel:+8613800000000>"
    story = Story(called="96110")
    _, (call,) = play(*story.invite(0, asserted, "User-Agent: GoIP"), *story.reply(1, 486), dialogs=Dialogs(told))
    assert (call.cli, call.cli_raw, call.cli_kind) == (8613800000000, "+8613800000000", NumberKind.MOBILE)
    assert (call.called_raw, call.called_kind) == ("96110", NumberKind.SERVICE)
    assert (call.source_ip, call.trunk_in, call.route, call.user_agent) == (
        "10.0.0.1",
        "10.0.0.1:5060",
        Route.INTERNATIONAL,
        "GoIP",
    )
    assert (call.feed, call.basis_id, call.call_id, call.source_row) == ("sip", "T-1", "call-1", 1)


def test_a_scanner_and_a_private_source_show_in_the_event_at_once() -> None:
    odd, _ = Dialogs(SETTINGS).feed(batch(*Story().invite(0, "User-Agent: friendly-scanner")))
    assert odd.oddity.tolist() == [Oddity.SCANNER | Oddity.PRIVATE_SOURCE | Oddity.SIGNALLED]


def test_a_number_from_a_trunk_abroad_is_read_with_its_country_code() -> None:
    told = replace(SETTINGS, international_trunks=("10.0.0.1:5060",))
    story = Story(cli="16465617343", called="16465617343")
    shown = {}
    for where, feed in (("abroad", told), ("here", SETTINGS)):
        events, (call,) = play(*story.invite(0), *story.reply(1, 486), dialogs=Dialogs(feed))
        assert events
        shown[where] = (call.cli, call.cli_kind, call.called)
    assert shown == {
        "abroad": (16465617343, NumberKind.FOREIGN, 8616465617343),
        "here": (8616465617343, NumberKind.INVALID, 8616465617343),
    }


def test_events_carry_what_is_known_when_they_happen() -> None:
    events, calls = Dialogs(SETTINGS).feed(batch(*Story().answered(0, ring_s=4, talk_s=60)))
    assert events.answered_us.tolist() == [0, (START_S + 4) * 1_000_000, (START_S + 4) * 1_000_000]
    assert events.talk_ms.tolist() == [0, 0, 60_000]
    assert events.ring_ms.tolist() == [0, 4000, 4000]
    assert set(events.setup_us.tolist()) == {START_S * 1_000_000}
    assert set(events.cli.tolist()) == {8613861234567}
    assert set(events.record_id.tolist()) == set(calls.column("record_id").to_pylist())
    assert (events.source_ip != 0).all()


def test_retransmissions_change_nothing() -> None:
    seen = Story().answered(0, 1, 10)
    assert play(*seen) == play(*(copy for message in seen for copy in (message, message, message)))


@pytest.mark.parametrize(
    ("status", "cause"),
    [(302, None), (404, 1), (480, 18), (486, 17), (500, 41), (503, 41), (600, 17), (603, 21), (499, 127)],
)
def test_a_failure_ends_the_call_with_the_cause_of_its_status(status: int, cause: int | None) -> None:
    story = Story()
    events, (call,) = play(*story.invite(0), *story.reply(2, status))
    assert events == [(SETUP, 0), (RELEASE, round(2 + HOP_S, 3))]
    assert (call.release_cause, call.talk_ms, call.answered_at) == (cause, 0, None)


@pytest.mark.parametrize("message", ["bye", "bye_of_phone"])
def test_either_side_may_hang_up_and_its_reason_goes_before_the_rule(message: str) -> None:
    story = Story()
    end = getattr(story, message)(9, "Reason: Q.850;cause=31")
    events, (call,) = play(*story.invite(0), *story.reply(1, 200), *story.ack(1.1), *end)
    assert events[-1] == (RELEASE, 9)
    assert (call.release_cause, call.talk_ms) == (31, 8000)


def test_a_cancelled_call_ends_when_the_caller_gave_up() -> None:
    story = Story()
    events, (call,) = play(*story.invite(0), *story.reply(1, 180), *story.cancel(5), *story.reply(5.1, 487))
    assert [kind for kind, _ in events] == [SETUP, RELEASE]
    assert (call.ended_at, call.release_cause, call.talk_ms) == (at(5), 16, 0)


def test_an_answer_that_crosses_a_cancel_is_an_answer() -> None:
    story = Story()
    events, (call,) = play(*story.invite(0), *story.cancel(5), *story.reply(5.01, 200), *story.bye(5.5))
    assert [kind for kind, _ in events] == [SETUP, ANSWER, RELEASE]
    assert call.talk_ms == 490


def test_a_challenge_is_not_the_end_and_the_second_invite_no_second_call() -> None:
    story = Story()
    again = story.next_try()
    events, (call,) = play(
        *story.invite(0),
        *story.local_reply(0.1, 407),
        *story.ack(0.2),
        *again.invite(0.3),
        *again.reply(2, 200),
        *again.bye(12),
    )
    assert events == [(SETUP, 0), (ANSWER, 2), (RELEASE, 12)]
    assert call.talk_ms == 10_000


def test_of_phones_that_ring_together_the_first_answer_counts_and_the_others_end_nothing() -> None:
    story = Story()
    desk, mobile = story.to_fork(1, "desk"), story.to_fork(2, "mobile")
    events, (call,) = play(
        *story.invite(0), *desk.branch_reply(1, 486), *mobile.reply(3, 200), *desk.branch_cancel(3.1), *desk.branch_reply(3.2, 487),
        *desk.reply(3.3, 200), *desk.bye(3.4), *mobile.bye(20),
    )  # fmt: skip
    assert events == [(SETUP, 0), (ANSWER, 3), (RELEASE, 20)]
    assert call.talk_ms == 17_000


def test_messages_within_a_call_do_not_begin_or_end_it() -> None:
    story = Story()
    held = story.next_try()
    events, (call,) = play(
        *story.invite(0), *story.reply(1, 200), *story.in_dialog(5, "INVITE"), *held.reply(5.1, 200), *held.reply(5.2, 491),
        *story.in_dialog(6, "UPDATE"), *story.bye(10),
    )  # fmt: skip
    assert events == [(SETUP, 0), (ANSWER, 1), (RELEASE, 10)]
    assert call.talk_ms == 9000


def test_the_next_leg_of_a_back_to_back_agent_is_the_same_call() -> None:
    first = Story()
    second = replace(
        first, call_id="other-leg", caller_tag="b2bua", caller=PROXY, proxy=PHONE, phone=("10.0.0.4", 5060)
    )
    inner, outer = first.answered(0, 2, 10), second.answered(0.05, 1.9, 10)
    dialogs = Dialogs(SETTINGS)
    events, calls = play(*sorted(inner + outer), dialogs=dialogs)
    assert [kind for kind, _ in events] == [SETUP, ANSWER, RELEASE]
    assert [call.call_id for call in calls] == ["call-1"]
    assert dialogs.counts.legs == 1


def test_two_calls_of_the_same_people_at_once_are_two_calls() -> None:
    seen = sorted(Story().answered(0, 1, 5) + Story(call_id="call-2").answered(0.5, 1, 5))
    _, calls = play(*seen)
    assert {call.call_id for call in calls} == {"call-1", "call-2"}
    assert len({call.record_id for call in calls}) == 2


def test_a_second_call_under_the_same_call_id_is_another_record() -> None:
    story = Story()
    again = story.next_try()
    _, calls = play(*story.invite(0), *story.reply(1, 486), *again.invite(2), *again.reply(3, 486))
    assert len({call.record_id for call in calls}) == 2


def test_late_messages_do_not_begin_a_call_again() -> None:
    story = Story()
    seen = story.answered(0, 1, 5)
    events, calls = play(*seen, *story.invite(0), *story.reply(1, 200), *story.bye(6))
    assert len(events) == 3
    assert len(calls) == 1


def test_a_bye_of_a_call_that_began_before_we_listened_is_counted_and_not_kept_for_ever() -> None:
    dialogs = Dialogs(SETTINGS)
    assert play(*Story().bye(0), dialogs=dialogs) == ([], [])
    dialogs.expire(at(60))
    assert dialogs.counts.unknown == 2
    assert len(dialogs) == 0


def test_an_answer_and_a_bye_that_overtook_the_invite_are_kept_for_it() -> None:
    story = Story()
    events, (call,) = play(*story.reply(1, 200), *story.bye(6), *story.invite(0))
    assert [kind for kind, _ in events] == [SETUP, ANSWER, RELEASE]
    assert call.talk_ms == 5000


def test_a_bye_that_overtook_the_answer_waits_for_it() -> None:
    story = Story()
    events, (call,) = play(*story.invite(0), *story.bye(6), *story.reply(1, 200))
    assert [kind for kind, _ in events] == [SETUP, ANSWER, RELEASE]
    assert call.talk_ms == 5000


def test_a_call_whose_answer_was_lost_is_answered_at_its_ack() -> None:
    story, dialogs = Story(), Dialogs(SETTINGS)
    play(*story.invite(0), *story.ack(1), *story.bye(6), dialogs=dialogs)
    _, calls = dialogs.expire(at(30))
    (call,) = cdr_rows(calls)
    assert (call.answered_at, call.talk_ms, call.ended_at) == (at(1), 5000, at(6))


def test_a_call_without_a_bye_ends_with_its_last_sign_of_life_when_its_session_runs_out() -> None:
    story, dialogs = Story(), Dialogs(SETTINGS)
    play(
        *story.invite(0),
        *story.reply(1, 200, "INVITE", "Session-Expires: 90;refresher=uas"),
        *story.in_dialog(60, "UPDATE"),
        dialogs=dialogs,
    )
    assert len(dialogs.expire(at(150))[0]) == 0
    events, calls = dialogs.expire(at(200))
    (call,) = cdr_rows(calls)
    assert timed(events) == [(RELEASE, 200)]
    assert (call.ended_at, call.release_cause) == (at(60 + HOP_S), 102)
    assert dialogs.counts.expired == 1


def test_a_call_that_only_rings_and_one_that_is_never_answered_after_a_challenge_end_too() -> None:
    dialogs, challenged = Dialogs(SETTINGS), Story(call_id="challenged", called="10000")
    play(*Story().invite(0), *challenged.invite(0), *challenged.local_reply(1, 401), dialogs=dialogs)
    _, calls = dialogs.expire(at(40))
    assert [(call.call_id, call.release_cause, call.ended_at) for call in cdr_rows(calls)] == [
        ("challenged", 21, at(1))
    ]
    _, calls = dialogs.expire(at(300))
    assert [(call.call_id, call.release_cause) for call in cdr_rows(calls)] == [("call-1", 102)]


def test_calls_are_visible_while_they_last() -> None:
    story, dialogs = Story(), Dialogs(SETTINGS)
    play(*story.invite(0), dialogs=dialogs)
    (ringing,) = dialogs.active()
    play(*story.reply(1, 200), dialogs=dialogs)
    (talking,) = dialogs.active()
    assert (ringing.answered_at, talking.answered_at) == (None, at(1))
    assert (talking.setup_at, talking.cli, talking.source_ip) == (at(0), 8613861234567, CALLER[0])
    play(*story.bye(2), dialogs=dialogs)
    assert dialogs.active() == []


def test_a_register_storm_leaves_no_trace() -> None:
    dialogs = Dialogs(SETTINGS)
    storm = [
        (0.0, CALLER, PROXY, sip("REGISTER sip:a SIP/2.0", cseq="1 REGISTER", call_id=f"r{n}")) for n in range(2000)
    ]
    assert play(*storm, dialogs=dialogs) == ([], [])
    assert (len(dialogs), dialogs.counts.unknown, len(dialogs._early), len(dialogs._ended)) == (0, 0, 0, 0)


def test_an_invite_flood_pushes_out_the_oldest_unanswered_calls_and_no_answered_one() -> None:
    dialogs = Dialogs(SETTINGS, DialogLimits(max_calls=10, max_ended=5))
    kept = Story(call_id="kept", called="10086")
    flood = [message for n in range(100) for message in Story(call_id=f"flood-{n}", called=f"1399999{n:04d}").invite(2)]
    _, pushed_out = play(*kept.invite(0), *kept.reply(1, 200), *flood, dialogs=dialogs)
    assert len(dialogs) == 10
    assert [call.call_id for call in pushed_out] == [f"flood-{n}" for n in range(91)]
    assert (dialogs.counts.evicted, dialogs.counts.calls, dialogs.counts.ended) == (91, 101, 91)
    assert "kept" in {call.invite.call_id for call in dialogs._calls.values()}
    assert max(len(dialogs._ended), len(dialogs._unanswered), len(dialogs._ringing_between)) <= 10


def test_what_comes_before_an_invite_that_never_comes_is_bounded() -> None:
    dialogs = Dialogs(SETTINGS, DialogLimits(max_early=10, max_early_messages=2))
    seen = [
        message
        for n in range(50)
        for message in Story(call_id=f"early-{n}").bye(n) + Story(call_id=f"early-{n}").bye(n + 1)
    ]
    play(*seen, dialogs=dialogs)
    assert len(dialogs._early) == 10
    assert dialogs.counts.unknown == 40 * 2 + 50 * 2


messages = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(
            [
                "invite",
                "reply_100",
                "reply_180",
                "reply_200",
                "reply_401",
                "reply_486",
                "reply_487",
                "ack",
                "cancel",
                "bye",
                "bye_of_phone",
                "in_dialog",
            ]
        ),
        st.integers(1, 2),
        st.sampled_from(["phone", "mobile"]),
        st.integers(0, 1),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(script=messages, cuts=st.lists(st.integers(0, 30), max_size=6))
def test_what_comes_out_does_not_depend_on_how_the_messages_were_batched(script: list, cuts: list[int]) -> None:
    seen = [_seen(position, *step) for position, step in enumerate(script)]
    whole = Dialogs(SETTINGS, DialogLimits(max_calls=2, max_early=2))
    parts = Dialogs(SETTINGS, DialogLimits(max_calls=2, max_early=2))
    everything = batch(*seen) if seen else batch((0, CALLER, PROXY, sip("OPTIONS sip:a SIP/2.0", cseq="1 OPTIONS")))
    edges = sorted({0, everything.num_rows, *(cut for cut in cuts if cut < everything.num_rows)})
    pieces = [parts.feed(everything.slice(begin, end - begin)) for begin, end in pairwise(edges)]
    for one, other in ((whole.feed(everything), pieces), (whole.expire(at(99_999)), [parts.expire(at(99_999))])):
        assert _columns(one[0]) == _columns(concat_events([piece[0] for piece in other]))
        assert cdr_rows(one[1]) == [call for piece in other for call in cdr_rows(piece[1])]
    assert whole.counts == parts.counts
    assert whole.counts.calls == whole.counts.ended
    assert len(whole) == 0


def _seen(position: int, call: int, action: str, cseq: int, tag: str, hop: int) -> Seen:
    story = Story(call_id=f"call-{call}", cseq=cseq, phone_tag=tag, called=f"1000{call}")
    name, _, detail = action.partition("_")
    if name == "reply":
        made = story.reply(position, int(detail))
    elif name == "in":
        made = story.in_dialog(position, "INVITE")
    else:
        made = getattr(story, action)(position)
    return made[hop]


def _columns(events: EventBlock) -> list[list[int]]:
    return [getattr(events, name).tolist() for name in EventBlock.__slots__]


@settings(max_examples=150, deadline=None)
@given(script=messages, cuts=st.lists(st.integers(0, 30), max_size=4))
def test_a_restart_at_any_message_changes_nothing(script: list, cuts: list[int]) -> None:
    seen = [_seen(position, *step) for position, step in enumerate(script)]
    limits = DialogLimits(max_calls=2, max_early=2)
    whole, parts = Dialogs(SETTINGS, limits), Dialogs(SETTINGS, limits)
    everything = batch(*seen) if seen else batch((0, CALLER, PROXY, sip("OPTIONS sip:a SIP/2.0", cseq="1 OPTIONS")))
    edges = sorted({0, everything.num_rows, *(cut for cut in cuts if cut < everything.num_rows)})
    for begin, end in pairwise(edges):
        piece = everything.slice(begin, end - begin)
        one, other = whole.feed(piece), parts.feed(piece)
        assert _columns(one[0]) == _columns(other[0])
        assert cdr_rows(one[1]) == cdr_rows(other[1])
        memory = CALLS.written(parts.memory)
        parts = Dialogs(SETTINGS, limits)
        parts.restore(CALLS.read(memory))
        assert CALLS.written(parts.memory) == memory
    one, other = whole.expire(at(99_999)), parts.expire(at(99_999))
    assert cdr_rows(one[1]) == cdr_rows(other[1])
    assert whole.counts == parts.counts


def test_a_memory_of_another_layout_is_refused() -> None:
    with pytest.raises(StoreError, match="replay what is stored instead"):
        CALLS.read(b'{"calls": 1}')
