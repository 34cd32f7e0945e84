"""What every shipped layout promises: one sample file each, the same tests for all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linewarden.feeds.files import load_map, map_names, read_file
from linewarden.feeds.settings import FeedSettings
from linewarden.model.cdr import CDR_SCHEMA, cdr_rows
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.numbering import Home

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BASIS = LegalBasis(
    "T-1", BasisKind.TRAINING, "drill", "test", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
)
FEED = FeedSettings(name="cz", basis=BASIS, home=Home("CN", "519", "常州"))

SAMPLES = {
    "asterisk": '"","13861234567","110","","","SIP/t-0000001a","","","","2026-11-22 08:00:00","2026-11-22 08:00:10",'
    '"2026-11-22 08:01:10",70,60,"ANSWERED",""\n',
    "cisco-cucm": "pkid,callingPartyNumber,finalCalledPartyNumber,dateTimeOrigination,dateTimeConnect,dateTimeDisconnect,duration\n"
    "p,13861234567,110,1795305600,1795305610,1795305670,60\n",
    "cn-huadan": "主叫号码,被叫号码,通话开始时间,通话时长\n13861234567,110,2026-11-22 08:00:10,60\n",
    "freeswitch-csv": '"x","13861234567","110","in","2026-11-22 08:00:00","2026-11-22 08:00:10","2026-11-22 08:01:10","70","60",'
    '"NORMAL_CLEARING","u","","","PCMA","PCMA"\n',
    "freeswitch-json": '{"variables":{"uuid":"u","caller_id_number":"13861234567","destination_number":"110",'
    '"start_epoch":"1795305600","answer_epoch":"1795305610","end_epoch":"1795305670"}}\n',
    "kamailio-acc-cdrs": "id,start_time,end_time,duration,caller,callee,callid\n"
    "1,2026-11-22 00:00:10,2026-11-22 00:01:10,60.0,13861234567,110,c\n",
    "kamailio-acc-cdrs-invite": "id,start_time,end_time,duration,caller,callee,callid,answer_time\n"
    "1,2026-11-22 00:00:00,2026-11-22 00:01:10,70.0,13861234567,110,c,2026-11-22 00:00:10\n",
    "linewarden": "call_id,cli,called,setup_at,answered_at,ended_at\n"
    "a,13861234567,110,2026-11-22T00:00:00Z,2026-11-22T00:00:10Z,2026-11-22T00:01:10Z\n",
}
"""13861234567 calls 110 at 08:00 in China, is answered after 10 s and talks 60 s."""


def blocks(tmp_path: Path, name: str, more: str = "") -> list[Intake]:
    path = tmp_path / "calls"
    path.write_text(SAMPLES[name] + more, "utf-8")
    return list(read_file(path, map=load_map(name), feed=FEED, clock=lambda: NOW))


def test_every_shipped_layout_has_a_sample() -> None:
    assert sorted(SAMPLES) == map_names()


@pytest.mark.parametrize("name", map_names())
def test_the_sample_call_comes_out_the_same_from_every_layout(tmp_path: Path, name: str) -> None:
    (block,) = blocks(tmp_path, name)
    assert block.cdrs is not None
    assert block.cdrs.schema == CDR_SCHEMA
    (call,) = cdr_rows(block.cdrs)
    assert (call.cli, call.called, call.talk_ms) == (8613861234567, 86110, 60_000)
    assert call.answered_at == datetime(2026, 11, 22, 0, 0, 10, tzinfo=UTC)
    assert call.ended_at == datetime(2026, 11, 22, 0, 1, 10, tzinfo=UTC)
    assert (block.feed, block.basis_id, block.is_last, block.received) == ("cz", "T-1", True, 1)


@pytest.mark.parametrize("name", map_names())
def test_a_row_of_rubbish_is_one_reject_in_every_layout(tmp_path: Path, name: str) -> None:
    (block,) = blocks(tmp_path, name, "?? rubbish ??\n")
    assert block.received == 2
    assert [reject.row for reject in block.rejects] == [block.next_row - 1]


@pytest.mark.parametrize("name", map_names())
def test_the_same_file_gives_the_same_ids_again(tmp_path: Path, name: str) -> None:
    first, again = (blocks(tmp_path, name)[0].cdrs for _ in range(2))
    assert first is not None
    assert again is not None
    assert first.equals(again)
