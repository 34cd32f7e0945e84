"""What each role may do (safeguards 5): administrators see no warnings and no cases; the auditor sees the audit, judges its alarms and changes nothing else.

Of the administrators one opens and closes accounts, the other keeps them safe, and neither touches his own (decision 0024). Rules name nobody, so
that all may read them; who may change them is `MAY_CHANGE_RULES`, who works on warnings and cases `WORKERS`, which the ledger asks too.
"""

from linewarden.model.account import Role
from linewarden.web.shapes.session import Can

_DESK = (
    Can.READ_WARNINGS,
    Can.UNMASK_WARNINGS,
    Can.WORK_WARNINGS,
    Can.WORK_CASES,
    Can.SEARCH_RECORDS,
    Can.READ_FEEDS,
    Can.READ_RULES,
)
_MAKER = (*_DESK, Can.CHANGE_RULES)
_ADMIN = (Can.READ_FEEDS, Can.READ_RULES, Can.READ_ACCOUNTS)

TOKEN_CAN = (Can.READ_WARNINGS, Can.SEARCH_RECORDS, Can.READ_FEEDS, Can.READ_RULES)
"""What an API token may carry, as far as its person's role has it: reading what is masked. Full numbers and whatever is decided are for people (decision 0027)."""

ROLE_CAN: dict[Role, tuple[Can, ...]] = {
    Role.DUTY_OFFICER: _DESK,
    Role.ANALYST: _MAKER,
    Role.COMMANDER: _MAKER,
    Role.SYSTEM_ADMIN: (*_ADMIN, Can.MANAGE_ACCOUNTS),
    Role.SECURITY_ADMIN: (*_ADMIN, Can.SECURE_ACCOUNTS),
    Role.AUDITOR: (Can.READ_RULES, Can.READ_AUDIT, Can.READ_ACCOUNTS),
}
