"""A model's folder: written, read back, damaged, of another version."""

import json
from pathlib import Path

import orjson
import pytest
from known_people import moment, town

from linewarden.errors import ModelError
from linewarden.learning.artefact import ABOUT, FORMAT, MANIFEST, TREES, read_model, table_json, version_of, write_model
from linewarden.learning.features import Columns
from linewarden.learning.lesson import Asked, Learned, learn
from linewarden.learning.model import Model
from linewarden.scoring.rules import RULES_VERSION
from linewarden.warnings.rules import PERSON_RULES


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(town(), PERSON_RULES, Asked(until_us=3_001 * 3_600_000_000, capacity=2))


def written(folder: Path, learned: Learned, **other: object) -> Path:
    told = {
        "format": FORMAT, "rules": RULES_VERSION, "features": learned.trees.features, "table": table_json(learned.table),
        "calibration": {"base": learned.calibration.base, "slope": learned.calibration.slope},
        "span": {"cuts": ["1970-01-01T01:00:00+00:00", "1970-01-01T02:00:00+00:00"]},
    }  # fmt: skip
    write_model(folder, {TREES: learned.trees.text.encode(), ABOUT: orjson.dumps(told | other), "card.md": b"# Card"})
    return folder


def test_a_model_comes_back_as_it_was(learned: Learned, tmp_path: Path) -> None:
    model = read_model(written(tmp_path, learned))
    same = Model(model.version, learned.trees, learned.calibration, learned.table)
    people = [moment(talk_s, banks) for talk_s in (60, 400, 1500) for banks in (0, 1)]
    assert model.chances_of(people).tolist() == same.chances_of(people).tolist()
    assert (model.table, model.learned_until_us) == (PERSON_RULES, 2 * 3_600_000_000)
    assert model.version == version_of((tmp_path / TREES).read_bytes(), (tmp_path / ABOUT).read_bytes())


@pytest.mark.parametrize("name", [TREES, ABOUT, "card.md"])
def test_a_file_that_was_changed_is_found(learned: Learned, tmp_path: Path, name: str) -> None:
    path = written(tmp_path, learned) / name
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    with pytest.raises(ModelError, match=f"{name} differs from the manifest"):
        read_model(tmp_path)


def test_a_file_that_is_gone_is_named(learned: Learned, tmp_path: Path) -> None:
    (written(tmp_path, learned) / TREES).unlink()
    with pytest.raises(ModelError, match=r"trees.txt: No such file"):
        read_model(tmp_path)
    with pytest.raises(ModelError, match=r"manifest.json: No such file .* name the --out of `linewarden learn`"):
        read_model(tmp_path / "none")


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"format": 3}'])
def test_a_manifest_that_is_none_is_refused(learned: Learned, tmp_path: Path, text: bytes) -> None:
    (written(tmp_path, learned) / MANIFEST).write_bytes(text)
    with pytest.raises(ModelError, match=r"manifest.json is damaged"):
        read_model(tmp_path)


def test_another_format_and_a_manifest_without_trees_are_refused(learned: Learned, tmp_path: Path) -> None:
    path = written(tmp_path, learned) / MANIFEST
    told = json.loads(path.read_bytes())
    path.write_text(json.dumps(told | {"format": 1}))
    with pytest.raises(ModelError, match=f"has format 1, this program reads {FORMAT}"):
        read_model(tmp_path)
    del told["files"][TREES]
    path.write_text(json.dumps(told))
    with pytest.raises(ModelError, match=r"has no trees.txt in its manifest"):
        read_model(tmp_path)


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"format": 1}, f"has format 1, this program reads {FORMAT}; learn it again"),
        ({"rules": "2020.1.1"}, f"was learned by rules 2020.1.1, this program's are {RULES_VERSION}"),
        ({"features": ["age", "table"]}, "has other features than this program's"),
        ({"calibration": {"base": 0.0, "slope": -1.0}}, "would turn the order round"),
        ({"calibration": None}, "about.json cannot be read"),
        ({"table": {"base": 0.0, "steps": {}}}, "about.json cannot be read"),
    ],
)
def test_what_does_not_fit_this_program_is_refused(
    learned: Learned, tmp_path: Path, other: dict[str, object], problem: str
) -> None:
    with pytest.raises(ModelError, match=problem):
        read_model(written(tmp_path, learned, **other))


def test_trees_over_other_features_are_refused(learned: Learned, tmp_path: Path) -> None:
    written(tmp_path, learned)
    text = (tmp_path / TREES).read_bytes().replace(b"dwell.share", b"swell.share")
    about = (tmp_path / ABOUT).read_bytes()
    write_model(tmp_path, {TREES: text, ABOUT: about})
    assert "dwell.share" in Columns(PERSON_RULES).names
    with pytest.raises(ModelError):
        read_model(tmp_path)
