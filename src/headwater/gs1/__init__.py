"""GS1 identification keys and every way of writing them."""
