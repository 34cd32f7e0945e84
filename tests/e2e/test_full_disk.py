"""A disk that fills up under the running platform: intake stops, the card says why, and everything goes on once there is space."""

import resource
from pathlib import Path

import httpx
from platform_process import LOGIN, PASSWORD, Platform, files_feed, wait_for

HEADERS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}
HEADER = "call_id,cli,called,setup_at,answered_at,ended_at\n"
ROWS = 4_000
UNLIMITED = resource.RLIM_INFINITY


def rows(file: int) -> str:
    return HEADER + "".join(
        f"{file}-{i},1390000{i:04d},1380000{i:04d},2026-11-22T03:00:{i % 60:02d}Z,,2026-11-22T03:01:00Z\n"
        for i in range(ROWS)
    )


def put(folder: Path, name: str, text: str) -> None:
    (folder / f".{name}").write_text(text, "utf-8")
    (folder / f".{name}").rename(folder / name)


def test_intake_stops_says_so_and_goes_on_without_loss(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    with Platform(tmp_path / "platform", files_feed(folder)) as platform:
        platform.add_account()
        assert platform.process is not None
        with httpx.Client(base_url=platform.url, headers=HEADERS) as browser:
            browser.post("/api/session", json={"login": LOGIN, "password": PASSWORD}).raise_for_status()

            def card() -> dict[str, object]:
                found: dict[str, object] = browser.get("/api/feeds").raise_for_status().json()["items"][0]
                return found

            put(folder, "first.csv", rows(1))
            wait_for(lambda: card()["stored"] == ROWS)
            # no file of this process may grow beyond this from now on: what it writes fails as on a full disk
            resource.prlimit(platform.process.pid, resource.RLIMIT_FSIZE, (20_000, UNLIMITED))
            put(folder, "second.csv", rows(2))
            wait_for(lambda: "free space" in str(card()["problem"]))
            assert (card()["stored"], card()["state"]) == (ROWS, "stalled")
            assert not (folder / "done" / "second.csv").exists()
            resource.prlimit(platform.process.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
            wait_for((folder / "done" / "second.csv").exists)
            after = wait_for(lambda: card() if card()["problem"] is None else None)
            assert isinstance(after, dict)
            assert (after["received"], after["stored"], after["rejected"], after["duplicates"]) == (
                2 * ROWS,
                2 * ROWS,
                0,
                0,
            )
        assert platform.stop() == 0


def test_a_stop_while_the_disk_is_full_ends_and_the_next_start_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    with Platform(tmp_path / "platform", files_feed(folder)) as platform:
        assert platform.process is not None
        resource.prlimit(platform.process.pid, resource.RLIMIT_FSIZE, (20_000, UNLIMITED))
        put(folder, "only.csv", rows(1))
        wait_for(lambda: '"intake stalls"' in (tmp_path / "platform" / "serve.log").read_text("utf-8"))
        platform.stop()  # fails when it takes half a minute
        platform.start()
        wait_for((folder / "done" / "only.csv").exists)
        assert platform.stop() == 0
