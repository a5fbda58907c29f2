"""The business API: what is known of things, where they came from, went and are. Source: DESIGN.md, section 7."""
