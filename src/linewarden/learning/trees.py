"""Boosted trees over the features. The only file that knows LightGBM, which is an extra."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.errors import ModelError
from linewarden.learning.features import Floats

PARAMETERS: Mapping[str, Any] = {
    "objective": "binary",
    "num_leaves": 6,  # few: there are tens of victims, not thousands
    "learning_rate": 0.05,
    "min_data_in_leaf": 20,
    "lambda_l2": 5.0,
    "min_sum_hessian_in_leaf": 0.0,  # victims are rare: their weight in a leaf is
    "feature_fraction": 0.7,  # gangs elsewhere lack one mark or another: no row may carry all (decision 0017)
    "monotone_constraints_method": "basic",
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
"""The same people give the same trees on the same build of LightGBM."""

ROUNDS = 120

INSTALL = "LightGBM is not installed; install linewarden[learning] (on Debian its library needs libgomp1)"


class Trees:
    """Trained trees."""

    def __init__(self, text: str) -> None:
        """`text`: as `text` gave it. Raises ModelError when it cannot be read."""
        library = _library()
        try:
            self._booster = library.Booster(model_str=text)
            self.features = tuple(self._booster.feature_name())
        except library.basic.LightGBMError as err:
            raise ModelError(f"the trees cannot be read: {err}; learn the model again") from err
        self.text = text

    def odds(self, values: Floats) -> Floats:
        """Log-odds of each row of [people, features], not yet calibrated."""
        found: Floats = np.asarray(self._booster.predict(values, raw_score=True, num_threads=1), np.float64)
        return found

    def contributions(self, values: Floats) -> Floats:
        """Shape [people, features + 1]: what each feature adds to the log-odds (SHAP values; Lundberg 2018), last what all begin with."""
        found: Floats = np.asarray(self._booster.predict(values, pred_contrib=True, num_threads=1), np.float64)
        return found


def trained(values: Floats, is_victim: npt.NDArray[np.bool_], weights: Floats, names: Sequence[str]) -> Trees:
    """Trees whose log-odds never fall as any feature grows. A victim counts as one, whomever he stands for."""
    library = _library()
    weights = weights * (is_victim.sum() / (weights * is_victim).sum())
    data = library.Dataset(values, is_victim.astype(np.int8), weight=weights, feature_name=list(names))
    parameters = {**PARAMETERS, "monotone_constraints": [1] * len(names)}
    return Trees(library.train(parameters, data, num_boost_round=ROUNDS).model_to_string())


def library_version() -> str:
    """Name and version of the library. Raises ModelError when it is not installed."""
    return f"lightgbm {_library().__version__}"


def _library() -> Any:  # noqa: ANN401  a module without types
    try:
        import lightgbm  # noqa: PLC0415  an extra: whoever does not ask for it does not need it
    except (ImportError, OSError) as err:
        raise ModelError(f"{INSTALL} ({err})") from err
    return lightgbm
