"""The SIP messages of a call (RFC 3261) between a gateway and the carrier's border, with the times at which they are seen."""

from collections.abc import Iterator
from typing import NamedTuple

from linewarden.sim.calls import SECOND, Calls
from linewarden.sim.manners import ABSENT, BUSY, CLEARED, NO_ANSWER, REJECTED, UNALLOCATED
from linewarden.sim.numbers import written
from linewarden.sim.places import Names
from linewarden.sim.writers.hep import Captured

_MS = 1000
_T1 = 500 * _MS  # first retransmission of RFC 3261 section 17
_PORT = 5060
_AGENT_IDS = 2000  # + trunk

# Q.850 cause of a call that nobody took → final response; None: the caller gives up and cancels.
_FINAL = {
    BUSY: (486, "Busy Here"),
    ABSENT: (480, "Temporarily Unavailable"),
    REJECTED: (603, "Decline"),
    UNALLOCATED: (404, "Not Found"),
}
_PAYLOAD_TYPES = {"PCMA": "8", "PCMU": "0", "G729": "18", "opus": "96"}


class SipCall(NamedTuple):
    """What the messages of one call need."""

    number: int
    setup_us: int
    answer_us: int  # 0: never
    end_us: int
    cause: int
    cli: str
    called: str
    gateway_ip: str
    border_ip: str
    user_agent: str
    codec: str
    trunk: str
    trunk_id: int

    @property
    def chance(self) -> int:
        """A number 0..999 that is the same for the same call, for what differs from call to call."""
        return (self.number * 0x9E3779B97F4A7C15 >> 24) % 1000

    @property
    def call_id(self) -> str:
        """It says DEMO too."""
        return f"DEMO-{self.number}@{self.gateway_ip}"


def sip_calls(calls: Calls, names: Names) -> list[SipCall]:
    """The calls with their texts."""
    return [
        SipCall(
            number, setup, answer, end, cause, cli, called, names.source_ips[ip], f"10.20.0.{trunk}", names.user_agents[agent],
            names.codecs[codec], names.trunks[trunk], trunk,
        )
        for number, setup, answer, end, cause, cli, called, ip, agent, codec, trunk in zip(
            *(calls[column].tolist() for column in ("number", "setup_us", "answer_us", "end_us", "cause")),
            written(calls["cli"], calls["cli_form"]).to_pylist(),
            written(calls["called"], calls["called_form"]).to_pylist(),
            *(calls[column].tolist() for column in ("source_ip", "user_agent", "codec", "trunk_in")),
            strict=True,
        )
    ]  # fmt: skip


def dialog(call: SipCall) -> list[Captured]:
    """All messages of the call in order of time; one INVITE in 60 and one 200 in 90 is seen twice."""
    return sorted(_messages(call), key=lambda message: message.at_us)


def _messages(call: SipCall) -> Iterator[Captured]:
    invite = _request(call, "INVITE", 1, _sdp(call, call.gateway_ip))
    yield _seen(call, 0, invite, outward=True)
    if call.chance < 16:
        yield _seen(call, _T1, invite, outward=True, is_repeat=True)
    length_us = call.end_us - call.setup_us
    ring_us = min((300 + call.chance) * _MS, (call.answer_us or call.end_us) - call.setup_us - 20 * _MS)
    yield _seen(
        call, 4 * _MS + call.chance * 20, _response(call, 100, "Trying", "INVITE", 1, to_tag=False), outward=False
    )
    if call.answer_us or call.cause in {NO_ANSWER, CLEARED} or length_us > 2 * SECOND:
        yield _seen(call, ring_us, _response(call, 180, "Ringing", "INVITE", 1), outward=False)
    if call.answer_us:
        yield from _answered(call)
    elif call.cause in _FINAL:
        yield from _refused(call, *_FINAL[call.cause])
    elif call.cause == NO_ANSWER and call.chance % 10 < 4:
        yield from _refused(call, 480, "Temporarily Unavailable")
    else:
        yield from _cancelled(call)


def _answered(call: SipCall) -> Iterator[Captured]:
    answer_us, length_us = call.answer_us - call.setup_us, call.end_us - call.setup_us
    ok = _response(call, 200, "OK", "INVITE", 1, _sdp(call, call.border_ip))
    yield _seen(call, answer_us, ok, outward=False)
    if call.chance % 90 == 7:
        yield _seen(call, answer_us + _T1, ok, outward=False, is_repeat=True)
    yield _seen(call, answer_us + 30 * _MS, _request(call, "ACK", 1, to_tag=True), outward=True)
    by_caller = call.chance % 10 < 6
    bye = _request(call, "BYE", 2, to_tag=True) if by_caller else _request_back(call, "BYE", 1)
    yield _seen(call, length_us, bye, outward=by_caller)
    ok = _response(call, 200, "OK", "BYE", 2) if by_caller else _response_back(call, "BYE", 1)
    yield _seen(call, length_us + 25 * _MS, ok, outward=not by_caller)


def _refused(call: SipCall, status: int, phrase: str) -> Iterator[Captured]:
    length_us = call.end_us - call.setup_us
    reason = f"Reason: Q.850;cause={call.cause}\r\n"
    yield _seen(call, length_us, _response(call, status, phrase, "INVITE", 1, extra=reason), outward=False)
    yield _seen(call, length_us + 15 * _MS, _request(call, "ACK", 1, to_tag=True, same_branch=True), outward=True)


def _cancelled(call: SipCall) -> Iterator[Captured]:
    length_us = call.end_us - call.setup_us
    yield _seen(call, length_us, _request(call, "CANCEL", 1, same_branch=True), outward=True)
    yield _seen(call, length_us + 8 * _MS, _response(call, 200, "OK", "CANCEL", 1), outward=False)
    yield _seen(call, length_us + 12 * _MS, _response(call, 487, "Request Terminated", "INVITE", 1), outward=False)
    yield _seen(call, length_us + 30 * _MS, _request(call, "ACK", 1, to_tag=True, same_branch=True), outward=True)


def _seen(call: SipCall, after_us: int, payload: bytes, *, outward: bool, is_repeat: bool = False) -> Captured:
    """`outward`: from the gateway to the border."""
    gateway, border = (call.gateway_ip, _PORT), (call.border_ip, _PORT)
    src, dst = (gateway, border) if outward else (border, gateway)
    return Captured(call.setup_us + after_us, src, dst, _AGENT_IDS + call.trunk_id, call.trunk, payload, is_repeat)


def _caller(call: SipCall) -> str:
    return f"<sip:{call.cli or 'anonymous'}@{call.gateway_ip}>;tag=f{call.number:x}"


def _callee(call: SipCall, *, to_tag: bool) -> str:
    return f"<sip:{call.called}@{call.border_ip}>" + (f";tag=t{call.number:x}" if to_tag else "")


def _request(
    call: SipCall, method: str, cseq: int, body: str = "", *, to_tag: bool = False, same_branch: bool = False
) -> bytes:
    """A request of the gateway. A CANCEL and the ACK of a refusal share the INVITE's branch, the rest have their own."""
    branch = "INVITE" if same_branch else method
    asserted = (
        f"P-Asserted-Identity: <sip:{call.cli}@{call.gateway_ip}>\r\n"
        if method == "INVITE" and call.trunk_id % 2
        else ""
    )
    return _text(
        f"{method} sip:{call.called}@{call.border_ip} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP {call.gateway_ip}:{_PORT};branch=z9hG4bK{branch.lower()}{call.number:x}\r\n"
        f"Max-Forwards: 70\r\nFrom: {_caller(call)}\r\nTo: {_callee(call, to_tag=to_tag)}\r\nCall-ID: {call.call_id}\r\nCSeq: {cseq} {method}\r\n"
        f"Contact: <sip:{call.cli or 'anonymous'}@{call.gateway_ip}:{_PORT};tgrp={call.trunk};trunk-context=demo.invalid>\r\n"
        f"{asserted}User-Agent: {call.user_agent}\r\n",
        body,
    )


def _request_back(call: SipCall, method: str, cseq: int) -> bytes:
    """A request of the called side in the dialog."""
    return _text(
        f"{method} sip:{call.cli or 'anonymous'}@{call.gateway_ip}:{_PORT} SIP/2.0\r\n"
        f"Via: SIP/2.0/UDP {call.border_ip}:{_PORT};branch=z9hG4bKback{call.number:x}\r\n"
        f"Max-Forwards: 70\r\nFrom: {_callee(call, to_tag=True)}\r\nTo: {_caller(call)}\r\nCall-ID: {call.call_id}\r\nCSeq: {cseq} {method}\r\n",
        "",
    )


def _response(
    call: SipCall,
    status: int,
    phrase: str,
    method: str,
    cseq: int,
    body: str = "",
    *,
    to_tag: bool = True,
    extra: str = "",
) -> bytes:
    branch = "INVITE" if method == "CANCEL" else method
    return _text(
        f"SIP/2.0 {status} {phrase}\r\n"
        f"Via: SIP/2.0/UDP {call.gateway_ip}:{_PORT};branch=z9hG4bK{branch.lower()}{call.number:x}\r\n"
        f"From: {_caller(call)}\r\nTo: {_callee(call, to_tag=to_tag)}\r\nCall-ID: {call.call_id}\r\nCSeq: {cseq} {method}\r\n"
        f"{extra}Server: DEMO-border\r\n",
        body,
    )


def _response_back(call: SipCall, method: str, cseq: int) -> bytes:
    return _text(
        f"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP {call.border_ip}:{_PORT};branch=z9hG4bKback{call.number:x}\r\n"
        f"From: {_callee(call, to_tag=True)}\r\nTo: {_caller(call)}\r\nCall-ID: {call.call_id}\r\nCSeq: {cseq} {method}\r\n"
        f"User-Agent: {call.user_agent}\r\n",
        "",
    )


def _sdp(call: SipCall, address: str) -> str:
    kind = _PAYLOAD_TYPES.get(call.codec, "8")
    port = 20_000 + call.number % 10_000 * 2
    return (
        f"v=0\r\no=- {call.number} 1 IN IP4 {address}\r\ns=DEMO\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP {kind} 101\r\na=rtpmap:{kind} {call.codec or 'PCMA'}/{48000 if call.codec == 'opus' else 8000}\r\n"
        f"a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
    )


def _text(head: str, body: str) -> bytes:
    content = "Content-Type: application/sdp\r\n" if body else ""
    return f"{head}{content}Content-Length: {len(body)}\r\n\r\n{body}".encode()
