"""`python -m linewarden.main` is the `linewarden` command."""

import sys

from linewarden.main import main

sys.exit(main())
