"""What is odd about an INVITE shows in every event of its call and in its record."""

import json

import pytest
from call_making import Story
from hep_making import SETTINGS, batch, sip
from hypothesis import given
from hypothesis import strategies as st

from linewarden.columns import ODDITY_COLUMNS
from linewarden.features.records import record_events
from linewarden.feeds.hep import Dialogs
from linewarden.feeds.hep.branches import MOST_KEPT, Branches
from linewarden.feeds.hep.memory import CALLS
from linewarden.feeds.hep.oddity import LEAST_TAG, is_branch, is_tag, oddity_of, remote_party
from linewarden.model.event import Oddity

PUBLIC = ("8.8.8.8", 5060)
ASSERTED = "P-Asserted-Identity: <tel:+8613800000000>"
REMOTE = 'Remote-Party-ID: "x" <sip:13800000000@10.0.0.1>;party=calling;screen=yes'


@pytest.mark.parametrize(
    ("branch", "is_one"),
    [
        ("z9hG4bK776asdhds", True),  # the example of RFC 3261
        ("z9hG4bK", False),
        ("776asdhds", False),
        ("Z9HG4BK776asdhds", False),
        ("z9hG4bK{rand}", False),  # a template that was never filled in
        (None, False),
    ],
)
def test_a_branch_is_the_cookie_and_a_token(branch: str | None, *, is_one: bool) -> None:
    assert is_branch(branch) is is_one


@pytest.mark.parametrize(
    ("tag", "is_one"), [("a48s", False), ("1928301774", True), ("[tag-12]", False), ("", False), (None, False)]
)
def test_a_tag_is_a_token_with_room_for_32_random_bits(tag: str | None, *, is_one: bool) -> None:
    assert is_tag(tag) is is_one
    assert 72 ** (LEAST_TAG - 1) < 2**32 <= 72**LEAST_TAG


def found(
    *more: str,
    from_tag: str = "caller",
    src: tuple[str, int] = PUBLIC,
    via: str = "8.8.8.8",
    body: str = "",
    cli: str = "13861234567",
) -> int:
    """The oddities of a call with one INVITE; private sources apart."""
    invite = sip(from_=f"<sip:{cli}@10.0.0.1>" + (f";tag={from_tag}" if from_tag else ""), more=more, body=body)
    events, _ = Dialogs(SETTINGS).feed(
        batch((0, src, ("9.9.9.9", 5060), invite.replace(b"UDP 10.0.0.1", b"UDP " + via.encode())))
    )
    assert events.oddity[0] & Oddity.SIGNALLED
    return int(events.oddity[0]) & ~(Oddity.SIGNALLED | Oddity.PRIVATE_SOURCE)


def test_a_plain_call_shows_nothing_odd() -> None:
    assert found() == 0


def test_a_tag_that_is_missing_or_short_is_odd() -> None:
    assert found(from_tag="") == found(from_tag="1") == Oddity.ODD_TAG


@pytest.mark.parametrize(
    ("more", "cli", "oddity"),
    [
        ((ASSERTED,), "13861234567", Oddity.IDENTITY_MISMATCH),
        ((REMOTE,), "13861234567", Oddity.IDENTITY_MISMATCH),
        ((REMOTE, "P-Asserted-Identity: <sip:13861234567@10.0.0.1>"), "13861234567", 0),  # RFC 3325 goes before
        ((ASSERTED,), "008613800000000", 0),  # the same number, written otherwise
        ((ASSERTED,), "anonymous", 0),  # privacy is a right
        ((ASSERTED,), "extension-7", 0),
        ((ASSERTED, "Diversion: <sip:13900000000@10.0.0.1>"), "13861234567", 0),  # forwarded: From is a third party's
    ],
)  # fmt: skip
def test_from_and_the_asserted_identity_are_compared_as_numbers(more: tuple[str, ...], cli: str, oddity: int) -> None:
    assert found(*more, cli=cli) == oddity


def test_a_public_source_that_names_a_private_address_is_odd() -> None:
    sdp = "v=0\r\nc=IN IP4 {}\r\nm=audio 4000 RTP/AVP 8\r\n"
    kind = "Content-Type: application/sdp"
    assert found(via="192.168.1.7") == found(kind, body=sdp.format("10.1.2.3")) == Oddity.PRIVATE_MEDIA
    assert found(kind, body=sdp.format("8.8.4.4")) == 0
    assert found(via="192.168.1.7", src=("10.0.0.1", 5060)) == 0  # within a network everything is
    assert found(via="gw.example") == found(via="[2001:4860::1]:5060") == 0
    assert found(via="[fd00::1]") == Oddity.PRIVATE_MEDIA


def test_a_branch_that_begins_another_call_too_is_odd() -> None:
    invites = [(n, PUBLIC, ("9.9.9.9", 5060), sip(call_id=f"call-{n}", branch="z9hG4bKconstant")) for n in (1, 2)]
    invites.append((3, PUBLIC, ("9.9.9.9", 5060), invites[0][3]))  # a copy that comes late
    events, _ = Dialogs(SETTINGS).feed(batch(*invites))
    assert [bool(odd & Oddity.ODD_BRANCH) for odd in events.oddity.tolist()] == [False, True]


def test_the_latest_branches_are_remembered_and_stay_so_when_they_are_read_back() -> None:
    branches = Branches([])
    assert not any(branches.is_used_again(f"z9hG4bK{n}", f"{n}") for n in range(MOST_KEPT + 1))
    branches = Branches(branches.rows)
    assert branches.is_used_again("z9hG4bK1", "other")
    assert not branches.is_used_again("z9hG4bK0", "other")  # the oldest was forgotten
    assert [branches.is_used_again(None, call_id) for call_id in ("a", "b")] == [False, False]
    assert len(branches.rows) == MOST_KEPT


def test_dialogs_go_on_with_the_branches_that_were_stored() -> None:
    one, other = Dialogs(SETTINGS), Dialogs(SETTINGS)
    one.feed(batch((0, PUBLIC, ("9.9.9.9", 5060), sip(branch="z9hG4bKconstant"))))
    other.restore(CALLS.read(CALLS.written(one.memory)))
    events, _ = other.feed(batch((1, PUBLIC, ("9.9.9.9", 5060), sip(call_id="call-2", branch="z9hG4bKconstant"))))
    assert events.oddity[0] & Oddity.ODD_BRANCH


def test_the_memory_of_an_older_program_is_read_with_nothing_odd() -> None:
    dialogs = Dialogs(SETTINGS)
    dialogs.feed(batch((0, PUBLIC, ("9.9.9.9", 5060), sip())))
    written = json.loads(CALLS.written(dialogs.memory))
    (call,) = written["calls"]
    later = [call["invite"].pop() for _ in range(3)]  # remote party, oddity and attestation, from the last on
    assert (call.pop("oddity"), later, len(written.pop("branches"))) == (192, [None, 192, None], 1)
    older = CALLS.read(json.dumps(written).encode())
    assert (older.calls[0].oddity, older.calls[0].invite.oddity, older.branches) == (0, 0, [])


def test_the_record_of_a_call_tells_what_its_events_told() -> None:
    story = Story(caller_tag="1", caller=PUBLIC)
    events, calls = Dialogs(SETTINGS).feed(batch(*story.answered(0, 5, 60)))
    assert set(events.oddity.tolist()) == {
        Oddity.SIGNALLED | Oddity.ODD_TAG | Oddity.PRIVATE_MEDIA
    }  # its Via says 10.0.0.1
    assert record_events(calls).oddity.tolist() == events.oddity[:1].tolist()
    assert "sip_oddity" in ODDITY_COLUMNS


@given(st.binary(max_size=2_000), st.none() | st.text(max_size=40), st.none() | st.text(max_size=40))
def test_any_bytes_can_be_looked_at(raw: bytes, branch: str | None, tag: str | None) -> None:
    assert oddity_of(raw, branch, tag, "8.8.8.8", None) & Oddity.SIGNALLED
    remote_party(b"Remote-Party-ID:" + raw)
