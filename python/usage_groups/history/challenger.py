"""A new search against the groups that are stored: which of the two is kept."""

import json
from typing import NamedTuple

import numpy as np
import pandas as pd

from usage_groups import exact
from usage_groups.exact import Floats, Integers
from usage_groups.fitting.candidates import expand_candidates
from usage_groups.fitting.likelihood import log_evidence
from usage_groups.fitting.population import GroupPrior, describe_population
from usage_groups.fitting.preparation import winsorise
from usage_groups.history.documents import with_deciles, write_document
from usage_groups.history.lineage import match_to_known
from usage_groups.history.outcomes import FIRST, KEPT, NOT_ASKED, REPLACED
from usage_groups.search.groups import Grouping, Settings, group_users
from usage_groups.sizes import MOST_FITTED, least_users

# In nats per user: by so much a new search must explain today's users better than what is stored.
CLEAR_GAIN = 0.1


class Task(NamedTuple):
    """What is known of a part before it is searched."""

    stored: dict | None
    """The document of its groups; None where there are none."""
    context: dict
    """What a new document takes over."""
    may_search: bool
    """Whether groups may be searched; otherwise there is one."""
    has_window: bool = False
    """Whether users may be known who have no usage in the period that groups describe."""
    ranges: dict | None = None
    """Of features by name: ``least``, ``most`` and ``deciles`` of all users of the part, of whom
    those searched may be few."""


def search_part(
    users: pd.DataFrame, candidates: pd.DataFrame, task: str, most_fitted: int = MOST_FITTED
) -> pd.DataFrame:
    """Search one population for groups, and decide whether they replace those stored.

    Parameters
    ----------
    users : DataFrame
        Those searched: ``total_calls``, ``stored_id`` (the number of the group by the stored model,
        missing where there is none), and one column per scaled feature.
    candidates : DataFrame
        As :func:`usage_groups.fitting.candidates.expand_candidates` reads it.
    task : str
        A `Task` as JSON.
    most_fitted : int
        As in :class:`usage_groups.search.groups.Settings`.

    Returns
    -------
    DataFrame
        One row per candidate, with all scores; the one in use has a ``reason``, the ``model``, its
        ``outcome`` and the ``gain`` in nats per user over the stored groups, missing where there
        are none.
    """
    known = Task(**json.loads(task))
    features = users.drop(columns=["total_calls", "stored_id"])
    matrix = features.to_numpy(dtype=float)
    stored_ids = users["stored_id"].fillna(-1).to_numpy(dtype=int)
    tried = expand_candidates(candidates) if known.may_search else []
    next_id = known.stored["next_id"] if known.stored else 0
    is_known = bool(known.stored and known.stored["groups"])
    found = group_users(
        matrix,
        users["total_calls"].to_numpy(),
        tried,
        Settings(
            most_fitted=most_fitted,
            known=np.unique(stored_ids, return_inverse=True)[1] if is_known else None,
        ),
        names=list(features),
    )
    group_ids, next_id = match_to_known(found.labels, stored_ids, next_id)
    dormant = {}
    if known.has_window:
        # Whoever has stopped has a group of its own, under one number for good.
        dormant_id = (known.stored or {}).get("dormant_id", next_id)
        dormant, next_id = {"dormant_id": dormant_id}, max(next_id, dormant_id + 1)
    everybody = found.model.among(known.ranges or {})
    model = write_document(everybody, group_ids, next_id, known.context | dormant)
    outcome, gain = FIRST, np.nan
    if is_known:
        gain = explained_gain(found, matrix, stored_ids, most_fitted)
        outcome = judge_challenger(found, known.stored, stored_ids, gain)
    reason = found.reason if known.may_search else NOT_ASKED
    selected = found.trials["is_selected"].to_numpy()
    texts = {
        "reason": reason,
        "outcome": outcome,
        "model": with_deciles(known.stored, model) if outcome == KEPT else model,
    }
    return found.trials.assign(
        gain=np.where(selected, gain, np.nan),
        **{
            name: pd.array([text if is_selected else None for is_selected in selected], dtype="str")
            for name, text in texts.items()
        },
    )


def judge_challenger(found: Grouping, stored: dict, stored_ids: Integers, gain: float) -> str:
    """Say what becomes of the stored groups.

    Parameters
    ----------
    found : Grouping
        The challenger.
    stored : dict
        The stored groups, as a document.
    stored_ids : ndarray of shape (n_users,)
        Who is where by them.
    gain : float
        By how much the challenger explains the users better, in nats per user.

    Returns
    -------
    str
        `REPLACED` where the challenger is clearly better, or the stored groups no longer hold:
        some have too few users, or where there was a gap there is now a scale, or the reverse.
    """
    ids = [group["group_id"] for group in stored["groups"]]
    sizes = np.array([(stored_ids == number).sum() for number in ids])
    is_empty = len(ids) > 1 and sizes.min() < least_users(len(stored_ids))
    is_other_kind = len(ids) > 1 and stored["is_tier"] != found.model.is_tier
    return REPLACED if is_empty or is_other_kind or gain >= CLEAR_GAIN else KEPT


def explained_gain(found: Grouping, matrix: Floats, stored_ids: Integers, most_users: int) -> float:
    """Return by how much the new groups explain users better than the stored ones.

    Parameters
    ----------
    found : Grouping
        The new groups.
    matrix : ndarray of shape (n_users, n_features)
        Scaled features.
    stored_ids : ndarray of shape (n_users,)
        Stored groups.
    most_users : int
        Of more, so many are drawn.

    Returns
    -------
    float
        Nats per user: of log evidence for natural groups, of log likelihood for tiers.
    """
    drawn = np.random.default_rng(0).permutation(len(matrix))[:most_users]
    old, new = (
        np.unique(labels[drawn], return_inverse=True)[1] for labels in (stored_ids, found.labels)
    )
    if found.model.is_tier:
        placed = found.model.frame.placed(matrix[drawn])
        return tier_likelihood(placed, new) - tier_likelihood(placed, old)
    prior = GroupPrior()
    limited = exact.on_grid(winsorise(matrix, least_users(len(matrix)))[drawn])
    population = describe_population(limited, np.ones(len(drawn)), prior)
    gained = log_evidence(population, new, prior) - log_evidence(population, old, prior)
    return float(gained) / len(drawn)


def tier_likelihood(placed: Floats, labels: Integers) -> float:
    """Return the classification likelihood of tiers that share one spread, in nats per user.

    Parameters
    ----------
    placed : ndarray of shape (n_users, n_columns)
        Users on the scale.
    labels : ndarray of shape (n_users,)
        Tiers 0, 1, ... without a hole.

    Returns
    -------
    float
        As in Celeux and Govaert (1992), "A classification EM algorithm for clustering and two
        stochastic versions", Computational Statistics & Data Analysis 14.
    """
    membership = (labels == np.arange(labels.max() + 1)[:, None]).astype(float)
    users = membership.sum(axis=1)
    centres = membership @ placed / users[:, None]
    variance = max(((placed - centres[labels]) ** 2).mean(), GroupPrior().resolution ** 2)
    shares = users / len(labels)
    mixed = (shares * exact.log(shares)).sum()
    columns = placed.shape[1]
    return float(mixed - columns / 2 * (exact.log_of(2 * np.pi * variance) + 1))
