"""What people, switches and spreadsheets write, reduced to digits: nothing here knows a numbering plan."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from linewarden.model.number import NumberFault

LONGEST_TEXT = 256  # characters looked at; longer text is no number
LONGEST_NUMBER = 64  # characters of the number itself

WITHHELD_WORDS = frozenset(
    {
        "", "\\n", "null", "<null>", "(null)", "none", "nil", "nan", "n/a", "na", "-", "--", "---", "?", "<unknown>", "unknown", "unknown number",
        "anonymous", "anonymous.invalid", "withheld", "number withheld", "restricted", "unavailable", "not available", "private", "private number",
        "no caller id", "no number", "blocked", "hidden", "undefined", "未知", "未知号码", "未知来电", "隐藏", "隐藏号码", "匿名", "匿名号码",
        "匿名来电", "保密", "保密号码", "私人号码", "无", "无号码", "无主叫", "无主叫号码", "无法显示", "号码限制", "空",
    }
)  # fmt: skip
"""Written where the caller's number is withheld or was never sent; compared in lower case."""

_PLAIN = re.compile(r"\+?[0-9]{1,20}")
_GROUPED = re.compile(r"\+?[0-9]{1,8}(?:[ -][0-9]{1,8}){1,4}")  # 45 characters at most
_ANGLE = re.compile(r"<([^<>]*)>")
_SCHEME = re.compile(r"^(?:sips?|tel|callto|phone|h323)\s*:", re.IGNORECASE)
_CONTEXT = re.compile(r";\s*phone-context\s*=\s*\+(\d{1,7})", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"([+]?\d)(?:[.,](\d*))?[eE][+]?(\d{1,2})")
_FLOAT = re.compile(r"(\+?\d{3,})[.]0{1,2}")
_CLIR = re.compile(r"^[*#]31#")  # 3GPP TS 22.030: show or hide my number for this call
_EXTENSION = re.compile(r"(?<=\d)\s*(?:转|轉|分机|分機|ext(?:ension)?\.?|x|(?<=\d{7}),)\s*:?\s*\d{1,6}$", re.IGNORECASE)
_DASH_EXTENSION = re.compile(r"^(\(?0\d{2,3}\)?[-\s]?\d{7,8})-\d{1,6}$")
_TRUNK_ZERO = re.compile(r"^((?:\+|00).*)\(0\)")
_FILLER = re.compile(r"(?<=\d)(?:#+|[fF]{1,4})$")  # end-of-dialling sign; TBCD filler (3GPP TS 29.002)
_SEPARATORS = re.compile(r"[\s\-‐-―−()\[\]{}.,·•/\\'\"`´‘’“”=_~]+")
_DIGITS = re.compile(r"(\+*)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Written:
    """A text reduced. `digits` is "" when withheld or faulty; then `residue` is what was left of the text."""

    digits: str
    has_plus: bool
    fault: NumberFault  # NONE, NOT_DIGITS, TOO_LONG or DIGITS_LOST
    residue: str

    @property
    def is_withheld(self) -> bool:
        """Nothing was shown."""
        return not self.digits and self.fault is NumberFault.NONE


def read_text(raw: str | None) -> Written:
    """The digits that a text means. Never raises; time is bounded by `LONGEST_TEXT` characters."""
    text = "" if raw is None else raw
    if _PLAIN.fullmatch(text):
        return _of_digits(text)
    if _GROUPED.fullmatch(text):
        return _of_digits(_DASH_EXTENSION.sub(r"\1", text).replace("-", "").replace(" ", ""))
    if len(text) > LONGEST_TEXT:
        return _faulty(NumberFault.TOO_LONG, f"{text[:LONGEST_TEXT]}…{len(text)}")
    return _of_text(_folded(text))


def _of_digits(text: str) -> Written:
    digits = text.removeprefix("+")
    return Written(digits if digits.strip("0") else "", text != digits, NumberFault.NONE, "")


def _faulty(fault: NumberFault, residue: str) -> Written:
    return Written("", False, fault, residue)  # noqa: FBT003  positional, as the fields stand


def _folded(text: str) -> str:
    """Compatibility forms and every script's decimal digits as ASCII; control and format characters (NUL, bidi marks) gone."""
    kept = (
        char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char) not in {"Cc", "Cf"} or char in "\t\r\n"
    )
    return "".join(char if char.isascii() else str(unicodedata.decimal(char, char)) for char in kept).strip()


def _of_text(text: str) -> Written:
    if text.casefold() in WITHHELD_WORDS:
        return _faulty(NumberFault.NONE, "")
    user = _user_part(text)
    if user.casefold() in WITHHELD_WORDS:
        return _faulty(NumberFault.NONE, "")
    number = _from_spreadsheet(user)
    if number is None:
        return _faulty(NumberFault.DIGITS_LOST, user)
    return _of_number(number)


def _user_part(text: str) -> str:
    """What stands for the number in a name-addr or URI (RFC 3261 25.1, RFC 3966)."""
    angle = _ANGLE.search(text)
    address = angle.group(1).strip() if angle else text
    context = _CONTEXT.search(address)
    user = unquote(re.split(r"[;?@]", _SCHEME.sub("", address), maxsplit=1)[0]).strip()
    if context and user[:1] not in {"+", "0"}:
        return f"+{context.group(1)}{user}"
    return user


def _from_spreadsheet(text: str) -> str | None:
    """The text without a spreadsheet's float form; None when the float has lost digits (1.38613E+10)."""
    scientific = _SCIENTIFIC.fullmatch(text)
    if scientific:
        head, fraction, exponent = scientific.group(1), scientific.group(2) or "", int(scientific.group(3))
        return head + fraction if len(fraction) == exponent else None
    is_float = _FLOAT.fullmatch(text)
    return is_float.group(1) if is_float else text


def _of_number(text: str) -> Written:
    if len(text) > LONGEST_NUMBER:
        return _faulty(NumberFault.TOO_LONG, text)
    number = _EXTENSION.sub("", _CLIR.sub("", text))
    number = _TRUNK_ZERO.sub(r"\1", _DASH_EXTENSION.sub(r"\1", number))
    number = _FILLER.sub("", _SEPARATORS.sub("", number))
    found = _DIGITS.fullmatch(number)
    if found is None:
        return _faulty(NumberFault.NOT_DIGITS, number.casefold())
    return _of_digits(("+" if found.group(1) else "") + found.group(2))
