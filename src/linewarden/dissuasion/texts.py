"""Short messages to those who are warned: a few lines that name no number, no person and no address to tap on, as frauds do."""

from enum import StrEnum

from linewarden.model.warning import FraudKind


class Template(StrEnum):
    """Which text."""

    CAUTION = "caution"  # by the kind of fraud
    CALL_US = "call_us"  # we could not reach you
    STAY_ALERT = "stay_alert"  # after the danger


class Language(StrEnum):
    """In which language."""

    ZH = "zh"
    EN = "en"


_CAUTION: dict[FraudKind, tuple[str, str]] = {
    FraudKind.FAKE_POLICE: (
        "与您联系的号码疑似冒充公检法诈骗。公安机关不会在电话中办案，没有“安全账户”，请勿转账、勿共享屏幕。",
        "A number in contact with you may be posing as the police. The police handle no case by telephone and have no “safe account”: do not transfer money or share your screen.",
    ),
    FraudKind.SPOOFED_CALL: (
        "您接到的来电号码疑似伪造，真实单位并未致电。请勿按对方要求操作。",
        "The number that called you was probably forged; the office that it shows did not call you. Do not do what they ask.",
    ),
    FraudKind.WANGIRI: (
        "响一声即挂断的境外来电请勿回拨，以免产生高额话费。",
        "Do not call back a foreign number that rang once: the call costs you dearly.",
    ),
}
_ANY_CAUTION = (
    "与您联系的号码有诈骗特征。凡涉及退款、贷款、投资、转账的，请先挂断并核实。",
    "A number in contact with you shows signs of fraud. If it is about refunds, loans, investments or transfers, hang up and check first.",
)
_CALL_US = (
    "我们多次致电未能联系上您。您可能正遭遇电信诈骗，请挂断陌生来电并回拨96110。",
    "We have tried to call you. You may be the target of a fraud: hang up on strangers and call 96110.",
)
_STAY_ALERT = (
    "您近期曾接到诈骗电话。请勿再与对方联系，如有转账或泄露信息请立即拨打110。",
    "You were called by frauds lately. Do not talk to them again; if you paid or gave information away, dial 110 at once.",
)
_SIGNED = ("【{site}】{text}咨询请拨96110。", "[{site}] {text} Questions: dial 96110.")


def text_of(template: Template, language: Language, kind: FraudKind, site: str) -> str:
    """The whole message."""
    pair = {
        Template.CAUTION: _CAUTION.get(kind, _ANY_CAUTION),
        Template.CALL_US: _CALL_US,
        Template.STAY_ALERT: _STAY_ALERT,
    }[template]
    column = 0 if language is Language.ZH else 1
    return _SIGNED[column].format(site=site, text=pair[column])
