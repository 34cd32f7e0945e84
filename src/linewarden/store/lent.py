"""Arrays as compiled code reads them fastest: without counting who refers to them.

numba counts the references to an array at nearly every call that is handed it, in instructions that no other core may interrupt: 27 ns to
read a packed number that takes 8 without. A lent array is not counted. It is good for as long as somebody else holds the array itself: an argument
of the function that lends it.
"""

from typing import Any, TypeAlias

import numba as nb
from numba.core import types
from numba.extending import intrinsic
from numba.np import arrayobj

from linewarden.store.layout import Book

_Compiler: TypeAlias = Any
"""Objects of numba, which publishes no types."""

_arrays: _Compiler = arrayobj


def _without_count(_: _Compiler, array: types.Array) -> _Compiler:
    def make(context: _Compiler, builder: _Compiler, signature: _Compiler, values: _Compiler) -> _Compiler:
        view = _arrays.make_array(signature.args[0])(context, builder, values[0])
        view.meminfo = view.meminfo.type(None)
        return view._getvalue()  # noqa: SLF001  numba's own intrinsics do so

    return array(array), make


lent: Any = intrinsic(_without_count)
"""An array, not counted; for compiled code, which must have it as an argument."""


@nb.njit(cache=True)
def lent_book(book: Book) -> Book:
    """The index, its arrays lent."""
    return Book(lent(book.words), lent(book.sequences), lent(book.fields), lent(book.plain))
