"""The same software looks the same in every call it makes, another one does not."""

import pyarrow as pa
import pytest
from call_making import Story
from hep_making import CALLER, SETTINGS, batch, sip
from hypothesis import given
from hypothesis import strategies as st

from linewarden.columns import int_keys
from linewarden.feeds.hep import Dialogs
from linewarden.feeds.hep.stack import stack_of

SDP = (
    "v=0\r\no=FreeSWITCH 16 17 IN IP4 10.0.0.1\r\ns=FreeSWITCH\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\n"
    "m=audio {port} RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\n"
)


def invite(
    *, cli: str = "13861234567", called: str = "051986661234", call_id: str = "5f2c1a9e-77aa-4c11", tag: str = "9fUa3Kq1",
    port: int = 40_312, agent: str = "FPBX-2.11.0(1.8)", more: tuple[str, ...] = (), sdp: str = SDP,
) -> bytes:  # fmt: skip
    return sip(
        f"INVITE sip:{called}@10.0.0.2 SIP/2.0", call_id=call_id, from_=f"<sip:{cli}@10.0.0.1>;tag={tag}", to=f"<sip:{called}@10.0.0.2>",
        more=(f"User-Agent: {agent}", "Allow: INVITE, ACK, CANCEL, BYE", *more), body=sdp.format(port=port),
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        invite(cli="4915304639788", called="13800000001"),
        invite(call_id="0b9d77c3-1e2f-4a90", tag="c0Ffee12"),
        invite(port=11_000),
        invite(more=("Max-Forwards: 69", "Record-Route: <sip:10.0.0.9;lr>", 'Proxy-Authorization: Digest username="x"')),
    ],
)  # fmt: skip
def test_what_changes_from_call_to_call_and_hop_to_hop_does_not_count(other: bytes) -> None:
    assert stack_of(other) == stack_of(invite())


@pytest.mark.parametrize(
    "other",
    [
        invite(agent="friendly-scanner"),
        invite(more=("X-Asterisk-HangupCause: 16",)),
        invite(call_id="1234567890@10.0.0.1"),
        invite(sdp=SDP.replace("8 0 101", "0 8 101")),
        invite(sdp=SDP.replace("s=FreeSWITCH", "s=-")),
        invite().replace(b"Call-ID:", b"Call-Id:"),
        invite(sdp=""),
    ],
)
def test_habits_count(other: bytes) -> None:
    assert stack_of(other) != stack_of(invite())


@given(st.binary(max_size=2_000))
def test_any_bytes_have_a_fingerprint(raw: bytes) -> None:
    assert len(stack_of(raw)) == 16
    assert stack_of(raw) == stack_of(raw)


def test_every_event_of_a_call_carries_the_fingerprint_of_its_invite() -> None:
    story = Story()
    events, _ = Dialogs(SETTINGS).feed(batch(*story.answered(0, 5, 60)))
    (raw,) = {message[3] for message in story.invite(0) if message[1] == CALLER}
    expected = int(int_keys(pa.array([stack_of(raw)]))[0])
    assert events.stack.tolist() == [expected] * 3
