"""Where things lie in a short block of the arena; constants of compiled code. A word is an int64."""

WINDOWS = 2
FIVE_US, HOUR_US = 300_000_000, 3_600_000_000
COUNTS = 7  # attempts, answers, distinct, shorts, flashes, ends, talk_ms: written for each window, for callers near steps besides
NEAR_AT_MOST = 10

# An everyday block is a list of events, in no order, three words each: time, µs; key of the counterparty, 0 if not told; what it is
# (`layout.TALK_AT`). How many, and how many find room, stands in the subject's row.
EVENT = 3
MOST_EVENTS = 16
OVERFULL = MOST_EVENTS + 1  # that many are held and one more has come
BUSY = 255  # instead of the number of events

# A busy subject's block has four cache lines: where things are; sums of five minutes; of the hour; what came late.
BUSY_SIZE = 7  # of the arena: 32 words
RING = 0  # place << 8 | bits: events in order of time, four words each, the last unused
FIRST = 1  # number of the first event in five minutes; behind it, of that in the hour
NEXT = 3  # number of the next event
LAST_AT = 4  # time of the last event of the ring
PREVIOUS_CALLED, PREVIOUS_AT = 5, 6  # the attempt that arrived last
MET = 7  # place << 8 | bits: counterparties of the hour, two words each: key; time of the youngest event << 1 | in five minutes
SUMS = 8  # eight words a window: attempts, answers, distinct, shorts, flashes, ends, talk_ms, near steps
SUMS_STRIDE = 8
MET_COUNT = 24
LATE = 25  # for each window a heap, place << 8 | bits: events, four words each, that came out of order and have yet to leave
LATE_COUNT = 27  # events in the heap of each window
RING_EVENT, RING_EVENT_BITS = 4, 2
LEAST_RING_BITS, LEAST_MET_BITS, LEAST_LATE_BITS = 5, 5, 4
FEW_EVENTS = 8  # so many or fewer make a busy subject an everyday one again
