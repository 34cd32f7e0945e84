"""Where the built screens lie in the installed package."""

from pathlib import Path

import linewarden

STATIC = Path(linewarden.__file__).parent / "web" / "static"
