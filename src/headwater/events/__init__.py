"""The event store: what was captured, append-only, and how to find it again."""
