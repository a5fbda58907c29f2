"""Headwater (源头): open product traceability."""

__version__ = "0.1.0"
