import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hep_making import BASIS, SETTINGS, START_S, packet, sip

from linewarden.errors import FeedError, LegalBasisError
from linewarden.feeds.hep import HepOptions, HepServer
from linewarden.model.intake import Intake

NOW = datetime.fromtimestamp(START_S, UTC)


class Desk:
    """Where a test's Intakes land."""

    def __init__(self) -> None:
        self.intakes: list[Intake] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def take(self, intake: Intake) -> None:
        await self.may_go_on.wait()
        self.intakes.append(intake)

    @property
    def codes(self) -> list[str]:
        return [reject.code for intake in self.intakes for reject in intake.rejects]

    @property
    def messages(self) -> int:
        return sum(intake.sip.num_rows for intake in self.intakes if intake.sip is not None)


def serve(
    test: Callable[[HepServer, Desk], Awaitable[None]], clock: Callable[[], datetime] = lambda: NOW, **options: object
) -> Desk:
    """Run a test against a listener on a free port; afterwards nothing waits and the counts add up."""

    async def run() -> Desk:
        desk = Desk()
        server = HepServer("127.0.0.1", 0, SETTINGS, desk.take, options=HepOptions(**options), clock=clock)  # type: ignore[arg-type]  # as a test names them
        await server.start()
        try:
            await test(server, desk)
        finally:
            desk.may_go_on.set()
            await server.stop()
        counts = server.counts()
        assert counts.waiting == 0
        assert counts.packets + counts.further == counts.messages + counts.rejected + counts.joined
        assert (counts.messages, counts.rejected) == (desk.messages, len(desk.codes))
        return desk

    return asyncio.run(asyncio.wait_for(run(), 60))


def send(server: HepServer, *datagrams: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for datagram in datagrams:
            sender.sendto(datagram, ("127.0.0.1", server.port))


async def until(is_true: Callable[[], bool]) -> None:
    while not is_true():  # noqa: ASYNC110  the counters of the listener are polled, as a screen does
        await asyncio.sleep(0.005)


def test_without_a_legal_basis_nothing_is_opened() -> None:
    async def run() -> None:
        desk = Desk()
        with pytest.raises(LegalBasisError, match="names no legal basis"):
            await HepServer("127.0.0.1", 0, replace(SETTINGS, basis=None), desk.take).start()

    asyncio.run(run())


def test_a_port_that_is_taken_and_an_address_that_is_none_are_refused_with_what_to_do() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        with pytest.raises(FeedError, match=f"port {server.port}.*free the port"):
            await HepServer("127.0.0.1", server.port, SETTINGS, desk.take).start()
        with pytest.raises(FeedError, match="cannot be found"):
            await HepServer("no..such..host", 0, SETTINGS, desk.take).start()

    serve(test)


def test_datagrams_become_rows_numbered_by_their_sender() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        send(server, packet(sip()), b"noise", packet(sip(call_id="call-2")), packet(b"noise"))
        await until(lambda: desk.messages == 2)

    desk = serve(test)
    by_sender = {intake.source_id: intake for intake in desk.intakes}
    assert set(by_sender) == {"2001@127.0.0.1", "@127.0.0.1"}
    agent = by_sender["2001@127.0.0.1"]
    assert agent.sip.column("sender_row").to_pylist() == [1, 2]
    assert [(reject.row, reject.code) for reject in agent.rejects] == [(3, "not_sip")]
    assert (agent.next_row, agent.is_last, agent.feed, agent.basis_id) == (4, False, "sip", "T-1")
    assert agent.arrived_ns > 0


def test_a_retransmission_has_the_id_of_the_first_and_another_message_has_not() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        send(
            server,
            packet(sip()),
            packet(sip(), at_s=START_S + 1),
            packet(sip(), src=("10.0.0.7", 5060)),
            packet(sip(call_id="x")),
        )
        await until(lambda: desk.messages == 4)

    (intake,) = serve(test).intakes
    first, again, elsewhere, other = intake.sip.column("event_id").to_pylist()
    assert first == again
    assert len({first, elsewhere, other}) == 3


def test_a_stream_is_cut_into_packets_and_a_packet_into_messages() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        stream = packet(sip() + sip(call_id="call-2"), l4=6) + b"stray" + packet(sip(call_id="call-3"), l4=6)
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for begin in range(0, len(stream), 100):
            writer.write(stream[begin : begin + 100])
            await writer.drain()
        await until(lambda: desk.messages == 3)
        writer.close()
        await until(lambda: server.counts().connections == 0)
        assert (server.counts().packets, server.counts().further) == (3, 1)

    desk = serve(test)
    assert desk.codes == ["bad_frame"]


def test_a_message_in_two_segments_is_one_and_a_beginning_alone_is_refused_soon() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        send(server, packet(sip(call_id="long")[:90], l4=6), packet(sip(call_id="long")[90:], l4=6))
        send(server, packet(sip(call_id="half")[:90], l4=6))
        await until(lambda: desk.messages == 1)
        assert (server.counts().joined, desk.codes) == (2, [])
        times.append(NOW + timedelta(seconds=1))
        await until(lambda: desk.codes == ["truncated"])

    times = [NOW]
    desk = serve(test, clock=lambda: times[-1])
    assert desk.messages == 1


def test_a_connection_of_garbage_is_hung_up() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"x" * 5000)
        await writer.drain()
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        await until(lambda: len(desk.codes) == 1)

    assert serve(test, max_skipped_bytes=1000).codes == ["bad_frame"]


def test_a_sender_that_never_ends_its_packet_is_hung_up_and_one_that_is_idle_is_not() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        _, idle = await asyncio.open_connection("127.0.0.1", server.port)
        idle.write(packet(sip()))
        _, slow = await asyncio.open_connection("127.0.0.1", server.port)
        _, silent = await asyncio.open_connection("127.0.0.1", server.port)
        await until(lambda: server.counts().connections == 3)
        for byte in packet(sip(call_id="slow"))[:15]:
            slow.write(bytes([byte]))
            await asyncio.sleep(0.1)
        await until(lambda: server.counts().connections == 1)
        idle.write(packet(sip(call_id="call-2")))
        await until(lambda: desk.messages == 2)
        for writer in (idle, slow, silent):
            writer.close()

    assert serve(test, packet_timeout_s=0.3).codes == ["bad_frame"]


def test_more_connections_than_allowed_are_refused_and_counted() -> None:
    async def test(server: HepServer, _: Desk) -> None:
        first = await asyncio.open_connection("127.0.0.1", server.port)
        await until(lambda: server.counts().connections == 1)
        second = await asyncio.open_connection("127.0.0.1", server.port)
        await until(lambda: server.counts().refused_connections == 1)
        assert server.counts().connections == 1
        for _, writer in (first, second):
            writer.close()

    serve(test, max_connections=1)


def test_datagrams_that_find_no_room_are_refused_one_by_one() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        desk.may_go_on.clear()
        for number in range(30):
            send(server, *[packet(sip(call_id=f"{number}-{n}")) for n in range(20)])
            await asyncio.sleep(0.005)
        await until(lambda: server.counts().packets == 600)
        counts = server.counts()
        assert counts.overload > 400
        assert counts.packets == counts.messages + counts.rejected + counts.waiting
        desk.may_go_on.set()
        await until(lambda: server.counts().waiting == 0)
        assert server.counts().overload == counts.overload

    desk = serve(test, max_waiting=50, batch_rows=10)
    assert set(desk.codes) == {"overload"}
    assert desk.messages + len(desk.codes) == 600


def test_a_stream_that_finds_no_room_waits_and_loses_nothing() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        desk.may_go_on.clear()
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        payload = packet(sip(more=["X: " + "y" * 8000]))

        async def pour() -> None:
            for _ in range(2000):
                writer.write(payload)
                await writer.drain()

        pouring = asyncio.create_task(pour())
        await asyncio.sleep(0.3)
        assert not pouring.done()
        assert server.counts().waiting < 500
        desk.may_go_on.set()
        await pouring
        writer.close()
        await until(lambda: desk.messages == 2000)

    assert serve(test, max_waiting=50, batch_rows=10).codes == []


def test_when_the_legal_basis_ends_the_listener_takes_nothing_more_in() -> None:
    clock = [NOW]

    async def test(server: HepServer, desk: Desk) -> None:
        send(server, packet(sip()))
        await until(lambda: desk.messages == 1)
        clock[0] = BASIS.valid_until + timedelta(seconds=1)
        send(server, packet(sip(call_id="after")))
        await until(lambda: len(desk.codes) == 1)

    desk = serve(test, clock=lambda: clock[0])
    assert desk.codes == ["no_legal_basis"]
    assert desk.intakes[-1].rejects[0].value == ""


def test_other_protocols_and_clocks_far_ahead_are_refused() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        send(server, packet(b"{}", protocol=5), packet(sip(), at_s=START_S + 301), packet(sip(), at_s=START_S + 299))
        send(server, packet(sip(call_id="next year"), at_s=START_S + 365 * 86_400))
        await until(lambda: desk.messages == 1 and len(desk.codes) == 3)

    desk = serve(test)
    assert sorted(desk.codes) == ["clock_ahead", "clock_ahead", "not_sip_protocol"]
    last = desk.intakes[-1].rejects[-1]
    assert (last.field, last.value) == ("seen_at", str(365 * 86_400))
    assert "set both by a time service" in last.reason


def test_senders_beyond_those_that_can_be_told_apart_are_counted_together() -> None:
    async def test(server: HepServer, desk: Desk) -> None:
        named = [
            packet(sip(call_id=str(n))).replace((2001).to_bytes(4, "big"), n.to_bytes(4, "big")) for n in range(20)
        ]
        send(server, *named)
        await until(lambda: desk.messages == 20)
        assert server.counts().senders == 6

    desk = serve(test, max_senders=5)
    assert sum(intake.sip.num_rows for intake in desk.intakes if intake.source_id == "others") == 15


def test_what_deliver_raises_comes_out_of_wait_and_stop() -> None:
    async def run() -> None:
        async def fail(_: Intake) -> None:
            raise FeedError("the disk is full")

        server = HepServer("127.0.0.1", 0, SETTINGS, fail, clock=lambda: NOW)
        await server.start()
        send(server, packet(sip()))
        with pytest.raises(FeedError, match="disk is full"):
            await server.wait()
        with pytest.raises(FeedError, match="disk is full"):
            await server.stop()

    asyncio.run(run())
