"""Parts of the card's picture, each an SVG group in a box of its own."""
