"""Accounts as rows."""

from collections import Counter

from linewarden.model.account import ADMINISTRATORS, Account, AccountState, Role
from linewarden.web.desk import Desk
from linewarden.web.shapes.account import AccountList, AccountRow, OpenSession


def account_list(desk: Desk) -> AccountList:
    """How all accounts stand now."""
    now, rules = desk.clock(), desk.sign_in
    states = desk.ledger.account_states.all(at=now, idle=rules.idle, absolute=rules.absolute)
    active = [state.account for state in states if state.account.is_active]
    of_role = Counter(account.role for account in active)
    rows = [_row(state, of_role, is_dormant=state.account.is_dormant(now, rules.dormant)) for state in states]
    return AccountList(
        items=sorted(rows, key=lambda row: not row.is_active),
        active=len(active),
        max_accounts=desk.ledger.accounts.max_accounts,
        dormant_days=rules.dormant.days,
        as_of=now,
    )


def _row(state: AccountState, of_role: Counter[Role], *, is_dormant: bool) -> AccountRow:
    account = state.account
    return AccountRow(
        login=account.login,
        name=account.name,
        role=account.role,
        is_active=account.is_active,
        created_at=account.created_at,
        signed_in_at=account.signed_in_at,
        sessions=[OpenSession(created_at=one.created_at, seen_at=one.seen_at) for one in state.sessions],
        tokens=state.tokens,
        has_second_factor=state.has_second_factor,
        must_change_password=account.must_change_password,
        locked_until=state.locked_until,
        is_dormant=account.is_active and is_dormant,
        is_last_of_kind=_is_last(account, of_role),
    )


def _is_last(account: Account, of_role: Counter[Role]) -> bool:
    return account.is_active and account.role in ADMINISTRATORS and of_role[account.role] == 1
