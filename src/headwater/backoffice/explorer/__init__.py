"""The trace explorer: a search box for any spelling, the picture, the table, exports."""
