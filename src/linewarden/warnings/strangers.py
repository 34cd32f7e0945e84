"""What a long talk with a stranger says of a person's danger (signal S26), whatever the caller's own record is.

Numbers that live for five calls have no record. But whoever is being deceived talks for long, and again, with somebody whom he never
spoke with before: that shows on his side, and hardly ever in ordinary life when the number is also of a kind that gangs rent.
"""

from linewarden.model.score import Reason
from linewarden.warnings.person import Contact
from linewarden.warnings.rules import (
    AGAIN_WITHIN_US,
    LISTENED_S,
    MOST_CITED,
    STRANGER_WEIGHTS,
    PersonRule,
    PersonRules,
)


def stranger_reasons(contact: Contact, now_us: int, rules: PersonRules) -> list[Reason]:
    """What counts of the calls of one stranger; nothing of an acquaintance's."""
    if contact.strangeness <= 0.0:
        return []
    talk_s, record_id = contact.longest_talk(now_us)
    found = []
    share = max((share for least, share in STRANGER_WEIGHTS if talk_s >= least), default=0.0)
    if contact.is_suspect and talk_s >= rules.stranger.starts and share > 0.0:
        found.append(_reason(rules.stranger, talk_s, share * contact.strangeness, (record_id,)))
    if contact.fan_out >= rules.stranger_seat.starts and talk_s >= LISTENED_S:
        found.append(_reason(rules.stranger_seat, contact.fan_out, contact.strangeness, (record_id,)))
    since_us = now_us - AGAIN_WITHIN_US
    late = [call for call in contact.calls.values() if call.answered_us and call.setup_us > since_us]
    total_s = sum(call.talk_s(now_us) for call in late)
    if len(late) > 1 and total_s >= rules.stranger_again.starts:
        records = tuple(call.record_id for call in reversed(late))
        found.append(_reason(rules.stranger_again, total_s, contact.strangeness, records))
    return found


def _reason(rule: PersonRule, value: float, share: float, records: tuple[int, ...]) -> Reason:
    says_zh, says_en = rule.words(value)
    return Reason(
        rule.signal, says_zh, says_en, float(value), rule.starts, rule.points * share, records[:MOST_CITED], len(records), rule.name, rule.unit
    )  # fmt: skip
