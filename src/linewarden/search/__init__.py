"""Finding call records by a query: its rarest criteria through the store's index, the rest on the columns, newest first, page by page."""
