"""Real calls through a real Kamailio become the right warning on a real screen."""

from pathlib import Path

import httpx
import pytest
from platform_process import HEP_FEED, LOGIN, PASSWORD, Platform, wait_for
from playwright.sync_api import Page, expect
from sip_test_bed import PlannedCall, SipTestBed, fake_police_calls, ordinary_calls

VICTIMS = ("13861230001", "13861230002", "13861230003")
SEAT = "00442070000110"
HELD_MS = 62_000


def planned() -> list[PlannedCall]:
    """60 everyday calls, a seat that bursts through 150 strangers who hang up, and three people whom it holds for a minute."""
    gang = fake_police_calls(VICTIMS, cli=SEAT, calls_each=1, hold_ms=HELD_MS, strangers=150)
    return [*ordinary_calls(60), *gang]


def sign_in(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_test_id("login").fill(LOGIN)
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("submit").click()
    page.wait_for_selector('[data-testid="tile-urgent"]')


def feed_card(platform: Platform) -> dict[str, int]:
    """The feed's card, as an officer's browser gets it."""
    with httpx.Client(
        base_url=platform.url, headers={"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}
    ) as client:
        assert client.post("/api/session", json={"login": LOGIN, "password": PASSWORD}).status_code == 200
        card: dict[str, int] = client.get("/api/feeds").json()["items"][0]
        return card


@pytest.mark.browser
@pytest.mark.sip
@pytest.mark.slow
def test_real_calls_become_the_right_warnings_on_the_screen(tmp_path: Path, page: Page) -> None:
    with (
        Platform(tmp_path / "platform", HEP_FEED) as platform,
        SipTestBed(tmp_path / "sip", hep_port=platform.hep_port) as bed,
    ):
        platform.add_account()
        sign_in(page, platform.url)
        calls = planned()
        assert len(calls) >= 200
        placed = bed.place_calls(calls, rate_per_s=50)
        kamailio = bed.kamailio_cdrs(expected=placed.total)
        assert len(kamailio) == placed.total

        wait_for(lambda: feed_card(platform)["calls"] == placed.total)
        card = feed_card(platform)
        assert card["received"] == card["stored"] + card["rejected"] + card["duplicates"]
        assert (card["rejected"], card["active_calls"]) == (0, 0)

        expect(page.get_by_test_id("warning-row")).to_have_count(len(VICTIMS), timeout=15_000)
        rows = page.get_by_test_id("warning-row").all_inner_texts()
        assert all("138 **** 000" in row.replace(" ", " ") for row in rows), rows
        page.get_by_test_id("warning-row").first.click()
        expect(page.get_by_test_id("reason").first).to_be_visible()
        signals = {row.get_attribute("data-signal") for row in page.get_by_test_id("reason").all()}
        assert "S1" in signals
        assert "<b>" not in page.get_by_test_id("panel").inner_text()
        assert platform.stop() == 0
