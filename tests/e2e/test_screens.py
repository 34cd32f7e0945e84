"""The screens in a real browser, on the real platform: what an officer does in a night."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from at_screen import sign_in
from axe_playwright_python.sync_playwright import Axe
from calls_file import burst, drop
from platform_process import LOGIN, PASSWORD, Platform, files_feed, wait_for
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEADERS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Platform, Path]]:
    """A platform with one drop folder, three accounts and one warning."""
    folder = tmp_path_factory.mktemp("site")
    inbox = folder / "drop"
    inbox.mkdir()
    with Platform(folder / "platform", files_feed(inbox)) as platform:
        for login, role in ((LOGIN, "duty_officer"), ("admin", "system_admin"), ("auditor", "auditor")):
            platform.add_account(login, role)
        rows = burst(hours_ago(2))
        rows[3]["setup_at"] = "<img src=x onerror=alert(1)>"
        drop(inbox, "first.csv", rows)
        wait_for((inbox / "done" / "first.csv").exists)
        yield platform, inbox


def hours_ago(hours: float) -> datetime:
    return datetime.now(UTC) - timedelta(hours=hours)


def test_a_wrong_password_is_refused_and_the_right_one_opens_the_board(page: Page, site: tuple[Platform, Path]) -> None:
    page.goto(site[0].url)
    page.get_by_test_id("login").fill(LOGIN)
    page.get_by_test_id("password").fill("wrong wrong wrong")
    page.get_by_test_id("submit").click()
    expect(page.get_by_text("账号或密码不正确")).to_be_visible()
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("submit").click()
    expect(page.get_by_test_id("warning-row").first).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("warning-row").first).to_be_visible()


def test_a_new_warning_arrives_by_itself_with_its_reasons(page: Page, site: tuple[Platform, Path]) -> None:
    platform, inbox = site
    sign_in(page, platform, LOGIN)
    rows = page.get_by_test_id("warning-row")
    expect(rows.first).to_be_visible()
    before = rows.count()
    drop(inbox, "second.csv", burst(hours_ago(1.5), victim="13961230002", cli="13900000002"))
    pill = page.get_by_test_id("fresh-pill")
    expect(pill.or_(rows.nth(before)).first).to_be_visible(timeout=10_000)
    if pill.is_visible():
        pill.click()
    expect(rows).to_have_count(before + 1)
    page.locator('[data-testid="warning-row"]', has_text="139 **** 0002").click()
    panel = page.get_by_test_id("panel")
    expect(panel.get_by_test_id("reason").first).to_be_visible()
    told = {reason.get_attribute("data-signal") for reason in panel.get_by_test_id("reason").all()}
    assert {"S1", "S26"} <= told
    expect(panel.get_by_test_id("record").first).to_be_visible()
    assert "13961230002" not in page.content()


def test_the_full_number_needs_a_purpose_and_is_audited(page: Page, site: tuple[Platform, Path]) -> None:
    platform, _ = site
    sign_in(page, platform, LOGIN)
    page.locator('[data-testid="warning-row"]', has_text="138 **** 4567").click()
    page.keyboard.press("a")  # full numbers are for who has the warning
    expect(page.get_by_test_id("desk")).to_contain_text("由您经办")
    page.get_by_test_id("unmask").click()
    page.get_by_test_id("purpose").fill("电话劝阻当事人")
    page.get_by_test_id("unmask-confirm").click()
    expect(page.get_by_test_id("unmasked-called")).to_contain_text("138 6123 4567")
    with httpx.Client(base_url=platform.url, headers=HEADERS) as auditor:
        auditor.post("/api/session", json={"login": "auditor", "password": PASSWORD}).raise_for_status()
        trail = auditor.get("/api/audit").json()["items"]
    assert any(entry["purpose"] == "电话劝阻当事人" and entry["actor"] == LOGIN for entry in trail)


def test_the_keyboard_is_enough(page: Page, site: tuple[Platform, Path]) -> None:
    sign_in(page, site[0], LOGIN)
    expect(page.get_by_test_id("warning-row").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("panel")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(page.get_by_test_id("feed-card")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("English")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("nav-warnings")).to_contain_text("Warnings")
    page.keyboard.press("?")
    expect(page.get_by_test_id("shortcuts")).to_be_visible()


def test_the_feeds_page_adds_up_and_shows_hostile_rows_as_text(page: Page, site: tuple[Platform, Path]) -> None:
    sign_in(page, site[0], LOGIN)
    page.get_by_test_id("nav-feeds").click()
    numbers = {
        key: int(page.get_by_test_id(f"count-{key}").first.inner_text().split()[0].replace(",", ""))
        for key in ("received", "stored", "rejected", "duplicates")
    }
    assert numbers["received"] == numbers["stored"] + numbers["rejected"] + numbers["duplicates"]
    assert numbers["rejected"] == 1
    expect(page.get_by_test_id("voices")).to_contain_text("缺 ")
    page.get_by_test_id("voices").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("silent-row").filter(has_text="IMEI").first).to_be_visible()
    page.get_by_test_id("show-rejects").click()
    expect(page.get_by_test_id("reject").first).to_contain_text("<img src=x onerror=alert(1)>")


def test_roles_see_what_they_may(page: Page, site: tuple[Platform, Path]) -> None:
    sign_in(page, site[0], "admin")
    expect(page.get_by_test_id("account-row").first).to_be_visible()  # an administrator's home
    page.get_by_test_id("nav-feeds").click()
    expect(page.get_by_test_id("feed-card")).to_be_visible()
    expect(page.get_by_test_id("nav-warnings")).to_have_count(0)
    page.goto(f"{site[0].url}warnings")
    expect(page.get_by_test_id("denied")).to_be_visible()


def test_the_stream_goes_on_after_the_platform_was_killed(page: Page, site: tuple[Platform, Path]) -> None:
    platform, inbox = site
    sign_in(page, platform, LOGIN)
    rows = page.get_by_test_id("warning-row")
    expect(rows.first).to_be_visible()
    before, port = rows.count(), platform.url.rsplit(":", 1)[1].strip("/")
    platform.kill()
    expect(page.get_by_test_id("line-banner")).to_be_visible(timeout=20_000)
    platform.config.write_text(platform.config.read_text("utf-8").replace("port = 0", f"port = {port}", 1), "utf-8")
    platform.start()
    drop(inbox, "third.csv", burst(hours_ago(1.2), victim="13961230003", cli="13900000003"))
    expect(page.get_by_test_id("line-banner")).to_be_hidden(timeout=40_000)
    pill = page.get_by_test_id("fresh-pill")
    expect(pill.or_(rows.nth(before)).first).to_be_visible(timeout=20_000)
    if pill.is_visible():
        pill.click()
    expect(rows).to_have_count(before + 1)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, site: tuple[Platform, Path], theme: str) -> None:
    page.add_init_script(f"localStorage.setItem('linewarden.theme', '{theme}')")
    page.goto(site[0].url)
    page.wait_for_selector('[data-testid="login"]')
    axe, found = Axe(), {}
    found["login"] = axe.run(page).response["violations"]
    sign_in(page, site[0], LOGIN)
    page.get_by_test_id("warning-row").first.click()
    expect(page.get_by_test_id("record").first).to_be_visible()
    found["board"] = axe.run(page).response["violations"]
    page.get_by_test_id("nav-feeds").click()
    expect(page.get_by_test_id("feed-card")).to_be_visible()
    found["feeds"] = axe.run(page).response["violations"]
    assert {
        screen: [(v["id"], v["nodes"][0]["html"][:200]) for v in violations]
        for screen, violations in found.items()
        if violations
    } == {}


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (3840, 2160)])
def test_no_screen_is_wider_than_the_screen(page: Page, site: tuple[Platform, Path], width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    sign_in(page, site[0], LOGIN)
    page.get_by_test_id("warning-row").first.click()
    expect(page.get_by_test_id("panel")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_test_id("nav-feeds").click()
    expect(page.get_by_test_id("feed-card")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
