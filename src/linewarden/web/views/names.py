"""People by name."""

from collections.abc import Mapping

from linewarden.web.desk import Desk
from linewarden.web.shapes.dissuasion import Colleague

Names = Mapping[str, str]
"""By login."""


def names_of(desk: Desk) -> Names:
    """Of all accounts, closed ones too."""
    return {account.login: account.name for account in desk.ledger.accounts.all()}


def colleague(login: str, names: Names) -> Colleague:
    """Somebody by name; the platform and accounts that were never there by their login."""
    return Colleague(login=login, name=names.get(login, login))
