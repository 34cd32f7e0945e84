"""The HTTP server around an app, set up for an intranet service: no banner, bounded headers, streams ended before a stop."""

import socket
from pathlib import Path

import uvicorn
from fastapi import FastAPI

KEEP_ALIVE_S = 75  # longer than the browsers' reuse of idle connections, so that they do not race with our close
STOP_S = 5
HEADER_BYTES = 16 * 1024
CONNECTIONS = 512


class WebServer(uvicorn.Server):
    """Uvicorn, which waits for open responses when it stops: live streams are ended first."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends all streams, then stops."""
        app: FastAPI = self.config.app  # type: ignore[assignment]  # uvicorn types it as anything it can load
        app.state.hub.close()
        await super().shutdown(sockets)


def new_server(
    app: FastAPI, *, host: str, port: int, certificate: Path | None = None, private_key: Path | None = None
) -> WebServer:
    """A server for `await server.serve()` or `server.run()`; TLS when a certificate is given. Port 0: any free port."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=private_key,
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=STOP_S,
        h11_max_incomplete_event_size=HEADER_BYTES,
        limit_concurrency=CONNECTIONS,
        ws="none",
    )
    return WebServer(config)
