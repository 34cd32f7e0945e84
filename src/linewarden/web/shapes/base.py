"""The rule that every JSON object follows."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A JSON object. Unknown keys are errors; instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)
