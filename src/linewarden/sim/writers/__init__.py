"""How the city's calls leave it: record files as carriers write them, and signalling as a capture agent sends it."""
