"""The judge: region, balls, symbolic proof."""
