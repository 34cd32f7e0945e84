"""The challenger of a setting in the ledger."""

from linewarden.model.challenger import ChallengerSetting
from linewarden.pipeline.shadow import Challenger


def model_of(setting: ChallengerSetting) -> Challenger:
    """What scores. Raises ModelError when this program cannot use it. The library behind it is loaded only where a challenger is set."""
    from linewarden.learning.artefact import Artefact  # noqa: PLC0415  takes seconds, which nobody without a challenger need wait for

    return Artefact(f"{setting.version} (setting {setting.serial})", setting.trees, setting.about).model()
