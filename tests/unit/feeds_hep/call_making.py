"""Calls as the messages that a capture agent sees: caller → proxy → phone, every message on both hops."""

from dataclasses import dataclass, replace

from hep_making import CALLER, PHONE, PROXY, sip

Seen = tuple[float, tuple[str, int], tuple[str, int], bytes]
HOP_S = 0.002


@dataclass(frozen=True)
class Story:
    """Makes the messages of one call; each method gives both hops of one message, the caller's first or last as it travels."""

    call_id: str = "call-1"
    caller_tag: str = "caller"
    phone_tag: str = "phone"
    cli: str = "13861234567"
    called: str = "051986661234"
    cseq: int = 1
    fork: int = 0
    caller: tuple[str, int] = CALLER
    proxy: tuple[str, int] = PROXY
    phone: tuple[str, int] = PHONE

    def next_try(self) -> "Story":
        """The same call with a higher CSeq, as after a challenge."""
        return replace(self, cseq=self.cseq + 1)

    def to_fork(self, number: int, phone_tag: str) -> "Story":
        """The same call on another branch to another phone."""
        return replace(self, fork=number, phone_tag=phone_tag)

    def invite(self, at_s: float, *more: str) -> list[Seen]:
        start = f"INVITE sip:{self.called}@10.0.0.2 SIP/2.0"
        return self._down(at_s, start, "INVITE", is_tagged=False, more=more)

    def reply(self, at_s: float, status: int, method: str = "INVITE", *more: str) -> list[Seen]:
        is_tagged = status > 100 and status not in {401, 407}
        return self._up(at_s, f"SIP/2.0 {status} X", method, is_tagged=is_tagged, more=more)

    def local_reply(self, at_s: float, status: int) -> list[Seen]:
        """What the proxy itself tells the caller."""
        return [(at_s, self.proxy, self.caller, self._message(f"SIP/2.0 {status} X", "INVITE", "in", is_tagged=False))]

    def branch_reply(self, at_s: float, status: int) -> list[Seen]:
        """What a phone tells the proxy, which keeps it to itself."""
        return [(at_s, self.phone, self.proxy, self._message(f"SIP/2.0 {status} X", "INVITE", "out", is_tagged=True))]

    def branch_cancel(self, at_s: float) -> list[Seen]:
        """The proxy calls off one phone."""
        return [
            (at_s, self.proxy, self.phone, self._message("CANCEL sip:x@y SIP/2.0", "CANCEL", "out", is_tagged=False))
        ]

    def ack(self, at_s: float) -> list[Seen]:
        return self._down(at_s, "ACK sip:phone@10.0.0.3 SIP/2.0", "ACK", is_tagged=True)

    def cancel(self, at_s: float) -> list[Seen]:
        return self._down(at_s, f"CANCEL sip:{self.called}@10.0.0.2 SIP/2.0", "CANCEL", is_tagged=False)

    def bye(self, at_s: float, *more: str) -> list[Seen]:
        return self._down(at_s, "BYE sip:phone@10.0.0.3 SIP/2.0", "BYE", is_tagged=True, more=more)

    def in_dialog(self, at_s: float, method: str) -> list[Seen]:
        """A request of the caller within the call, with the next CSeq."""
        story = self.next_try()
        return story._down(at_s, f"{method} sip:phone@10.0.0.3 SIP/2.0", method, is_tagged=True)

    def bye_of_phone(self, at_s: float, *more: str) -> list[Seen]:
        data = self._message("BYE sip:caller@10.0.0.1 SIP/2.0", "BYE", "back", is_tagged=True, is_back=True, more=more)
        return [(at_s, self.phone, self.proxy, data), (at_s + HOP_S, self.proxy, self.caller, data)]

    def answered(self, at_s: float, ring_s: float, talk_s: float) -> list[Seen]:
        """A whole call."""
        answer_s, bye_s = at_s + ring_s, at_s + ring_s + talk_s
        return [
            *self.invite(at_s),
            *self.local_reply(at_s + HOP_S / 2, 100),
            *self.reply(at_s + 0.01, 180),
            *self.reply(answer_s, 200),
            *self.ack(answer_s + 0.01),
            *self.bye(bye_s),
            *self.reply(bye_s + 0.01, 200, "BYE"),
        ]

    def _down(self, at_s: float, start: str, method: str, *, is_tagged: bool, more: tuple[str, ...] = ()) -> list[Seen]:
        first, second = (self._message(start, method, hop, is_tagged=is_tagged, more=more) for hop in ("in", "out"))
        return [(at_s, self.caller, self.proxy, first), (at_s + HOP_S, self.proxy, self.phone, second)]

    def _up(self, at_s: float, start: str, method: str, *, is_tagged: bool, more: tuple[str, ...] = ()) -> list[Seen]:
        first, second = (self._message(start, method, hop, is_tagged=is_tagged, more=more) for hop in ("out", "in"))
        return [(at_s, self.phone, self.proxy, first), (at_s + HOP_S, self.proxy, self.caller, second)]

    def _message(
        self, start: str, method: str, hop: str, *, is_tagged: bool, is_back: bool = False, more: tuple[str, ...] = ()
    ) -> bytes:
        caller = f"<sip:{self.cli}@10.0.0.1>;tag={self.caller_tag}"
        phone = f"<sip:{self.called}@10.0.0.2>" + (f";tag={self.phone_tag}" if is_tagged else "")
        branch = f"z9hG4bK-{self.cseq}-{hop}" + (f"-{self.fork}" if hop == "out" else "")
        return sip(
            start,
            call_id=self.call_id,
            cseq=f"{self.cseq + (method == 'BYE')} {method}",
            from_=phone if is_back else caller,
            to=caller if is_back else phone,
            branch=branch,
            more=more,
        )
