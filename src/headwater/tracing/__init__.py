"""Where a thing came from, where it went, where it is: answers over the event store."""
