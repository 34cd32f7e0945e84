"""What holds for all tests."""

from hypothesis import settings

# How fast a machine is, is no property of the code: the first example may load compiled kernels, and CI runs other work beside.
settings.register_profile("linewarden", deadline=None)
settings.load_profile("linewarden")
