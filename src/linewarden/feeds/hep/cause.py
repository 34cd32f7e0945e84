"""Why a call ended, as a Q.850 cause, from what SIP says (RFC 3398 section 8.2.6.1, RFC 3326)."""

NORMAL_CLEARING = 16
TIMER_EXPIRED = 102
"""Given to calls whose end was never seen."""

_INTERWORKING = 127
_CAUSES = {
    400: 41,
    401: 21,
    402: 21,
    403: 21,
    404: 1,
    405: 63,
    406: 79,
    407: 21,
    408: 102,
    410: 22,
    415: 79,
    480: 18,
    481: 41,
    482: 25,
    483: 25,
    484: 28,
    485: 1,
    486: 17,
    487: NORMAL_CLEARING,  # the caller gave up; the table of RFC 3398 has no row for it
    500: 41,
    501: 79,
    502: 38,
    503: 41,
    504: 102,
    600: 17,
    603: 21,
    604: 1,
}
CHALLENGES = frozenset({401, 407, 422, 428})
"""Finals that ask the caller to send the same INVITE again with something added; the call goes on."""


def cause_of(status: int) -> int | None:
    """Q.850 cause of a final SIP status; 127 (interworking) for failures that the RFC does not name, None for redirections."""
    return None if status < 400 else _CAUSES.get(status, _INTERWORKING)
