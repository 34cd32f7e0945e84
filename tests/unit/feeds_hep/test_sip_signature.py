"""What signalling says of the signature of the number shown."""

import json
from base64 import urlsafe_b64encode

import pytest
from hep_making import SETTINGS, batch, sip
from hypothesis import given
from hypothesis import strategies as st

from linewarden.features.records import record_events
from linewarden.feeds.hep import Dialogs
from linewarden.feeds.hep.signature import signature_of
from linewarden.model.event import Oddity

NOTHING = Oddity(0)
PASSED = "P-Asserted-Identity: <sip:+8613861234567@x;verstat=TN-Validation-Passed;user=phone>"
FAILED = "P-Asserted-Identity: <sip:+8613861234567@x;verstat=TN-Validation-Failed>"


def passport(claims: object, name: str = "Identity") -> str:
    body = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{name}: eyJhbGciOiJFUzI1NiJ9.{body}.c2ln;info=<https://c.example/a.cer>;alg=ES256;ppt=shaken"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ((), (NOTHING, None)),
        ((FAILED, passport({"attest": "A"})), (Oddity.FAILED_VERIFICATION, None)),
        ((PASSED, passport({"attest": "A"})), (NOTHING, "A")),
        ((PASSED, passport({"attest": "C"}, "y")), (NOTHING, "C")),
        ((PASSED, passport({"attest": "D"})), (NOTHING, None)),
        ((PASSED, passport(["A"])), (NOTHING, None)),
        ((PASSED, "Identity: a.a.a"), (NOTHING, None)),
        ((PASSED,), (NOTHING, None)),
        ((passport({"attest": "A"}),), (NOTHING, None)),  # nobody has looked whether the signature is right
        (("P-Asserted-Identity: <sip:1@x;verstat=No-TN-Validation>", passport({"attest": "A"})), (NOTHING, None)),
    ],
)
def test_the_claim_counts_where_the_network_found_the_signature_right(
    more: tuple[str, ...], found: tuple[Oddity, str | None]
) -> None:
    assert signature_of(sip(more=more)) == found


@pytest.mark.parametrize(
    ("more", "shown"),
    [((FAILED,), Oddity.FAILED_VERIFICATION), ((PASSED, passport({"attest": "B"})), Oddity.PARTIAL_ATTESTATION)],
)
def test_events_and_the_record_tell_it(more: tuple[str, ...], shown: Oddity) -> None:
    source = ("8.8.8.8", 5060)
    dialogs = Dialogs(SETTINGS)
    events, _ = dialogs.feed(batch((0, source, ("9.9.9.9", 5060), sip(more=more))))
    assert int(events.oddity[0]) & ~(Oddity.SIGNALLED | Oddity.PRIVATE_MEDIA) == shown
    busy = sip("SIP/2.0 486 Busy", to="<sip:051986661234@10.0.0.2>;tag=phone12")
    _, calls = dialogs.feed(batch((1, ("9.9.9.9", 5060), source, busy)))
    assert record_events(calls).oddity.tolist() == events.oddity.tolist()


@given(st.binary(max_size=500))
def test_any_bytes_can_be_looked_at(raw: bytes) -> None:
    failed, attestation = signature_of(b"From: <sip:1@x;verstat=TN-Validation-Passed>\r\nIdentity: a." + raw)
    assert (failed, attestation in {None, "A", "B", "C"}) == (NOTHING, True)
