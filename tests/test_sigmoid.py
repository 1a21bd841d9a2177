"""Properties, shapes, errors, edge cases and accuracy of nnbook/sigmoid.py."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.sigmoid import (
    logit,
    naive_sigmoid,
    sigmoid,
    sigmoid_derivative,
    softplus,
    squared_error,
    step,
    weighted_input,
)

ELEMENTWISE = [naive_sigmoid, sigmoid, sigmoid_derivative, softplus, step]
SMOOTH = [naive_sigmoid, sigmoid, sigmoid_derivative, softplus]
EVERYWHERE = [sigmoid, sigmoid_derivative, softplus, step]
each = pytest.mark.parametrize("function", [*ELEMENTWISE, logit], ids=lambda f: f.__name__)

numbers = st.floats(-1e4, 1e4)
moderate = st.floats(-30, 30)


# Shapes and types


@each
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (3, 0), (2, 3, 4)])
def test_the_shape_stays(function, shape):
    assert function(np.full(shape, 0.25)).shape == shape


@each
def test_a_list_is_an_array(function):
    assert np.array_equal(function([0.25, 0.5]), function(np.array([0.25, 0.5])))


@each
def test_elementwise(function):
    z = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    assert np.array_equal(function(z), [[function(entry) for entry in row] for row in z])


@each
def test_the_input_is_not_changed(function):
    z = np.array([0.25, 0.5])
    function(z)
    assert np.array_equal(z, [0.25, 0.5])


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.complex128])
def test_floating_types_stay(function, dtype):
    assert function(np.array([0.25, 0.5], dtype)).dtype == dtype


@pytest.mark.parametrize("function", ELEMENTWISE, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int32, np.int64])
def test_whole_numbers_become_float64(function, dtype):
    z = np.array([0, 1], dtype)
    assert function(z).dtype == np.float64
    assert np.array_equal(function(z), function([0.0, 1.0]))


def test_unsigned_numbers_do_not_wrap_around():
    assert sigmoid(np.uint8(200)) == 1
    assert softplus(np.uint8(200)) == 200


@each
@pytest.mark.parametrize("text", ["0.5", ["a", "b"], None, [None], {}, np.array("2026", "M8[Y]")])
def test_what_is_no_number_is_refused(function, text):
    with pytest.raises(TypeError, match="expected numbers or an array of numbers, found dtype"):
        function(text)


@each
def test_a_ragged_list_is_refused(function):
    with pytest.raises(ValueError, match="inhomogeneous"):
        function([[0.1, 0.2], [0.3]])


@each
def test_nan_stays_nan(function):
    assert np.array_equal(np.isnan(function([0.25, np.nan])), [False, True])


# Edges


def test_infinity_is_the_limit():
    ends = [-np.inf, np.inf]
    assert np.array_equal(sigmoid(ends), [0, 1])
    assert np.array_equal(sigmoid_derivative(ends), [0, 0])
    assert np.array_equal(softplus(ends), [0, np.inf])
    assert np.array_equal(step(ends), [0, 1])


@pytest.mark.parametrize("function", EVERYWHERE, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_nothing_overflows(function, dtype):
    largest = np.finfo(dtype).max
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert np.all(np.isfinite(function(np.array([-largest, largest], dtype))))


def test_the_naive_form_overflows_where_the_page_says():
    limit = 1024 * np.log(2)
    with np.errstate(over="raise"):
        assert naive_sigmoid(-limit + 1e-9) > 0
        with pytest.raises(FloatingPointError, match="overflow"):
            naive_sigmoid(-limit - 1e-9)
    limit = np.float32(128 * np.log(2))
    with np.errstate(over="raise"):
        assert naive_sigmoid(-limit * np.float32(0.999)) > 0
        with pytest.raises(FloatingPointError, match="overflow"):
            naive_sigmoid(-limit * np.float32(1.001))


def test_values_at_zero():
    for zero in (0, 0.0, -0.0):
        assert sigmoid(zero) == naive_sigmoid(zero) == 0.5
        assert sigmoid_derivative(zero) == 0.25
        assert softplus(zero) == np.log(2)
        assert step(zero) == 0
    assert logit(0.5) == 0


@pytest.mark.parametrize("p", [0, 1, -0.1, 1.1, [0.5, 1.0], np.inf, -np.inf])
def test_logit_refuses_what_is_no_inner_probability(p):
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        logit(p)


def test_logit_at_the_ends_of_float64():
    smallest, largest = np.nextafter(0, 1), np.nextafter(1, 0)
    assert np.allclose(logit([smallest, largest]), [-1074 * np.log(2), 53 * np.log(2)], rtol=1e-15)


def test_the_step_decides_at_zero():
    smallest = np.nextafter(0, 1)
    assert np.array_equal(step([-1, -smallest, -0.0, 0.0, smallest, 1]), [0, 0, 0, 0, 1, 1])


# Properties


@given(numbers)
def test_the_range(z):
    assert 0 <= sigmoid(z) <= 1
    assert 0 <= sigmoid_derivative(z) <= 0.25
    assert max(z, 0) <= softplus(z) <= max(z, 0) + np.log(2)
    assert step(z) in (0, 1)


@given(moderate)
def test_the_open_range(z):
    assert 0 < sigmoid(z) < 1
    assert sigmoid_derivative(z) > 0
    assert max(z, 0) < softplus(z)


@given(numbers, numbers)
def test_growing(z, other):
    low, high = min(z, other), max(z, other)
    for function in (sigmoid, softplus, step):
        assert function(low) <= function(high) * (1 + 1e-15)


@given(numbers)
def test_symmetry(z):
    assert sigmoid(-z) == pytest.approx(1 - sigmoid(z), abs=3e-16)
    assert sigmoid_derivative(-z) == sigmoid_derivative(z)
    assert softplus(z) - softplus(-z) == pytest.approx(z, rel=1e-15, abs=3e-16)


@given(moderate)
def test_the_two_forms_agree(z):
    assert sigmoid(z) == pytest.approx(naive_sigmoid(z), rel=1e-15)


@given(numbers)
def test_hyperbolic_tangent(z):
    assert 2 * sigmoid(2 * z) - 1 == pytest.approx(np.tanh(z), abs=5e-16)


@given(moderate)
def test_there_and_back(z):
    assert sigmoid(logit(sigmoid(z))) == pytest.approx(sigmoid(z), rel=1e-12)


@given(st.floats(-700, 1))
def test_the_way_back_keeps_small_probabilities(z):
    assert logit(sigmoid(z)) == pytest.approx(z, rel=1e-14, abs=1e-14)


@pytest.mark.parametrize("z", [-700.0, -30.0, -1.0, 0.0, 1e-9, 0.5, 30.0])
@pytest.mark.parametrize(
    ("function", "derivative"),
    [
        (sigmoid, sigmoid_derivative),
        (naive_sigmoid, sigmoid_derivative),
        (softplus, sigmoid),
        (step, np.zeros_like),
    ],
)
def test_complex_step_gives_the_derivative(function, derivative, z):
    slope = np.imag(function(z + 1e-200j)) / 1e-200
    assert slope == pytest.approx(derivative(z), rel=1e-14)


def test_complex_step_through_logit():
    p = np.array([0.01, 0.3, 0.9])
    assert np.allclose(np.imag(logit(p + 1e-200j)) / 1e-200, 1 / (p * (1 - p)), rtol=1e-14)


def test_area_is_softplus():
    z = np.linspace(-40, 5, 200_001)
    assert np.trapezoid(sigmoid(z), z) == pytest.approx(softplus(5.0), rel=1e-8)


# Accuracy against fifty digits, over all of float64


def points():
    rng = np.random.default_rng(6)
    tiny = 10.0 ** rng.uniform(-300, 0, 300)
    edges = [0.0, 36.7368, 709.782, 709.783, 744.0, 745.2, 1e308]
    z = np.concatenate([rng.uniform(0, 745, 500), rng.uniform(0, 40, 700), tiny, edges])
    return np.concatenate([-z, z])


def worst_error(function, exact, inputs):
    """The largest error in units in the last place of the exact value."""
    worst = 0.0
    with mpmath.workdps(50), np.errstate(under="ignore"):
        for z, found in zip(inputs, function(inputs), strict=True):
            true = exact(mpmath.mpf(float(z)))
            unit = np.spacing(abs(float(true)))
            worst = max(
                worst, float(abs(mpmath.mpf(float(found)) - true) / mpmath.mpf(float(unit)))
            )
    return worst


def exact_sigmoid(z):
    return 1 / (1 + mpmath.exp(-z))


@pytest.mark.parametrize(
    ("function", "exact", "units"),
    [
        (sigmoid, exact_sigmoid, 3),
        (sigmoid_derivative, lambda z: exact_sigmoid(z) * exact_sigmoid(-z), 5),
        (softplus, lambda z: mpmath.log1p(mpmath.exp(z)), 3),
    ],
    ids=["sigmoid", "sigmoid_derivative", "softplus"],
)
def test_accuracy(function, exact, units):
    assert worst_error(function, exact, points()) <= units


def test_accuracy_of_logit():
    rng = np.random.default_rng(6)
    p = np.concatenate([10.0 ** rng.uniform(-307, -1, 500), rng.uniform(0, 0.4, 500)])
    p = np.concatenate([p, 1 - p[p > 1e-16]])
    assert worst_error(logit, lambda p: mpmath.log(p / (1 - p)), p) <= 3


def test_the_product_keeps_what_the_difference_loses():
    a = sigmoid(40.0)
    assert a * (1 - a) == 0
    assert sigmoid_derivative(40.0) == pytest.approx(float(mpmath.exp(-40)), rel=1e-15)


# The neuron


@given(moderate, moderate, moderate)
def test_weighted_input(w, x, b):
    assert weighted_input(w, x, b) == w * x + b


def test_the_bias_is_the_weighted_input_of_nothing():
    assert weighted_input(3.0, 0.0, -2.0) == weighted_input(0.0, 3.0, -2.0) == -2.0


def test_squared_error():
    assert squared_error(0.25, 1) == 0.5625
    assert squared_error(1, 0.25) == 0.5625
    assert np.array_equal(squared_error(np.array([1.0, 3.0]), np.array([1.0, 0.0])), [0, 9])


def descent(activation, slope, steps):
    """The losses of a neuron with input 1 and label 1 that starts at the wrong weight -1."""
    w, losses = -1.0, []
    for _ in range(steps):
        a = activation(w)
        losses.append(squared_error(a, 1))
        w -= 4 * 2 * (a - 1) * slope(w)
    return np.array(losses)


def test_descent_moves_a_sigmoid_and_not_a_step():
    losses = descent(sigmoid, sigmoid_derivative, 50)
    assert np.all(np.diff(losses) < 0)
    assert losses[-1] < 0.01
    assert np.all(descent(step, np.zeros_like, 50) == 1)
