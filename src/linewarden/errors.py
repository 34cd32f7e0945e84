"""Errors of the edges. Each names the thing, the value and what to do; a bad row in the stream is a `Reject`, never an error."""


class LinewardenError(Exception):
    """Anything that this project raises on purpose; its text is meant for the person who reads it."""


class ConfigError(LinewardenError):
    """A setting, a map or an argument that cannot be used."""


class LegalBasisError(LinewardenError):
    """An intake without a legal basis, or with one that is unknown or expired: refused."""


class FeedError(LinewardenError):
    """A source that cannot be read at all, such as a file that is no table."""


class StoreError(LinewardenError):
    """Stored data that is missing, damaged or of another version."""


class UnwritableError(StoreError):
    """Storage that cannot be written now. Nothing of it was stored; the same works once there is space again."""


class EngineError(LinewardenError):
    """An engine outside this process, such as a Spark cluster, that is missing, cannot be reached or failed."""


class ShardError(LinewardenError):
    """A process of the feature engine has ended by itself. What it knew comes back from what is stored."""


class AlteredError(StoreError):
    """Rows of the ledger that do not fit their own digest: somebody changed them in the database."""


class AccessError(LinewardenError):
    """A person who may not do what was asked."""


class NoTokenError(AccessError):
    """An API token that the account does not have, or has no more."""


class TokensFullError(AccessError):
    """The account has as many API tokens as it may."""


class NoSearchError(LinewardenError):
    """A saved search that the person does not have."""


class SearchesFullError(LinewardenError):
    """The person has as many saved searches as he may."""


class NoAccountError(AccessError):
    """An account that does not exist."""


class AccountStateError(AccessError):
    """An account on which this cannot be done as it stands: closed, not locked, without what is to be reset."""


class LoginTakenError(AccessError):
    """A login that an account has, or had."""


class AccountsFullError(AccessError):
    """All named accounts of the contract are in use."""


class OwnAccountError(AccessError):
    """An administrator's deed on his own account: another one must do it."""


class LastAdministratorError(AccessError):
    """Closing the last active administrator of a kind."""


class OwnChangeError(AccessError):
    """A decision on a rule change of one's own: a second person must take it."""


class RuleChangeError(LinewardenError):
    """A rule change that cannot take this step now."""


class NoRuleChangeError(RuleChangeError):
    """A rule change or a publication that does not exist."""


class ActError(LinewardenError):
    """An act on a warning that cannot be put on record now."""


class NoWarningError(ActError):
    """A warning that does not exist."""


class NoMessageError(ActError):
    """A message that does not exist."""


class MovedOnError(ActError):
    """An act by somebody who does not know what was done meanwhile."""


class TakenError(ActError):
    """A warning that somebody has already."""


class NotHolderError(ActError):
    """An act by a person who does not have the warning."""


class UnfitActError(ActError):
    """An act that lacks something, or says what does not belong to it."""


class AlarmError(LinewardenError):
    """An alarm for misuse that cannot be judged as it was seen."""


class NoAlarmError(AlarmError):
    """An alarm for misuse that does not exist."""


class OwnAlarmError(AccessError):
    """A judgement on an alarm about oneself: another auditor must make it."""


class CaseError(LinewardenError):
    """A deed in a case that cannot be put on record now."""


class NoCaseError(CaseError):
    """A case that does not exist, or of which this person may not know."""


class NotMemberError(CaseError):
    """A person who knows of a case and may not do this in it."""


class CaseMovedOnError(CaseError):
    """A deed by somebody who does not know what was done meanwhile."""


class UnfitDeedError(CaseError):
    """A deed that lacks something, or a value that is not what it says."""


class CaseFullError(CaseError):
    """A case that can take no more."""


class ModelError(LinewardenError):
    """A learned model that is missing, damaged or of another version, or a library that it needs and that is not installed."""
