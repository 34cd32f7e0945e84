"""Short messages through a gateway that speaks HTTP."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from linewarden.channels.channel import Answer, Result
from linewarden.channels.sms_http import SmsHttp
from linewarden.model.message import Message, MessageState
from sms_gateway import gateway

NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
A_MESSAGE = Message(
    message_id="m1", warning_id="w1", nth=2, channel="sms", number=8613861234567, text="【反诈中心】请勿转账。",
    created_at=NOON, state=MessageState.WAITING, attempts=0, next_at=NOON, ended_at=None, problem="",
)  # fmt: skip


def test_a_message_is_signed_and_carries_its_id() -> None:
    with gateway() as there, SmsHttp(there.url, key=b"secret", timeout_s=5) as channel:
        assert channel.send(A_MESSAGE) == Answer(Result.TAKEN)
        [(headers, body)] = there.heard
    assert json.loads(body) == {"id": "m1", "to": "+8613861234567", "text": "【反诈中心】请勿转账。"}
    assert headers["idempotency-key"] == "m1"
    assert headers["x-signature"] == "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (202, Result.TAKEN), (409, Result.TAKEN), (400, Result.REFUSED), (401, Result.REFUSED), (301, Result.REFUSED),
        (408, Result.AGAIN), (429, Result.AGAIN), (500, Result.AGAIN), (503, Result.AGAIN),
    ],
)  # fmt: skip
def test_what_each_answer_means(status: int, result: Result) -> None:
    with gateway(status) as there, SmsHttp(there.url, key=b"", timeout_s=5) as channel:
        answer = channel.send(A_MESSAGE)
        assert "x-signature" not in there.heard[0][0]
    assert answer.result is result
    assert ("answered" in answer.problem) is (result is not Result.TAKEN)


def test_a_gateway_that_is_not_there_is_tried_again() -> None:
    with gateway() as there:
        url = there.url
    with SmsHttp(url, key=b"", timeout_s=2) as channel:
        answer = channel.send(A_MESSAGE)
    assert answer == Answer(Result.AGAIN, "the gateway cannot be reached: ConnectError")
