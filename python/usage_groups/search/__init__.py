"""Which partition holds: trials, bootstrap, permutation test, stability, confidence, selection."""
