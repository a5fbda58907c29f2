"""Sets of ranges, and what follows from events: lives, containment, place, closure, balance."""
