"""Environments in which numerical libraries compute as on other processors."""

import os

from numpy._core import _multiarray_umath

DISPATCHED = _multiarray_umath.__cpu_dispatch__  # NumPy's kernels beyond its baseline
NOTHING = " ".join(DISPATCHED)
NO_AVX512 = " ".join(name for name in DISPATCHED if name != "X86_V3" and "AVX2" not in name)
# What glibc chooses among for logarithms and the like.
OLD_LIBRARY = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"
KERNELS = {
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": NO_AVX512},
    "SkylakeX": {"OPENBLAS_CORETYPE": "SkylakeX"},
    "Prescott": {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": NOTHING},
    "one thread": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    "eight threads": {"OMP_NUM_THREADS": "8", "OPENBLAS_NUM_THREADS": "8"},
}
CHOSEN = ("OPENBLAS_CORETYPE", "NPY_DISABLE_CPU_FEATURES", "GLIBC_TUNABLES", "OMP_NUM_THREADS")
# Of whole builds this changes the last digit of some logarithms that DuckDB computes.
OLD = {"an old C library": KERNELS["Prescott"] | {"GLIBC_TUNABLES": OLD_LIBRARY}}
# Enough to see most of it, without a name the kernels of this machine.
QUICK = (None, "Haswell", "an old C library")


def environment(name: str | None = None) -> dict[str, str]:
    """Return the environment of a process that computes so, without a name as it would here."""
    inherited = {key: value for key, value in os.environ.items() if key not in CHOSEN}
    return inherited | (KERNELS | OLD).get(name, {})
