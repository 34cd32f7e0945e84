"""What each role may do (safeguards 5): administrators see no warnings, the auditor sees the audit and changes nothing."""

from linewarden.model.account import Role
from linewarden.web.shapes.session import Can

_DESK = (Can.READ_WARNINGS, Can.UNMASK_WARNINGS, Can.READ_FEEDS)
_ADMIN = (Can.READ_FEEDS, Can.MANAGE_ACCOUNTS)

ROLE_CAN: dict[Role, tuple[Can, ...]] = {
    Role.DUTY_OFFICER: _DESK,
    Role.ANALYST: _DESK,
    Role.COMMANDER: _DESK,
    Role.SYSTEM_ADMIN: _ADMIN,
    Role.SECURITY_ADMIN: _ADMIN,
    Role.AUDITOR: (Can.READ_AUDIT,),
}
