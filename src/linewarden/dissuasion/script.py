"""What to say on the telephone, built from where the person stands and why he is warned of: an officer reads it out, in his own words."""

from collections.abc import Collection
from dataclasses import dataclass

from linewarden.model.warning import FraudKind


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and why it is there. `{site}` and `{name}` are the centre and the officer."""

    code: str
    zh: str
    en: str


_HELLO = Line(
    "hello",
    "您好，这里是{site}，我是民警{name}，工号可拨打110核实。您现在方便说话吗？",
    "Hello, this is {site}, officer {name}; you can check my number by dialling 110. Can you talk now?",
)
_HANG_UP = Line(
    "hang_up",
    "如果您另一部电话正与陌生人通话，请先挂断，不要告诉对方是谁打来的。",
    "If a stranger is on another line with you, hang up first, and do not tell them who is calling.",
)
_ALONE = Line(
    "alone",
    "您身边有没有人要求您保密、去宾馆或者不要挂电话？",
    "Has anybody asked you to keep this secret, to go to a hotel, or to stay on the line?",
)
_MONEY = Line(
    "money",
    "您有没有转过账、提供过验证码、银行卡密码，或者正准备转账？",
    "Have you transferred money, given a code or a bank password, or are you about to?",
)
_SCREEN = Line(
    "screen",
    "您有没有下载软件、加入会议或者共享屏幕？如果有，请现在退出并关闭网络。",
    "Have you installed an app, joined a meeting or shared your screen? If so, leave it now and switch the network off.",
)
_END = Line(
    "end",
    "请不要再接这个号码的电话。需要帮助请拨打96110或110，我们会再给您回访。",
    "Please take no more calls from this number. For help dial 96110 or 110; we will call you again.",
)

BY_KIND: dict[FraudKind, Line] = {
    FraudKind.FAKE_POLICE: Line("fake_police", "公安、检察院、法院不会在电话里办案，也没有“安全账户”。要求转账的一律是诈骗。", "Police, prosecutors and courts handle no case by telephone, and there is no “safe account”. Whoever asks you to transfer money is a fraud."),
    FraudKind.SPOOFED_CALL: Line("spoofed_call", "您看到的来电号码是伪造的，真正的单位并没有给您打电话。", "The number that you saw was forged: the real office did not call you."),
    FraudKind.BURST: Line("burst", "这个号码短时间内拨打了很多陌生人，退款、理赔、注销贷款都是借口。", "This number has rung many strangers in a short time; refunds, claims and cancelled loans are pretexts."),
    FraudKind.WANGIRI: Line("wangiri", "响一声就挂的境外号码请不要回拨，回拨会产生高额话费。", "Do not call back a foreign number that rang once: it costs you dearly."),
    FraudKind.GOIP: Line("goip", "这个号码虽然显示为国内手机，但来自架设的GoIP设备，打电话的人在境外。", "The number looks like a mobile of ours, but it comes from a SIM box: whoever talks to you is abroad."),
    FraudKind.UNKNOWN: Line("unknown_kind", "刚才与您联系的号码有诈骗特征，我们想和您核实一下通话内容。", "The number that was in contact with you shows signs of fraud; we would like to check with you what it was about."),
}  # fmt: skip

BY_RULE: dict[str, Line] = {
    "hand_over": Line("hand_over", "先后有不同号码联系您、互相“转接”，这是诈骗团伙的惯用手法。", "Several numbers have passed you on from one to the next: that is how gangs work."),
    "bank": Line("bank", "记录显示您与银行有过联系，请先停止任何转账，我们可以协助您联系银行。", "You have been in contact with your bank: stop any transfer first, we can help you to reach the bank."),
    "pressed": Line("pressed", "对方反复来电、不让您考虑，是为了不让您和家人商量。", "They ring again and again so that you talk to nobody in your family."),
    "stranger": Line("stranger", "和您长时间通话的是您从未联系过的陌生号码。", "You have talked at length with a number that you never had to do with before."),
    "call_back": Line("call_back", "您回拨过这个号码，请不要再回拨。", "You have called this number back: do not do so again."),
}  # fmt: skip
"""By rule of the called side (`warnings/rules.py`)."""


def script(kind: FraudKind, rules: Collection[str], *, is_in_contact: bool) -> tuple[Line, ...]:
    """In the order in which they are said. `rules`: of the warning's reasons."""
    urgent = (_HANG_UP, _ALONE) if is_in_contact else ()
    why = tuple(line for rule, line in BY_RULE.items() if rule in rules)
    return (_HELLO, *urgent, BY_KIND[kind], *why, _MONEY, _SCREEN, _END)
