"""PostgreSQL with statements that are planned once."""
