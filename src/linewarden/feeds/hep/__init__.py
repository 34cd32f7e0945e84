"""HEP3/EEP feed: captured SIP messages in, `Intake` blocks out; dialogs assembled into calls and call events."""

from linewarden.feeds.hep.call import ActiveCall
from linewarden.feeds.hep.dialogs import Dialogs
from linewarden.feeds.hep.limits import DialogCounts, DialogLimits
from linewarden.feeds.hep.server import HepCounts, HepOptions, HepServer

__all__ = ["ActiveCall", "DialogCounts", "DialogLimits", "Dialogs", "HepCounts", "HepOptions", "HepServer"]
