"""What all tests in a browser do: sign in, look at the screen, keep a picture of it."""

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from platform_process import PASSWORD, Platform
from playwright.sync_api import Page

PICTURES = os.environ.get("LINEWARDEN_PICTURES")
"""A folder, to look at the screens: each test leaves a picture of its end there, some of more."""


def sign_in(page: Page, platform: Platform, login: str, path: str = "", password: str = PASSWORD) -> None:
    """As this account, whoever was signed in before."""
    try_to_sign_in(page, platform, login, path, password)
    page.locator('[data-testid="account"], [data-testid="password-page"]').first.wait_for()


def try_to_sign_in(page: Page, platform: Platform, login: str, path: str = "", password: str = PASSWORD) -> None:
    """Credentials filled in and sent."""
    page.context.clear_cookies()
    page.goto(f"{platform.url}{path.removeprefix('/')}")
    page.get_by_test_id("login").fill(login)
    page.get_by_test_id("password").fill(password)
    page.get_by_test_id("password").press("Enter")


def appears(page: Page, language: str, theme: str, width: int, height: int) -> None:
    """The screens from now on: their language, light or dark, and how large the window is."""
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(
        f"localStorage.setItem('linewarden.theme', '{theme}'); localStorage.setItem('linewarden.language', '{language}')"
    )


def can_be_read(page: Page) -> None:
    """The screen as it is now, by everybody (WCAG, by axe)."""
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()


def picture(page: Page, name: str) -> None:
    """Keeps one, when somebody wants to look."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{re.sub(r'[^A-Za-z0-9_.-]+', '-', name)}.png")
