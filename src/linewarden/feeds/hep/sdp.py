"""What of an SDP body (RFC 4566) tells about a call: the first codec and where the media goes."""

import re

_AUDIO = re.compile(rb"^m=audio [^\r\n ]+ [^\r\n ]+ (\d{1,3})", re.MULTILINE)
_RTPMAP = re.compile(rb"^a=rtpmap:(\d{1,3}) ([A-Za-z0-9._-]{1,32})", re.MULTILINE)
_CONNECTION = re.compile(rb"^c=IN IP[46] ([0-9A-Fa-f.:]{2,45})", re.MULTILINE)

_STATIC = {0: "PCMU", 3: "GSM", 4: "G723", 8: "PCMA", 9: "G722", 15: "G728", 18: "G729"}
"""Audio payload types that need no rtpmap (RFC 3551)."""


def sdp_facts(body: bytes) -> tuple[str | None, str | None]:
    """First codec of the audio stream and the address of its media, each None when not told."""
    audio = _AUDIO.search(body)
    connection = (audio and _CONNECTION.search(body, audio.end())) or _CONNECTION.search(body)
    media_ip = connection[1].decode() if connection else None
    if audio is None:
        return None, media_ip
    payload_type = int(audio[1])
    for number, name in _RTPMAP.findall(body, audio.end()):
        if int(number) == payload_type:
            return name.decode(), media_ip
    return _STATIC.get(payload_type), media_ip


def sdp_part(content_type: str, body: bytes) -> bytes:
    """The SDP of a body: the body itself, one part of a multipart body, or nothing. Everything else is content and not ours."""
    kind = content_type.lower()
    if "application/sdp" in kind:
        return body
    if not kind.lstrip().startswith("multipart/"):
        return b""
    start = body.lower().find(b"application/sdp")
    begin = body.find(b"\r\n\r\n", start) if start >= 0 else -1
    if begin < 0:
        return b""
    end = body.find(b"\r\n--", begin)
    return body[begin + 4 : end if end >= 0 else len(body)]
