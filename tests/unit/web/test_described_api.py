"""Every route asked with whatever its own description allows, and what it does not: it refuses in the one shape, and never fails."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from web_desk import A_WARNING, Stage, new_stage, served

from linewarden.model.account import Role
from linewarden.web.app import create_api

pytestmark = pytest.mark.slow
ASKED = (Role.COMMANDER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
"""A role for each set of rights."""

SCHEMA = schemathesis.openapi.from_dict(create_api().openapi()).exclude(
    operation_id=["openStream", "signOut"]  # the one does not end, the other ends what the rest needs
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, dict[Role, httpx.Client]]]:
    """A running service with a warning, and somebody of each role."""
    folder: Path = tmp_path_factory.mktemp("asked")
    with served(new_stage(folder)) as stage:
        stage.desk.ledger.save_warnings([A_WARNING])
        yield stage, {role: stage.signed_in(role) for role in ASKED}


@pytest.mark.parametrize("role", ASKED)
@SCHEMA.parametrize()
@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_route_fails(
    case: schemathesis.Case[Any], role: Role, asked: tuple[Stage, dict[Role, httpx.Client]]
) -> None:
    stage, browsers = asked
    browser = browsers[role]
    reply = case.call(base_url=stage.url, headers=dict(browser.headers), cookies=dict(browser.cookies))
    assert reply.status_code < 500, reply.text
    case.validate_response(
        reply, excluded_checks=[positive_data_acceptance]
    )  # what a schema allows may still be out of order
