"""Properties, shapes, errors and edge cases of nnbook/mean_squared_error.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.mean_squared_error import (
    best_line,
    cost,
    cost_gradient,
    descend,
    half_cost,
    half_sum_cost,
    half_sum_gradient,
    linear_gradient,
    loss,
    loss_gradient,
    negative_log_likelihood,
    sigmoid_gradient,
    sum_cost,
    weighted_inputs,
)
from nnbook.probability import gaussian
from nnbook.sigmoid import sigmoid

numbers = st.floats(-1e6, 1e6)
COSTS = [cost, sum_cost, half_cost, half_sum_cost]
GRADIENTS = [linear_gradient, half_sum_gradient, sigmoid_gradient]
each_cost = pytest.mark.parametrize("function", COSTS, ids=lambda f: f.__name__)
each_gradient = pytest.mark.parametrize("gradient", GRADIENTS, ids=lambda f: f.__name__)
elementwise = pytest.mark.parametrize("function", [loss, loss_gradient], ids=lambda f: f.__name__)


def batch(n=3, m=5, seed=0):
    """Weights, inputs, bias and labels of a neuron."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)), rng.normal(size=(n, m)), 0.3, rng.uniform(size=(1, m))


# Shapes, types, refusals


@elementwise
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (3, 0), (2, 3, 4)])
def test_the_shape_stays(function, shape):
    assert function(np.full(shape, 0.5), np.full(shape, 0.25)).shape == shape


@elementwise
def test_lists_and_whole_numbers(function):
    assert np.array_equal(
        function([1, 2], [0, 4]), function(np.array([1.0, 2]), np.array([0.0, 4]))
    )
    assert function(1, 0).dtype == np.float64


@elementwise
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_floating_types_stay(function, dtype):
    assert function(np.array([0.5], dtype), np.array([1], dtype)).dtype == dtype


@elementwise
def test_unsigned_numbers_do_not_wrap_around(function):
    assert function(np.uint8(1), np.uint8(2)) == function(1.0, 2.0)


@elementwise
def test_two_shapes_are_refused(function):
    with pytest.raises(ValueError, match=r"predictions of shape \(3, 1\), but labels of shape"):
        function(np.ones((3, 1)), np.ones(3))


@pytest.mark.parametrize(
    "function", [loss, loss_gradient, *COSTS, cost_gradient], ids=lambda f: f.__name__
)
def test_nan_is_refused(function):
    good, bad = np.array([[1.0, 2.0]]), np.array([[1.0, np.nan]])
    for arguments in ((good, bad), (bad, good)):
        with pytest.raises(ValueError, match="NaN"):
            function(*arguments)


@pytest.mark.parametrize("function", [*COSTS, cost_gradient], ids=lambda f: f.__name__)
@pytest.mark.parametrize("shape", [(), (3,), (3, 1), (2, 3), (1, 1, 3)])
def test_a_batch_is_a_row(function, shape):
    with pytest.raises(ValueError, match=r"a batch is a row of shape \(1, m\)"):
        function(np.ones(shape), np.zeros(shape))


@pytest.mark.parametrize("function", [*COSTS, cost_gradient], ids=lambda f: f.__name__)
def test_an_empty_batch_is_refused(function):
    with pytest.raises(ValueError, match="empty batch"):
        function(np.ones((1, 0)), np.ones((1, 0)))


@pytest.mark.parametrize(
    ("w", "X", "b"),
    [
        (np.ones(3), np.ones((3, 5)), 0),
        (np.ones((1, 3)), np.ones((3, 5)), 0),
        (np.ones((2, 1)), np.ones((3, 5)), 0),
        (np.ones((3, 1)), np.ones(3), 0),
        (np.ones((3, 1)), np.ones((3, 5)), np.ones(5)),
    ],
)
def test_weighted_inputs_refuses_other_shapes(w, X, b):
    with pytest.raises(ValueError, match=r"weighted_inputs needs w \(n, 1\)"):
        weighted_inputs(w, X, b)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_weighted_inputs_refuses_nan(place):
    arguments = list(batch()[:3])
    arguments[place] = arguments[place] * np.nan
    with pytest.raises(ValueError, match="NaN"):
        weighted_inputs(*arguments)


@each_gradient
def test_gradient_shapes(gradient):
    dw, db = gradient(*batch())
    assert dw.shape == (3, 1)
    assert np.shape(db) == ()


@each_gradient
def test_gradient_takes_lists(gradient):
    w, X, b, Y = batch()
    expected = gradient(w, X, b, Y)
    found = gradient(w.tolist(), X.tolist(), b, Y.tolist())
    assert np.array_equal(found[0], expected[0])
    assert found[1] == expected[1]


@each_gradient
def test_gradient_refuses_labels_of_another_length(gradient):
    w, X, b, Y = batch()
    with pytest.raises(ValueError, match="but labels of shape"):
        gradient(w, X, b, Y[:, :4])
    with pytest.raises(ValueError, match="empty batch"):
        gradient(w, X[:, :0], b, Y[:, :0])


@pytest.mark.parametrize("alpha", [0, -0.1, np.nan])
def test_descend_refuses_the_step_size(alpha):
    with pytest.raises(ValueError, match="step size must be positive"):
        descend(linear_gradient, *batch(), alpha, 1)


def test_no_step_changes_nothing():
    w, X, b, Y = batch()
    found = descend(linear_gradient, w, X, b, Y, 0.1, 0)
    assert np.array_equal(found[0], w)
    assert found[1] == b


@pytest.mark.parametrize("s", [0, -1, np.nan])
def test_the_standard_deviation_is_positive(s):
    with pytest.raises(ValueError, match="must be positive"):
        negative_log_likelihood([[0.0]], [[0.0]], s)


def test_best_line_refuses_equal_inputs():
    with pytest.raises(ValueError, match="all inputs are equal"):
        best_line([[1, 1, 1]], [[1, 2, 3]])
    with pytest.raises(ValueError, match="a batch is a row"):
        best_line(np.ones((2, 3)), np.ones((2, 3)))


# Properties


@given(numbers, numbers)
def test_loss(y_hat, y):
    assert loss(y_hat, y) == loss(y, y_hat) >= 0
    assert loss(y, y) == 0
    assert loss_gradient(y_hat, y) == -loss_gradient(y, y_hat)


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=9))
def test_conventions(pairs):
    Y_hat, Y = np.transpose(pairs)[:, np.newaxis]
    m = len(pairs)
    assert sum_cost(Y_hat, Y) == pytest.approx(m * cost(Y_hat, Y))
    assert half_cost(Y_hat, Y) == pytest.approx(cost(Y_hat, Y) / 2)
    assert half_sum_cost(Y_hat, Y) == pytest.approx(m / 2 * cost(Y_hat, Y))


def slope(function, place):
    """Derivative of a function of one number by the complex step."""
    return np.imag(function(place + 1e-200j)) / 1e-200


@pytest.mark.parametrize(
    ("gradient", "activation", "measure"),
    [
        (linear_gradient, lambda z: z, cost),
        (half_sum_gradient, lambda z: z, half_sum_cost),
        (sigmoid_gradient, sigmoid, cost),
    ],
)
def test_gradients_by_complex_step(gradient, activation, measure):
    w, X, b, Y = batch()
    dw, db = gradient(w, X, b, Y)

    def value(w, b):
        return measure(activation(weighted_inputs(w, X, b)), Y)

    for j in range(3):
        unit = np.zeros((3, 1))
        unit[j] = 1
        assert slope(lambda t, unit=unit: value(w + t * unit, b), 0) == pytest.approx(dw[j, 0])
    assert slope(lambda t: value(w, t), b) == pytest.approx(db)


def test_cost_gradient_by_complex_step():
    Y_hat, Y = np.array([[0.1, 0.7, 2.0]]), np.array([[1.0, 0.5, -1.0]])
    for i in range(3):
        unit = np.eye(3)[[i]]
        found = slope(lambda t, unit=unit: cost(Y_hat + t * unit, Y), 0)
        assert found == pytest.approx(cost_gradient(Y_hat, Y)[0, i])


def test_density_has_area_one():
    y = np.linspace(-12, 14, 4001)
    assert np.trapezoid(gaussian(y, np.full_like(y, 1.3), 0.8), y) == pytest.approx(1, rel=1e-12)


def test_likelihood_is_the_product_of_densities():
    Y_hat, Y = np.array([[0.1, 0.7, 2.0]]), np.array([[1.0, 0.5, -1.0]])
    product = np.prod(gaussian(Y, Y_hat, 1.7))
    assert negative_log_likelihood(Y_hat, Y, 1.7) == pytest.approx(-np.log(product))


def test_best_line_agrees_with_least_squares():
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(1, 9)), rng.normal(size=(1, 9))
    w, b = best_line(X, Y)
    exact = np.linalg.lstsq(np.vstack([X, np.ones_like(X)]).T, Y[0], rcond=None)[0]
    assert np.allclose([w[0, 0], b], exact)
    dw, db = linear_gradient(w, X, b, Y)
    assert abs(dw[0, 0]) < 1e-14
    assert abs(db) < 1e-14


def test_descent_reaches_the_best_line():
    X, Y = np.array([[0.0, 1, 2]]), np.array([[1.0, 3, 4]])
    w, b = descend(linear_gradient, np.zeros((1, 1)), X, 0.0, Y, 0.3, 500)
    assert np.allclose([w[0, 0], b], [1.5, 7 / 6])


def test_the_wrong_sign_raises_the_loss():
    w, X, b, Y = np.zeros((1, 1)), np.ones((1, 1)), 0.0, np.ones((1, 1))
    dw, db = sigmoid_gradient(w, X, b, Y)
    assert dw[0, 0] == db == -0.25

    def after(step):
        return cost(sigmoid(weighted_inputs(w - step * dw, X, b)), Y)

    assert after(1) < after(0) < after(-1)


def test_two_examples_make_two_hollows():
    X, Y = np.array([[10.0, 1]]), np.array([[0.1, 0.9]])
    w = np.linspace(-3, 6, 9001)
    costs = np.array([cost(sigmoid(weighted_inputs([[place]], X, 0)), Y) for place in w])
    lower = costs[1:-1] < np.minimum(costs[:-2], costs[2:])
    assert np.allclose(w[1:-1][lower], [-0.155, 2.197], atol=2e-3)
