"""A learned model beside the table, as the commands that take `--model` use it."""

from argparse import Namespace
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from linewarden.errors import ConfigError, ModelError
from linewarden.history.span import instant as told
from linewarden.history.span import micros
from linewarden.history.worth import Frame
from linewarden.learning.artefact import read_model
from linewarden.learning.duel import Duel, duel
from linewarden.learning.model import Model
from linewarden.learning.reasons import reasons
from linewarden.learning.shadow import Shadow
from linewarden.main.console import complain
from linewarden.numbering import Home, normalise
from linewarden.warnings.issue import instant


@dataclass(frozen=True, slots=True)
class Challenger:
    """The model, and the judge that keeps what it thinks. `asked`: the person whose reasons are wanted; None: nobody."""

    model: Model
    judge: Shadow
    asked: int | None = None

    def against(self, frame: Frame) -> Duel:
        """Both over the frame's span; says so when the challenger has learned from a part of it."""
        if frame.truth is not None and micros(frame.since) < self.model.learned_until_us:
            complain(
                f"model {self.model.version} has learned from people until {told(self.model.learned_until_us)}: its figures over "
                "earlier days are too good; take --from after that"
            )
        return duel(self.model.version, self.judge.moments(), frame)

    def over_all(self, zone: ZoneInfo, capacity: int) -> Duel:
        """Both over everything that was judged, without truth."""
        at_us = self.judge.moments().at_us
        since, until = (int(at_us.min()), int(at_us.max()) + 1) if at_us.size else (0, 1)
        return self.against(Frame(instant(since), instant(until), capacity, zone))

    def explained(self) -> str:
        """The reasons that were asked for, as lines after others; nothing when nobody asked."""
        if self.asked is None:
            return ""
        if self.asked not in self.judge.worst:
            return "\n\n--explain: nothing was known of this person that the challenger could weigh"
        _, facts = self.judge.worst[self.asked]
        return f"\n\n{reasons(self.model, facts).text()}"


def challenger_of(args: Namespace, home: Home) -> Challenger | None:
    """The model that the arguments name; None without. Raises ModelError when it cannot be used, ConfigError for a number that is none."""
    explain = getattr(args, "explain", None)
    if args.model is None:
        if explain is not None:
            raise ConfigError("--explain asks the challenger; name one with --model")
        return None
    asked = None if explain is None else int(normalise(explain, home=home).e164)
    if asked is not None and asked <= 0:
        raise ConfigError(f"--explain {explain!r} is no number; write it with country or area code")
    model = read_model(args.model)
    return Challenger(model, Shadow(model, explained=frozenset({asked} if asked else ())), asked)


def challenger_or_none(args: Namespace, home: Home) -> Challenger | None:
    """The same where detection matters more: a model that cannot be used is told, and detection goes on without it."""
    try:
        return challenger_of(args, home)
    except ModelError as err:
        complain(f"{err}; going on without a challenger")
        return None
