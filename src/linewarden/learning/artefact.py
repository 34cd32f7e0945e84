"""A model as a folder: trees, what they were learned from, the card, the change of the table; and a manifest with the SHA-256 of each.

The manifest finds damage and mixed-up files. It is no signature: whoever may write the folder may write the manifest too.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from linewarden.errors import ModelError
from linewarden.history.span import micros
from linewarden.learning.calibration import Calibration
from linewarden.learning.model import Model
from linewarden.learning.trees import Trees
from linewarden.scoring.rules import RULES_VERSION
from linewarden.warnings.rules import PERSON_RULES, PersonRules

FORMAT = 3
"""2: of a contact the trees see both readings. With the same names of features, 1 had the more worried one alone."""

TREES, ABOUT, MANIFEST = "trees.txt", "about.json", "manifest.json"
CHANGE, CARD_EN, CARD_ZH = "change.toml", "card.md", "card.zh-CN.md"

AGAIN = "learn it again with `linewarden learn`"


def version_of(trees: bytes, about: bytes) -> str:
    """Rules and the beginning of the digest of what scores: "2026.11.3+model.1a2b3c4d"."""
    return f"{RULES_VERSION}+model.{hashlib.sha256(trees + about).hexdigest()[:8]}"


def table_json(rules: PersonRules) -> dict[str, Any]:
    """The table whose log-odds the trees see."""
    return {"base": rules.base, "steps": {row.name: row.steps for row in rules.rows}}


def write_model(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files and their manifest into an empty folder."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = orjson.dumps({"format": FORMAT, "files": digests}, option=orjson.OPT_INDENT_2)
    (folder / MANIFEST).write_bytes(manifest + b"\n")


@dataclass(frozen=True, slots=True)
class Artefact:
    """What of a folder scores, as text, every byte checked against the manifest."""

    name: str  # the folder, for errors
    trees: str
    about: str

    def model(self) -> Model:
        """The model that it is. Raises ModelError naming file and remedy when it is damaged or of another version."""
        try:
            about = orjson.loads(self.about)
            _require_format(self.name, about["format"])
            rules, names = str(about["rules"]), tuple(about["features"])
            calibration = Calibration(float(about["calibration"]["base"]), float(about["calibration"]["slope"]))
            until_us = micros(datetime.fromisoformat(about["span"]["cuts"][-1]))
            table = None if rules != RULES_VERSION else _table(about["table"])
        except (ValueError, KeyError, TypeError, AttributeError) as err:
            raise ModelError(f"model {self.name}: {ABOUT} cannot be read ({err!r}); {AGAIN}") from err
        if table is None:
            raise ModelError(
                f"model {self.name} was learned by rules {rules}, this program's are {RULES_VERSION}; {AGAIN}"
            )
        if calibration.slope <= 0:
            raise ModelError(
                f"model {self.name}: calibration slope {calibration.slope:g} would turn the order round; {AGAIN}"
            )
        version = version_of(self.trees.encode(), self.about.encode())
        model = Model(version, Trees(self.trees), calibration, table, until_us)
        if not names == model.columns.names == model.trees.features:
            strange = sorted(set(names) ^ set(model.columns.names))
            raise ModelError(
                f"model {self.name} has other features than this program's ({', '.join(strange[:3]) or 'order'}); {AGAIN}"
            )
        return model


def read_artefact(folder: Path) -> Artefact:
    """What scores. Raises ModelError naming file and remedy when it is missing or damaged."""
    files = _checked(folder)
    for name in (TREES, ABOUT):
        if name not in files:
            raise ModelError(f"model {folder} has no {name} in its manifest; {AGAIN}")
    try:
        return Artefact(str(folder), files[TREES].decode("utf-8"), files[ABOUT].decode("utf-8"))
    except UnicodeDecodeError as err:
        raise ModelError(f"model {folder}: {TREES} or {ABOUT} is no UTF-8 text ({err}); {AGAIN}") from err


def read_model(folder: Path) -> Model:
    """The model in a folder. Raises ModelError naming file and remedy when it is missing, damaged or of another version."""
    return read_artefact(folder).model()


def _require_format(name: str, found: object) -> None:
    if found != FORMAT:
        raise ModelError(f"model {name} has format {found!r}, this program reads {FORMAT}; {AGAIN}")


def _table(told: Any) -> PersonRules:  # noqa: ANN401  JSON
    steps = {name: tuple((float(least), float(odds)) for least, odds in pairs) for name, pairs in told["steps"].items()}
    rows = [replace(row, steps=steps[row.name]) for row in PERSON_RULES.rows]
    return replace(PERSON_RULES.changed(rows), base=float(told["base"]))


def _checked(folder: Path) -> dict[str, bytes]:
    try:
        manifest = orjson.loads((folder / MANIFEST).read_bytes())
        _require_format(str(folder), manifest["format"])
        files = {str(name): (folder / name).read_bytes() for name in manifest["files"] if Path(name).name == name}
        damaged = [
            name for name, content in files.items() if hashlib.sha256(content).hexdigest() != manifest["files"][name]
        ]
    except OSError as err:
        raise ModelError(
            f"model {folder} cannot be read: {err.filename}: {err.strerror}; name the --out of `linewarden learn`"
        ) from err
    except (ValueError, KeyError, TypeError, AttributeError) as err:
        raise ModelError(f"model {folder}: {MANIFEST} is damaged ({err!r}); restore it, or {AGAIN}") from err
    if damaged:
        raise ModelError(f"model {folder}: {', '.join(damaged)} differs from the manifest; restore it, or {AGAIN}")
    return files
