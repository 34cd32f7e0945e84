"""Accounts in a real browser: opened by one administrator, kept safe by the other, by keyboard; the first sign-in with a start password."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from at_screen import appears, sign_in, try_to_sign_in
from axe_playwright_python.sync_playwright import Axe
from platform_process import PASSWORD, Platform
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OWN = "seven red lanterns"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Two system administrators, one security administrator, an auditor and officers; room for one more."""
    with Platform(tmp_path_factory.mktemp("accounts"), "", top="max_accounts = 7") as running:
        for login, role in (
            ("sys", "system_admin"),
            ("sys2", "system_admin"),
            ("sec", "security_admin"),
            ("aud", "auditor"),
            ("li", "duty_officer"),
            ("wu", "analyst"),
        ):
            running.add_account(login, role)
        yield running


def row(page: Page, login: str, state: str) -> None:
    """The list shows the account in this state."""
    mark = page.locator(f'[data-testid="account-row"][data-login="{login}"]').get_by_test_id("account-state")
    expect(mark).to_have_attribute("data-state", state)


def tab_to(page: Page, test_id: str) -> None:
    """By keyboard alone."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.testid") == test_id:
            return
    raise AssertionError(f"{test_id} cannot be reached")


def do(page: Page, deed: str, reason: str = "工单 17") -> None:
    page.get_by_test_id(f"deed-{deed}").click()
    page.get_by_test_id("reason-input").fill(reason)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("confirm")).to_have_count(0)


def test_an_account_is_opened_by_keyboard_and_its_person_sets_a_password_of_his_own(
    page: Page, platform: Platform
) -> None:
    sign_in(page, platform, "sys")
    expect(page.get_by_test_id("seats")).to_contain_text("已用 6 / 7 个实名账号")
    page.keyboard.press("n")
    expect(page.get_by_test_id("field-login")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("请填写")).to_have_count(4)
    page.keyboard.type("zhou.min")
    page.keyboard.press("Tab")
    page.keyboard.type("周敏")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("field-role")).to_have_value("analyst")
    page.keyboard.press("Tab")
    page.keyboard.type("新到岗")
    page.keyboard.press("Enter")
    start = page.get_by_test_id("start-password").inner_text()
    expect(page.get_by_test_id("told")).to_be_focused()
    expect(page.get_by_test_id("seats")).to_contain_text("7 / 7")
    expect(page.get_by_test_id("new-account")).to_be_disabled()
    row(page, "zhou.min", "start")
    tab_to(page, "secret-done")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("start-password")).to_have_count(0)
    assert start not in page.content()

    sign_in(page, platform, "zhou.min", "warnings", password=start)
    page.get_by_test_id("password-page").wait_for()
    page.goto(f"{platform.url}warnings")
    page.get_by_test_id("password-page").wait_for()  # there is no way around
    expect(page.get_by_test_id("old-password")).to_be_focused()
    page.keyboard.type(start)
    tab_to(page, "new-password")
    page.keyboard.type("short")
    tab_to(page, "new-again")
    expect(page.get_by_text("还差 7 个字符")).to_be_visible()
    expect(page.get_by_test_id("go-on")).to_be_disabled()
    page.get_by_test_id("new-password").fill("zhou.min2026")
    page.get_by_test_id("new-again").fill("zhou.min2026")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("trouble")).to_contain_text("新密码不符合要求")
    page.get_by_test_id("new-password").fill(OWN)
    page.get_by_test_id("new-again").fill(OWN)
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-testid="account"]')
    expect(page.get_by_test_id("nav-accounts")).to_have_count(0)
    page.goto(f"{platform.url}accounts")
    expect(page.get_by_test_id("denied")).to_be_visible()


def test_the_security_administrator_unlocks_signs_out_and_resets_and_never_himself(
    page: Page, browser: Browser, platform: Platform
) -> None:
    other = browser.new_context().new_page()
    for _ in range(5):
        try_to_sign_in(other, platform, "li", password="wrong wrong wrong")
        other.get_by_test_id("sign-in-trouble").wait_for()
    sign_in(page, platform, "sec")
    row(page, "li", "locked")
    page.locator('[data-login="li"] button').click()
    do(page, "unlock")
    row(page, "li", "open")
    expect(page.get_by_test_id("deed-unlock")).to_have_count(0)
    expect(page.get_by_test_id("deed-close")).to_have_count(0)  # the other administrator's
    sign_in(other, platform, "li")
    other.wait_for_selector('[data-testid="account"]')
    expect(page.get_by_test_id("sessions").locator("li")).to_have_count(1, timeout=15_000)
    do(page, "endSessions")
    other.wait_for_selector('[data-testid="sign-in"]', timeout=15_000)  # by itself: its stream was closed
    do(page, "resetPassword", "忘记密码")
    start = page.get_by_test_id("start-password").inner_text()
    row(page, "li", "start")
    sign_in(other, platform, "li", password=start)
    other.get_by_test_id("password-page").wait_for()
    other.context.close()
    page.goto(f"{platform.url}accounts?id=sec")
    expect(page.get_by_test_id("why-not")).to_have_text("本人账号须由另一位管理员处理")
    expect(page.get_by_test_id("deed-resetPassword")).to_be_disabled()


def test_a_closed_account_is_out_at_once_and_the_last_of_a_kind_stays(
    page: Page, browser: Browser, platform: Platform
) -> None:
    other = browser.new_context().new_page()
    sign_in(other, platform, "sys2")
    other.get_by_test_id("seats").wait_for()
    sign_in(page, platform, "sys", path="accounts?id=sys2")
    page.get_by_test_id("deed-close").click()
    page.get_by_test_id("confirm-submit").click()
    expect(page.get_by_text("请写明理由")).to_be_visible()
    page.get_by_test_id("reason-input").fill("调离")
    page.keyboard.press("Enter")
    row(page, "sys2", "closed")
    other.wait_for_selector('[data-testid="sign-in"]', timeout=15_000)
    other.context.close()
    expect(page.get_by_test_id("account-panel")).to_contain_text("账号已停用，不能恢复")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("account-panel")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.get_by_test_id("account-panel")).to_be_visible()
    page.goto(f"{platform.url}accounts?id=sec")
    expect(page.get_by_test_id("why-not")).to_contain_text("这是最后一个在用的安全管理员")
    expect(page.get_by_test_id("deed-close")).to_be_disabled()


def test_the_auditor_reads_the_list_and_can_do_nothing(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "aud")
    page.wait_for_selector('[data-testid="account"]')
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.get_by_test_id("account-row").first.wait_for()
    page.keyboard.press("j")
    expect(page.get_by_test_id("account-panel")).to_be_visible()
    expect(page.get_by_test_id("deeds")).to_have_count(0)
    expect(page.get_by_test_id("new-account")).to_have_count(0)


def test_what_cannot_be_loaded_says_why_and_is_tried_again(page: Page, platform: Platform) -> None:
    answer = '{"error":{"code":"store_failed","message":"the ledger is away","request_id":"a1b2c3d4"}}'
    page.route("**/api/accounts", lambda route: route.fulfill(status=503, body=answer, content_type="application/json"))
    sign_in(page, platform, "sys")
    expect(page.get_by_test_id("failure")).to_contain_text("a1b2c3d4", timeout=15_000)
    page.unroute("**/api/accounts")
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_test_id("account-row").first).to_be_visible()
    page.goto(f"{platform.url}accounts?id=nobody")
    expect(page.get_by_test_id("account-panel")).to_contain_text("没有这个账号")


def test_a_password_of_ones_own_is_changed_from_the_menu(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wu")
    page.get_by_test_id("account").click()
    page.get_by_text("更改密码…").click()
    for field, text in (("old-password", "wrong wrong wrong"), ("new-password", OWN), ("new-again", OWN)):
        page.get_by_test_id(field).fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("trouble")).to_be_visible()
    expect(page.get_by_test_id("old-password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("changed")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-testid="account"]')
    sign_in(page, platform, "wu", password=OWN)
    page.wait_for_selector('[data-testid="account"]')


@pytest.mark.parametrize(
    ("language", "theme", "width", "height"),
    [("zh-CN", "dark", 1366, 768), ("zh-CN", "light", 1366, 768), ("en", "light", 1920, 1080)],
)
def test_every_state_is_readable_for_everybody(
    page: Page, platform: Platform, tmp_path: Path, language: str, theme: str, width: int, height: int
) -> None:
    appears(page, language, theme, width, height)
    found = {}

    def look(step: str) -> None:
        page.screenshot(path=tmp_path / f"accounts-{step}-{language}-{theme}.png")
        found[step] = [(v["id"], v["nodes"][0]["html"][:200]) for v in Axe().run(page).response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    sign_in(page, platform, "sys", path="accounts?id=sec")
    page.get_by_test_id("why-not").wait_for()
    look("panel")
    page.goto(f"{platform.url}accounts?id=wu")
    page.get_by_test_id("deed-close").click()
    page.get_by_test_id("new-account").click()
    look("deeds")
    sign_in(page, platform, "sec", path="accounts?id=aud")
    do(page, "resetPassword")
    page.get_by_test_id("deed-resetPassword").click()
    look("told")
    start = page.get_by_test_id("start-password").inner_text()
    sign_in(page, platform, "aud", password=start)
    page.get_by_test_id("new-password").fill("short")
    page.get_by_test_id("new-again").fill("x")
    look("password")
    assert {step: faults for step, faults in found.items() if faults} == {}
