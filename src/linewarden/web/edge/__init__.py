"""Around every request: id, log line, headers, origin check, size limit, one error shape. Plain ASGI, so that streams pass through."""
