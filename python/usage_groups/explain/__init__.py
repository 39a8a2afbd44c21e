"""Rules of groups: PRIM boxes as SQL predicates."""
