"""Call records as rows with masked numbers."""

from linewarden.model.cdr import Cdr, Route
from linewarden.numbering import masked
from linewarden.web.shapes.warning import RecordRow, RouteWord


def record_row(cdr: Cdr) -> RecordRow:
    """One record behind a warning."""
    return RecordRow(
        record_id=f"{cdr.record_id:016x}",
        setup_at=cdr.setup_at,
        talk_ms=cdr.talk_ms,
        cli_masked=masked(cdr.cli),
        called_masked=masked(cdr.called),
        route=RouteWord(Route(cdr.route).name.lower()),
        source=cdr.feed,
        trunk_in=cdr.trunk_in,
        source_ip=cdr.source_ip,
    )
