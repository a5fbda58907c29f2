"""The consumer's pages, at the addresses that are printed on products."""
