"""Area codes of whole columns of numbers."""

import numpy as np
import numpy.typing as npt

from linewarden.numbering.areas import area_of_number
from linewarden.numbering.segments import areas_of_segments

Ints = npt.NDArray[np.int64]

_FIRST_MOBILE, _LAST_MOBILE = 86_130_0000_0000, 86_199_9999_9999
_BEHIND_SEGMENT = 10_000  # the last four digits


def area_column(numbers: Ints) -> Ints:
    """The area code, as a number without its 0, where each mainland mobile number was handed out or a landline is; 0 for other numbers."""
    is_mobile = (numbers >= _FIRST_MOBILE) & (numbers <= _LAST_MOBILE)
    found = np.zeros(numbers.size, np.int64)
    found[is_mobile] = areas_of_segments(numbers[is_mobile] // _BEHIND_SEGMENT % 10_000_000)
    others, place = np.unique(numbers[~is_mobile], return_inverse=True)
    found[~is_mobile] = np.array([int(area_of_number(number) or 0) for number in others.tolist()], np.int64)[place]
    return found
