"""Orders, errors, traps and refusals of nnbook/gradient_checking.py; gradients of the book."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook import backpropagation, cross_entropy, mean_squared_error, sigmoid, softmax, two_layer
from nnbook.activations import relu, relu_derivative, tanh_derivative
from nnbook.gradient_checking import (
    along,
    best_step,
    by_entries,
    central,
    check_gradient,
    complex_step,
    conjugate_square,
    fifth_power,
    five_point,
    lifted,
    mean_error,
    modulus,
    norm_error,
    one_sided,
    order,
    places,
    relative_error,
    rippled,
    rounding_floor,
    signed_square,
    square_32,
    total_error,
    wave,
    wave_fifth,
    wave_fourth,
    wave_third,
)

REAL = [one_sided, central, five_point]
ALL = [*REAL, complex_step]
method = pytest.mark.parametrize("method", ALL, ids=lambda f: f.__name__)
EPSILON = 2.0**-53
SMOOTH = [wave, fifth_power, np.exp, np.tanh, sigmoid.naive_sigmoid]


def exactly(f, x, order=1):
    """The derivative to fifty digits, of functions that mpmath knows."""
    known = {
        wave: lambda t: mpmath.sin(3 * t + 1),
        fifth_power: lambda t: t**5,
        np.exp: mpmath.exp,
        np.tanh: mpmath.tanh,
        sigmoid.naive_sigmoid: lambda t: 1 / (1 + mpmath.exp(-t)),
    }
    with mpmath.workdps(50):
        return mpmath.diff(known[f], mpmath.mpf(x), order)


# What is left out, and what rounding adds


@pytest.mark.parametrize(("function", "n"), [(wave_third, 3), (wave_fourth, 4), (wave_fifth, 5)])
def test_the_derivatives_of_the_wave(function, n):
    for x in (-1.0, 0.0, 0.3, 2.0):
        assert function(x) == pytest.approx(float(exactly(wave, x, n)), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("f", SMOOTH, ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    ("method", "power", "share", "n"),
    [(one_sided, 1, 1 / 2, 2), (central, 2, 1 / 6, 3), (five_point, 4, -1 / 30, 5)],
    ids=["one_sided", "central", "five_point"],
)
def test_the_error_begins_as_derived(method, power, share, n, f):
    x, h = 0.3, 2.0**-7
    error = method(f, x, h) - float(exactly(f, x))
    first = share * h**power * float(exactly(f, x, n))
    assert error == pytest.approx(first, rel=0.05, abs=4 * EPSILON / h)
    assert order(method, f, x, 2.0**-4) == pytest.approx(power, abs=0.3)


@pytest.mark.parametrize("f", SMOOTH, ids=lambda f: f.__name__)
def test_the_complex_step_has_all_digits_with_short_steps(f):
    for x in (-0.7, 0.3, 1.1):
        for h in (1e-200, 1e-100, 1e-20, 1e-9):
            assert complex_step(f, x, h) == pytest.approx(float(exactly(f, x)), rel=4e-15)
    long = complex_step(f, 0.3, 2.0**-7) - float(exactly(f, 0.3))
    assert long == pytest.approx(-(2.0**-14) / 6 * float(exactly(f, 0.3, 3)), rel=0.05)


@pytest.mark.parametrize(("method", "sizes"), [(one_sided, 2.0), (central, 1.0), (five_point, 1.5)])
def test_rounding_stays_below_its_bound_and_comes_near(method, sizes):
    """Of the square of short numbers: one step away is exact, only the values are rounded."""
    rng, h, found = np.random.default_rng(0), 2.0**-30, []
    for x in 1 + rng.integers(0, 2**40, 2000) * 2.0**-40:
        left_out = h if method is one_sided else 0.0
        slope = method(np.square, x, h)
        found.append(abs(slope - left_out - 2 * x) / (EPSILON * (x + 2 * h) ** 2 / h))
    assert max(found) <= sizes
    assert max(found) > sizes / 3


@given(st.floats(0.01, 100), st.floats(1e-18, 1e-3), st.floats(0.5, 6))
def test_no_step_is_better_than_the_best(c, rho, p):
    h = best_step(c, rho, p)
    least = total_error(h, c, rho, p)
    assert least == pytest.approx((p + 1) * c * h**p, rel=1e-9)
    for factor in (0.5, 0.9, 1.1, 2.0):
        assert total_error(factor * h, c, rho, p) > least


def test_the_best_steps_are_best_for_the_wave_too():
    x, slope = 0.3, 3 * np.cos(1.9)
    for method, power, c, sizes in (
        (one_sided, 1, 9 / 2 * np.sin(1.9), 2.0),
        (central, 2, -27 / 6 * np.cos(1.9), 1.0),
        (five_point, 4, -243 / 30 * np.cos(1.9), 1.5),
    ):
        rho = sizes * EPSILON * wave(x)
        best = best_step(c, rho, power)

        def error(h, method=method):
            near = h * np.linspace(0.9, 1.1, 21)
            return max(abs(method(wave, x, step) - slope) for step in near)

        assert error(best) <= 2 * total_error(best, c, rho, power)
        assert error(best) < error(30 * best)
        assert error(best) < error(best / 30)


def test_errors_of_rounding_grow_as_the_step_shrinks():
    x = places(1001)
    long, short = (mean_error(central, np.square, x, 2 * x, h) for h in (1e-9, 1e-12))
    assert np.log10(short / long) / 3 == pytest.approx(1, abs=0.05)


# Arrays, types, refusals


@method
def test_entry_by_entry_in_the_shape_of_x(method):
    x = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    slopes = method(wave, x, 2.0**-8)
    assert slopes.shape == x.shape
    assert np.array_equal(slopes, [[method(wave, t, 2.0**-8) for t in row] for row in x])


@method
@pytest.mark.parametrize("h", [0.0, -1.0, np.nan, np.inf, [0.1, 0.2]])
def test_a_step_that_is_none(method, h):
    with pytest.raises(ValueError, match="the step h must be one positive number"):
        method(wave, 0.3, h)


@method
@pytest.mark.parametrize("x", [np.nan, np.inf, [0.0, np.nan]])
def test_a_place_that_is_none(method, x):
    with pytest.raises(ValueError, match="x holds a NaN or an infinity"):
        method(wave, x, 0.1)


def test_a_function_that_drops_the_imaginary_part_is_refused():
    for f in (modulus, np.real, lambda x: 2.0):
        with pytest.raises(ValueError, match="f answers a complex number with a real one"):
            complex_step(f, 0.3)


def test_relative_error():
    assert relative_error(0.0, 0.0) == 0
    assert relative_error([3.0, -3.0], [3.0, 3.0]).tolist() == [0, 2]
    assert relative_error(1e-300, -1e-300) == 2
    for compare in (relative_error, norm_error):
        with pytest.raises(ValueError, match=r"need one shape, found \(2,\) and \(2, 1\)"):
            compare([1.0, 2.0], [[1.0], [2.0]])
        with pytest.raises(ValueError, match="d holds a NaN"):
            compare([1.0], [np.nan])
    assert norm_error([0.0], [0.0]) == 0


@given(st.floats(-1e100, 1e100), st.floats(-1e100, 1e100))
def test_relative_error_is_symmetric_and_at_most_two(g, d):
    assert 0 <= relative_error(g, d) <= 2
    assert relative_error(g, d) == relative_error(d, g)


def test_best_step_and_order_refuse_what_has_none():
    for bad in ((0.0, 1.0, 2), (1.0, 0.0, 2), (1.0, 1.0, 0)):
        with pytest.raises(ValueError, match="all must be positive"):
            best_step(*bad)
    with pytest.raises(ValueError, match="two differences are equal"):
        order(central, lambda x: x, 1.0, 0.25)


@pytest.mark.parametrize("found", [(1, 1, 2), (1, 2, 2), (1, 2, 1)])
def test_an_order_is_seen_from_three_differences(found):
    by_step = dict(zip((1.0, 0.5, 0.25), found, strict=True))
    if found == (1, 2, 1):
        assert order(lambda f, x, h: by_step[h], None, 0.0, 1.0) == 0
    else:
        with pytest.raises(ValueError, match="two differences are equal"):
            order(lambda f, x, h: by_step[h], None, 0.0, 1.0)


def test_lengths_of_small_gradients_are_compared_too():
    assert norm_error([1e-9], [0.0]) == 1
    assert norm_error([0.0], [0.0]) == 0


def test_gradients_of_two_shapes_are_refused():
    with pytest.raises(ValueError, match="g and d need one shape"):
        check_gradient(np.sum, np.zeros((2, 1)), np.zeros((1, 2)))


def test_the_weights_are_not_changed_and_the_shape_stays():
    w = np.arange(6.0).reshape(2, 3)
    kept = w.copy()
    slopes = by_entries(central, lambda w: np.sum(w**3), w, 2.0**-10)
    assert np.array_equal(w, kept)
    assert slopes.shape == w.shape
    assert np.allclose(slopes, 3 * w**2, atol=1e-5)
    v = np.array([[1.0, -1.0, 0.0], [2.0, 0.0, 1.0]])
    assert along(five_point, lambda w: np.sum(w**3), w, v, 2.0**-10) == pytest.approx(
        np.sum(3 * w**2 * v), rel=1e-9
    )


# The book's own gradients


@pytest.fixture
def rng():
    return np.random.default_rng(7)


@pytest.mark.parametrize(
    ("method", "h", "allowed"), [(five_point, 2.0**-10, 1e-8), (complex_step, 1e-200, 1e-12)]
)
def test_one_neuron(rng, method, h, allowed):
    X, w, b = rng.standard_normal((3, 5)), rng.standard_normal((3, 1)), 0.3
    Y = rng.random((1, 5))
    for gradient, cost in (
        (mean_squared_error.sigmoid_gradient, mean_squared_error.cost),
        (cross_entropy.gradient, cross_entropy.cost),
    ):
        dw, db = gradient(w, X, b, Y)

        def by(w, b, cost=cost):
            return cost(sigmoid.naive_sigmoid(w.T @ X + b), Y)

        assert check_gradient(lambda w, by=by: by(w, b), dw, w, method, h).max() < allowed
        assert check_gradient(lambda b, by=by: by(w, b), db, b, method, h).max() < allowed


def test_softmax(rng):
    X, Y = rng.standard_normal((3, 5)), softmax.softmax(rng.standard_normal((4, 5)))
    W, b = rng.standard_normal((4, 3)), rng.standard_normal((4, 1))
    dW, db = softmax.cost_gradients(softmax.scores(W, X, b), Y, X)[:2]
    for method, h, allowed in ((five_point, 2.0**-10, 1e-8), (complex_step, 1e-200, 1e-12)):
        by_W = check_gradient(lambda W: softmax.cost(softmax.scores(W, X, b), Y), dW, W, method, h)
        by_b = check_gradient(lambda b: softmax.cost(softmax.scores(W, X, b), Y), db, b, method, h)
        assert max(by_W.max(), by_b.max()) < allowed


def test_two_layers(rng):
    X, Y = rng.standard_normal((2, 5)), rng.random((4, 5))
    W1, b1, W2, b2 = (rng.standard_normal(shape) for shape in ((3, 2), (3, 1), (4, 3), (4, 1)))
    _, A1, _, A2 = two_layer.forward(X, W1, b1, W2, b2)
    _, dW2, db2, _, _, dW1, db1 = two_layer.backward(X, Y, W2, A1, A2)
    weights = [W1, b1, W2, b2]
    for place, gradient in enumerate((dW1, db1, dW2, db2)):

        def by(array, place=place):
            moved = [*weights[:place], array, *weights[place + 1 :]]
            return two_layer.cost(two_layer.forward(X, *moved)[-1], Y)

        assert check_gradient(by, gradient, weights[place]).max() < 1e-8


@pytest.mark.parametrize(
    ("g", "dg"), [(np.tanh, tanh_derivative), (relu, relu_derivative)], ids=["tanh", "relu"]
)
@pytest.mark.parametrize("sizes", [(3, 2), (3, 4, 2), (3, 5, 4, 2)], ids=str)
def test_networks_of_any_depth(rng, g, dg, sizes):
    X, Y = rng.standard_normal((3, 6)), softmax.softmax(rng.standard_normal((2, 6)))
    parameters = backpropagation.initialize(list(sizes), seed=2)
    values = backpropagation.forward(X, parameters, g, softmax.softmax)
    gradients, *_ = backpropagation.backward(X, Y, parameters, values, dg)
    for l, pair in enumerate(gradients):
        for part in (0, 1):

            def by(array, l=l, part=part):
                moved = list(parameters)
                moved[l] = tuple(array if k == part else moved[l][k] for k in (0, 1))
                A = backpropagation.forward(X, moved, g, softmax.softmax)[-1][1]
                return backpropagation.softmax_cost(A, Y)

            assert check_gradient(by, pair[part], parameters[l][part], h=2.0**-16).max() < 1e-6
            turned = check_gradient(by, -pair[part], parameters[l][part], h=2.0**-16)
            assert turned[pair[part] != 0].min() > 1.9


# Where a check fails silently


def test_a_kink_within_the_step_and_at_it():
    assert central(relu, 0.03, 0.1) == pytest.approx(0.65)
    for h in (0.1, 1e-3, 1e-8):
        assert central(relu, 0.0, h) == 0.5
        assert (one_sided(np.abs, 0.0, h), central(np.abs, 0.0, h)) == (1, 0)
        assert abs(five_point(np.abs, 0.0, h)) < 1e-15


def test_lost_imaginary_parts():
    assert complex_step(conjugate_square, 3.0) == 0
    for x in (-2.0, 0.5):
        assert complex_step(signed_square, x) == pytest.approx(abs(x))
        assert five_point(signed_square, x, 1e-3) == pytest.approx(2 * abs(x))


def test_the_maximum_of_numpy_decides_by_the_real_part():
    for x, slope in ((-2.0, 0.0), (2.0, 1.0)):
        assert complex_step(lambda t: np.maximum(0, t), x) == slope


def test_a_ripple_that_fits_the_step():
    assert central(rippled, 1.0, 0.1) == pytest.approx(1)
    assert five_point(rippled, 1.0, 0.1) == pytest.approx(1)
    assert complex_step(rippled, 1.0) == pytest.approx(1 + np.pi)


def test_a_large_constant():
    slopes = [central(lambda x, c=c: lifted(x, c), 1.0, 1e-6) for c in (0.0, 1e10, 1e16)]
    assert slopes == pytest.approx([2.0, 1.9073486, 1e6], rel=1e-7)
    assert complex_step(lambda x: lifted(x, 1e16), 1.0) == 2


def test_single_precision():
    assert square_32(0.1).dtype == np.float32
    assert central(square_32, 1.0, 1e-8) == 0
    assert abs(central(square_32, 1.0, 1e-6) - 2) > 0.01
    assert abs(central(square_32, 1.0, 2.0**-8) - 2) < 1e-4


def test_a_slope_below_the_floor_is_not_seen():
    right, left = 40.0, -40.0
    slope = float(sigmoid.sigmoid_derivative(right))
    assert slope < rounding_floor(1.0, 1e-3)
    assert five_point(sigmoid.naive_sigmoid, right, 1e-3) == 0
    assert five_point(sigmoid.naive_sigmoid, left, 1e-3) == pytest.approx(slope, rel=1e-8)
    assert complex_step(sigmoid.naive_sigmoid, right) == pytest.approx(slope, rel=1e-12)


def test_one_number_for_all_entries_hides_a_small_one():
    g, d = np.array([1000.0, 0.01]), np.array([1000.0, -0.01])
    assert norm_error(g, d) < 1e-4
    assert relative_error(g, d).tolist() == [0, 2]
