"""The API's description is a committed file: the UI's client is generated from it."""

from pathlib import Path

from linewarden.web.openapi import openapi_json

GOLDEN = Path(__file__).parents[2] / "golden" / "openapi.json"


def test_the_api_is_what_the_golden_file_says() -> None:
    again = "python -m linewarden.web.openapi > tests/golden/openapi.json"
    assert openapi_json() == GOLDEN.read_text(), f"the API changed; if that is meant: {again}"
