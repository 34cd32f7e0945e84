"""Short messages to those who are warned."""

import re

import pytest

from linewarden.dissuasion.texts import Language, Template, text_of
from linewarden.model.warning import FraudKind

LONGEST = {Language.ZH: 134, Language.EN: 306}
"""Two parts of a long message: 67 characters each in UCS-2, 153 in the 7-bit alphabet (3GPP TS 23.040)."""


@pytest.mark.parametrize("kind", list(FraudKind))
@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("language", list(Language))
def test_every_text_is_signed_short_and_gives_no_address_to_tap_on(
    kind: FraudKind, template: Template, language: Language
) -> None:
    text = text_of(template, language, kind, "常州市反诈中心")
    assert "常州市反诈中心" in text
    assert "96110" in text
    assert len(text) <= LONGEST[language]
    assert not re.search(r"http|www|\.cn|\.com", text)
    assert set(re.findall(r"\d+", text)) <= {"96110", "110"}
