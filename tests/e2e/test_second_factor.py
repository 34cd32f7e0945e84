"""The second factor as an officer meets it: no work without one, set up by keyboard, asked for at sign-in, a recovery code, a reset."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from platform_process import PASSWORD, Platform
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """As it is installed: everybody needs a second factor."""
    with Platform(tmp_path_factory.mktemp("strict"), "", web="") as running:
        for login in ("wang", "li", "zhao", "sun"):
            running.add_account(login)
        yield running


def enter(page: Page, platform: Platform, login: str) -> None:
    page.goto(platform.url)
    page.get_by_test_id("login").fill(login)
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("password").press("Enter")


def code_of(secret: str, ahead_s: int = 0) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=ahead_s))


def set_up(page: Page, platform: Platform, login: str) -> tuple[str, list[str]]:
    """By keyboard alone. The secret and the recovery codes."""
    enter(page, platform, login)
    expect(page.get_by_test_id("begin")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    secret = page.get_by_test_id("secret").inner_text().replace(" ", "")
    expect(page.get_by_test_id("code")).to_be_focused()
    page.keyboard.type(code_of(secret))
    page.keyboard.press("Enter")
    codes = told_codes(page)
    expect(page.get_by_test_id("done")).to_be_disabled()
    page.keyboard.press("Space")  # the codes are kept
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_test_id("done")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-testid="account"]')
    return secret, codes


def told_codes(page: Page) -> list[str]:
    codes = page.get_by_test_id("recovery-codes").locator("li")
    expect(codes).to_have_count(10)
    return codes.all_inner_texts()


def sign_out(page: Page) -> None:
    page.get_by_test_id("account").click()
    page.get_by_text("退出登录").click()
    page.wait_for_selector('[data-testid="sign-in"]')


def test_nobody_works_without_one_and_all_is_done_by_keyboard(page: Page, platform: Platform) -> None:
    secret, codes = set_up(page, platform, "wang")
    assert len(codes) == 10
    sign_out(page)
    enter(page, platform, "wang")
    expect(page.get_by_test_id("code")).to_be_focused()
    page.keyboard.type("000000" if code_of(secret, 30) != "000000" else "000001")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sign-in-trouble")).to_have_attribute("data-trouble", "badCode")
    page.get_by_test_id("code").fill(code_of(secret, 30))  # the one of now has set the factor up
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-testid="account"]')


def test_a_recovery_code_opens_the_door_and_is_counted(page: Page, platform: Platform) -> None:
    _, codes = set_up(page, platform, "li")
    sign_out(page)
    enter(page, platform, "li")
    page.get_by_test_id("code").fill(codes[0].lower())
    page.keyboard.press("Enter")
    page.get_by_test_id("account").click()
    page.get_by_text("动态验证码…").click()
    expect(page.get_by_test_id("left")).to_have_text("9")
    page.get_by_test_id("renew").click()
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("code").fill(codes[1])
    page.get_by_test_id("go-on").click()
    fresh = told_codes(page)
    assert not set(fresh) & set(codes)
    page.get_by_test_id("kept").check()
    page.get_by_test_id("done").click()
    expect(page.get_by_test_id("left")).to_have_text("10")
    page.get_by_test_id("back").click()
    page.wait_for_selector('[data-testid="account"]')


@pytest.mark.parametrize(("language", "width", "height"), [("zh-CN", 1366, 768), ("en", 1920, 1080)])
def test_every_step_is_readable_for_everybody(
    page: Page, platform: Platform, tmp_path: Path, language: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    found, axe = {}, Axe()

    def look(step: str) -> None:
        page.screenshot(path=tmp_path / f"second-factor-{step}-{language}.png")
        found[step] = axe.run(page).response["violations"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(platform.url)
    if language == "en":
        page.get_by_test_id("language").click()
    enter(page, platform, "zhao")
    page.get_by_test_id("begin").wait_for()
    look("begin")
    page.get_by_test_id("begin").click()
    page.get_by_test_id("password").fill("wrong horse battery")
    page.get_by_test_id("go-on").click()
    page.get_by_test_id("trouble").wait_for()
    look("proving")
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("go-on").click()
    page.get_by_test_id("secret").wait_for()
    look("new")
    if language == "en":  # the last one finishes it
        secret = page.get_by_test_id("secret").inner_text().replace(" ", "")
        page.get_by_test_id("code").fill(code_of(secret))
        page.get_by_test_id("go-on").click()
        page.get_by_test_id("recovery-codes").wait_for()
        look("recovery")
        page.get_by_test_id("kept").check()
        page.get_by_test_id("done").click()
        page.wait_for_selector('[data-testid="account"]')
        page.goto(f"{platform.url}second-factor")
        page.get_by_test_id("left").wait_for()
        look("standing")
        page.context.clear_cookies()
        enter(page, platform, "zhao")
        page.get_by_test_id("code").wait_for()
        look("asked")
    assert {step: [fault["id"] for fault in faults] for step, faults in found.items() if faults} == {}


def test_who_has_lost_all_gets_a_reset_from_the_console(page: Page, platform: Platform) -> None:
    set_up(page, platform, "sun")
    reset = [
        sys.executable,
        "-m",
        "linewarden.main",
        "user",
        "reset-second-factor",
        "sun",
        "--config",
        str(platform.config),
    ]
    done = subprocess.run(reset, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "second factor of sun is forgotten" in done.stdout) == (0, True)
    again = subprocess.run(reset, capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode != 0
    assert "account sun has no second factor" in again.stderr
    page.reload()
    page.wait_for_selector('[data-testid="sign-in"]')  # signed out wherever he was
    enter(page, platform, "sun")
    page.get_by_test_id("begin").wait_for()
