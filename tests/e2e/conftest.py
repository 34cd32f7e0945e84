"""A real Chromium for the tests that look at screens."""

import shutil
from collections.abc import Iterator

import pytest
from at_screen import picture
from playwright.sync_api import Browser, Page, expect, sync_playwright

expect.set_options(timeout=15_000)  # two browsers and two platforms share two cores

CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium without a head. Once a module: while it lives its event loop runs in this thread, and no other can."""
    path = shutil.which("chromium")
    assert path, "Chromium is not installed; run scripts/system-packages"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh page that fails the test when it asks anybody else or the console complains."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    strangers: list[str] = []
    complaints: list[str] = []
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url)
            if "//127.0.0.1:" not in request.url and not request.url.startswith("data:")
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield page
    picture(page, request.node.name)
    context.close()
    assert strangers == [], "external requests"
    assert complaints == [], "errors on the page"
