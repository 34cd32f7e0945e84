"""Whatever byte of whatever file is changed, verify names the file."""

import random
from pathlib import Path

import orjson
import pytest
from store_rows import BY_HAND, cdrs, intake, messages, open_store, rejects

from linewarden.main import main
from linewarden.store import seals
from linewarden.store.settings import StoreSettings

FLIPS = 12  # of each file


def filled(folder: Path) -> Path:
    """A store with a sealed range of every kind of rows, and blocks behind it."""
    with open_store(folder) as store:
        store.take([intake(cdrs(range(50)), rejects=rejects([1]), sip=messages(range(1, 9), 0))])
        store.seal(force=True)
        store.take([intake(cdrs([60, 61]))])
        store.take([intake(cdrs([62]))])
    return folder


def verify(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], dict[str, float]]:
    """Exit code, problems, totals of the command."""
    code = main(["store", "verify", "--folder", str(folder)])
    *problems, total = capsys.readouterr().out.splitlines()
    return code, problems, orjson.loads(total)


def test_a_whole_store_has_no_problem_and_every_file_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, problems, total = verify(filled(tmp_path), capsys)
    assert (code, problems, total["problems"]) == (0, [], 0)
    kinds = {"spool", "cdr", "sip", "rejects", "index"}
    files = [path for path in (tmp_path / "records").rglob("*") if path.parent.name in kinds]
    assert (total["files"], total["bytes"]) == (5, sum(path.stat().st_size for path in files))


@pytest.mark.parametrize("place", ["spool", "lake/cdr", "lake/sip", "lake/rejects", "lake/seals", "index"])
def test_a_flipped_bit_anywhere_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str) -> None:
    (path,) = (filled(tmp_path) / "records" / place).iterdir()
    whole, chance = path.read_bytes(), random.Random(place)
    for at in [0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(FLIPS))]:
        damaged = bytearray(whole)
        damaged[at] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        code, problems, total = verify(tmp_path, capsys)
        assert (code, total["problems"]) == (1, len(problems))
        assert any(path.name in problem for problem in problems), (at, problems)
    path.write_bytes(whole)
    assert verify(tmp_path, capsys)[0] == 0


def test_a_damaged_index_is_made_again_and_nothing_is_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (path,) = (filled(tmp_path) / "records/index").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    code, (problem,), _ = verify(tmp_path, capsys)
    assert code == 1
    assert "it is derived: build it again with `linewarden store reindex`, nothing is lost" in problem
    assert main(["store", "reindex", "--folder", str(tmp_path)]) == 0
    assert path.read_bytes() == whole
    capsys.readouterr()
    assert verify(tmp_path, capsys)[0] == 0


def test_a_block_that_is_being_written_is_no_problem_but_a_torn_one_at_rest_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(filled(tmp_path)):
        (path,) = (tmp_path / "records/spool").iterdir()
        whole = path.read_bytes()
        path.write_bytes(whole + whole[:70])
        assert verify(tmp_path, capsys)[0] == 0
    code, (problem,), _ = verify(tmp_path, capsys)
    assert (code, f"{path} ends with 70 bytes that are no whole block" in problem) == (1, True)


def test_files_that_a_writer_lets_go_meanwhile_are_no_problem(tmp_path: Path) -> None:
    settings = StoreSettings(is_sealing_itself=False, segment_bytes=1, keep_spool_bytes=0)
    with open_store(tmp_path, settings=settings) as store:
        for number in range(3):
            store.take([intake(cdrs([number]))])
        with open_store(tmp_path, is_read_only=True) as reader:
            store.seal(force=True)
            assert store.first_offset == 2
            assert reader.verify() == []


def test_seals_of_older_programs_are_read_and_their_files_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(seals, "_part_json", lambda part: part and {"rows": part.rows, "bytes": part.bytes})
        filled(tmp_path)
    with open_store(tmp_path, is_read_only=True) as store:
        assert store.verify() == []
    (path,) = (tmp_path / "records/lake/cdr").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    with open_store(tmp_path, is_read_only=True) as store:
        (problem,) = store.verify()
        assert f"{path} is damaged" in problem


def test_what_cannot_be_verified_is_an_unusable_argument(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "verify", "--folder", str(tmp_path)]) == 2
    assert "holds no record store" in capsys.readouterr().err
    settings = tmp_path / "settings.toml"
    settings.write_text(f'data = "{tmp_path / "data"}"\n')
    filled(tmp_path / "data")
    assert main(["store", "verify", "--config", str(settings)]) == 0


def test_reindex_needs_the_store_for_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(filled(tmp_path), settings=BY_HAND):
        assert main(["store", "reindex", "--folder", str(tmp_path)]) == 2
    assert "stop that process" in capsys.readouterr().err
