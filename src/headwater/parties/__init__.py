"""Organisations, people, places and keys: who there is, and who may see and do what."""
