"""How users become a partition: candidates, classification EM, boundaries, evidence.

>>> import numpy as np
>>> from usage_groups.fitting import GroupPrior, classification_em, describe_population
>>> from usage_groups.fitting import log_evidence
>>> prior = GroupPrior()
>>> rows = np.array([[0.0, 0.0], [0.1, 0.0], [2.0, 1.0], [2.0, 1.1]])
>>> population = describe_population(rows, np.full(4, 10.0), prior)
>>> labels = classification_em(population, np.arange(4), prior, least_users=5)
>>> labels.tolist()
[0, 0, 1, 1]
>>> one_group = np.zeros(4, dtype=int)
>>> log_evidence(population, labels, prior) > log_evidence(population, one_group, prior)
True
"""

from usage_groups import shown

_PLACES = {
    "Candidate": "candidates",
    "GroupPrior": "population",
    "Limits": "partition",
    "Partition": "partition",
    "classification_em": "refinement",
    "describe_population": "population",
    "expand_candidates": "candidates",
    "log_evidence": "likelihood",
    "make_partition": "partition",
    "refine_boundaries": "boundaries",
    "unite_unimodal": "unimodality",
    "winsorise": "preparation",
}
__all__ = list(_PLACES)
__getattr__ = shown(__name__, _PLACES)
