"""A search of call records that somebody keeps for himself."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """Known by its owner and name. `query`: of the language, whole numbers as pseudonyms; `saved_at` is UTC."""

    login: str
    name: str
    query: str
    saved_at: datetime
