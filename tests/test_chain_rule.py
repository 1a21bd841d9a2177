"""Properties, shapes, errors and edge cases of nnbook/chain_rule.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.chain_rule import (
    affine_backward,
    cube,
    cube_slope,
    elementwise_backward,
    fan,
    inner_jacobian,
    inner_map,
    loss,
    loss_gradient,
    outer_jacobian,
    outer_map,
    product_backward,
    pull_back,
    quadratic,
    quadratic_gradient,
    square,
    square_slope,
    total,
    total_backward,
    volume,
    volume_gradient,
)
from nnbook.vectors_and_matrices import affine

rng = np.random.default_rng(0)
numbers = st.floats(-1e3, 1e3)
ELEMENTWISE = [cube, cube_slope, square, square_slope, loss_gradient]
MAPS = [(volume, 2), (volume_gradient, 2), (inner_map, 2), (inner_jacobian, 2)]
MAPS += [(outer_map, 3), (outer_jacobian, 3)]
elementwise = pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda f: f.__name__)
of_a_column = pytest.mark.parametrize(
    ("function", "n"), MAPS, ids=[function.__name__ for function, _ in MAPS]
)


def column(*entries):
    return np.array(entries, dtype=float).reshape(-1, 1)


def complex_slopes(function, x):
    """The derivative of an array by each entry of x, as columns, by complex step."""
    found = []
    for place in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[place] += 1e-30j
        found.append(np.ravel(np.imag(function(moved)) / 1e-30))
    return np.array(found).T


# Shapes and types


@elementwise
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (3, 0), (2, 3, 4)])
def test_the_shape_stays(function, shape):
    assert function(np.full(shape, 0.25)).shape == shape


@elementwise
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_floating_types_stay(function, dtype):
    assert function(np.array([0.25, -2], dtype)).dtype == dtype


@elementwise
def test_whole_numbers_become_floats(function):
    assert function([1, 2]).dtype == np.float64
    assert np.array_equal(function(np.array([200], np.uint8)), function([200.0]))


@of_a_column
def test_lists_are_columns(function, n):
    x = [[k] for k in range(1, n + 1)]
    assert np.array_equal(function(x), function(np.array(x, dtype=float)))


@of_a_column
@pytest.mark.parametrize(
    "wrong",
    [lambda n: (n,), lambda n: (1, n), lambda n: (n + 1, 1)],
    ids=["flat", "row", "longer"],
)
def test_another_shape_is_refused(function, n, wrong):
    with pytest.raises(ValueError, match=rf"needs shape \({n}, 1\), found"):
        function(np.ones(wrong(n)))


WITH_NUMBERS = [
    *[(function, (np.ones(3),)) for function in [*ELEMENTWISE, loss]],
    *[(function, (np.ones((n, 1)),)) for function, n in MAPS],
    (pull_back, (np.ones((2, 3)), np.ones((2, 1)))),
    (affine, (np.ones((2, 3)), np.ones((3, 4)), np.ones((2, 1)))),
    (affine_backward, (np.ones((2, 3)), np.ones((3, 4)), np.ones((2, 4)))),
    (product_backward, (np.ones(3), np.ones(3), np.ones(3))),
    (total, (np.ones((2, 1)),)),
    (total_backward, (np.ones((2, 1)), np.array(1.0))),
    (quadratic, (np.ones((2, 2)), np.ones((2, 1)))),
    (quadratic_gradient, (np.ones((2, 2)), np.ones((2, 1)))),
    (fan, (np.array(1.0), np.array(2.0))),
]


@pytest.mark.parametrize(
    ("function", "arguments"),
    WITH_NUMBERS,
    ids=[function.__name__ for function, _ in WITH_NUMBERS],
)
def test_nan_and_text_are_refused_everywhere(function, arguments):
    function(*arguments)
    for place, argument in enumerate(arguments):
        bad = argument.copy()
        bad[(0,) * bad.ndim] = np.nan
        with pytest.raises(ValueError, match="found NaN"):
            function(*arguments[:place], bad, *arguments[place + 1 :])
        with pytest.raises(TypeError, match="expected numbers"):
            function(*arguments[:place], argument.astype(str), *arguments[place + 1 :])


@pytest.mark.parametrize(
    ("W", "X", "b"),
    [
        ((3,), (2, 5), (3, 1)),
        ((3, 2), (2,), (3, 1)),
        ((3, 2), (3, 5), (3, 1)),
        ((3, 2), (2, 0), (3, 1)),
        ((3, 2), (2, 5), (3,)),
        ((3, 2), (2, 5), (1, 3)),
        ((3, 2), (2, 5), (3, 5)),
        ((0, 2), (2, 5), (0, 1)),
    ],
)
def test_affine_refuses_what_would_broadcast(W, X, b):
    with pytest.raises(ValueError, match="needs shape"):
        affine(np.ones(W), np.ones(X), np.ones(b))


@pytest.mark.parametrize("shape", [(3,), (3, 4), (2, 5), (5, 3)])
def test_affine_backward_refuses_another_gradient(shape):
    with pytest.raises(ValueError, match=r"dZ needs shape \(3, 5\)"):
        affine_backward(np.ones((3, 2)), np.ones((2, 5)), np.ones(shape))


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (product_backward, (np.ones((3, 1)), np.ones((3, 1)), np.ones((1, 3)))),
        (fan, (np.ones(2), np.array(1.0))),
    ],
)
def test_arrays_of_one_shape(function, arguments):
    with pytest.raises(ValueError, match="arrays of one shape are needed"):
        function(*arguments)


def test_a_slope_and_a_gradient_of_two_shapes():
    with pytest.raises(ValueError, match=r"z \(3, 1\), da \(1, 3\)"):
        elementwise_backward(square_slope, np.ones((3, 1)), np.ones((1, 3)))


def test_the_other_refusals():
    with pytest.raises(ValueError, match=r"dv needs shape \(4, 1\)"):
        pull_back(np.ones((4, 3)), np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"D needs shape \(any, any\)"):
        pull_back(np.ones(3), np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"A needs shape \(2, 2\)"):
        quadratic(np.ones((3, 3)), np.ones((2, 1)))
    with pytest.raises(ValueError, match=r"A needs shape \(2, 2\)"):
        quadratic_gradient(np.ones((2, 3)), np.ones((2, 1)))
    with pytest.raises(ValueError, match="dt needs to be a number"):
        total_backward(np.ones((2, 1)), np.ones((2, 1)))
    with pytest.raises(ValueError, match="x needs shape"):
        total(np.ones((0, 1)))
    with pytest.raises(ValueError, match="two numbers"):
        fan(np.ones(2), np.ones(2))


def test_the_arguments_are_not_changed():
    W, X, b = rng.normal(size=(3, 2)), rng.normal(size=(2, 5)), rng.normal(size=(3, 1))
    before = [W.copy(), X.copy(), b.copy()]
    affine_backward(W, X, affine(W, X, b))
    assert all(np.array_equal(left, right) for left, right in zip(before, (W, X, b), strict=True))


# Each derivative against the complex step


@given(numbers)
def test_slopes(x):
    for function, slope in ((cube, cube_slope), (square, square_slope)):
        assert np.imag(function(x + 1e-200j)) / 1e-200 == pytest.approx(slope(x), rel=1e-14)


@pytest.mark.parametrize("seed", range(5))
def test_maps(seed):
    rng = np.random.default_rng(seed)
    x, u = rng.normal(size=(2, 1)), rng.normal(size=(3, 1))
    assert np.allclose(complex_slopes(inner_map, x), inner_jacobian(x), rtol=1e-13)
    assert np.allclose(complex_slopes(outer_map, u), outer_jacobian(u), rtol=1e-13)
    assert np.allclose(complex_slopes(volume, x), volume_gradient(x).T, rtol=1e-13)
    assert np.allclose(complex_slopes(loss, u), loss_gradient(u).T, rtol=1e-13)

    def whole(x):
        return loss(outer_map(inner_map(x)))

    u = inner_map(x)
    du = pull_back(outer_jacobian(u), loss_gradient(outer_map(u)))
    dx = pull_back(inner_jacobian(x), du)
    assert np.allclose(complex_slopes(whole, x), dx.T, rtol=1e-12)


@pytest.mark.parametrize(("k", "n", "m"), [(3, 2, 5), (1, 4, 1), (2, 1, 3), (1, 1, 1)])
def test_affine_backward(k, n, m):
    W, X, b = rng.normal(size=(k, n)), rng.normal(size=(n, m)), rng.normal(size=(k, 1))
    dZ = loss_gradient(affine(W, X, b))
    dW, dX, db = affine_backward(W, X, dZ)
    assert np.allclose(complex_slopes(lambda W: loss(affine(W, X, b)), W).ravel(), dW.ravel())
    assert np.allclose(complex_slopes(lambda X: loss(affine(W, X, b)), X).ravel(), dX.ravel())
    assert np.allclose(complex_slopes(lambda b: loss(affine(W, X, b)), b).ravel(), db.ravel())
    assert (dW.shape, dX.shape, db.shape) == (W.shape, X.shape, b.shape)


@pytest.mark.parametrize("shape", [(), (4,), (3, 1), (2, 3)])
def test_product_and_elementwise_backward(shape):
    a, c, du = (rng.normal(size=shape) for _ in range(3))
    da, dc = product_backward(a, c, du)
    assert np.allclose(da * a, dc * c)
    assert np.allclose(da, du * c)
    dz = elementwise_backward(square_slope, a, du)
    assert np.allclose(dz, du * 2 * a)
    assert dz.shape == shape


def test_total_and_quadratic():
    x, A = rng.normal(size=(4, 1)), rng.normal(size=(4, 4))
    assert np.allclose(complex_slopes(total, x), total_backward(x, 1).T)
    slopes = complex_slopes(lambda x: quadratic(A, x), x)
    assert np.allclose(slopes, quadratic_gradient(A, x).T)
    assert quadratic(A, x) == pytest.approx(quadratic(A.T, x))
    assert quadratic(A - A.T, x) == pytest.approx(0, abs=1e-12)


# What the page says of rests


def test_a_rest_of_order_two():
    rests = [cube(2 + h) - cube(2) - cube_slope(2) * h for h in (1e-1, 1e-2, 1e-3)]
    assert np.allclose(np.divide(rests[:-1], rests[1:]), 100, rtol=0.02)


def test_the_fan_has_no_best_linear_map():
    assert fan(0, 0) == fan(3.0, 0) == fan(0, 3.0) == 0
    for t in (1.0, 1e-3, -1e-6):
        assert fan(t, t) == pytest.approx(t / 2)


@given(numbers, st.floats(0.1, 10))
def test_the_fan_is_a_straight_line_in_every_direction(u, t):
    assert fan(t * u, t) == pytest.approx(t * fan(u, 1.0), abs=1e-12)
