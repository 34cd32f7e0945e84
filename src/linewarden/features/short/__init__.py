"""Windows of five minutes and an hour, exact: the events of a subject lie with it.

Almost everybody has a handful of them (`everyday`): a list gone through at every look. Who has more gets a ring of events in order of
time, sums of both windows and a table of counterparties (`busy`), so that a look costs the same however many they are. Nothing expires on
a clock: what has left the hour is let go when the subject is looked at, or its block is taken back when nobody looks any more.
"""
