"""Numbers with the same bits on every processor: right ones, and really the same."""

import ast
import platform
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import kernels
import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln, logsumexp
from usage_groups import digits, exact, matrices

PRINTS = Path(__file__).with_name("kernel_prints.py")


def random_numbers(low: float, high: float) -> np.ndarray:
    return np.random.default_rng(0).uniform(low, high, 20_000)


def assert_within_one_unit(found, expected):
    assert (np.abs(found - expected) <= np.spacing(np.abs(expected))).all()


def test_logarithms_are_those_of_numpy():
    for numbers in (np.exp(random_numbers(-700, 700)), random_numbers(0.999, 1.001)):
        assert_within_one_unit(exact.log(numbers), np.log(numbers))
    assert exact.log(np.array([0.0, 1.0])).tolist() == [-np.inf, 0.0]
    assert exact.log_of(10.0) == np.log(10.0)


def test_logarithms_of_products_do_not_overflow():
    factors = np.exp(random_numbers(-600, 600)).reshape(20, -1)
    np.testing.assert_allclose(exact.log_product(factors), np.log(factors).sum(axis=0), rtol=1e-13)


def test_powers_are_those_of_numpy():
    assert_within_one_unit(exact.exp(random_numbers(-700, 700)), np.exp(random_numbers(-700, 700)))
    assert exact.exp(np.array([-np.inf, -800.0, 0.0])).tolist() == [0.0, 0.0, 1.0]
    rows = random_numbers(-50, 50).reshape(-1, 4)
    np.testing.assert_allclose(exact.log_sum_exp(rows), logsumexp(rows, axis=1), rtol=1e-12)


def test_gamma_is_that_of_scipy():
    doubled = np.arange(1, 20_000)
    np.testing.assert_allclose(
        exact.log_gamma(doubled), gammaln(doubled / 2), rtol=1e-14, atol=1e-14
    )


def test_products_need_no_rounding():
    draw = np.random.default_rng(0)
    left, right = draw.normal(size=(5, 1000)), draw.normal(size=(1000, 3))
    product = matrices.product(left, right)
    np.testing.assert_allclose(product, left @ right, atol=1e-3)
    order = draw.permutation(1000)
    assert (matrices.product(left[:, order], right[order]) == product).all()


def test_a_matrix_is_a_factor_times_itself():
    rows = np.random.default_rng(0).normal(size=(50, 4))
    rows = np.column_stack([rows, rows[:, 0] - 2 * rows[:, 1]])
    matrix = rows.T @ rows
    factor = matrices.cholesky(matrix)
    np.testing.assert_allclose(factor @ factor.T, matrix, atol=1e-12)
    assert (factor[:, -1] == 0).all()  # it follows from the others
    whole, columns = factor[:4, :4], np.eye(4)
    np.testing.assert_allclose(whole @ matrices.solve_lower(whole, columns), columns, atol=1e-12)
    # Of several matrices at once the same comes out.
    several = np.stack([matrix, np.eye(5), 3 * matrix])
    factors = matrices.cholesky(several)
    assert (factors[0] == factor).all()
    np.testing.assert_allclose(factors @ factors.transpose(0, 2, 1), several, atol=1e-12)
    solved = matrices.solve_lower(factors[:, :4, :4], columns)
    assert (solved[0] == matrices.solve_lower(whole, columns)).all()


def test_ten_digits_are_published():
    frame = pd.DataFrame({"name": ["a", "b"], "number": [2 / 3, np.nan], "count": [1, 2]})
    found = digits.published((frame, np.array([1e15 / 7, -1e-9 / 3, 0.0, 1e-320]), None))
    assert found[0]["number"][0] == 0.6666666667
    assert np.isnan(found[0]["number"][1])
    assert found[0]["count"].tolist() == [1, 2]
    assert found[1].tolist() == [142857142900000.0, -3.333333333e-10, 0.0, 0.0]
    assert found[2] is None


@pytest.mark.skipif(platform.machine() != "x86_64", reason="these kernels are for x86-64")
def test_every_kernel_finds_the_same():
    def run(name):
        command = [sys.executable, PRINTS]
        done = subprocess.run(
            command, env=kernels.environment(name), capture_output=True, text=True, check=True
        )
        return ast.literal_eval(done.stdout)

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(kernels.QUICK, pool.map(run, kernels.QUICK), strict=True))
    architectures, expected = found.pop(None)
    assert any(other != architectures for other, _ in found.values())
    for name, (_, prints) in found.items():
        different = [key for key in expected if prints[key] != expected[key]]
        assert not different, name
