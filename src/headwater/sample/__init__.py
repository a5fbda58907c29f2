"""Worlds to look at and to measure with: a small named dairy, and a simulator of large ones."""
