"""How users become a partition: preparation, likelihood, refinement, boundaries, unimodality."""
