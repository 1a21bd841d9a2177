"""The code of the probability chapter: rules, shapes, draws, edge cases, refusals."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnbook.probability import (
    bernoulli,
    covariance,
    cross_entropy,
    divergence,
    entropy,
    expectation,
    gaussian,
    one_hot_covariance,
    standard_error,
    variance,
)

OF_TWO = [cross_entropy, divergence]
by_name = {"ids": lambda f: f.__name__}
values = arrays(float, 4, elements=st.floats(-50, 50))
masses = arrays(float, 4, elements=st.floats(0.01, 1))


def distribution(mass):
    return mass / np.sum(mass)


# Means


@given(values, values, masses)
def test_means_against_many_equally_likely_places(x, v, mass):
    counts = np.ceil(10 * mass).astype(int)  # a list in which each outcome stands so many times
    p = counts / np.sum(counts)
    listed_x, listed_v = np.repeat(x, counts), np.repeat(v, counts)
    assert expectation(x, p) == pytest.approx(np.mean(listed_x), abs=1e-9)
    assert variance(x, p) == pytest.approx(np.var(listed_x), abs=1e-9)
    expected = np.cov(listed_x, listed_v, bias=True)[0, 1]
    assert covariance(x, v, p) == pytest.approx(expected, abs=1e-9)


@given(values, masses)
def test_a_variance_is_not_negative_and_a_shift_does_not_change_it(x, mass):
    p = distribution(mass)
    assert variance(x, p) >= 0
    assert variance(x + 7, p) == pytest.approx(variance(x, p), abs=1e-8)
    assert covariance(x, x, p) == variance(x, p)


def test_what_is_sure_does_not_vary():
    assert expectation([3, 9], [1, 0]) == 3
    assert variance([3, 9], [1, 0]) == 0


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_columns_and_lists_give_numbers(shape):
    x, p = np.arange(4.0).reshape(shape), np.full(shape, 0.25)
    for found in (expectation(x, p), variance(x, p), covariance(x, x, p), entropy(p)):
        assert np.shape(found) == ()
    assert expectation(x.tolist(), p.tolist()) == 1.5


def test_arguments_are_not_changed():
    x, p = np.arange(4.0), np.array([0.1, 0.2, 0.3, 0.4])
    kept = x.copy(), p.copy()
    variance(x, p)
    covariance(x, x, p)
    gaussian(x, p, 1)
    cross_entropy(p, p[::-1])
    one_hot_covariance(p)
    assert np.array_equal(x, kept[0])
    assert np.array_equal(p, kept[1])


# Distributions


@pytest.mark.parametrize(("mu", "s"), [(0, 1), (-3, 0.2), (40, 7)])
def test_the_normal_density(mu, s):
    x = np.linspace(mu - 9 * s, mu + 9 * s, 2001)
    density = gaussian(x, mu, s)
    assert np.trapezoid(density, x) == pytest.approx(1, rel=1e-12)
    assert np.trapezoid(x * density, x) == pytest.approx(mu, abs=1e-10)
    assert np.trapezoid((x - mu) ** 2 * density, x) == pytest.approx(s**2, rel=1e-10)
    assert float(gaussian(x[7], mu, s)) == pytest.approx(float(mpmath.npdf(x[7], mu, s)), rel=1e-12)


def test_the_density_is_elementwise():
    assert gaussian(np.zeros((2, 3)), 0, 1).shape == (2, 3)
    assert gaussian(np.zeros((2, 1)), np.zeros((1, 3)), 1).shape == (2, 3)
    assert gaussian(1e100, 0, 1) == 0


def test_bernoulli():
    p = np.linspace(0, 1, 11)
    assert np.array_equal(bernoulli(1, p), p)
    assert np.allclose(bernoulli(1, p) + bernoulli(0, p), 1)
    assert bernoulli(np.zeros((2, 3)), 0.25).tolist() == [[0.75] * 3] * 2


@given(masses)
def test_covariances_of_one_hot_labels(mass):
    p = distribution(mass)
    S = one_hot_covariance(p)
    labels = np.eye(4)
    for j in range(4):
        for k in range(4):
            assert S[j, k] == pytest.approx(covariance(labels[j], labels[k], p), abs=1e-12)
    assert np.allclose(S.sum(axis=0), 0)
    assert S.shape == (4, 4)


# Entropy


@given(masses, masses)
def test_the_divergence_is_not_negative(first, second):
    p, q = distribution(first), distribution(second)
    assert divergence(p, q) >= -1e-12
    assert divergence(p, p) == 0
    assert cross_entropy(p, q) == pytest.approx(entropy(p) + divergence(p, q))
    assert 0 <= entropy(p) <= np.log(4) + 1e-12


def test_entropy_of_equal_chances():
    for K in (1, 2, 10):
        assert entropy(np.full(K, 1 / K)) == pytest.approx(np.log(K), abs=1e-12)


def test_what_never_happens_adds_nothing():
    assert entropy([0.5, 0.5, 0]) == pytest.approx(np.log(2))
    assert cross_entropy([0.5, 0.5, 0], [0.25, 0.25, 0.5]) == pytest.approx(np.log(4))
    assert divergence([1, 0], [1, 0]) == 0


def test_who_calls_impossible_what_happens_pays_without_limit():
    assert cross_entropy([0.5, 0.5], [1, 0]) == np.inf
    assert divergence([0.5, 0.5], [1, 0]) == np.inf


# Samples


def test_the_standard_error():
    sample = np.random.default_rng(0).normal(size=50)
    assert standard_error(sample) == pytest.approx(np.std(sample, ddof=1) / np.sqrt(50))
    assert standard_error([[4.0, 4.0]]) == 0
    assert standard_error([True, False]) == pytest.approx(0.5)


def test_the_standard_error_says_how_far_means_lie():
    samples = np.random.default_rng(1).exponential(size=(4000, 25))
    squares = np.array([standard_error(sample) ** 2 for sample in samples])
    # The mean of the squared standard errors is the variance of the mean, one part in 25.
    assert abs(np.mean(squares) - 1 / 25) < 5 * standard_error(squares)
    assert np.var(np.mean(samples, axis=1)) == pytest.approx(1 / 25, rel=0.15)


# Refusals


@pytest.mark.parametrize("p", [[0.5, 0.6], [-0.5, 1.5], [0.5], [[0.5], [0.6]]])
def test_what_is_no_distribution_is_refused(p):
    for function in (
        entropy,
        one_hot_covariance,
        lambda p: expectation(np.ones_like(p), p),
        lambda p: divergence(p, p),
        lambda p: variance(np.ones_like(p), p),
    ):
        with pytest.raises(ValueError, match="must not be negative, and their sum must be 1"):
            function(p)


@pytest.mark.parametrize("shape", [(1, 4), (2, 2), (4, 1, 1)])
def test_a_distribution_is_a_column_or_a_list(shape):
    p = np.full(shape, 0.25)
    for function in (entropy, one_hot_covariance, lambda p: expectation(p, p)):
        with pytest.raises(ValueError, match=r"a column of shape \(K, 1\) or a list"):
            function(p)


@pytest.mark.parametrize("function", OF_TWO, **by_name)
def test_the_belief_is_a_distribution(function):
    with pytest.raises(ValueError, match="their sum must be 1"):
        function([0.5, 0.5], [0.5, 0.4])


@pytest.mark.parametrize("function", [expectation, variance, *OF_TWO], **by_name)
def test_one_value_for_each_outcome(function):
    p = [0.5, 0.5]
    with pytest.raises(ValueError, match=r"found shapes \(3,\) and \(2,\)"):
        function([0.2, 0.3, 0.5], p) if function not in OF_TWO else function(p, [0.2, 0.3, 0.5])
    with pytest.raises(ValueError, match="one value for each outcome"):
        covariance([1, 2], [1, 2, 3], p)


@pytest.mark.parametrize("function", [entropy, one_hot_covariance, standard_error], **by_name)
def test_nothing_and_nan_are_refused(function):
    with pytest.raises(ValueError, match="is empty"):
        function([])
    with pytest.raises(ValueError, match="holds NaN"):
        function([0.5, np.nan])


def test_nan_is_refused_everywhere():
    for call in (
        lambda: expectation([1, np.nan], [0.5, 0.5]),
        lambda: gaussian(np.nan, 0, 1),
        lambda: gaussian(0, np.nan, 1),
        lambda: bernoulli(np.nan, 0.5),
        lambda: bernoulli(1, np.nan),
    ):
        with pytest.raises(ValueError, match="NaN"):
            call()


@pytest.mark.parametrize("s", [0, -1, np.nan, [1, 0]])
def test_the_standard_deviation_is_positive(s):
    with pytest.raises(ValueError, match="must be positive"):
        gaussian(0, 0, s)


@pytest.mark.parametrize(
    ("y", "p", "said"),
    [
        (0.5, 0.5, "0 or 1"),
        (2, 0.5, "0 or 1"),
        ([0, 0.5], 0.5, "0 or 1"),
        ([0, 1], [0.5, 1.5], "between 0 and 1"),
        (1, 1.1, "between 0 and 1"),
        (0, -0.1, "between 0 and 1"),
    ],
)
def test_bernoulli_refuses(y, p, said):
    with pytest.raises(ValueError, match=said):
        bernoulli(y, p)


def test_one_number_has_no_standard_error():
    with pytest.raises(ValueError, match="a sample needs two"):
        standard_error([1.0])
