"""The code of the curvature chapter: derivatives, eigenvalues, bounds, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnbook.curvature import (
    cone,
    cone_gradient,
    cone_hessian,
    crater,
    crater_gradient,
    crater_hessian,
    dip,
    eigen,
    eigenvalues_2,
    second_order,
    smoothness,
)

TRIOS = [(crater, crater_gradient, crater_hessian), (cone, cone_gradient, cone_hessian)]
NUMBERS = st.floats(-50, 50)


def slopes(function, w):
    """Derivatives of a number, or of the entries of a column, by each entry of w: complex step."""
    steps = 1e-30j * np.eye(len(w))
    return np.array([np.ravel(np.imag(function(w + h[:, None])) / 1e-30) for h in steps]).T


@pytest.mark.parametrize(("function", "gradient", "hessian"), TRIOS)
@pytest.mark.parametrize("n", [1, 2, 5])
def test_derivatives_by_complex_step(function, gradient, hessian, n):
    w = np.random.default_rng(n).normal(size=(n, 1))
    assert np.allclose(slopes(function, w).T, gradient(w), rtol=1e-12)
    assert np.allclose(slopes(gradient, w), hessian(w), rtol=1e-12)
    assert gradient(w).shape == (n, 1)
    assert hessian(w).shape == (n, n)


@pytest.mark.parametrize(("function", "gradient", "hessian"), TRIOS)
def test_the_parabola_is_off_by_the_third_power(function, gradient, hessian):
    rng = np.random.default_rng(0)
    w, h = rng.normal(size=(3, 1)), rng.normal(size=(3, 1))

    def off(t):
        return second_order(function(w), gradient(w), hessian(w), t * h) - function(w + t * h)

    assert off(0.002) / off(0.001) == pytest.approx(8, rel=0.02)


def test_the_crater_with_one_weight_is_the_dip():
    for x in (-3.0, -0.4, 0.0, 2.0):
        assert crater([[x]]) == dip(x)


def test_dip_is_elementwise():
    x = np.linspace(-2, 2, 6).reshape(2, 3)
    assert dip(x).shape == (2, 3)
    assert dip([[0.0, 1.0]]).tolist() == [[0.0, np.log(2)]]


@given(arrays(float, (4, 4), elements=NUMBERS))
def test_eigenvectors_take_a_symmetric_matrix_apart(half):
    A = half + half.T
    values, Q = eigen(A)
    size = max(1.0, np.max(np.abs(A)))
    assert np.all(np.diff(values[:, 0]) >= 0)
    assert np.allclose(Q.T @ Q, np.eye(4), atol=1e-12)
    assert np.allclose(Q * values.T @ Q.T, A, atol=1e-12 * size)
    assert smoothness(A) == max(-values[0, 0], values[-1, 0])


@given(NUMBERS, NUMBERS, NUMBERS)
def test_two_by_two_agrees(p, q, r):
    values, _ = eigen([[p, q], [q, r]])
    assert np.allclose(eigenvalues_2(p, q, r), values[:, 0], atol=1e-11)


@given(arrays(float, (3, 1), elements=NUMBERS), arrays(float, (3, 1), elements=NUMBERS))
def test_the_gradient_of_the_crater_changes_at_most_twice_as_fast(w, v):
    change = np.linalg.norm(crater_gradient(w) - crater_gradient(v))
    assert change <= 2 * np.linalg.norm(w - v) + 1e-12


@given(arrays(float, (3, 1), elements=NUMBERS), arrays(float, (3, 1), elements=NUMBERS))
def test_the_cone_lies_above_its_tangents(w, v):
    assert cone(v) >= cone(w) + np.sum(cone_gradient(w) * (v - w)) - 1e-9


def test_the_cone_is_convex_and_the_crater_is_not():
    w = np.array([[2.0], [1.0]])
    assert eigen(cone_hessian(w))[0][0, 0] > 0
    assert eigen(crater_hessian(w))[0][0, 0] < 0


@pytest.mark.parametrize("function", [f for trio in TRIOS for f in trio])
def test_a_point_is_a_column_of_numbers(function):
    for wrong in (1.0, [1.0, 2.0], [[1.0, 2.0]], np.zeros((0, 1))):
        with pytest.raises(ValueError, match="a point is a column"):
            function(wrong)
    with pytest.raises(ValueError, match="NaN"):
        function([[np.nan]])
    with pytest.raises(ValueError, match="NaN"):
        function([[1.0], [np.nan]])


@pytest.mark.parametrize("function", [eigen, smoothness])
def test_a_hessian_is_symmetric(function):
    with pytest.raises(ValueError, match="symmetric"):
        function([[1.0, 2.0], [0.0, 1.0]])
    for slip in (0.1, 1e-6):
        with pytest.raises(ValueError, match="symmetric"):
            function([[1.0, 0.5 + slip], [0.5, 1.0]])
    with pytest.raises(ValueError, match="symmetric"):
        function([[1.0, 1e-9], [-1e-9, 1.0]])
    function([[1.0, 0.1 + 0.2], [0.3, 1.0]])  # a rounding is no slip
    with pytest.raises(ValueError, match="square"):
        function([[1.0, 2.0]])
    with pytest.raises(ValueError, match="NaN or infinity"):
        function([[np.inf]])
    with pytest.raises(ValueError, match="NaN or infinity"):
        function([[1.0, np.inf], [np.inf, 1.0]])
    with pytest.raises(ValueError, match="NaN or infinity"):
        function([[np.nan]])
