"""One machine instruction: ask for a cache line before it is needed."""

from collections.abc import Callable
from typing import Any, cast

from llvmlite import ir  # type: ignore[import-untyped]  # publishes no types
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic


def _prefetch(typing: Any, array: Any, row: Any) -> Any:  # noqa: ANN401, ARG001  numba's own protocol
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401  numba's own protocol
        values = context.make_array(signature.args[0])(context, builder, arguments[0])
        stride = cgutils.unpack_tuple(builder, values.strides)[0]  # type: ignore[no-untyped-call]  # numba's own
        start = builder.ptrtoint(values.data, stride.type)
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.inttoptr(builder.add(start, builder.mul(arguments[1], stride)), byte)
        asks = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        function = cgutils.get_or_insert_function(builder.module, asks, "llvm.prefetch.p0")  # type: ignore[no-untyped-call]  # numba's own
        for_writing, keep, is_data = ir.Constant(word, 1), ir.Constant(word, 3), ir.Constant(word, 1)
        builder.call(function, [address, for_writing, keep, is_data])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


prefetch = cast("Callable[[Any, Any], None]", intrinsic(_prefetch))
"""Begins to load the line at the start of `array[row]` for writing. For compiled code; `row` is an int64 within the array."""
