"""The live half on one page."""
