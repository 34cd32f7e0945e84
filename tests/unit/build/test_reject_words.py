"""Every reason for which a feed refuses a row can be said in Chinese and English on the screen."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
_CODE = re.compile(r"(?:Fault|_RefusedError)\(\s*\"([a-z0-9_]+)\"")
_WORD = re.compile(r"^  ([a-z0-9_]+): \[\s*\"[^\"]*[\u4e00-\u9fff][^\"]*\",\s*\"[^\"]+\",?\s*\]", re.MULTILINE)


def test_every_code_of_a_refusal_has_its_words() -> None:
    sent = {code for path in (ROOT / "src/linewarden/feeds").rglob("*.py") for code in _CODE.findall(path.read_text())}
    known = set(_WORD.findall((ROOT / "ui/src/i18n/rejects.ts").read_text()))
    assert len(sent) > 20
    assert sent - known == set()
