"""The rules screen in a real browser: drafted and back-tested by command, decided on by a second person at the screen, followed by the platform."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from at_screen import sign_in
from axe_playwright_python.sync_playwright import Axe
from calls_file import VICTIM, burst, drop
from platform_process import PASSWORD, Platform, files_feed, wait_for
from playwright.sync_api import Page, expect

from linewarden.main import main
from linewarden.scoring.rules import RULES_VERSION

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ONE, TWO = (f"{RULES_VERSION}+{serial}" for serial in (1, 2))
LONG = "a_word_without_a_blank_" * 12
CHANGE = f"""
[caller.burst]
starts = 500
full = 1000
[person.listened]
steps = [[300, 1.1], [900, 2.4]]
[whitelist."8613900000001"]
reason = "{LONG}"
source = "letter 17"
expires = {(datetime.now(UTC) + timedelta(days=300)).date()}
"""
Rules = Callable[..., str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Platform, Path]]:
    """A platform with one feed, in whose calls one person was warned and lost money, and accounts of four roles."""
    folder = tmp_path_factory.mktemp("rules")
    inbox = folder / "drop"
    inbox.mkdir()
    with Platform(folder / "platform", files_feed(inbox)) as platform:
        for login, role in (("ana", "analyst"), ("bo", "commander"), ("du", "duty_officer"), ("au", "auditor")):
            platform.add_account(login, role)
        start = datetime.now(UTC) - timedelta(hours=3)
        drop(inbox, "one.csv", burst(start))
        wait_for((inbox / "done" / "one.csv").exists)
        truth = folder / "outcomes.csv"
        truth.write_text(f"number,outcome,lost_at\n{VICTIM},victim,\n", "utf-8")
        yield platform, truth


@pytest.fixture
def rules(site: tuple[Platform, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Rules:
    """The command `linewarden rules` of this installation, and what it prints; the password comes from standard input."""

    def run(*words: str | Path) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        capsys.readouterr()
        assert main(["rules", *map(str, words), "--config", str(site[0].config)]) == 0
        return capsys.readouterr().out

    return run


def drafted(rules: Rules, truth: Path, text: str = CHANGE) -> str:
    """The number of a change of Ana's with a report."""
    change = truth.with_name("change.toml")
    change.write_text(text, "utf-8")
    number = rules("draft", change, "--as", "ana", "--reason", f"couriers {LONG}").split()[1]
    rules("backtest", number, "--truth", truth)
    return number


def in_force(page: Page, version: str) -> None:
    """The feed's card tells, within seconds, that the platform follows it."""
    page.get_by_test_id("nav-feeds").click()
    expect(page.get_by_test_id("feed-rules")).to_have_text(version, timeout=15_000)


def test_a_change_is_approved_by_a_second_person_published_followed_and_rolled_back(
    page: Page, site: tuple[Platform, Path], rules: Rules
) -> None:
    platform, truth = site
    number = drafted(rules, truth)
    sign_in(page, platform, "ana", f"rules?tab=changes&id={number}")
    expect(page.get_by_test_id("why-not")).to_have_text("本人起草的修改须由他人决定")
    expect(page.get_by_test_id("deed-approve")).to_be_disabled()
    page.context.clear_cookies()

    sign_in(page, platform, "bo", "rules")
    expect(page.get_by_test_id("in-force")).to_have_text(RULES_VERSION)
    page.keyboard.press("2")
    page.get_by_test_id("change").first.click()
    expect(page.get_by_test_id("victims-lost")).to_contain_text("1 名受害人")
    expect(page.locator('[data-figure="missed"]')).to_contain_text("变差")
    burst_row = page.locator('[data-testid="diff-row"][data-rule="burst"]')
    expect(burst_row).to_contain_text("50")
    expect(burst_row).to_contain_text("500")
    expect(page.get_by_test_id("diff-entry")).to_contain_text("139 **** 0001")
    assert "13900000001" not in page.content()

    page.keyboard.press("a")
    page.get_by_test_id("confirm-submit").click()
    expect(page.get_by_text("请写明理由")).to_be_visible()
    page.get_by_test_id("reason-input").fill("已向诊所核实")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("change-panel").get_by_test_id("change-state")).to_have_attribute(
        "data-state", "approved"
    )
    page.keyboard.press("p")
    page.get_by_test_id("confirm-submit").click()
    expect(page.get_by_test_id("in-force")).to_have_text(ONE)
    in_force(page, ONE)

    page.keyboard.press("g")
    page.keyboard.press("u")
    expect(page.locator('[data-rule="burst"]')).to_contain_text("500 → 1,000")
    page.keyboard.press("3")
    expect(page.get_by_test_id("version").first).to_contain_text(ONE)
    page.keyboard.press("b")
    page.get_by_test_id("reason-input").fill("漏掉一名受害人")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("version").first).to_contain_text(TWO)
    in_force(page, TWO)


def test_a_report_that_was_replaced_while_it_was_read_is_not_approved(
    page: Page, site: tuple[Platform, Path], rules: Rules
) -> None:
    platform, truth = site
    number = drafted(rules, truth, "[caller.burst]\nstarts = 60\nfull = 120")
    sign_in(page, platform, "bo", f"rules?tab=changes&id={number}")
    page.get_by_test_id("deed-approve").click()
    rules("backtest", number, "--truth", truth)
    page.get_by_test_id("reason-input").fill("同意")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("trouble")).to_contain_text("请看清现状再决定")
    expect(page.get_by_test_id("change-panel").get_by_test_id("change-state")).to_have_attribute(
        "data-state", "backtested"
    )


def test_a_whitelist_entry_is_drafted_at_the_screen_and_its_number_shown_for_a_purpose(
    page: Page, site: tuple[Platform, Path]
) -> None:
    sign_in(page, site[0], "bo", "rules?tab=whitelist")
    page.get_by_test_id("new-entry").wait_for()
    page.keyboard.press("n")
    page.get_by_test_id("field-number").fill("+86 519-8123 4567")
    page.get_by_test_id("entry-submit").click()
    expect(page.get_by_text("请填写").first).to_be_visible()
    for field, words in (("reason", "医院总机"), ("source", LONG), ("why", "来函请求")):
        page.get_by_test_id(f"field-{field}").fill(words)
    page.get_by_test_id("field-expires").fill((datetime.now(UTC) + timedelta(days=90)).date().isoformat())
    page.get_by_test_id("entry-submit").click()
    entry = page.get_by_test_id("diff-entry")
    expect(entry).to_contain_text("0519-**** 4567")
    expect(page.get_by_test_id("report")).to_contain_text("linewarden rules backtest")
    page.keyboard.press("u")
    page.get_by_test_id("reason-input").fill("核对医院来函")
    page.keyboard.press("Enter")
    expect(entry).to_contain_text("8651981234567")


def test_those_who_only_read_see_the_rules_and_no_way_to_change_them(page: Page, site: tuple[Platform, Path]) -> None:
    sign_in(page, site[0], "au", "rules")
    expect(page.get_by_test_id("rule").first).to_be_visible()
    expect(page.get_by_test_id("nav-warnings")).to_have_count(0)
    expect(page.get_by_test_id("line-state")).to_have_count(
        0
    )  # the stream tells an auditor nothing, so that nothing can be lost
    page.keyboard.press("/")
    page.keyboard.type("S26 长谈")
    expect(page.get_by_test_id("nothing")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("rule").first).to_be_visible()
    page.keyboard.type("决策树")  # words that a row has from the screen alone
    expect(page.get_by_test_id("rule")).to_have_count(2)
    expect(page.locator('[data-rule="approach"] summary')).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator('[data-rule="burst"]')).to_be_visible()
    page.get_by_test_id("tab-versions").click()
    expect(page.get_by_test_id("version").first).to_be_visible()
    expect(page.get_by_test_id("roll-back")).to_have_count(0)
    page.get_by_test_id("tab-challenger").click()
    expect(page.get_by_test_id("nothing")).to_be_visible()


@pytest.mark.parametrize(("theme", "width", "height"), [("light", 1366, 768), ("dark", 1920, 1080)])
def test_no_tab_is_wider_than_the_screen_and_axe_finds_nothing(
    page: Page, site: tuple[Platform, Path], rules: Rules, theme: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(f"localStorage.setItem('linewarden.theme', '{theme}')")
    sign_in(page, site[0], "bo", "rules")
    found, number = {}, drafted(rules, site[1])
    for tab, shown in (
        ("rules", "rule"),
        (f"rules?tab=changes&id={number}", "difference"),
        ("rules?tab=versions", "version"),
        ("rules?tab=whitelist", "new-entry"),
        ("rules?tab=challenger", "nothing"),
    ):
        page.goto(f"{site[0].url}{tab}")
        expect(page.get_by_test_id(shown).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found[tab] = [(v["id"], v["nodes"][0]["html"][:200]) for v in Axe().run(page).response["violations"]]
    assert {tab: violations for tab, violations in found.items() if violations} == {}
