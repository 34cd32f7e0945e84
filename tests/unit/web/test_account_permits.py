"""Who may do what, as a matrix: every role at every route of the API, over the wire."""

import pytest
from web_desk import NOON, PASSWORD_HASH, Stage, error_code, sign_in

from linewarden.model.account import Role

DESK = {Role.DUTY_OFFICER, Role.ANALYST, Role.COMMANDER}
ADMINS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
EVERYBODY = set(Role)

MAY: dict[str, set[Role]] = {
    "readHealth": EVERYBODY,
    "signIn": EVERYBODY,
    "readSession": EVERYBODY,
    "signOut": EVERYBODY,
    "changePassword": EVERYBODY,
    "readSecondFactor": EVERYBODY,
    "beginSecondFactor": EVERYBODY,
    "confirmSecondFactor": EVERYBODY,
    "renewRecoveryCodes": EVERYBODY,
    "listTokens": EVERYBODY,
    "makeToken": EVERYBODY,
    "endToken": EVERYBODY,
    "listAccounts": {*ADMINS, Role.AUDITOR},
    "openAccount": {Role.SYSTEM_ADMIN},
    "closeAccount": {Role.SYSTEM_ADMIN},
    "unlockAccount": {Role.SECURITY_ADMIN},
    "endAccountSessions": {Role.SECURITY_ADMIN},
    "resetPassword": {Role.SECURITY_ADMIN},
    "resetSecondFactor": {Role.SECURITY_ADMIN},
    "reopenAccount": {Role.SECURITY_ADMIN},
    "listWarnings": DESK,
    "readWarning": DESK,
    "unmaskWarning": DESK,
    "listWarningRecords": DESK,
    "actOnWarning": DESK,
    "readDesk": DESK,
    "readDeskReport": DESK,
    "listCases": DESK,
    "openCase": DESK,
    "readCase": DESK,
    "putOnCase": DESK,
    "setCaseAccess": DESK,
    "breakCaseGlass": DESK,
    "unmaskCase": DESK,
    "listWarningCases": DESK,
    "attachToCase": DESK,
    "readCaseFile": DESK,
    "readCustody": DESK,
    "searchRecords": DESK,
    "summariseRecords": DESK,
    "readRecordSource": DESK,
    "unmaskRecord": DESK,
    "listSearches": DESK,
    "saveSearch": DESK,
    "removeSearch": DESK,
    "listFeeds": DESK | ADMINS,
    "listRejects": DESK | ADMINS,
    "readChallenger": EVERYBODY,
    "listRules": EVERYBODY,
    "listRuleVersions": EVERYBODY,
    "listRuleChanges": EVERYBODY,
    "readRuleChange": EVERYBODY,
    "drawBacktest": EVERYBODY,
    "approveRuleChange": {Role.ANALYST, Role.COMMANDER},
    "rejectRuleChange": {Role.ANALYST, Role.COMMANDER},
    "publishRuleChange": {Role.ANALYST, Role.COMMANDER},
    "rollBackRules": {Role.ANALYST, Role.COMMANDER},
    "unmaskRuleChange": {Role.ANALYST, Role.COMMANDER},
    "readWhitelist": EVERYBODY,
    "unmaskWhitelist": {Role.ANALYST, Role.COMMANDER},
    "draftEntry": {Role.ANALYST, Role.COMMANDER},
    "draftRemoval": {Role.ANALYST, Role.COMMANDER},
    "listAudit": {Role.AUDITOR},
    "countAudit": {Role.AUDITOR},
    "readAuditEntry": {Role.AUDITOR},
    "readAuditStanding": {Role.AUDITOR},
    "verifyAudit": {Role.AUDITOR},
    "exportAudit": {Role.AUDITOR},
    "listAlarms": {Role.AUDITOR},
    "judgeAlarm": {Role.AUDITOR},
    "openStream": DESK | ADMINS,
}
"""By operation. A route that is missing here fails the test: who may use it must be decided."""


def routes(stage: Stage) -> dict[str, tuple[str, str]]:
    """Method and path of each operation; a path's parameters stand for something that is not there."""
    return {
        told["operationId"]: (method.upper(), path.replace("{change_id}", "1").replace("{", "").replace("}", ""))
        for path, methods in stage.app.openapi()["paths"].items()
        for method, told in methods.items()
    }


@pytest.mark.parametrize("role", list(Role))
def test_every_route_is_open_to_the_roles_that_it_is_for_and_to_no_other(stage: Stage, role: Role) -> None:
    found, browser = routes(stage), stage.signed_in(role)
    assert set(found) == set(MAY)
    opened = set()
    for operation, (method, path) in found.items():
        if operation == "signOut":  # ends what the others need
            opened.add(operation)
            continue
        with browser.stream(method, path, json={} if method == "POST" else None) as reply:
            if reply.status_code != 403:
                opened.add(operation)
            else:
                reply.read()
                assert error_code(reply) == "forbidden", operation
    assert opened == {operation for operation, roles in MAY.items() if role in roles}


def test_a_start_password_opens_nothing_but_its_own_change(stage: Stage) -> None:
    stage.desk.ledger.add_account(
        "li", "Li", Role.SYSTEM_ADMIN, PASSWORD_HASH, at=NOON, actor="system", must_change_password=True
    )
    browser = stage.client()
    assert sign_in(browser, "li").json()["must_change_password"] is True
    for operation, (method, path) in routes(stage).items():
        if operation in {"readHealth", "signIn", "readSession", "signOut", "changePassword"}:
            continue
        reply = browser.request(method, path, json={} if method == "POST" else None)
        assert (reply.status_code, error_code(reply)) == (403, "password_must_change"), operation


def test_nobody_who_is_not_signed_in_gets_anywhere(stage: Stage) -> None:
    browser = stage.client()
    for operation, (method, path) in routes(stage).items():
        if operation in {"readHealth", "signIn"}:
            continue
        reply = browser.request(method, path, json={} if method == "POST" else None)
        assert (reply.status_code, error_code(reply)) == (401, "signed_out"), operation
