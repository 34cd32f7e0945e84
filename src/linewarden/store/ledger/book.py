"""The ledger: one object for all rows with a life cycle."""

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from linewarden.dissuasion.act import Act
from linewarden.dissuasion.practice import AS_SHIPPED, Practice
from linewarden.dissuasion.work import Stage, Work
from linewarden.model.account import Account, Role
from linewarden.model.audit import AuditHead
from linewarden.model.legal_basis import LegalBasis
from linewarden.model.warning import Level, State, Warning
from linewarden.store.ledger.account_security import AccountSecurityBook
from linewarden.store.ledger.account_states import AccountStates
from linewarden.store.ledger.accounts import MAX_ACCOUNTS, AccountBook
from linewarden.store.ledger.alarms import AlarmBook
from linewarden.store.ledger.api_tokens import ApiTokenBook
from linewarden.store.ledger.attempts import AttemptBook
from linewarden.store.ledger.audit import AuditBook
from linewarden.store.ledger.audit_search import AuditSearch
from linewarden.store.ledger.bases import BasisBook
from linewarden.store.ledger.cases import CaseBook
from linewarden.store.ledger.challenger_runs import RunBook
from linewarden.store.ledger.challengers import ChallengerBook
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.dissuasions import DissuasionBook
from linewarden.store.ledger.outbox import Outbox
from linewarden.store.ledger.published import PublishedBook
from linewarden.store.ledger.rule_changes import ChangeBook
from linewarden.store.ledger.saved_searches import SavedSearchBook
from linewarden.store.ledger.second_factors import SecondFactorBook
from linewarden.store.ledger.sessions import SessionBook
from linewarden.store.ledger.silenced import SilencedBook
from linewarden.store.ledger.warnings import Change, Chosen, WarningBook


class Ledger:
    """Thread-safe: one writer at a time, many readers. Every write is on disk when its method returns; failures raise `StoreError`."""

    def __init__(self, database: Database, *, max_accounts: int) -> None:
        self._database = database
        self._listeners: list[Callable[[int], None]] = []
        self._listening = threading.Lock()
        self._warnings = WarningBook(database)
        self._bases = BasisBook(database)
        self.accounts = AccountBook(database, max_accounts)
        self.account_security = AccountSecurityBook(database)
        self.account_states = AccountStates(database)
        self.attempts = AttemptBook(database)
        self.second_factors = SecondFactorBook(database)
        self.sessions = SessionBook(database)
        self.saved_searches = SavedSearchBook(database)
        self.api_tokens = ApiTokenBook(database)
        self.audit = AuditBook(database)
        self.dissuasions = DissuasionBook(database)
        self.outbox = Outbox(database, self._tell)
        self.audit_search = AuditSearch(database)
        self.alarms = AlarmBook(database)
        self.cases = CaseBook(database)
        self.rule_changes = ChangeBook(database)
        self.published = PublishedBook(database)
        self.silenced = SilencedBook(database)
        self.challengers = ChallengerBook(database)
        self.challenger_runs = RunBook(database)

    @classmethod
    def open(cls, url: str, *, max_accounts: int = MAX_ACCOUNTS) -> "Ledger":
        """The ledger at a database URL such as `sqlite:////var/lib/linewarden/ledger.db`, its schema brought to head."""
        return cls(Database(url), max_accounts=max_accounts)

    def close(self) -> None:
        """Closes all connections."""
        self._database.close()

    def save_warnings(self, warnings: Sequence[Warning]) -> int:
        """Seq of the latest change. One transaction; a revision not greater than the kept one changes nothing."""
        seq, applied = self._warnings.save(warnings)
        if applied:
            self._tell(seq)
        return seq

    def watch(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Calls `listener(seq)` after each commit that changed a warning, on the committing thread: it must only signal. Returns "stop"."""
        with self._listening:
            self._listeners = [*self._listeners, listener]
        return lambda: self._forget(listener)

    def warnings(
        self,
        *,
        levels: Collection[Level] | None = None,
        state: State | None = None,
        stages: Collection[Stage] | None = None,
        holder: str | None = None,
        before_seq: int | None = None,
        limit: int = 200,
    ) -> list[Change]:
        """By latest change, newest first, at most 5,000; `before_seq` continues a page."""
        chosen = Chosen(levels=levels, state=state, stages=stages, holder=holder)
        return self._warnings.latest(chosen, before_seq, limit)

    def changes_since(self, seq: int, limit: int = 500) -> list[Change]:
        """Those changed after `seq`, oldest change first. Each warning stands at its latest change only, as it is now; at most 5,000."""
        return self._warnings.since(seq, limit)

    def last_seq(self) -> int:
        """Seq of the latest change; 0 when there is none."""
        return self._warnings.last_seq()

    def warning(self, warning_id: str) -> Change | None:
        """None when there is none with this id."""
        return self._warnings.find(warning_id)

    def warning_counts(self, state: State = State.OPEN) -> dict[Level, int]:
        """How many warnings of each level are in this state and not closed by an officer."""
        return self._warnings.counts(state)

    def act(
        self, warning_id: str, act: Act, *, actor: str, seen: int, at: datetime, practice: Practice = AS_SHIPPED
    ) -> Work:
        """Where the warning stands after an officer's act; see `DissuasionBook.put` for what it raises."""
        seq, work = self.dissuasions.put(warning_id, act, actor=actor, seen=seen, at=at, practice=practice)
        self._tell(seq)
        return work

    def add_basis(self, basis: LegalBasis, *, at: datetime, actor: str = "system") -> None:
        """Registers or prolongs a legal basis, audited. The same again changes nothing; another document under its id is refused."""
        self._bases.add(basis, at=at, actor=actor)

    def basis(self, basis_id: str) -> LegalBasis:
        """The basis with this id; `LegalBasisError` when it is unknown. Whether it has expired is the caller's question."""
        return self._bases.find(basis_id)

    def list_bases(self) -> list[LegalBasis]:
        """All bases by id."""
        return self._bases.all()

    def add_account(
        self,
        login: str,
        name: str,
        role: Role,
        password_hash: str,
        *,
        at: datetime,
        actor: str,
        reason: str = "",
        must_change_password: bool = False,
    ) -> Account:
        """A new active account, audited; `AccessError` when the login is taken or all named accounts are in use."""
        account = Account(
            login=login.strip().lower(),
            name=name,
            role=role,
            password_hash=password_hash,
            is_active=True,
            created_at=at,
            must_change_password=must_change_password,
        )
        self.accounts.add(account, actor=actor, reason=reason)
        return account

    def account(self, login: str) -> Account | None:
        """The account with this login; None when there is none."""
        return self.accounts.find(login.strip().lower())

    def verify_audit(self, known: Sequence[AuditHead] = ()) -> list[str]:
        """What is wrong with the audit, in order; empty when it is whole."""
        return self.audit.verify(known)

    def _tell(self, seq: int) -> None:
        for listener in self._listeners:
            listener(seq)

    def _forget(self, listener: Callable[[int], None]) -> None:
        with self._listening:
            self._listeners = [kept for kept in self._listeners if kept is not listener]
