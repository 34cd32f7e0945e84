"""The build hook: when it builds, what it builds from, and how it fails."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hatch_build import API, STAMP, STATIC, UiBuildError, build, fingerprint, is_built

ROOT = Path(__file__).parents[3]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree with a package without dependencies, whose build copies its only source."""
    package = {
        "name": "screens",
        "version": "1.0.0",
        "scripts": {"build": "node -e \"fs.copyFileSync('page.html', '../src/linewarden/web/static/index.html')\""},
    }
    lock = {
        "name": "screens",
        "version": "1.0.0",
        "lockfileVersion": 3,
        "packages": {"": {"name": "screens", "version": "1.0.0"}},
    }
    write(tmp_path, "ui/package.json", json.dumps(package))
    write(tmp_path, "ui/package-lock.json", json.dumps(lock))
    write(tmp_path, "ui/page.html", "<p>first</p>")
    write(tmp_path, API.as_posix(), "{}")
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.slow
def test_builds_once_and_again_only_when_a_source_changes(tree: Path) -> None:
    assert build(tree) is True
    assert (tree / STATIC / "index.html").read_text() == "<p>first</p>"
    assert build(tree) is False
    write(tree, "ui/page.html", "<p>second</p>")
    assert build(tree) is True
    assert (tree / STATIC / "index.html").read_text() == "<p>second</p>"
    assert not (tree / "ui/node_modules").exists()


@pytest.mark.slow
def test_a_failing_build_is_loud_and_leaves_the_old_assets_alone(tree: Path) -> None:
    write(tree, (STATIC / "index.html").as_posix(), "old")
    (tree / "ui/page.html").unlink()
    with pytest.raises(UiBuildError, match=r"(?s)npm run build.*page\.html"):
        build(tree)
    assert (tree / STATIC / "index.html").read_text() == "old"
    assert not (tree / STATIC / STAMP).exists()


@pytest.mark.parametrize("change", ["ui/page.html", "ui/src/new.ts", "ui/package-lock.json", API.as_posix()])
def test_the_fingerprint_follows_sources_and_the_api(tree: Path, change: str) -> None:
    before = fingerprint(tree)
    write(tree, change, "changed")
    assert fingerprint(tree) != before


@pytest.mark.parametrize(
    "aside", ["ui/node_modules/a/index.js", "ui/dev/fixture.ts", "ui/tests/a.test.ts", "ui/src/api/schema.d.ts"]
)
def test_the_fingerprint_ignores_what_is_not_built_from(tree: Path, aside: str) -> None:
    before = fingerprint(tree)
    write(tree, aside, "changed")
    assert fingerprint(tree) == before


def test_a_file_that_moves_changes_the_fingerprint(tree: Path) -> None:
    before = fingerprint(tree)
    (tree / "ui/page.html").rename(tree / "ui/other.html")
    assert fingerprint(tree) != before


def test_an_sdist_that_carries_the_assets_alone_is_taken_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, (STATIC / "index.html").as_posix(), "built")
    assert build(tmp_path) is False


def test_a_tree_with_neither_sources_nor_assets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UiBuildError, match="get a complete source tree"):
        build(tmp_path)


@pytest.mark.parametrize(
    "spoil", [lambda static: (static / STAMP).unlink(), lambda static: (static / "index.html").unlink()]
)
def test_assets_without_stamp_or_page_do_not_count_as_built(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    write(tmp_path, "index.html", "page")
    write(tmp_path, STAMP, "abc\n")
    assert is_built(tmp_path, "abc")
    assert not is_built(tmp_path, "other")
    spoil(tmp_path)
    assert not is_built(tmp_path, "abc")


def test_the_lock_file_names_versions_and_hashes_but_no_address() -> None:
    lock = json.loads((ROOT / "ui/package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if "integrity" not in entry]


def test_the_screens_depend_on_exact_versions() -> None:
    package = json.loads((ROOT / "ui/package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert not [f"{name} {version}" for name, version in wanted.items() if not version[0].isdigit()]
