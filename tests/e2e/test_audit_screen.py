"""The auditor's screen in a real browser: alarms that come by themselves and end with a verdict, the chain verified, found broken, taken away."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from at_screen import appears, sign_in
from axe_playwright_python.sync_playwright import Axe
from platform_process import PASSWORD, Platform
from playwright.sync_api import Page, expect

from linewarden.store.ledger import Deed, Ledger
from linewarden.store.ledger.audit_file import file_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEADERS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}
WORDS = "<img src=x onerror=alert(1)> 上级来电询问"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """With two auditors and an officer who broke the glass, looked at 700 warnings and was guessed at."""
    with Platform(tmp_path_factory.mktemp("audit"), "[misuse]\nmany_unmasked = 2\n") as running:
        for login, role in (("au", "auditor"), ("zhou", "auditor"), ("wang", "duty_officer"), ("li", "duty_officer")):
            running.add_account(login, role)
        for password in (*["wrong horse battery"] * 5, PASSWORD):
            httpx.post(f"{running.url}api/session", json={"login": "li", "password": password}, headers=HEADERS)
        ledger = Ledger.open(f"sqlite:///{running.folder / 'data' / 'ledger.sqlite'}")
        for number in range(700):
            put(ledger, "warning.read", f"W{number:05}")
        for number in range(3):
            put(ledger, "warning.unmask", f"W{number:05}", purpose="电话劝阻当事人")
        put(ledger, "warning.break_glass", "W00017", purpose=WORDS)
        put(ledger, "new.action", "W00018")
        ledger.close()
        yield running


def put(ledger: Ledger, action: str, subject: str, purpose: str = "") -> None:
    ledger.audit.append(Deed(actor="wang", action=action, subject=subject, purpose=purpose), at=datetime.now(UTC))


def alarm(rule: str) -> str:
    return f'[data-testid="alarm"][data-rule="{rule}"]'


def test_an_auditor_begins_here_and_ends_an_alarm_with_a_verdict_by_keyboard_alone(
    page: Page, platform: Platform
) -> None:
    sign_in(page, platform, "au")
    expect(page).to_have_url(f"{platform.url}audit")
    for rule in ("break_glass", "many_read", "many_unmasked", "guessing"):
        expect(page.locator(alarm(rule))).to_be_visible(timeout=15_000)
    expect(page.locator(alarm("many_unmasked"))).to_contain_text("1 小时内查看了 3 处完整号码")
    count = int(page.get_by_test_id("alarm-count").inner_text().split()[0])

    page.keyboard.press("a")  # the newest: the broken glass
    expect(page.get_by_test_id("alarm-says")).to_have_text("破窗查看了他人预警的完整号码")
    expect(page.get_by_test_id("alarm-purpose")).to_have_text(WORDS)
    page.get_by_test_id("judging-submit").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(["请先选择一个结论", "请写明理由，至少 4 个字"])
    page.get_by_test_id("judging").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("无合理理由，已约谈")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("judged")).to_contain_text("滥用")
    expect(page.locator(alarm("break_glass"))).to_have_count(0)
    expect(page.get_by_test_id("alarm-count")).to_contain_text(str(count - 1), timeout=15_000)
    page.get_by_text("已处理").click()
    expect(page.locator(alarm("break_glass"))).to_contain_text("滥用")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("alarm-panel")).to_have_count(0)


def test_entries_are_walked_through_narrowed_and_shown_whole(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "au")
    page.get_by_test_id("entry").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    first = page.get_by_test_id("entry-panel").get_by_role("heading").first.inner_text()
    page.keyboard.press("k")
    expect(page.get_by_test_id("entry-panel").get_by_role("heading").first).not_to_have_text(first)
    assert len(page.get_by_test_id("entry-hash").inner_text()) == 64
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("entry-panel")).to_have_count(0)

    page.keyboard.press("/")
    page.keyboard.type("上级来电")
    expect(page.get_by_test_id("entry")).to_have_count(1)
    expect(page.get_by_test_id("entry").locator("[class*=purpose]")).to_have_text(WORDS)  # as text, not as an image
    page.keyboard.press("Escape")
    page.get_by_test_id("filter-action").select_option("warning.")
    expect(page.get_by_test_id("entry").first).to_have_attribute("data-action", "warning.break_glass")
    page.get_by_test_id("filter-subject").fill("W00018")
    page.get_by_test_id("filter-subject").press("Enter")
    page.get_by_test_id("filter-action").select_option("")
    expect(page.get_by_test_id("entry").first).to_contain_text("new.action")
    page.reload()  # the address holds all of it
    expect(page.get_by_test_id("entry")).to_have_count(2)
    page.get_by_test_id("filter-until").fill("2020-01-01")
    page.get_by_test_id("filter-until").press("Enter")
    expect(page.get_by_test_id("nothing").filter(has_text="没有符合条件的记录")).to_be_visible()


def test_hundreds_of_entries_are_read_to_the_first_one_and_only_those_in_sight_are_drawn(
    page: Page, platform: Platform
) -> None:
    sign_in(page, platform, "au", path="audit?actor=wang")
    page.get_by_test_id("entry").first.wait_for()
    for _ in range(6):
        page.keyboard.press("End")
        page.wait_for_timeout(300)
    expect(page.get_by_test_id("shown")).to_contain_text("70")
    assert page.get_by_test_id("entry").count() < 80


def test_the_chain_is_verified_and_a_copy_is_taken_away_which_another_auditor_has_to_judge(
    page: Page, platform: Platform, tmp_path: Path
) -> None:
    sign_in(page, platform, "au")
    page.keyboard.press("v")
    expect(page.get_by_test_id("chain")).to_have_attribute("data-chain", "whole")
    expect(page.get_by_test_id("last-check")).to_contain_text("au")
    with page.expect_download() as download:
        page.get_by_test_id("export").click()
    download.value.save_as(tmp_path / "audit.jsonl")
    faults, head = file_faults(tmp_path / "audit.jsonl")
    assert (faults, head.seq > 700) == ([], True)
    page.locator(alarm("export")).first.click()
    expect(page.get_by_test_id("own-alarm")).to_be_visible()
    expect(page.get_by_test_id("judging")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("language", "width", "height"), [("zh-CN", 1366, 768), ("en", 1920, 1080)])
def test_every_state_is_readable_for_everybody(
    page: Page, platform: Platform, tmp_path: Path, language: str, theme: str, width: int, height: int
) -> None:
    appears(page, language, theme, width, height)
    sign_in(page, platform, login="zhou")
    found = {}

    def look(state: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=tmp_path / f"audit-{state}-{language}-{theme}.png")
        found[state] = [violation["id"] for violation in Axe().run(page).response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_test_id("entry").first.wait_for()
    look("list")
    page.keyboard.press("a")
    page.get_by_test_id("judging").wait_for()
    look("alarm")
    page.get_by_test_id("entry").nth(2).click()
    page.get_by_test_id("entry-hash").wait_for()
    look("entry")
    page.goto(f"{platform.url}audit?q=nothing-like-this&judged=true")
    page.get_by_test_id("nothing").first.wait_for()
    look("empty")
    assert found == {"list": [], "alarm": [], "entry": [], "empty": []}


def test_a_ledger_that_does_not_answer_is_told_with_a_way_to_try_again(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "au", path="rules")
    page.route("**/api/audit?*", lambda route: route.fulfill(status=503, body="{}"))
    page.keyboard.press("g")
    page.keyboard.press("i")
    failure = page.get_by_test_id("failure")
    expect(failure).to_be_visible(timeout=20_000)
    page.unroute("**/api/audit?*")
    failure.get_by_role("button").click()
    expect(page.get_by_test_id("entry").first).to_be_visible()


def test_nobody_else_gets_in(page: Page, platform: Platform) -> None:
    sign_in(page, platform, login="wang", path="audit")
    expect(page.get_by_test_id("denied")).to_be_visible()
    expect(page.get_by_test_id("nav-audit")).to_have_count(0)


def test_a_chain_that_somebody_altered_is_red_and_an_alarm(
    page: Page, platform: Platform
) -> None:  # the last: it stays so
    with closing(sqlite3.connect(platform.folder / "data" / "ledger.sqlite")) as database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET subject = 'W99999' WHERE subject = 'W00300'")
        database.commit()
    sign_in(page, platform, "au")
    page.get_by_test_id("verify").click()
    expect(page.get_by_test_id("chain")).to_have_attribute("data-chain", "broken")
    expect(page.get_by_test_id("faults")).to_contain_text("its content does not fit its hash")
    expect(page.locator(alarm("chain_broken"))).to_contain_text("审计链校验不通过")
