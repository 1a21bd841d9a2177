"""Loops, columns and products agree; shapes, errors and counts of nnbook/vectorization.py."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.pictures.vectorization import MEASURED
from nnbook.sigmoid import sigmoid
from nnbook.two_layer import affine, backward, cost, forward
from nnbook.vectorization import (
    affine_loops,
    back_loops,
    counted_step,
    gradients_by_columns,
    squared_norms,
    weights_in_parts,
    weights_loops,
)

SIZES = [(2, 3, 4, 5), (2, 3, 1, 1), (1, 1, 1, 1), (4, 2, 3, 1), (3, 5, 1, 7)]
sizes = pytest.mark.parametrize("shape", SIZES, ids=lambda shape: "x".join(map(str, shape)))
seeds = st.integers(0, 2**32 - 1)
lengths = st.integers(1, 6)


def network(n_0, n_1, n_2, m, seed=0):
    """Inputs, soft labels and parameters."""
    rng = np.random.default_rng(seed)
    X, Y = rng.standard_normal((n_0, m)), rng.uniform(0.05, 0.95, (n_2, m))
    W1, b1 = rng.standard_normal((n_1, n_0)), rng.standard_normal((n_1, 1))
    W2, b2 = rng.standard_normal((n_2, n_1)), rng.standard_normal((n_2, 1))
    return X, Y, W1, b1, W2, b2


# Three programs, one result


@given(lengths, lengths, lengths, lengths, seeds)
def test_loops_are_products(n_0, n_1, n_2, m, seed):
    X, Y, W1, b1, W2, b2 = network(n_0, n_1, n_2, m, seed)
    Z1, A1, Z2, A2 = forward(X, W1, b1, W2, b2)
    dZ2, dW2, _, dA1, dZ1, dW1, _ = backward(X, Y, W2, A1, A2)
    close = {"rtol": 1e-12, "atol": 1e-14}
    np.testing.assert_allclose(affine_loops(W1, X, b1), Z1, **close)
    np.testing.assert_allclose(affine_loops(W2, A1, b2), Z2, **close)
    np.testing.assert_allclose(back_loops(W2, dZ2), dA1, **close)
    np.testing.assert_allclose(weights_loops(dZ2, A1), dW2, **close)
    np.testing.assert_allclose(weights_loops(dZ1, X), dW1, **close)


@sizes
def test_columns_are_products(shape):
    X, Y, W1, b1, W2, b2 = network(*shape)
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    _, dW2, db2, _, _, dW1, db1 = backward(X, Y, W2, A1, A2)
    found = gradients_by_columns(X, Y, W1, b1, W2, b2)
    for gradient, expected in zip(found, (dW2, db2, dW1, db1), strict=True):
        assert gradient.shape == expected.shape
        np.testing.assert_allclose(gradient, expected, rtol=1e-12, atol=1e-15)


@sizes
def test_the_loops_give_the_gradient_of_the_cost(shape):
    X, Y, W1, b1, W2, b2 = network(*shape)
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    dZ1 = back_loops(W2, A2 - Y) * A1 * (1 - A1)
    found = weights_loops(dZ1, X)
    for place in np.ndindex(W1.shape):
        moved = W1.astype(complex)
        moved[place] += 1e-30j
        A1 = sigmoid(affine_loops(moved, X, b1))
        slope = cost(sigmoid(affine(W2, A1, b2)), Y).imag / 1e-30
        assert found[place] == pytest.approx(slope, rel=1e-10, abs=1e-14)


@given(st.integers(2, 9), seeds)
def test_a_batch_may_be_cut_anywhere(m, seed):
    rng = np.random.default_rng(seed)
    dZ, X = rng.standard_normal((3, m)), rng.standard_normal((2, m))
    for first in range(1, m):
        whole = weights_loops(dZ, X)
        np.testing.assert_allclose(weights_in_parts(dZ, X, first), whole, rtol=1e-12, atol=1e-14)


def test_the_mean_of_means_is_another_number():
    dZ, X = np.array([[1.0, 3.0, 5.0]]), np.array([[2.0, 4.0, 6.0]])
    means = (weights_loops(dZ[:, :1], X[:, :1]) + weights_loops(dZ[:, 1:], X[:, 1:])) / 2
    assert abs(means - weights_in_parts(dZ, X, 1)).max() > 1


@given(lengths, lengths, lengths, seeds)
def test_lengths_without_matrices(n, k, m, seed):
    rng = np.random.default_rng(seed)
    dZ, A = rng.standard_normal((n, m)), rng.standard_normal((k, m))
    found = squared_norms(dZ, A)
    assert found.shape == (1, m)
    for i in range(m):
        outer = np.outer(dZ[:, i], A[:, i])
        assert found[0, i] == pytest.approx(np.sum(outer * outer), rel=1e-12)


# Counts


@sizes
def test_counts(shape):
    n_0, n_1, n_2, m = shape
    first, second = counted_step(*network(*shape))
    assert first == m * n_1 * (n_0 + n_2)
    assert second == m * n_1 * (n_0 + 2 * n_2)
    assert second + n_0 * n_1 * m == 2 * first


# Input


def test_lists_do():
    assert np.array_equal(affine_loops([[2, -3]], [[3], [4]], [[5]]), [[-1]])
    assert weights_loops([[1]], [[2]]).dtype == np.float64
    assert back_loops(np.float32([[2]]), np.float32([[3]])).dtype == np.float32


def test_the_arguments_are_not_changed():
    arrays = network(2, 3, 4, 5)
    copies = [array.copy() for array in arrays]
    gradients_by_columns(*arrays)
    counted_step(*arrays)
    affine_loops(arrays[2], arrays[0], arrays[3])
    for array, copy in zip(arrays, copies, strict=True):
        assert np.array_equal(array, copy)


TWO = [(weights_loops, "dZ", "X"), (back_loops, "W", "dZ"), (squared_norms, "dZ", "A")]


@pytest.mark.parametrize(
    ("function", "first", "second"), TWO, ids=lambda v: getattr(v, "__name__", v)
)
def test_what_is_no_batch_is_refused_by_name(function, first, second):
    good = np.ones((3, 3))
    for bad, error, words in (
        (np.ones(3), ValueError, r"expected columns, at least one, found shape \(3,\)"),
        (np.ones((3, 0)), ValueError, r"expected columns, at least one, found shape \(3, 0\)"),
        ([["a", "b", "c"]], TypeError, "expected numbers, found dtype"),
        ([[1.0, np.nan, 2.0]], ValueError, "every entry must be finite"),
    ):
        with pytest.raises(error, match=f"^{first}: {words}"):
            function(bad, good)
        with pytest.raises(error, match=f"^{second}: {words}"):
            function(good, bad)


def test_shapes_that_do_not_fit_are_refused():
    W, X, b = np.ones((3, 2)), np.ones((2, 5)), np.ones((3, 1))
    with pytest.raises(
        ValueError, match=r"X has shape \(5, 2\), beside the others it needs \(2, 2\)"
    ):
        affine_loops(W, X.T, b)
    with pytest.raises(
        ValueError, match=r"b has shape \(1, 3\), beside the others it needs \(3, 1\)"
    ):
        affine_loops(W, X, b.T)
    with pytest.raises(
        ValueError, match=r"dZ has shape \(2, 5\), beside the others it needs \(3, 5\)"
    ):
        back_loops(W, X)
    with pytest.raises(
        ValueError, match=r"X has shape \(3, 2\), beside the others it needs \(3, 5\)"
    ):
        weights_loops(X, W)
    with pytest.raises(
        ValueError, match=r"A has shape \(3, 2\), beside the others it needs \(3, 5\)"
    ):
        squared_norms(X, W)
    with pytest.raises(
        ValueError, match=r"dZ has shape \(3, 2\), beside the others it needs \(3, 5\)"
    ):
        weights_in_parts(W, X, 1)
    with pytest.raises(
        ValueError, match=r"Y has shape \(2, 4\), beside the others it needs \(2, 5\)"
    ):
        gradients_by_columns(X, X[:, :4], W, b, W.T, b[:2])
    with pytest.raises(ValueError, match="X: expected columns, at least one"):
        gradients_by_columns(X[:, :0], X[:, :0], W, b, W.T, b[:2])


@pytest.mark.parametrize("first", [0, 5, 7, -1])
def test_both_parts_need_columns(first):
    with pytest.raises(ValueError, match=rf"both parts need columns: first is {first} of 5"):
        weights_in_parts(np.ones((3, 5)), np.ones((2, 5)), first)


# What was measured


def test_the_measured_times_say_what_they_are():
    data = json.loads(MEASURED.read_text(encoding="utf-8"))
    assert {"sizes", "unit", "machine", "python", "numpy", "times"} == set(data)
    assert set(data["times"]) == {"loops", "columns", "products"}
    for rows in data["times"].values():
        examples = [m for m, _ in rows]
        assert examples == sorted(set(examples))
        assert all(seconds > 0 for _, seconds in rows)
