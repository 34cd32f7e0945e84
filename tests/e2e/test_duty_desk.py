"""Officers at work in real browsers, on the real platform: taking, calling, handing over, closing, by keyboard and by hand."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from at_screen import can_be_read, sign_in
from calls_file import burst, drop
from platform_process import PASSWORD, Platform, files_feed, wait_for
from playwright.sync_api import Browser, Locator, Page, expect

from sms_gateway import Gateway, gateway

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEADERS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}
DESK = """
[dissuasion]
stations = ["兰陵派出所", "青龙派出所"]
"""


def channel(there: Gateway) -> str:
    """Settings of a gateway for short messages."""
    return f'[[channel]]\nname = "sms"\nkind = "sms_http"\nurl = "{there.url}"\n'


@pytest.fixture(scope="module")
def there() -> Iterator[Gateway]:
    """A gateway for short messages."""
    with gateway() as running:
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, there: Gateway) -> Iterator[tuple[Platform, Path]]:
    """A platform with two officers, a commander and an auditor."""
    folder = tmp_path_factory.mktemp("desk")
    inbox = folder / "drop"
    inbox.mkdir()
    with Platform(folder / "platform", files_feed(inbox) + DESK + channel(there)) as platform:
        for login, role in (
            ("wang", "duty_officer"),
            ("li", "duty_officer"),
            ("chief", "commander"),
            ("auditor", "auditor"),
        ):
            platform.add_account(login, role)
        yield platform, inbox


def warn(site: tuple[Platform, Path], nth: int, hours_ago: float = 1.0) -> str:
    """A new warning; the victim's masked number."""
    _, inbox = site
    began = datetime.now(UTC) - timedelta(hours=hours_ago)
    drop(inbox, f"w{nth}.csv", burst(began, victim=f"1396123{nth:04}", cli=f"1390000{nth:04}"))
    wait_for((inbox / "done" / f"w{nth}.csv").exists)
    return f"139 **** {nth:04}"


def linewarden(platform: Platform, *words: str) -> str:
    """What the command says."""
    command = [sys.executable, "-m", "linewarden.main", *words, "--config", str(platform.config)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def row_of(page: Page, masked: str) -> Locator:
    return page.locator('[data-testid="warning-row"]', has_text=masked)


def opened(page: Page, masked: str) -> Locator:
    """The panel of a warning that waits."""
    expect(row_of(page, masked).or_(page.get_by_test_id("fresh-pill")).first).to_be_visible(timeout=15_000)
    if page.get_by_test_id("fresh-pill").is_visible():
        page.get_by_test_id("fresh-pill").click()
    row_of(page, masked).click()
    expect(page.get_by_test_id("desk")).to_be_visible()
    return page.get_by_test_id("panel")


def test_the_keyboard_takes_and_puts_on_record(page: Page, site: tuple[Platform, Path]) -> None:
    masked = warn(site, 1)
    sign_in(page, site[0], "wang")
    panel = opened(page, masked)
    expect(panel.get_by_test_id("desk")).to_contain_text("尚无人签收")
    page.keyboard.press("a")
    expect(panel.get_by_test_id("desk")).to_contain_text("由您经办")
    expect(panel.get_by_test_id("script")).to_contain_text("我是民警值班员")
    page.keyboard.press("d")
    form = panel.get_by_test_id("act-form")
    expect(form).to_be_visible()
    page.keyboard.press("Space")  # the first outcome: dissuaded
    page.keyboard.press("Tab")
    page.keyboard.type("本人表示不会转账")
    page.keyboard.press("Control+Enter")
    expect(form).to_be_hidden()
    expect(panel.get_by_test_id("acts")).to_contain_text("电话劝阻 · 已劝住")
    expect(panel.get_by_test_id("acts")).to_contain_text("本人表示不会转账")
    expect(panel.get_by_test_id("desk")).to_contain_text("回访 · 剩")
    can_be_read(page)


def test_a_form_says_what_is_lacking_and_escape_closes_it_alone(page: Page, site: tuple[Platform, Path]) -> None:
    masked = warn(site, 2)
    sign_in(page, site[0], "wang")
    panel = opened(page, masked)
    page.keyboard.press("a")
    panel.get_by_test_id("act-close").click()
    panel.get_by_test_id("act-form-submit").click()
    expect(panel.get_by_test_id("act-form")).to_contain_text("请选择结论")
    panel.get_by_test_id("disposition-lost").click()
    panel.get_by_test_id("act-form-submit").click()
    expect(panel.get_by_test_id("act-form")).to_contain_text("请按“2026-11-30 14:05”填写时间")
    panel.get_by_test_id("disposition-prevented").click()
    panel.get_by_test_id("act-form-submit").click()
    expect(panel.get_by_test_id("trouble")).to_contain_text("nobody has talked to the person")
    can_be_read(page)
    page.keyboard.press("Escape")
    expect(panel.get_by_test_id("act-form")).to_be_hidden()
    expect(panel).to_be_visible()


def test_a_second_officer_sees_at_once_that_it_is_taken(
    page: Page, browser: Browser, site: tuple[Platform, Path]
) -> None:
    masked = warn(site, 3)
    sign_in(page, site[0], "wang")
    opened(page, masked)
    other = browser.new_context().new_page()
    sign_in(other, site[0], "li")
    theirs = opened(other, masked)
    page.keyboard.press("a")
    expect(theirs.get_by_test_id("desk")).to_contain_text("由值班员经办")
    expect(theirs.get_by_test_id("act-take")).to_have_count(0)
    expect(theirs.get_by_test_id("act-call")).to_have_count(0)
    other.context.close()


def test_a_slip_is_undone_and_stays_legible(page: Page, site: tuple[Platform, Path]) -> None:
    masked = warn(site, 4)
    sign_in(page, site[0], "wang")
    panel = opened(page, masked)
    page.keyboard.press("a")
    panel.get_by_test_id("act-call").click()
    panel.get_by_test_id("outcome-paid").click()
    panel.get_by_test_id("act-form-submit").click()
    panel.get_by_test_id("act-undo").filter(has_text="电话劝阻").click()
    expect(panel.get_by_test_id("acts").locator("li").nth(1)).to_contain_text("（已撤销）")
    expect(panel.get_by_test_id("desk")).to_contain_text("电话劝阻 · 剩")


def test_the_parts_of_the_board(page: Page, site: tuple[Platform, Path]) -> None:
    masked = warn(site, 5)
    sign_in(page, site[0], "li")
    opened(page, masked)
    page.keyboard.press("a")
    expect(page.get_by_test_id("desk")).to_contain_text("由您经办")
    page.keyboard.press("Escape")
    page.get_by_text("我经办的").click()
    expect(row_of(page, masked)).to_be_visible()
    assert "view=mine" in page.url
    row_of(page, masked).click()
    page.keyboard.press("x")
    page.get_by_text("快递、外卖").click()
    page.get_by_test_id("act-form-submit").click()
    expect(page.get_by_test_id("desk")).to_contain_text("已由值班员归档")
    page.keyboard.press("Escape")
    page.get_by_text("已归档", exact=True).first.click()
    expect(row_of(page, masked)).to_be_visible()


def test_a_commander_gives_work_to_somebody(page: Page, site: tuple[Platform, Path]) -> None:
    masked = warn(site, 6)
    sign_in(page, site[0], "chief")
    panel = opened(page, masked)
    expect(panel.get_by_test_id("act-hand_over")).to_be_visible()
    page.keyboard.press("t")
    to = panel.get_by_test_id("field-to")
    to.select_option(label=to.locator("option").filter(has_text="值班民警").first.inner_text())
    panel.get_by_test_id("act-form-submit").click()
    expect(panel.get_by_test_id("desk")).to_contain_text("由值班员经办")
    with httpx.Client(base_url=site[0].url, headers=HEADERS) as li:
        li.post("/api/session", json={"login": "li", "password": PASSWORD}).raise_for_status()
        mine = li.get("/api/warnings?mine=true&stage=taken").json()["items"]
    assert masked in [row["called_masked"] for row in mine]


def test_the_glass_can_be_broken_and_the_auditor_reads_why(page: Page, site: tuple[Platform, Path]) -> None:
    masked = warn(site, 7)
    sign_in(page, site[0], "li")
    panel = opened(page, masked)
    panel.get_by_test_id("unmask").click()
    expect(panel).to_contain_text("查看会立即通知审计员")
    page.get_by_test_id("purpose").fill("经办人失联")
    page.get_by_test_id("unmask-confirm").click()
    expect(page.get_by_test_id("unmasked-called")).to_contain_text("139 6123 0007")
    with httpx.Client(base_url=site[0].url, headers=HEADERS) as auditor:
        auditor.post("/api/session", json={"login": "auditor", "password": PASSWORD}).raise_for_status()
        trail = auditor.get("/api/audit").json()["items"]
    assert [(one["actor"], one["action"]) for one in trail if one["purpose"] == "经办人失联"] == [
        ("li", "warning.break_glass")
    ]


def test_a_message_goes_out_and_the_panel_says_so(page: Page, site: tuple[Platform, Path], there: Gateway) -> None:
    masked = warn(site, 8)
    sign_in(page, site[0], "wang")
    panel = opened(page, masked)
    page.keyboard.press("a")
    expect(panel.get_by_test_id("act-message")).to_be_visible()
    page.keyboard.press("m")
    expect(panel.get_by_test_id("text")).to_contain_text("【常州市反诈中心】与您联系的号码有诈骗特征")
    can_be_read(page)
    panel.get_by_test_id("act-form-submit").click()
    expect(panel.get_by_test_id("message-state")).to_contain_text("已交短信网关")
    sent = json.loads(there.heard[-1][1])
    assert sent["to"] == "+8613961230008"
    assert sent["text"].startswith("【常州市反诈中心】")


def test_a_message_that_is_refused_is_given_up_for_all_to_see_and_can_be_sent_anew(
    page: Page, site: tuple[Platform, Path], there: Gateway
) -> None:
    masked = warn(site, 9)
    there.answers = [402, 200]
    sign_in(page, site[0], "wang")
    panel = opened(page, masked)
    page.keyboard.press("a")
    panel.get_by_test_id("act-message").click()
    panel.get_by_test_id("act-form-submit").click()
    expect(panel.get_by_test_id("message-state")).to_contain_text("已放弃")
    told = linewarden(site[0], "messages", "list")
    assert "the gateway answered 402" in told
    assert "13961230009" not in told
    linewarden(site[0], "messages", "again", told.split()[0])
    expect(panel.get_by_test_id("message-state")).to_contain_text("已交短信网关")
    ids = {json.loads(body)["id"] for _, body in there.heard if "1396123000" in body.decode() and b"0009" in body}
    assert len(ids) == 1


def test_a_message_outlives_a_power_cut(site: tuple[Platform, Path], there: Gateway) -> None:
    platform, _ = site
    masked = warn(site, 10)
    there.answers = [503]
    before = len(there.heard)
    with httpx.Client(base_url=platform.url, headers=HEADERS) as wang:
        wang.post("/api/session", json={"login": "wang", "password": PASSWORD}).raise_for_status()
        rows = wang.get("/api/warnings").json()["items"]
        key = next(row["warning_id"] for row in rows if row["called_masked"] == masked)
        for seen, act in enumerate(({"kind": "take"}, {"kind": "message", "template": "call_us", "language": "zh"})):
            wang.post(f"/api/warnings/{key}/acts", json={**act, "seen": seen}).raise_for_status()
    wait_for(lambda: len(there.heard) > before)
    platform.kill()
    there.answers = [200]
    platform.start()
    wait_for(lambda: len(there.heard) > before + 1, 30)
    assert len({json.loads(body)["id"] for _, body in there.heard[before:]}) == 1


def test_the_report_stands_beside_the_board(page: Page, site: tuple[Platform, Path]) -> None:
    sign_in(page, site[0], "chief")
    page.get_by_test_id("open-report").click()
    expect(page.get_by_test_id("report-levels")).to_contain_text("误报 1")
    expect(page.get_by_test_id("report-stations")).to_contain_text("兰陵派出所")
    assert "report=7" in page.url
    can_be_read(page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("report")).to_be_hidden()


def test_the_desk_reports_and_tells_what_became_of_people(site: tuple[Platform, Path], tmp_path: Path) -> None:
    platform, _ = site
    report = linewarden(platform, "dissuasion", "report")
    assert "兰陵派出所" in report
    assert "false_alarm 1" in report
    out = tmp_path / "outcomes.csv"
    assert "1 person" in linewarden(platform, "dissuasion", "outcomes", "--out", str(out), "--purpose", "训练影子模型")
    assert list(csv.DictReader(io.StringIO(out.read_text("utf-8")))) == [
        {"number": "+8613961230005", "outcome": "not_victim", "lost_at": ""}
    ]
