"""The built UI: a fixed table of files read once, so that no path from outside ever reaches the disk."""

import hashlib
import mimetypes
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from linewarden.web.edge.frame import NONCE
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode

INDEX = "/index.html"
NONCE_MARK = b"__CSP_NONCE__"
_PACKED = {".br": "br", ".gz": "gzip"}  # best first
_HASHED = re.compile(r"[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes as they are and packed, its type, its tag."""

    plain: bytes
    packed: Mapping[str, bytes]  # by content coding
    media_type: str
    etag: str
    is_immutable: bool  # its name carries a hash of its content


class StaticFiles:
    """ASGI app of GET and HEAD: an asset, or index.html for any path that looks like a screen."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets

    @classmethod
    def of(cls, folder: Path) -> "StaticFiles":
        """All files below a folder. Symbolic links that lead outside are left out."""
        root = folder.resolve()
        inside = [path for path in sorted(root.rglob("*")) if path.is_file() and path.resolve().is_relative_to(root)]
        plain = [path for path in inside if path.suffix not in _PACKED]
        return cls({"/" + path.relative_to(root).as_posix(): _asset(path) for path in plain})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        await self._response(scope)(scope, receive, send)

    def _response(self, scope: Scope) -> Response:
        path = scope["path"]
        if scope["method"] not in {"GET", "HEAD"}:
            raise RefusedError(ErrorCode.WRONG_METHOD, "files are only read here: use GET")
        asset = self._assets.get(path)
        if asset is not None and path != INDEX:
            return _asset_response(asset, Headers(scope=scope))
        if path.startswith("/api/") or path == "/api" or (path != INDEX and "." in path.rpartition("/")[2]):
            raise RefusedError(ErrorCode.NOT_FOUND, "there is nothing at this address: begin at /")
        return self._index(scope)

    def _index(self, scope: Scope) -> Response:
        index = self._assets.get(INDEX)
        if index is None:
            raise RefusedError(
                ErrorCode.NOT_FOUND, "the screens are not built: run `make ui`, or install a released wheel"
            )
        nonce = scope[NONCE] = secrets.token_urlsafe(16)
        page = index.plain.replace(NONCE_MARK, nonce.encode())
        return Response(page, headers={"cache-control": "no-store"}, media_type="text/html")


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    packed = {coding: path.with_name(path.name + suffix) for suffix, coding in _PACKED.items()}
    return Asset(
        plain=content,
        packed=MappingProxyType({coding: other.read_bytes() for coding, other in packed.items() if other.is_file()}),
        media_type=_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        is_immutable=_HASHED.search(path.name) is not None,
    )


def _asset_response(asset: Asset, asked: Headers) -> Response:
    cache = "public, max-age=31536000, immutable" if asset.is_immutable else "no-cache"
    headers = {"cache-control": cache, "etag": asset.etag, "vary": "accept-encoding"}
    if asked.get("if-none-match") == asset.etag:
        return Response(status_code=304, headers=headers)
    coding = _coding(asset, asked.get("accept-encoding", ""))
    if coding is None:
        return Response(asset.plain, headers=headers, media_type=asset.media_type)
    return Response(asset.packed[coding], headers=headers | {"content-encoding": coding}, media_type=asset.media_type)


def _coding(asset: Asset, accepted: str) -> str | None:
    """The best packing that the browser takes (RFC 9110, 12.5.3); a coding with q=0 is refused by it."""
    wanted = {
        name.strip(): _is_taken(q) for name, _, q in (part.partition(";") for part in accepted.lower().split(","))
    }
    return next((coding for coding in _PACKED.values() if coding in asset.packed and wanted.get(coding)), None)


def _is_taken(parameter: str) -> bool:
    return re.fullmatch(r"q=0(\.0*)?", parameter.strip()) is None
