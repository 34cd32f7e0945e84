"""How well the platform finds people in danger, in cities that are drawn at random: `make score`."""
