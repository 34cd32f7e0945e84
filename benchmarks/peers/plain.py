"""The reference job as a good Python programmer would write it: of one caller, one list of calls and one pointer for each window."""

from collections import Counter

from benchmarks.peers.job import SPANS_MS

LENGTHS = tuple(SPANS_MS.values())
MANY = 64  # calls that have left the longest window, before they are cut off


class Caller:
    """Calls and running sums of one caller."""

    __slots__ = ("calls", "parties", "pointers", "sums")

    def __init__(self) -> None:
        self.calls: list[tuple[int, int, int, int]] = []  # at_ms, called, is_answered, talk_ms
        self.pointers = [0] * len(LENGTHS)
        self.sums = [[0, 0] for _ in LENGTHS]  # answered, talk_ms
        self.parties: list[Counter[int]] = [Counter() for _ in LENGTHS]

    def step(self, at_ms: int, called: int, is_answered: int, talk_ms: int) -> list[int]:
        """Takes a call in; the sixteen values after it."""
        calls, values = self.calls, []
        calls.append((at_ms, called, is_answered, talk_ms))
        for w, length in enumerate(LENGTHS):
            pointer, sums, parties = self.pointers[w], self.sums[w], self.parties[w]
            sums[0] += is_answered
            sums[1] += talk_ms
            parties[called] += 1
            while calls[pointer][0] <= at_ms - length:
                _, party, was_answered, talked_ms = calls[pointer]
                pointer += 1
                sums[0] -= was_answered
                sums[1] -= talked_ms
                if parties[party] == 1:
                    del parties[party]
                else:
                    parties[party] -= 1
            self.pointers[w] = pointer
            values += (len(calls) - pointer, sums[0], sums[1], len(parties))
        if self.pointers[-1] > MANY:
            gone = self.pointers[-1]
            del calls[:gone]
            self.pointers = [pointer - gone for pointer in self.pointers]
        return values
