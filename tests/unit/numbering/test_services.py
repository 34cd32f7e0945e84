"""The table of service lines, and how it is asked."""

import pytest

from linewarden.model.number import E164, NumberFault, NumberKind
from linewarden.numbering import Category, Home, normalise, service_keys, service_of, services
from linewarden.numbering.areas import areas

CHANGZHOU = Home("CN", "519", "常州")


def test_every_line_reads_as_a_sound_service_number() -> None:
    numbers = {line: normalise(line, home=CHANGZHOU) for line in services()}
    assert {number.kind for number in numbers.values()} == {NumberKind.SERVICE}
    assert {number.fault for number in numbers.values()} == {NumberFault.NONE}
    assert all(number.e164 == int("86" + line) for line, number in numbers.items())


def test_a_local_line_dialled_with_any_area_code_is_known_for_what_it_is() -> None:
    for line in (service for service in services().values() if service.is_local):
        for area in areas():
            number = normalise(f"0{area}{line.number}", home=CHANGZHOU)
            assert (number.kind, number.fault) == (NumberKind.SERVICE, NumberFault.AREA_SERVICE), (area, line.number)
            assert service_of(number.e164) == line


@pytest.mark.parametrize(
    ("e164", "name", "category"),
    [
        (86110, "报警", Category.EMERGENCY),
        (86519110, "报警", Category.EMERGENCY),
        (8696110, "反诈专线", Category.ANTI_FRAUD),
        (8612345, "政务服务便民热线", Category.GOVERNMENT),
        (8695588, "中国工商银行", Category.BANK),
        (8695338, "顺丰速运", Category.LOGISTICS),
        (8610086, "中国移动", Category.CARRIER),
        (8695518, "中国人民保险", Category.INSURANCE),
    ],
)
def test_a_line_is_found_by_its_canonical_number(e164: int, name: str, category: Category) -> None:
    service = service_of(E164(e164))
    assert service is not None
    assert (service.name_zh, service.category) == (name, category)


@pytest.mark.parametrize("e164", [0, -5, 110, 8613861234567, 8651986661234, 14155550123, 86])
def test_other_numbers_are_no_service_line(e164: int) -> None:
    assert service_of(E164(e164)) is None


def test_the_keys_of_a_category_hold_the_home_s_own_form_of_local_lines() -> None:
    assert {86110, 86119, 86120} <= service_keys(Category.EMERGENCY)
    assert 86519110 not in service_keys(Category.EMERGENCY)
    assert {86110, 86519110} <= service_keys("emergency", home=CHANGZHOU)
    assert 8651995588 not in service_keys(Category.BANK, home=CHANGZHOU)  # a bank has one line for the country
    assert {8695588, 8695533, 8695599, 8695566} <= service_keys(Category.BANK)


def test_every_category_has_lines() -> None:
    assert all(service_keys(category) for category in Category)


def test_a_misspelt_category_is_an_error_and_not_an_empty_set() -> None:
    with pytest.raises(ValueError, match="polize"):
        service_keys("polize")
