"""A person who believes it: long calls with the gang, a word with the bank, hardly anybody else, and the transfer or the way out."""

from dataclasses import dataclass, field

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import HOUR, MINUTE, SECOND, Calls, Medium, Role, Stage
from linewarden.sim.frauds.campaign import Scene, Silence, answered_call
from linewarden.sim.frauds.lines import Shown
from linewarden.sim.manners import ABSENT, BUSY, lognormal
from linewarden.sim.numbers import Form
from linewarden.sim.offices import BANKS
from linewarden.sim.people import forms
from linewarden.sim.rhythm import SLICE, Slice


@dataclass(slots=True)
class Captivity:
    """The calls of one victim as they are told, in order of time; `at_us` is where the story stands."""

    scene: Scene
    row: int  # of the victim among the people
    at_us: int
    parts: list[Calls] = field(default_factory=list)
    busy: list[tuple[int, int]] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The victim's number."""
        return int(self.scene.world.people.numbers[self.row])

    def between(self, low_min: float, high_min: float) -> None:
        """Some minutes pass."""
        self.at_us += int(self.scene.rng.uniform(low_min, high_min) * MINUTE)

    def held(self, lines: Shown, step: int, talk_min: float, sigma: float, longest_min: float) -> None:
        """The gang rings and keeps the victim on the line; `talk_min` is the median."""
        rng = self.scene.rng
        talk_s = min(float(lognormal(rng, 1, talk_min, sigma)[0]), longest_min) * 60.0
        call = answered_call(self.at_us, float(rng.uniform(4, 16)), talk_s)
        self._add(lines.show(self.scene.world, call, np.array([step])), Stage.HOLD, is_inward=True)

    def asks_bank(self) -> None:
        """The victim rings his bank from the mobile."""
        rng = self.scene.rng
        call = answered_call(self.at_us, float(rng.uniform(2, 6)), float(rng.uniform(70, 380)))
        self._outward(call, int(rng.choice(BANKS)), Form.NATIONAL, Stage.BANK)

    def bank_rings(self, *, is_reached: bool) -> None:
        """The bank rings the victim, as signalling of an enterprise line; busy while the gang has him."""
        world, rng = self.scene.world, self.scene.rng
        call = answered_call(self.at_us, float(rng.uniform(5, 14)), float(rng.uniform(60, 240)))
        bank = np.flatnonzero(np.isin(world.offices.first_line, BANKS))
        office = int(bank[rng.integers(0, bank.size)])
        world.gateways.carry(call, world.offices.gateway[[office]])
        call["cli"], call["cli_form"] = world.offices.first_line[office], Form.NATIONAL
        if not is_reached:
            call["answer_us"], call["end_us"], call["cause"] = (
                0,
                call["setup_us"] + round(rng.uniform(1, 3) * SECOND),
                BUSY,
            )
        self._add(call, Stage.BANK, is_inward=True, role=Role.BUSINESS)

    def rings_gang(self, number: int, form: Form, *, is_reached: bool, talk_s: float) -> None:
        """The victim rings the gang."""
        call = answered_call(self.at_us, float(self.scene.rng.uniform(3, 12)), talk_s)
        if not is_reached:
            call["answer_us"], call["end_us"], call["cause"] = 0, call["setup_us"] + 9 * SECOND, ABSENT
        self._outward(call, number, form, Stage.CALL_BACK)

    def silence(self, until_us: int) -> Silence:
        """The term in which the victim hardly speaks with others, from the first call with the gang on."""
        return Silence(self.number, int(self.parts[0]["setup_us"][0]), until_us, tuple(self.busy))

    def _outward(self, call: Calls, number: int, form: Form, stage: Stage) -> None:
        people, when = self.scene.world.people, Slice(self.at_us // SLICE)
        people.serve(self.scene.rng, call, np.array([self.row], np.int32), when)
        call["called"], call["called_form"] = number, form
        call["route"], call["medium"] = Route.DOMESTIC, Medium.FILE
        self._add(call, stage, is_inward=False, role=Role.RESIDENT)

    def _add(self, call: Calls, stage: Stage, *, is_inward: bool, role: Role | None = None) -> None:
        people, rng = self.scene.world.people, self.scene.rng
        if is_inward:
            call["called"] = self.number
            if not call["called_form"][0]:
                call["called_form"] = forms(rng, people.carrier[[self.row]])
        call["victim"], call["stage"] = self.number, stage
        call["role"] = self.scene.rate.kind if role is None else role
        self.parts.append(call)
        if call["answer_us"][0]:
            self.busy.append((int(call["answer_us"][0]), int(call["end_us"][0])))
        self.at_us = int(call["end_us"][0])


def later_that(scene: Scene, at_us: int, low_h: float, high_h: float) -> int:
    """An instant some hours on."""
    return at_us + int(scene.rng.uniform(low_h, high_h) * HOUR)
