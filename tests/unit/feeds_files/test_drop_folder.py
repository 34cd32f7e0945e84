"""The drop folder: whole files only, once per content, whatever their names."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from linewarden.feeds.files import DropFolder
from linewarden.feeds.files.arrivals import safe_name
from linewarden.model.reject import Reject

NOTHING_COMES_S = 0.3


@pytest.fixture
def known() -> set[str]:
    """Contents that were taken in."""
    return set()


@pytest.fixture
def folder(tmp_path: Path, known: set[str]) -> Iterator[DropFolder]:
    with DropFolder(tmp_path, is_done=known.__contains__, rescan_s=0.1) as drop:
        yield drop


def test_a_file_comes_when_it_is_closed_and_not_before(folder: DropFolder) -> None:
    with (folder.folder / "a.csv").open("w") as file:
        file.write("half")
        file.flush()
        assert folder.next(NOTHING_COMES_S) is None
        file.write(" whole")
    dropped = folder.next(5)
    assert dropped is not None
    assert (dropped.name, dropped.path.read_text()) == ("a.csv", "half whole")


def test_a_file_that_is_renamed_in_comes_at_once(folder: DropFolder, tmp_path_factory: pytest.TempPathFactory) -> None:
    (folder.folder / "a.csv.part").write_text("x")
    assert folder.next(NOTHING_COMES_S) is None
    (folder.folder / "a.csv.part").rename(folder.folder / "a.csv")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "b.csv"
    elsewhere.write_text("y")
    elsewhere.rename(folder.folder / "b.csv")
    assert [dropped.name for _ in range(2) if (dropped := folder.next(5))] == ["a.csv", "b.csv"]


def test_files_from_before_the_start_come_first_and_those_being_written_wait(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("b")
    (tmp_path / "a.csv").write_text("a")
    with (tmp_path / "busy.csv").open("w"), DropFolder(tmp_path, is_done=lambda _: False, rescan_s=60) as drop:
        assert [dropped.name for _ in range(2) if (dropped := drop.next(5))] == ["a.csv", "b.csv"]
        assert drop.next(NOTHING_COMES_S) is None


def test_the_time_that_a_file_waited_in_the_folder_counts(tmp_path: Path) -> None:
    before_ns = time.monotonic_ns()
    (tmp_path / "a.csv").write_text("x")
    there_ns = time.monotonic_ns()
    time.sleep(0.05)
    with DropFolder(tmp_path, is_done=lambda _: False) as folder:
        dropped = folder.next(5)
    assert dropped is not None
    tick_ns = 20_000_000  # the system's clock of files moves in ticks
    assert before_ns - tick_ns <= dropped.arrived_ns <= there_ns + 1_000_000


def test_what_was_taken_but_not_settled_comes_again_after_a_crash(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a")
    with DropFolder(tmp_path, is_done=lambda _: False) as drop:
        first = drop.next(5)
    with DropFolder(tmp_path, is_done=lambda _: False) as drop:
        again = drop.next(5)
        assert first is not None
        assert again is not None
        assert (again.name, again.sealed.source_id) == ("a.csv", first.sealed.source_id)
        drop.done(again)
    assert (tmp_path / "done" / "a.csv").read_text() == "a"


def test_the_same_content_is_taken_once(folder: DropFolder, known: set[str]) -> None:
    (folder.folder / "a.csv").write_text("same")
    first = folder.next(5)
    assert first is not None
    known.add(first.sealed.source_id)
    folder.done(first)
    (folder.folder / "a.csv").write_text("same")
    assert folder.next(NOTHING_COMES_S) is None
    done = folder.folder / "done"
    assert sorted(path.name for path in done.iterdir()) == ["a.2.csv", "a.2.csv.reason.txt", "a.csv"]
    assert "taken in before" in (done / "a.2.csv.reason.txt").read_text()


def test_refused_rows_are_reported_beside_the_file_and_cannot_act_as_formulas(folder: DropFolder) -> None:
    (folder.folder / "a.csv").write_text("x")
    dropped = folder.next(5)
    assert dropped is not None
    path = folder.done(dropped, [Reject(3, "cli", "=HYPERLINK(1)", "why", "code")])
    report = path.with_name("a.csv.rejects.csv").read_text("utf-8-sig").splitlines()
    assert report == ["row,field,value,reason,code", "3,cli,'=HYPERLINK(1),why,code"]


def test_a_refused_file_has_its_reason_beside_it(folder: DropFolder) -> None:
    for _ in range(2):
        (folder.folder / "a.csv").write_text("x")
        dropped = folder.next(5)
        assert dropped is not None
        folder.reject(dropped, "no table\x1b[31m")
    rejected = folder.folder / "rejected"
    assert sorted(path.name for path in rejected.iterdir()) == [
        "a.2.csv",
        "a.2.csv.reason.txt",
        "a.csv",
        "a.csv.reason.txt",
    ]
    assert (rejected / "a.csv.reason.txt").read_text() == "no table\\x1b[31m\n"


@pytest.mark.parametrize(
    "name",
    [
        b"new\nline.csv",
        b"\xff\xfe.csv",
        b"tab\there",
        b"a" * 255,
        "话单 2026.csv".encode(),
        b"..csv..x",
        b"-rf",
        b"a.csv\\..\\b",
    ],
)
def test_any_name_is_harmless(folder: DropFolder, name: bytes) -> None:
    path = os.fsencode(folder.folder) + b"/" + name
    with open(path, "w") as file:  # noqa: PTH123  a name that is no text
        file.write("x")
    dropped = folder.next(0.6)
    if dropped is None:  # hidden names say unfinished
        assert name.startswith(b".")
        return
    kept = folder.done(dropped)
    assert kept.parent == folder.folder / "done"
    assert kept.name.isprintable()
    assert kept.read_text() == "x"


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", ".", "", "/", "a/b", "\0", ".hidden", "x" * 400 + ".csv"])
def test_a_kept_name_is_one_short_visible_file_name(name: str) -> None:
    safe = safe_name(name)
    assert safe not in {"", ".", ".."}
    assert not safe.startswith(".")
    assert "/" not in safe
    assert len(safe.encode()) <= 200


def test_links_and_pipes_are_set_aside_unopened(folder: DropFolder, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    secret.write_text("secret")
    (folder.folder / "link.csv").symlink_to(secret)
    os.mkfifo(folder.folder / "pipe.csv")
    (folder.folder / "sub").mkdir()
    assert folder.next(NOTHING_COMES_S) is None
    names = sorted(path.name for path in (folder.folder / "rejected").iterdir())
    assert names == ["link.csv", "link.csv.reason.txt", "pipe.csv", "pipe.csv.reason.txt"]
    assert secret.read_text() == "secret"


def test_every_file_of_many_writers_comes_exactly_once(folder: DropFolder) -> None:
    def write(writer: int) -> None:
        for number in range(20):
            path = folder.folder / f"{writer}-{number}.csv"
            path.with_suffix(".tmp").write_text(path.name)
            path.with_suffix(".tmp").rename(path)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    names = []
    while dropped := folder.next(1):
        names.append(dropped.name)
        folder.done(dropped)
    for writer in writers:
        writer.join()
    assert sorted(names) == sorted(f"{writer}-{number}.csv" for writer in range(3) for number in range(20))
