"""Our dataclasses as JSON and back, checked: what is remembered from one run of the program to the next."""

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from linewarden.errors import StoreError

_Value = TypeVar("_Value")


class Plain(Generic[_Value]):
    """One kind of value. Nothing that is read is executed."""

    def __init__(self, kind: type[_Value], what: str) -> None:
        """`what` names it in errors."""
        self._form: TypeAdapter[Any] = TypeAdapter(kind)
        self._what = what

    def written(self, value: _Value) -> bytes:
        """The value as JSON."""
        return self._form.dump_json(value)

    def read(self, text: bytes) -> _Value:
        """The value that was written. Raises StoreError when it is none, or one of another layout."""
        try:
            value: _Value = self._form.validate_json(text)
        except ValidationError as err:
            problem = err.errors()[0]["msg"]
            raise StoreError(f"{self._what} cannot be read: {problem}; replay what is stored instead") from err
        return value
