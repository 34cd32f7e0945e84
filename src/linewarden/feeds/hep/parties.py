"""Who calls whom over which way, from the first INVITE."""

from linewarden.feeds.hep.call import Call, Message
from linewarden.feeds.settings import FeedSettings
from linewarden.model.cdr import Route
from linewarden.model.event import Oddity
from linewarden.numbering.scalar import Reading, read

_WITHHELD = frozenset({"anonymous", "unavailable", "restricted", "private"})
_STREAMS = frozenset({"tcp", "tls", "ws", "wss"})


def call_of(message: Message, record_id: int, settings: FeedSettings) -> Call:
    """The call that this INVITE begins."""
    trunk_in = trunk_of(message)
    route = _route(message, trunk_in, settings)
    cli_raw = _shown_number(message)
    cli = read(cli_raw, settings.home, is_from_abroad=route is Route.INTERNATIONAL)
    called_raw, called = _called(message, settings)
    return Call(
        record_id=record_id,
        invite=message,
        cli_raw=cli_raw,
        cli=cli.e164,
        cli_kind=int(cli.kind),
        cli_fault=int(cli.fault),
        called_raw=called_raw,
        called=called.e164,
        called_kind=int(called.kind),
        called_fault=int(called.fault),
        route=int(route),
        trunk_in=trunk_in,
        codec=message.codec,
        cseq=message.cseq,
        branch=message.branch,
        branch_us=message.seen_us,
        last_us=message.seen_us,
        oddity=int(message.oddity | _mismatch(message, route, settings)),
    )


def trunk_of(message: Message) -> str:
    """Where the call came in: address and port; the address alone for streams, whose ports mean nothing."""
    if message.transport in _STREAMS:
        return message.src_ip
    host = f"[{message.src_ip}]" if ":" in message.src_ip else message.src_ip
    return f"{host}:{message.src_port}"


def _shown_number(message: Message) -> str | None:
    """The asserted identity (RFC 3325) when there is one, else who the caller says to be; None when withheld."""
    user = message.pai_user or message.from_user
    return None if user is None or user.lower() in _WITHHELD else user


def _mismatch(message: Message, route: Route, settings: FeedSettings) -> int:
    """IDENTITY_MISMATCH when From and the asserted identity are both numbers and not the same. On a forwarded call From is a third party's."""
    asserted = message.pai_user or message.remote_party
    if asserted is None or asserted == message.from_user or message.diverted_by:
        return 0
    is_from_abroad = route is Route.INTERNATIONAL
    shown, meant = (
        read(user, settings.home, is_from_abroad=is_from_abroad).e164 for user in (message.from_user, asserted)
    )
    return Oddity.IDENTITY_MISMATCH if shown > 0 and meant > 0 and shown != meant else 0


def _called(message: Message, settings: FeedSettings) -> tuple[str | None, Reading]:
    """Of request URI and To the first that is a number: the URI may name a registered phone instead."""
    asked = read(message.request_user, settings.home)
    if asked.e164 > 0 or not message.to_user:
        return message.request_user, asked
    meant = read(message.to_user, settings.home)
    return (message.to_user, meant) if meant.e164 > 0 or not message.request_user else (message.request_user, asked)


def _route(message: Message, trunk_in: str, settings: FeedSettings) -> Route:
    names = {trunk_in, message.src_ip, message.sender, message.sender.partition("@")[0]}
    return Route.INTERNATIONAL if names & set(settings.international_trunks) else settings.route
