"""Call-record search in a real browser, on the real platform: by keyboard and by hand, from a query to one record."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from at_screen import appears, can_be_read, picture, sign_in
from calls_file import burst, drop
from platform_process import Platform, files_feed, wait_for
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """120 calls of one seat from two hours ago on, 60 of them answered; an analyst and an administrator."""
    folder = tmp_path_factory.mktemp("records")
    inbox = folder / "drop"
    inbox.mkdir()
    with Platform(folder / "platform", files_feed(inbox)) as running:
        running.add_account("wu", "analyst")
        running.add_account("sys", "system_admin")
        drop(inbox, "calls.csv", burst(datetime.now(UTC) - timedelta(hours=2)))
        wait_for((inbox / "done" / "calls.csv").exists)
        yield running


def search(page: Page, query: str, purpose: str = "案情核查 A17") -> None:
    page.get_by_test_id("search-purpose").fill(purpose)
    page.get_by_test_id("query").fill(query)
    page.get_by_test_id("query").press("Enter")


def test_the_keyboard_alone_leads_from_a_query_to_a_record(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wu", path="")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.get_by_test_id("records").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("cli:13900000001 talk>=1")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("search-purpose")).to_be_focused()  # first say why
    page.keyboard.type("案情核查 A17")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("records-foot")).to_contain_text("共 61 条")
    expect(page.get_by_test_id("chip")).to_have_count(2)
    assert "3900000001" not in page.get_by_test_id("records-scroller").inner_text()
    page.locator('[role="gridcell"][tabindex="0"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    expect(page.get_by_test_id("chip")).to_have_count(3)
    expect(page.get_by_test_id("records-foot")).to_contain_text("共 1 条")
    page.locator('[role="gridcell"][tabindex="0"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("record-panel")).to_contain_text("15′00″")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("record-panel")).to_have_count(0)


def test_facets_chips_and_the_brush_change_the_query(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wu", "records")
    search(page, "number:139* last:5h")
    expect(page.get_by_test_id("records-foot")).to_contain_text("共 120 条")
    page.get_by_test_id("facet").filter(has_text="未接通").click()
    expect(page.get_by_test_id("records-foot")).to_contain_text("共 59 条")
    page.get_by_role("button", name="去掉 answered:no").click()
    expect(page.get_by_test_id("records-foot")).to_contain_text("共 120 条")
    page.get_by_test_id("histogram").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("query")).to_have_value(re.compile(r"from:\S+ to:\S+$"))
    expect(page.get_by_test_id("records-foot")).not_to_contain_text("共 120 条")


def test_a_wrong_query_is_underlined_at_its_characters(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wu", "records")
    search(page, "talk>=60 clii:1")
    fault = page.get_by_test_id("query-fault")
    expect(fault).to_have_attribute("data-fault", "unknown_field")
    expect(fault.locator("u")).to_have_text("clii")
    expect(fault).to_contain_text("第 10 个字符")
    picture(page, "fault-zh-1920")


def test_a_record_goes_into_a_case_and_shows_its_full_numbers_there_by_keyboard_alone(
    page: Page, platform: Platform
) -> None:
    sign_in(page, platform, "wu", "records")
    search(page, "cli:13900000001 talk>=600")
    page.locator('[data-column="cli"]').first.click()
    panel = page.get_by_test_id("record-panel")
    expect(panel).to_contain_text("139 **** 0001")
    panel.get_by_test_id("record-source").click()
    expect(panel.get_by_test_id("source")).to_contain_text("本库不保存原始行")
    page.keyboard.press("c")
    expect(panel.get_by_test_id("field-title")).to_be_focused()
    page.keyboard.type("猫池线索")
    page.keyboard.press("Control+Enter")
    expect(panel.get_by_test_id("put-into")).to_contain_text("猫池线索")
    panel.get_by_test_id("put-into").focus()
    page.keyboard.press("u")
    form = panel.get_by_test_id("record-whole")
    expect(form.get_by_test_id("field-case_number")).to_be_focused()
    expect(form.get_by_test_id("field-case_number").locator("option:checked")).to_contain_text("猫池线索")
    expect(form.get_by_test_id("field-purpose")).to_have_value("案情核查 A17")  # that of the search
    page.keyboard.press("Control+Enter")
    expect(panel).to_contain_text("139 0000 0001")
    expect(panel.get_by_test_id("hides")).to_contain_text("秒后")
    panel.get_by_test_id("hides").get_by_role("button").click()
    expect(panel).not_to_contain_text("139 0000 0001")
    panel.get_by_test_id("put-into").click()
    expect(page.get_by_test_id("case-page")).to_contain_text("139 **** 0001 呼叫 138 **** 4567，通话 15′00″")


def test_full_numbers_outside_any_case_are_asked_for_as_glass(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wu", "records")
    search(page, "cli:13900000001 talk>=600")
    page.locator('[data-column="cli"]').first.click()
    panel = page.get_by_test_id("record-panel")
    page.keyboard.press("u")
    form = panel.get_by_test_id("record-whole")
    form.get_by_test_id("record-whole-submit").click()
    expect(form).to_contain_text("请选择案件")
    form.get_by_test_id("field-case_number").select_option("none")
    expect(form).to_contain_text("审计员")
    form.get_by_test_id("field-purpose").fill("急")
    form.get_by_test_id("record-whole-submit").click()
    expect(form).to_contain_text("4 个字")
    form.get_by_test_id("field-purpose").fill("上级来电询问")
    picture(page, "glass-zh")
    can_be_read(page)
    form.get_by_test_id("record-whole-submit").click()
    expect(panel).to_contain_text("139 0000 0001")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.reload()  # why it is asked is asked again
    expect(page.get_by_text("写明查询事由后按回车")).to_be_visible()


def test_a_search_is_saved_and_found_again_and_asks_why_anew(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "wu", "records")
    search(page, "cli:13900000001 talk>=600")
    page.get_by_test_id("save-search").click()
    expect(page.get_by_test_id("field-name")).to_be_focused()
    page.keyboard.type("长通话")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("facets")).to_contain_text("已保存为“长通话”")
    picture(page, "saving-zh")
    page.goto(f"{platform.url}records")
    kept = page.get_by_test_id("saved-search")
    expect(kept).to_contain_text("cli:139 **** 0001 talk>=600")
    picture(page, "saved-zh")
    can_be_read(page)
    kept.click()
    expect(page.get_by_test_id("query")).to_have_value(re.compile(r"^cli:~\S+ talk>=600$"))
    page.get_by_test_id("search-purpose").fill("案情核查 A18")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("records-foot")).to_contain_text("共 1 条")
    page.goto(f"{platform.url}records")
    page.get_by_role("button", name="删除“长通话”").click()
    expect(page.get_by_test_id("saved")).to_have_count(0)


def test_an_administrator_is_not_let_in(page: Page, platform: Platform) -> None:
    sign_in(page, platform, "sys", "records")
    expect(page.get_by_test_id("denied")).to_be_visible()
    expect(page.get_by_test_id("nav-records")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "theme", "width", "height"),
    [("zh-CN", "dark", 1366, 768), ("zh-CN", "light", 1366, 768), ("en", "light", 1920, 1080)],
)
def test_the_screen_is_accessible_and_fits(
    page: Page, platform: Platform, language: str, theme: str, width: int, height: int
) -> None:
    appears(page, language, theme, width, height)
    sign_in(page, platform, "wu", "records")
    search(page, "number:139* last:5h -answered:no")
    page.get_by_test_id("facets").wait_for()
    tall, least = page.get_by_test_id("histogram").evaluate(
        "bars => { const box = bars.closest('[class*=histogram]'); return [box.offsetHeight, parseFloat(getComputedStyle(box).minHeight)] }"
    )
    assert tall == pytest.approx(least, abs=1)  # nothing moves under a click when the counts come
    picture(page, f"list-{language}-{theme}-{width}")
    page.locator('[data-column="cli"]').first.click()
    page.get_by_test_id("record-source").click()
    page.get_by_test_id("source").wait_for()
    picture(page, f"panel-{language}-{theme}-{width}")
    can_be_read(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
