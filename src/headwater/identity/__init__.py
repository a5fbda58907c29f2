"""Object ids: every identifier has one 64-bit id, whatever its spelling."""
