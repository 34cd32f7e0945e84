"""API tokens in a real browser: made by keyboard, shown once, used by a program, ended."""

from collections.abc import Iterator

import httpx
import pytest
from at_screen import appears, can_be_read, picture, sign_in
from platform_process import PASSWORD, Platform
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with Platform(tmp_path_factory.mktemp("tokens") / "platform", "") as running:
        running.add_account("wu", "analyst")
        running.add_account("auditor", "auditor")
        yield running


def test_a_token_is_made_by_keyboard_alone_serves_a_program_and_ends(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wu", "tokens")
    expect(page.get_by_test_id("nothing")).to_contain_text("还没有令牌")
    page.keyboard.press("n")
    expect(page.get_by_test_id("field-name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("请至少选择一项")).to_be_visible()
    page.keyboard.type("日报脚本")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # warnings
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("trouble")).to_contain_text("账号或密码")
    picture(page, "form-zh-1920")
    page.get_by_test_id("field-password").fill(PASSWORD)
    page.keyboard.press("Enter")
    token = page.get_by_test_id("token").inner_text()
    expect(page.get_by_test_id("told")).to_be_focused()
    can_be_read(page)
    with httpx.Client(base_url=platform.url, headers={"Authorization": f"Bearer {token}"}) as program:
        assert program.get("/api/warnings").json()["items"] == []
        assert program.get("/api/feeds").status_code == 403
        page.get_by_test_id("secret-done").click()
        assert token not in page.content()
        page.reload()
        row = page.get_by_test_id("token-row")
        expect(row).to_contain_text("日报脚本")
        expect(row).not_to_contain_text("从未")
        row.get_by_test_id("end-token").click()
        page.get_by_test_id("confirm-submit").click()
        expect(page.get_by_test_id("nothing")).to_be_visible()
        assert program.get("/api/warnings").json()["error"]["code"] == "bad_token"


def test_a_role_is_offered_what_its_own_screens_show(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "auditor", "tokens")
    page.get_by_test_id("new-token").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    expect(page.get_by_test_id("field-scopes")).to_contain_text("规则")


@pytest.mark.parametrize(
    ("language", "theme", "width", "height"), [("zh-CN", "dark", 1366, 768), ("en", "light", 1920, 1080)]
)
def test_the_screen_is_accessible_and_fits(
    page: Page, platform: Platform, language: str, theme: str, width: int, height: int
) -> None:
    appears(page, language, theme, width, height)
    sign_in(page, platform, "wu", "tokens")
    page.get_by_test_id("new-token").click()
    page.get_by_test_id("field-name").fill("report" * 8)
    for scope in page.get_by_role("checkbox").all():
        scope.check()
    page.get_by_test_id("field-password").fill(PASSWORD)
    picture(page, f"form-{language}-{theme}-{width}")
    can_be_read(page)
    page.keyboard.press("Enter")
    page.get_by_test_id("told").wait_for()
    picture(page, f"told-{language}-{theme}-{width}")
    can_be_read(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
