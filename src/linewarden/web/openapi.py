"""`python -m linewarden.web.openapi` prints the API's description; tests/golden/openapi.json is its committed copy."""

import json
import sys

from linewarden.web.app import create_api


def openapi_json() -> str:
    """OpenAPI 3.1, keys in the order of the routes, with a final newline."""
    described = create_api().openapi()
    events = described["paths"]["/api/stream"]["get"]["responses"]["200"]["content"]["text/event-stream"]["schema"]
    del events["type"]  # FastAPI says "string" of whatever is no JSON, beside the shapes of the events
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi_json())
