"""Who calls whom over which way, from the first INVITE."""

from linewarden.feeds.hep.call import Call, Message
from linewarden.feeds.settings import FeedSettings
from linewarden.model.cdr import Route
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
