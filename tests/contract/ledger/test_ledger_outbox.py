"""Messages in the ledger, and the messenger that sends them: nothing lost, nothing sent once it is marked, given up for all to see."""

from datetime import timedelta

import pytest
from ledger_rows import A_WARNING, NOON

from linewarden.channels.channel import Answer, Result
from linewarden.channels.messenger import Messenger
from linewarden.channels.pace import MOST_ATTEMPTS
from linewarden.dissuasion.act import Act, ActKind
from linewarden.dissuasion.practice import Practice, ShortMessages
from linewarden.dissuasion.texts import Language, Template
from linewarden.errors import ActError, NoMessageError
from linewarden.model.account import Role
from linewarden.model.message import Message, MessageState
from linewarden.store.ledger import Ledger

PRACTICE = Practice("反诈中心", messages=ShortMessages("sms", 3))


class Gateway:
    """Answers what a test says."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.heard = list(answers), list[str]()

    def send(self, message: Message) -> Answer:
        self.heard.append(message.message_id)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def outbox(ledger: Ledger) -> Ledger:
    """With one message."""
    ledger.add_account("wang", "Wang", Role.DUTY_OFFICER, "$argon2id$x", at=NOON, actor="system")
    ledger.save_warnings([A_WARNING])
    ledger.act("w1", Act(kind=ActKind.TAKE), actor="wang", seen=0, at=NOON, practice=PRACTICE)
    send(ledger, 1)
    return ledger


def send(ledger: Ledger, seen: int) -> None:
    message = Act(kind=ActKind.MESSAGE, template=Template.CALL_US, language=Language.ZH)
    ledger.act("w1", message, actor="wang", seen=seen, at=NOON, practice=PRACTICE)


def run(ledger: Ledger, gateway: Gateway, minutes: float = 0) -> int:
    return Messenger(ledger.outbox, {"sms": gateway}, lambda: NOON + timedelta(minutes=minutes)).send_due()


def test_what_the_gateway_has_is_sent_once(outbox: Ledger) -> None:
    gateway = Gateway(Answer(Result.TAKEN))
    before = outbox.last_seq()
    assert [run(outbox, gateway), run(outbox, gateway, 60)] == [1, 0]
    [message] = outbox.outbox.of_warning("w1")
    assert (message.state, message.attempts, message.ended_at, message.next_at) == (MessageState.SENT, 1, NOON, None)
    assert outbox.last_seq() == before + 1
    entry = outbox.audit.entries(limit=1)[0]
    assert (entry.actor, entry.action, entry.subject) == ("system", "message.sent", "w1")
    assert str(A_WARNING.called) not in entry.detail


def test_a_crash_before_the_mark_sends_the_same_id_again(outbox: Ledger) -> None:
    [first] = outbox.outbox.due(NOON, 10)  # sent, and then the power failed
    gateway = Gateway(Answer(Result.TAKEN))
    run(outbox, gateway)
    assert gateway.heard == [first.message_id]


def test_each_message_has_its_own_id(outbox: Ledger) -> None:
    send(outbox, 2)
    assert len({message.message_id for message in outbox.outbox.of_warning("w1")}) == 2


def test_it_is_tried_again_later_and_later(outbox: Ledger) -> None:
    gateway = Gateway(Answer(Result.AGAIN, "the gateway answered 503"), Answer(Result.TAKEN))
    assert run(outbox, gateway) == 1
    [message] = outbox.outbox.of_warning("w1")
    assert (message.state, message.problem) == (MessageState.WAITING, "the gateway answered 503")
    assert message.next_at == NOON + timedelta(seconds=10)
    assert [run(outbox, gateway, 0.1), run(outbox, gateway, 0.2)] == [0, 1]
    assert outbox.outbox.of_warning("w1")[0].state is MessageState.SENT


@pytest.mark.parametrize(
    ("answer", "rounds"), [(Answer(Result.REFUSED, "no"), 1), (Answer(Result.AGAIN, "no"), MOST_ATTEMPTS)]
)
def test_what_cannot_be_sent_is_given_up_and_told(outbox: Ledger, answer: Answer, rounds: int) -> None:
    gateway = Gateway(answer)
    tried = [run(outbox, gateway, 61 * nth) for nth in range(rounds + 3)]
    assert sum(tried) == rounds
    [dead] = outbox.outbox.latest(MessageState.DEAD, 10)
    assert (dead.attempts, dead.problem) == (rounds, "no")
    assert [outbox.outbox.count(state) for state in MessageState] == [0, 0, 1]
    assert outbox.audit.entries(limit=1)[0].action == "message.dead"


def test_what_was_given_up_can_be_sent_anew(outbox: Ledger) -> None:
    run(outbox, Gateway(Answer(Result.REFUSED, "no credit")))
    [dead] = outbox.outbox.latest(MessageState.DEAD, 10)
    outbox.outbox.again(dead.message_id, actor="console:root", at=NOON)
    assert run(outbox, Gateway(Answer(Result.TAKEN))) == 1
    with pytest.raises(ActError, match="is sent and was not given up"):
        outbox.outbox.again(dead.message_id, actor="console:root", at=NOON)
    with pytest.raises(NoMessageError, match="there is no message 'x'"):
        outbox.outbox.again("x", actor="console:root", at=NOON)


def test_a_channel_that_is_no_more_is_told(outbox: Ledger) -> None:
    assert Messenger(outbox.outbox, {}, lambda: NOON).send_due() == 1
    assert outbox.outbox.latest(MessageState.DEAD, 10)[0].problem == "there is no such channel any more"
