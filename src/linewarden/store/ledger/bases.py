"""Legal bases: the documents that permit intake. Registering and prolonging one is audited."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from linewarden.errors import LegalBasisError
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import BASES


class BasisBook:
    """The legal bases of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, basis: LegalBasis, *, at: datetime, actor: str) -> None:
        """Registers a basis, or changes the term of one. The same basis again changes nothing; another document under a known id is refused."""
        if basis.valid_from >= basis.valid_until:
            raise LegalBasisError(
                f"legal basis {basis.basis_id} ends before it begins: correct valid_from or valid_until"
            )
        with self._database.write() as connection:
            kept = _find(connection, basis.basis_id)
            if kept == basis:
                return
            if kept is None:
                connection.execute(insert(BASES), _row(basis))
            else:
                _refuse_other_document(kept, basis)
                connection.execute(update(BASES).where(BASES.c.basis_id == basis.basis_id), _row(basis))
            write_deed(connection, _deed(actor, basis, is_new=kept is None), at)

    def find(self, basis_id: str) -> LegalBasis:
        """The basis with this id; `LegalBasisError` when it is unknown."""
        with self._database.read() as connection:
            found = _find(connection, basis_id)
        if found is None:
            raise LegalBasisError(f"legal basis {basis_id!r} is not registered: register its document first")
        return found

    def all(self) -> list[LegalBasis]:
        """All bases by id."""
        with self._database.read() as connection:
            rows = connection.execute(select(BASES).order_by(BASES.c.basis_id)).mappings()
            return [_basis(row) for row in rows]


def _find(connection: Connection, basis_id: str) -> LegalBasis | None:
    row = connection.execute(select(BASES).where(BASES.c.basis_id == basis_id)).mappings().one_or_none()
    return _basis(row) if row else None


def _basis(row: RowMapping) -> LegalBasis:
    return LegalBasis(**dict(row) | {"kind": BasisKind(row["kind"])})


def _row(basis: LegalBasis) -> dict[str, Any]:
    return {column.name: getattr(basis, column.name) for column in BASES.columns}


def _refuse_other_document(kept: LegalBasis, basis: LegalBasis) -> None:
    if (kept.kind, kept.document, kept.issuer) != (basis.kind, basis.document, basis.issuer):
        raise LegalBasisError(
            f"legal basis {basis.basis_id} is document {kept.document} of {kept.issuer}: register another document under its own id"
        )


def _deed(actor: str, basis: LegalBasis, *, is_new: bool) -> Deed:
    detail = {
        "document": basis.document,
        "valid_from": basis.valid_from.isoformat(),
        "valid_until": basis.valid_until.isoformat(),
    }
    return Deed(actor=actor, action="basis.add" if is_new else "basis.renew", subject=basis.basis_id, detail=detail)
