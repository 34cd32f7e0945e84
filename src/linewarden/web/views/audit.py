"""The audit, its standing and its alarms as shapes."""

from collections.abc import Mapping

from linewarden.misuse.rule import MisuseRule
from linewarden.model.alarm import Alarm, AuditCheck
from linewarden.model.audit import AuditEntry
from linewarden.store.ledger.audit_search import Facets
from linewarden.web.action_words import action_words
from linewarden.web.shapes.audit import (
    ActionCount,
    ActorCount,
    AlarmRow,
    AuditCheckView,
    AuditFacets,
    AuditRow,
)


def audit_row(entry: AuditEntry) -> AuditRow:
    """One line of the audit."""
    text_zh, text_en = action_words(entry.action)
    return AuditRow(
        seq=entry.seq, at=entry.at, actor=entry.actor, action=entry.action, text_zh=text_zh, text_en=text_en, subject=entry.subject,
        purpose=entry.purpose, detail=entry.detail, previous_hash=entry.previous_hash, entry_hash=entry.entry_hash,
    )  # fmt: skip


def audit_facets(found: Facets) -> AuditFacets:
    """Who and what occurs."""
    return AuditFacets(
        actors=[ActorCount(actor=actor, count=count) for actor, count in found.actors],
        actions=[_action(action, count) for action, count in found.actions],
        counted=found.counted,
        is_all=found.is_all,
    )


def check_view(check: AuditCheck) -> AuditCheckView:
    """One verification."""
    head = check.head
    return AuditCheckView(at=check.at, by=check.by, seq=head.seq, entry_hash=head.entry_hash, faults=check.faults, told=list(check.told))  # fmt: skip


def alarm_row(alarm: Alarm, rules: Mapping[str, MisuseRule], reader: str) -> AlarmRow:
    """One alarm in the words of its rule; a rule of another version shows its name."""
    rule = rules.get(alarm.rule)
    return AlarmRow(
        alarm_id=alarm.alarm_id, rule=alarm.rule, actor=alarm.actor, subject=alarm.subject, count=alarm.count,
        text_zh=rule.says_zh.format(count=alarm.count) if rule else alarm.rule,
        text_en=rule.says_en.format(count=alarm.count) if rule else alarm.rule,
        source=rule.source if rule else "", limit=rule.limit if rule else 0,
        window_s=int(rule.window.total_seconds()) if rule else 0, action=_shown(rule.on) if rule else "",
        first_seq=alarm.first_seq, first_at=alarm.first_at, last_seq=alarm.last_seq, last_at=alarm.last_at,
        raised_at=alarm.raised_at, is_own=alarm.is_about(reader), seen_by=alarm.seen_by, seen_at=alarm.seen_at, verdict=alarm.verdict,
        words=alarm.words,
    )  # fmt: skip


def _action(action: str, count: int) -> ActionCount:
    text_zh, text_en = action_words(action)
    return ActionCount(action=action, text_zh=text_zh, text_en=text_en, count=count)


def _shown(actions: tuple[str, ...]) -> str:
    """The narrowest filter that shows all of these."""
    if len(actions) == 1:
        return actions[0]
    begins = {f"{action.split('.')[0]}." for action in actions}
    return begins.pop() if len(begins) == 1 else ""
