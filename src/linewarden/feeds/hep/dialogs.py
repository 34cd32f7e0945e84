"""SIP messages → calls: what a call is when the same messages arrive twice, late, from several hops or from several phones at once.

A call is known by Call-ID and the caller's tag. The first INVITE begins it, the first 2xx answers it, a BYE of the answered dialog, or
a failure on the caller's own hop, ends it. State depends only on the messages and their order, never on how they were batched.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice

import pyarrow as pa

from linewarden.feeds.hep.branches import Branches
from linewarden.feeds.hep.call import ActiveCall, Call, Key, Message
from linewarden.feeds.hep.cause import CHALLENGES, NORMAL_CLEARING, TIMER_EXPIRED, cause_of
from linewarden.feeds.hep.limits import DialogCounts, DialogLimits
from linewarden.feeds.hep.memory import Ended, Memory
from linewarden.feeds.hep.messages import another_id, call_messages
from linewarden.feeds.hep.outcome import Outcome
from linewarden.feeds.hep.parties import call_of
from linewarden.feeds.settings import FeedSettings
from linewarden.model.event import EventBlock, Oddity
from linewarden.numbering import normalise

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EVERY_CSEQ = 2**32


class Dialogs:
    """The calls of one feed."""

    def __init__(self, settings: FeedSettings, limits: DialogLimits | None = None) -> None:
        self.counts = DialogCounts()
        self._settings = settings
        normalise("1", home=settings.home)  # loads the number tables now and not in the middle of the first call
        self._limits = limits or DialogLimits()
        self._outcome = Outcome(settings.name)
        # ordered dictionaries: the first of a plain one is found ever more slowly as others are taken from its front
        self._calls: OrderedDict[Key, Call] = OrderedDict()
        self._unanswered: OrderedDict[Key, Call] = OrderedDict()
        self._ringing_between: dict[tuple[int, int], Call] = {}
        self._ended: OrderedDict[Key, Ended] = OrderedDict()
        self._early: OrderedDict[str, list[Message]] = OrderedDict()
        self._branches = Branches([])
        self._scanned_us = 0
        self._on: dict[tuple[str, bool], Callable[[Message], None]] = {
            ("INVITE", True): self._on_invite,
            ("INVITE", False): self._on_reply,
            ("ACK", True): self._on_ack,
            ("BYE", True): self._on_bye,
            ("CANCEL", True): self._on_cancel,
        }

    def __len__(self) -> int:
        """Calls that are up now."""
        return len(self._calls)

    def __bool__(self) -> bool:
        """Always true: that no call is up does not make it nothing."""
        return True

    def feed(self, sip: pa.RecordBatch) -> tuple[EventBlock, pa.RecordBatch]:
        """Events and ended calls (CDR_SCHEMA) that these SIP_SCHEMA messages of the feed cause, in their order."""
        for message in call_messages(sip):
            self._take(message)
        return self._outcome.take()

    def expire(self, now: datetime) -> tuple[EventBlock, pa.RecordBatch]:
        """Events and ended calls due to silence by `now` (UTC); a call without a BYE ends with its last sign of life.

        Call it every second or so: it looks at the calls every `scan_s` seconds only.
        """
        now_us = (now - _EPOCH) // timedelta(microseconds=1)
        if abs(now_us - self._scanned_us) >= self._limits.scan_s * 1_000_000:
            self._scanned_us = now_us
            for call in [call for call in self._calls.values() if self._deadline_us(call) <= now_us]:
                self.counts.expired += 0 if call.hangup_us or call.challenge else 1
                self._end_silent(call, now_us)
            self._forget(now_us)
        return self._outcome.take()

    def active(self, limit: int = 1000) -> list[ActiveCall]:
        """The newest calls that are up, newest first."""
        return [_active(call) for call in islice(reversed(self._calls.values()), limit)]

    @property
    def memory(self) -> Memory:
        """What it remembers, the living objects: to be written down before the next message."""
        return Memory(
            calls=list(self._calls.values()),
            unanswered=list(self._unanswered),
            ringing=[(cli, called, call.key) for (cli, called), call in self._ringing_between.items()],
            ended=list(self._ended.items()),
            early=list(self._early.items()),
            scanned_us=self._scanned_us,
            counts=self.counts,
            branches=self._branches.rows,
        )

    def restore(self, memory: Memory) -> None:
        """Go on from there, as if it had never stopped; what it remembered until now is gone."""
        self._calls = OrderedDict((call.key, call) for call in memory.calls)
        self._unanswered = OrderedDict((key, self._calls[key]) for key in memory.unanswered)
        self._ringing_between = {(cli, called): self._calls[key] for cli, called, key in memory.ringing}
        self._ended, self._early = OrderedDict(memory.ended), OrderedDict(memory.early)
        self._scanned_us, self.counts = memory.scanned_us, memory.counts
        self._branches = Branches(memory.branches)
        self._outcome = Outcome(self._settings.name)

    def _take(self, message: Message) -> None:
        action = self._on.get((message.cseq_method, message.status is None), self._touch)
        action(message)

    # --- the beginning

    def _on_invite(self, message: Message) -> None:
        if message.to_tag is not None:
            self._touch(message)
            return
        key = message.call_id, message.from_tag
        call = self._calls.get(key)
        if call is not None:
            _invite_again(call, message)
            return
        ended = self._ended.get(key)
        if ended is not None and message.cseq <= ended.cseq:
            return
        self._begin(key, message, ended.attempt + 1 if ended else 0)

    def _begin(self, key: Key, message: Message, attempt: int) -> None:
        record_id = another_id(message.record_id, attempt) if attempt else message.record_id
        call = call_of(message, record_id, self._settings)
        call.attempt = attempt
        parties = call.cli, call.called
        if self._is_leg_of(self._ringing_between.get(parties), message):
            self.counts.legs += 1
            self._remember(key, Ended(_EVERY_CSEQ, attempt, message.seen_us))
            return
        if self._branches.is_used_again(message.branch, message.call_id):
            call.oddity |= Oddity.ODD_BRANCH
        self._make_room()
        self._calls[key] = self._unanswered[key] = self._ringing_between[parties] = call
        self.counts.calls += 1
        self._outcome.setup(call)
        for early in self._early.pop(message.call_id, ()):
            self._take(early)

    def _is_leg_of(self, call: Call | None, message: Message) -> bool:
        """Whether the INVITE comes from where a ringing call of the same parties went: a back-to-back agent carries it on."""
        return (
            call is not None
            and (message.src_ip, message.src_port) == (call.invite.dst_ip, call.invite.dst_port)
            and abs(message.seen_us - call.setup_us) <= self._limits.leg_s * 1_000_000
        )

    def _make_room(self) -> None:
        if len(self._calls) < self._limits.max_calls:
            return
        call = next(iter(self._unanswered.values()), None) or next(iter(self._calls.values()))
        self.counts.evicted += 1
        self._end(call, call.last_us, call.last_us, None)

    # --- the middle

    def _on_reply(self, message: Message) -> None:
        assert message.status is not None
        call = self._find(message)
        if call is None or message.status < 200 or message.from_tag != call.invite.from_tag:
            return
        if message.status < 300:
            self._on_answer(call, message)
        elif not call.answered_us and message.cseq == call.cseq and _is_on(call.branch, message):
            self._on_failure(call, message)

    def _on_answer(self, call: Call, message: Message) -> None:
        if call.answered_us:
            call.session_s = message.session_s or call.session_s
            return
        if message.cseq < call.cseq:
            return
        call.answered_us = max(message.seen_us, call.setup_us)
        call.to_tag = message.to_tag
        call.codec = message.codec or call.codec
        call.session_s = message.session_s
        self._stop_ringing(call)
        self._outcome.answer(call, message.seen_us)
        if call.hangup_us and not call.is_cancelled:
            self._end(call, message.seen_us, call.hangup_us, call.hangup_cause)
        call.hangup_us = 0

    def _on_failure(self, call: Call, message: Message) -> None:
        assert message.status is not None
        if message.status in CHALLENGES and not call.hangup_us:
            call.challenge, call.challenge_us = message.status, message.seen_us
            return
        cause = message.q850_cause or call.hangup_cause or cause_of(message.status)
        self._end(call, message.seen_us, call.hangup_us or message.seen_us, cause)

    def _on_ack(self, message: Message) -> None:
        call = self._find(message, keep=False)
        if call is not None and message.cseq == call.cseq and not call.answered_us and not call.challenge:
            call.ack_us = call.ack_us or message.seen_us

    def _touch(self, message: Message) -> None:
        self._find(message, keep=False)

    # --- the end

    def _on_bye(self, message: Message) -> None:
        call = self._find(message)
        if call is None:
            return
        cause = message.q850_cause or NORMAL_CLEARING
        if not call.answered_us:
            if not call.hangup_us or call.is_cancelled:
                call.hangup_us, call.hangup_cause, call.is_cancelled = message.seen_us, cause, False
            return
        callee_tag = message.to_tag if message.from_tag == call.invite.from_tag else message.from_tag
        if callee_tag == call.to_tag:  # another tag: a phone of the fork that answered second is sent away
            self._end(call, message.seen_us, message.seen_us, cause)

    def _on_cancel(self, message: Message) -> None:
        call = self._find(message)
        if call is not None and not call.answered_us and not call.hangup_us and _is_on(call.branch, message):
            call.hangup_us, call.is_cancelled = message.seen_us, True
            call.hangup_cause = message.q850_cause or NORMAL_CLEARING

    def _end(self, call: Call, at_us: int, ended_us: int, cause: int | None) -> None:
        del self._calls[call.key]
        self._stop_ringing(call)
        self.counts.ended += 1
        self._remember(call.key, Ended(call.cseq, call.attempt, at_us))
        self._outcome.release(call, at_us, ended_us, cause)

    def _end_silent(self, call: Call, now_us: int) -> None:
        if call.hangup_us:
            call.answered_us = (
                0 if call.is_cancelled else call.ack_us
            )  # the answer itself was lost, its ACK perhaps not
            self._end(call, now_us, call.hangup_us, call.hangup_cause)
        elif call.challenge:
            self._end(call, now_us, call.challenge_us, cause_of(call.challenge))
        else:
            self._end(call, now_us, call.last_us, TIMER_EXPIRED)

    # --- the tables

    def _find(self, message: Message, *, keep: bool = True) -> Call | None:
        """The call of a message, which thereby shows a sign of life. None when unknown; `keep` it then for an INVITE yet to come."""
        call = self._calls.get((message.call_id, message.from_tag))
        if call is None and message.to_tag is not None:
            call = self._calls.get((message.call_id, message.to_tag))
        if call is not None:
            call.last_us = max(call.last_us, message.seen_us)
        elif not self._is_ended(message):
            if keep and (message.status is None or message.status >= 200):
                self._keep_early(message)
            else:
                self.counts.unknown += 1
        return call

    def _is_ended(self, message: Message) -> bool:
        return (message.call_id, message.from_tag) in self._ended or (message.call_id, message.to_tag) in self._ended

    def _keep_early(self, message: Message) -> None:
        kept = self._early.setdefault(message.call_id, [])
        if len(kept) < self._limits.max_early_messages:
            kept.append(message)
        else:
            self.counts.unknown += 1
        if len(self._early) > self._limits.max_early:
            self.counts.unknown += len(self._early.popitem(last=False)[1])

    def _remember(self, key: Key, ended: Ended) -> None:
        self._ended.pop(key, None)
        self._ended[key] = ended
        if len(self._ended) > self._limits.max_ended:
            self._ended.popitem(last=False)

    def _stop_ringing(self, call: Call) -> None:
        self._unanswered.pop(call.key, None)
        if self._ringing_between.get((call.cli, call.called)) is call:
            del self._ringing_between[call.cli, call.called]

    def _deadline_us(self, call: Call) -> int:
        limits = self._limits
        if call.hangup_us:
            return call.hangup_us + limits.hangup_s * 1_000_000
        if call.challenge:
            return call.challenge_us + limits.challenge_s * 1_000_000
        if not call.answered_us:
            return call.setup_us + limits.ring_s * 1_000_000
        if call.session_s:
            return call.last_us + (call.session_s + limits.session_grace_s) * 1_000_000
        return call.answered_us + limits.talk_s * 1_000_000

    def _forget(self, now_us: int) -> None:
        """Drop memories that are old enough, from the oldest on."""
        while self._ended and next(iter(self._ended.values())).at_us + self._limits.ended_s * 1_000_000 <= now_us:
            self._ended.popitem(last=False)
        while self._early and self._oldest_early_us() + self._limits.early_s * 1_000_000 <= now_us:
            self.counts.unknown += len(self._early.popitem(last=False)[1])

    def _oldest_early_us(self) -> int:
        return next(iter(self._early.values()))[0].seen_us


def _invite_again(call: Call, message: Message) -> None:
    """A copy from another hop, a retransmission, or the same call after a challenge with a higher CSeq."""
    call.last_us = max(call.last_us, message.seen_us)
    if message.cseq > call.cseq and not call.answered_us:
        call.cseq, call.challenge, call.ack_us = message.cseq, 0, 0
        call.branch, call.branch_us = message.branch, message.seen_us
    elif message.cseq == call.cseq and message.seen_us < call.branch_us:
        call.branch, call.branch_us = message.branch, message.seen_us


def _is_on(branch: str | None, message: Message) -> bool:
    """Whether the message belongs to the transaction; senders without branches (RFC 2543) get the benefit of the doubt."""
    return branch is None or message.branch is None or branch == message.branch


def _active(call: Call) -> ActiveCall:
    return ActiveCall(
        record_id=call.record_id,
        setup_at=_EPOCH + timedelta(microseconds=call.setup_us),
        answered_at=_EPOCH + timedelta(microseconds=call.answered_us) if call.answered_us else None,
        cli=call.cli,
        called=call.called,
        source_ip=call.invite.src_ip,
        user_agent=call.invite.user_agent,
    )
