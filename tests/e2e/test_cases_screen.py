"""Cases in a real browser: opened from a warning by key, filled by hand, kept from who was not let in, the glass broken."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from at_screen import can_be_read, sign_in
from calls_file import burst, drop
from platform_process import Platform, files_feed, wait_for
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Two officers, a commander, an administrator, and one warning."""
    folder = tmp_path_factory.mktemp("cases")
    inbox = folder / "drop"
    inbox.mkdir()
    with Platform(folder / "platform", files_feed(inbox)) as running:
        for login, role in (
            ("wang", "duty_officer"),
            ("li", "analyst"),
            ("chief", "commander"),
            ("sys", "system_admin"),
        ):
            running.add_account(login, role)
        began = datetime.now(UTC) - timedelta(hours=1)
        drop(inbox, "w1.csv", burst(began, victim="13961230001", cli="13900000001"))
        wait_for((inbox / "done" / "w1.csv").exists)
        yield running


def fill(page: Page, form: str, **values: str) -> Locator:
    box = page.get_by_test_id(form)
    for name, value in values.items():
        field = box.get_by_test_id(f"field-{name}")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    return box


def opened(page: Page, platform: Platform, title: str, shown: str = "") -> None:
    """A case of this title, led by wang, on screen."""
    sign_in(page, platform, "wang", "/cases")
    page.keyboard.press("n")
    fill(page, "new-case", title=title, kind="support", origin="report")
    page.get_by_test_id("new-case-submit").click()
    expect(page.get_by_test_id("case-head")).to_contain_text(shown or title)


def test_c_opens_a_case_from_a_warning_and_its_panel_shows_it(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wang")
    page.locator('[data-testid="warning-row"]').first.click()
    expect(page.get_by_test_id("in-cases")).to_contain_text("未关联您可查看的案件")
    page.keyboard.press("c")
    expect(page.get_by_test_id("new-case")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("new-case")).to_be_hidden()
    expect(page.get_by_test_id("panel")).to_be_visible()
    page.keyboard.press("c")
    page.keyboard.type("冒充客服退款")
    page.keyboard.press("Control+Enter")
    link = page.get_by_test_id("in-cases").get_by_role("link")
    expect(link).to_contain_text("519-")
    can_be_read(page)
    link.click()
    expect(page.get_by_test_id("case-head")).to_contain_text("冒充客服退款")
    expect(page.get_by_test_id("part-timeline")).to_contain_text("139 **** 0001")


def test_a_pair_of_keys_goes_to_the_cases_and_opens_no_form(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wang")
    page.locator('[data-testid="warning-row"]').first.click()
    expect(page.get_by_test_id("in-cases")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_test_id("new-case")).to_have_count(0)
    page.wait_for_timeout(1600)
    page.keyboard.press("g")
    page.keyboard.press("k")
    expect(page.get_by_test_id("case-row").first).to_be_visible()
    can_be_read(page)


def test_all_that_goes_into_a_case(page: Page, platform: Platform, tmp_path: Path) -> None:
    opened(page, platform, "技术支持请求")
    page.keyboard.press("n")
    fill(page, "field-form", text="对方号码 17012345678")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("timeline")).to_contain_text("170****78")
    page.keyboard.press("2")
    page.keyboard.press("n")
    fill(page, "field-form", what="imei", value="490154203237519", source="受害人手机")
    page.get_by_test_id("field-form-submit").click()
    expect(page.get_by_test_id("trouble")).to_contain_text("its last digit does not fit")
    fill(page, "field-form", value="490154203237518")
    page.get_by_test_id("field-form-submit").click()
    expect(page.get_by_test_id("clue")).to_contain_text("490****18")
    can_be_read(page)
    page.keyboard.press("3")
    page.keyboard.press("n")
    fill(page, "field-form", what="调取话单", assignee="wang")
    page.get_by_test_id("field-form-submit").click()
    page.get_by_role("button", name="完成任务").click()
    page.get_by_test_id("field-form-submit").click()
    expect(page.get_by_test_id("task")).to_contain_text("完成于")
    page.keyboard.press("4")
    (tmp_path / "录音.txt").write_text("证据")
    page.get_by_test_id("attach").set_input_files(tmp_path / "录音.txt")
    expect(page.get_by_test_id("file")).to_contain_text("SHA-256")
    with page.expect_download() as saved:
        page.get_by_role("link", name="取出").click()
    assert saved.value.path().read_text() == "证据"
    page.get_by_role("button", name="保管记录").click()
    expect(page.get_by_test_id("custody")).to_contain_text("取出")
    can_be_read(page)
    page.keyboard.press("5")
    page.keyboard.press("n")
    fill(page, "field-form", to="市局", what="查询归属")
    page.get_by_test_id("field-form-submit").click()
    page.get_by_role("button", name="登记答复").click()
    fill(page, "field-form", text="归属常州")
    page.get_by_test_id("field-form-submit").click()
    expect(page.get_by_test_id("request")).to_contain_text("答复用时")
    page.get_by_test_id("case-retitle").click()
    fill(page, "retitle", title="猫池线索")
    page.get_by_test_id("retitle-submit").click()
    expect(page.get_by_test_id("case-head").get_by_role("heading")).to_have_text("猫池线索")


def test_full_text_needs_a_purpose(page: Page, platform: Platform) -> None:
    opened(page, platform, "号码 17012345678", shown="号码 170****78")
    page.keyboard.press("u")
    page.get_by_test_id("reason-input").fill("案情核查")
    page.get_by_test_id("confirm-submit").click()
    expect(page.get_by_test_id("timeline")).to_contain_text("17012345678")


def test_who_was_not_let_in_breaks_the_glass_and_a_member_needs_not(
    page: Page, browser: Browser, platform: Platform
) -> None:
    opened(page, platform, "需知原则")
    number = page.url.split("id=")[1].split("&")[0]
    other = browser.new_context().new_page()
    sign_in(other, platform, "li", f"/cases?id={number}")
    expect(other.get_by_test_id("nothing")).to_contain_text("没有可查看的案件")
    other.get_by_test_id("break-glass").click()
    other.get_by_test_id("reason-input").fill("主办人失联")
    can_be_read(other)
    other.get_by_test_id("confirm-submit").click()
    expect(other.get_by_test_id("case-head")).to_contain_text("您是紧急查看")
    expect(other.get_by_test_id("timeline")).to_contain_text("主办人失联")
    page.keyboard.press("6")
    page.reload()
    page.get_by_test_id("add").click()
    until = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    fill(page, "field-form", login="li", role="member", until=until)
    page.get_by_test_id("field-form-submit").click()
    expect(page.get_by_test_id("member").nth(1)).to_contain_text("协办")
    other.context.close()


def test_an_administrator_sees_no_cases(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "sys", "/cases")
    expect(page.get_by_text("当前角色不能查看此页")).to_be_visible()
    assert page.get_by_role("link", name="案件").count() == 0
