"""Fixtures of the web tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from web_desk import Stage, new_stage, served

from linewarden.web.limits import MisuseWatch, StreamRules


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A running service with an empty ledger and short times on its stream."""
    quick = StreamRules(heartbeat_s=0.6, session_check_s=0.2, feeds_s=0.2, poll_s=0.3)
    with served(new_stage(tmp_path, stream=quick, misuse=MisuseWatch(every_s=0.1))) as running:
        yield running
