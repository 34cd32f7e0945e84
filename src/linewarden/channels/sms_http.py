"""Short messages through a gateway that speaks HTTP.

POST of JSON `{"id", "to", "text"}` with the id as `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header) and, where a key is given, an HMAC-SHA256 of the
body as `X-Signature: sha256=…`. A gateway of another form stands behind a small adapter on its side.
"""

import hashlib
import hmac
from http import HTTPStatus
from typing import Self

import httpx
import orjson

from linewarden.channels.channel import Answer, Result
from linewarden.model.message import Message

_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
"""Of 4xx: those that another attempt may mend."""


class SmsHttp:
    """One gateway. `key`: shared with it; empty: bodies are not signed."""

    def __init__(self, url: str, *, key: bytes, timeout_s: float) -> None:
        self._url, self._key = url, key
        self._client = httpx.Client(timeout=timeout_s, follow_redirects=False, trust_env=False)

    def send(self, message: Message) -> Answer:
        """See `Channel`. Any 2xx is taken, and 409: the gateway has this id already."""
        body = orjson.dumps({"id": message.message_id, "to": f"+{message.number}", "text": message.text})
        headers = {"Content-Type": "application/json", "Idempotency-Key": message.message_id}
        if self._key:
            headers["X-Signature"] = "sha256=" + hmac.new(self._key, body, hashlib.sha256).hexdigest()
        try:
            status = self._client.post(self._url, content=body, headers=headers).status_code
        except httpx.HTTPError as err:
            return Answer(Result.AGAIN, f"the gateway cannot be reached: {type(err).__name__}")
        if status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.CONFLICT:
            return Answer(Result.TAKEN)
        is_passing = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _AGAIN
        return Answer(Result.AGAIN if is_passing else Result.REFUSED, f"the gateway answered {status}")

    def close(self) -> None:
        """Ends its connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
