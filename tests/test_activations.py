"""Properties, shapes, errors, edge cases and accuracy of nnbook/activations.py."""

import inspect

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook import activations
from nnbook.activations import (
    elu,
    elu_derivative,
    elu_slope,
    gelu,
    gelu_derivative,
    gelu_tanh,
    gelu_tanh_derivative,
    identity,
    identity_derivative,
    largest_gap,
    leaky_relu,
    leaky_relu_derivative,
    leaky_relu_slope,
    normal_cdf,
    normal_density,
    piece_slopes,
    relu,
    relu_derivative,
    relu_network,
    relu_slope,
    relu_weights,
    silu,
    silu_derivative,
    softplus_slope,
    step_derivative,
    tanh_derivative,
    wave,
    wave_curvature,
)
from nnbook.probability import gaussian
from nnbook.sigmoid import sigmoid, softplus, step
from nnbook.two_layer import affine

PAIRS = [
    (step, step_derivative),
    (identity, identity_derivative),
    (np.tanh, tanh_derivative),
    (relu, relu_derivative),
    (leaky_relu, leaky_relu_derivative),
    (elu, elu_derivative),
    (silu, silu_derivative),
    (normal_cdf, normal_density),
    (gelu, gelu_derivative),
    (gelu_tanh, gelu_tanh_derivative),
    (wave, np.cos),
]
OF_INPUT = [
    step_derivative,
    identity,
    identity_derivative,
    tanh_derivative,
    relu,
    relu_derivative,
    leaky_relu,
    leaky_relu_derivative,
    elu,
    elu_derivative,
    silu,
    silu_derivative,
    normal_cdf,
    normal_density,
    gelu,
    gelu_derivative,
    gelu_tanh,
    gelu_tanh_derivative,
    wave,
    wave_curvature,
]
OF_OUTPUT = [relu_slope, leaky_relu_slope, elu_slope, softplus_slope]
WITH_SHARE = [
    leaky_relu,
    leaky_relu_derivative,
    leaky_relu_slope,
    elu,
    elu_derivative,
    elu_slope,
]
each = pytest.mark.parametrize("function", OF_INPUT + OF_OUTPUT, ids=lambda f: f.__name__)
of_input = pytest.mark.parametrize("function", OF_INPUT, ids=lambda f: f.__name__)
pairs = pytest.mark.parametrize(
    ("function", "derivative"), PAIRS, ids=[derivative.__name__ for _, derivative in PAIRS]
)

moderate = st.floats(-30, 30)
numbers = st.floats(-1e300, 1e300)


def test_no_elementwise_function_is_left_out():
    found = {
        function
        for name, function in vars(activations).items()
        if inspect.isfunction(function)
        and function.__module__ == activations.__name__
        and name[0] != "_"
    }
    curves = {piece_slopes, relu_weights, relu_network, largest_gap}
    assert found == {*OF_INPUT, *OF_OUTPUT, *curves}


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
    z = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.0]])
    assert np.array_equal(function(z), [[function(entry) for entry in row] for row in z])


@each
def test_the_input_is_not_changed(function):
    z = np.array([0.25, 0.5])
    result = function(z)
    result[...] = 7
    assert np.array_equal(z, [0.25, 0.5])


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.complex128])
def test_floating_types_stay(function, dtype):
    assert function(np.array([0.0, 0.25, 0.5], dtype)).dtype == dtype


@each
@pytest.mark.parametrize("dtype", [np.bool_, np.uint8, np.int32, np.int64])
def test_whole_numbers_become_float64(function, dtype):
    z = np.array([0, 1], dtype)
    assert function(z).dtype == np.float64
    assert np.array_equal(function(z), function([0.0, 1.0]))


@each
@pytest.mark.parametrize("text", ["0.5", ["a", "b"], None, [None], {}, np.array("2026", "M8[Y]")])
def test_what_is_no_number_is_refused(function, text):
    with pytest.raises(
        TypeError, match=r"[za]: expected numbers or an array of numbers, found dty"
    ):
        function(text)


@each
def test_a_ragged_list_is_refused(function):
    with pytest.raises(ValueError, match="inhomogeneous"):
        function([[0.1, 0.2], [0.3]])


@each
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, complex(0, np.nan)])
def test_what_is_not_finite_is_refused_by_name(function, bad):
    with pytest.raises(ValueError, match=r"[za]: every entry must be finite, found .*(nan|inf)"):
        function([0.25, bad])


@pytest.mark.parametrize("function", WITH_SHARE, ids=lambda f: f.__name__)
@pytest.mark.parametrize("share", [0, -0.1, np.nan, np.inf, [0.1, 0.2]])
def test_the_share_is_one_positive_number(function, share):
    with pytest.raises(ValueError, match="c must be one positive number, found"):
        function(0.5, share)


def test_an_output_that_cannot_be_is_refused():
    for slope in (relu_slope, softplus_slope):
        with pytest.raises(ValueError, match=rf"{slope.__name__}: an output is never below 0"):
            slope([0.5, -1e-9])
    assert elu_slope(-0.5, 0.5) == 0
    with pytest.raises(ValueError, match=r"elu_slope: an output is never below -0\.5, found -0\.6"):
        elu_slope([1, -0.6], 0.5)


# Values


def test_values_at_zero():
    for zero in (0, 0.0, -0.0):
        for function in (identity, relu, leaky_relu, elu, silu, gelu, gelu_tanh):
            assert function(zero) == 0
        assert silu_derivative(zero) == gelu_tanh_derivative(zero) == 0.5
        for half in (normal_cdf, gelu_derivative):
            assert half(zero) == pytest.approx(0.5, abs=2e-16)
        assert tanh_derivative(zero) == 1


def test_at_a_kink_the_slope_is_that_of_the_left_side():
    for zero in (0, 0.0, -0.0):
        assert step_derivative(zero) == relu_derivative(zero) == relu_slope(zero) == 0
        assert leaky_relu_derivative(zero, 0.3) == leaky_relu_slope(zero, 0.3) == 0.3
        assert elu_derivative(zero, 0.3) == elu_slope(zero, 0.3) == 0.3
    step = 1e-20j  # by which the complex step sees the side that a kink belongs to
    assert relu(step) == 0
    assert leaky_relu(step, 0.3).imag == elu(step, 0.3).imag == 0.3 * step.imag


@pytest.mark.parametrize("smallest", [5e-324, 1e-300])
def test_next_to_a_kink_the_slope_is_that_of_its_side(smallest):
    assert relu_derivative([-smallest, smallest]).tolist() == [0, 1]
    assert relu_slope([0.0, smallest]).tolist() == [0, 1]
    assert leaky_relu_derivative([-smallest, smallest], 0.3).tolist() == [0.3, 1]
    assert elu_derivative([-smallest, smallest], 0.3).tolist() == [0.3, 1]


@given(moderate, st.floats(0.01, 5))
def test_the_formulas(z, c):
    assert relu(z) == max(z, 0)
    assert leaky_relu(z, c) == (z if z > 0 else c * z)
    assert elu(z, c) == pytest.approx(z if z > 0 else c * np.expm1(z), rel=1e-15)
    assert elu(z, c) > -c or z < -30
    assert silu(z) == z * sigmoid(z)
    assert gelu(z) == z * normal_cdf(z)


# Slopes


@pairs
@pytest.mark.parametrize("z", [-25.0, -3.0, -0.5, -1e-9, 1e-9, 0.5, 3.0, 25.0])
def test_complex_step_gives_the_derivative(function, derivative, z):
    slope = np.imag(function(z + 1e-30j)) / 1e-30
    assert slope == pytest.approx(derivative(z), rel=1e-12, abs=1e-300)


@pairs
@pytest.mark.parametrize("z", [-3.0, -0.5, 0.5, 3.0])
def test_chords_give_the_derivative(function, derivative, z):
    h = 1e-3
    near, far = function(z + h) - function(z - h), function(z + 2 * h) - function(z - 2 * h)
    assert (8 * near - far) / (12 * h) == pytest.approx(derivative(z), abs=1e-11)


@pytest.mark.parametrize(
    ("function", "of_input", "of_output"),
    [
        (relu, relu_derivative, relu_slope),
        (leaky_relu, leaky_relu_derivative, leaky_relu_slope),
        (elu, elu_derivative, elu_slope),
        (softplus, sigmoid, softplus_slope),
    ],
    ids=["relu", "leaky_relu", "elu", "softplus"],
)
@given(z=moderate)
def test_the_output_tells_the_slope(function, of_input, of_output, z):
    assert of_output(function(z)) == pytest.approx(of_input(z), rel=1e-14, abs=2e-16)


@given(moderate, st.floats(0.01, 5))
def test_the_output_tells_the_slope_for_every_share(z, c):
    assert leaky_relu_slope(leaky_relu(z, c), c) == leaky_relu_derivative(z, c)
    assert elu_slope(elu(z, c), c) == pytest.approx(elu_derivative(z, c), abs=2e-15)


def test_silu_and_gelu_have_one_output_for_two_slopes():
    for function, derivative, lowest in (
        (silu, silu_derivative, -1.2784645),
        (gelu, gelu_derivative, -0.7517916),
    ):
        assert derivative(lowest) == pytest.approx(0, abs=1e-7)
        low, high = lowest - 5, lowest
        wanted = function(lowest + 0.3)
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if function(middle) > wanted else (low, middle)
        assert function(low) == pytest.approx(wanted, abs=1e-14)
        assert derivative(low) < -0.01 < 0.01 < derivative(lowest + 0.3)


# Edges


@of_input
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_nothing_overflows(function, dtype):
    largest = np.finfo(dtype).max
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert np.all(np.isfinite(function(np.array([-largest, largest], dtype))))


@given(numbers)
def test_far_out(z):
    if z > 100:
        assert silu(z) == gelu(z) == gelu_tanh(z) == relu(z) == z
        assert silu_derivative(z) == gelu_derivative(z) == gelu_tanh_derivative(z) == 1
    if z < -800:
        assert silu(z) == gelu(z) == gelu_tanh(z) == 0
        assert silu_derivative(z) == gelu_derivative(z) == gelu_tanh_derivative(z) == 0
        assert elu(z) == -1
        assert tanh_derivative(z) == tanh_derivative(-z) == 0
        assert normal_cdf(z) == normal_density(z) == 0


def test_the_area_is_analytic():
    for z in (0.5 + 0.3j, -2 + 1j, 3 - 0.5j):
        with mpmath.workdps(50):
            exact = complex(mpmath.erfc(-mpmath.mpc(z) / mpmath.sqrt(2)) / 2)
        assert abs(normal_cdf(z) - exact) < 1e-14


def test_the_bell_is_the_density_of_the_chapter_on_probability():
    z = np.linspace(-9, 9, 101)
    np.testing.assert_allclose(normal_density(z), gaussian(z, 0, 1), rtol=1e-14)


# Symmetry


@given(moderate)
def test_what_belongs_to_z_and_to_minus_z_differ_by_z(z):
    for function in (relu, silu, gelu, gelu_tanh):
        assert function(z) - function(-z) == pytest.approx(z, rel=1e-14, abs=1e-300)


@given(moderate)
def test_the_slopes_of_both_sides_add_up_to_one(z):
    for derivative in (silu_derivative, gelu_derivative, gelu_tanh_derivative):
        assert derivative(z) + derivative(-z) == pytest.approx(1, abs=4e-15)
    assert relu_derivative(z) + relu_derivative(-z) == (z != 0)
    assert tanh_derivative(z) == tanh_derivative(-z)


@given(st.floats(-1e100, 1e100), st.floats(1e-100, 1e100))
def test_a_positive_factor_goes_through_a_relu(z, c):
    assert relu(c * z) == c * relu(z)


def test_the_two_gelus():
    z = np.linspace(-10, 10, 200_001)
    gap = np.abs(gelu(z) - gelu_tanh(z))
    assert gap.max() == pytest.approx(4.7324e-4, rel=1e-4)
    assert abs(z[gap.argmax()]) == pytest.approx(2.699, abs=1e-3)


# Accuracy against fifty digits


def worst_error(function, exact, inputs):
    """The largest error in units in the last place of the exact value."""
    worst = 0.0
    with mpmath.workdps(50):
        for z, found in zip(inputs, function(inputs), strict=True):
            true = exact(mpmath.mpf(float(z)))
            unit = mpmath.mpf(float(np.spacing(max(abs(float(true)), 1e-300))))
            worst = max(worst, float(abs(mpmath.mpf(float(found)) - true) / unit))
    return worst


def exact_gelu_tanh(z):
    u = mpmath.sqrt(2 / mpmath.pi) * (z + mpmath.mpf("0.044715") * z**3)
    return z / 2 * (1 + mpmath.tanh(u))


RNG = np.random.default_rng(13)
ABOVE = np.concatenate([RNG.uniform(-1, 30, 400), 10.0 ** RNG.uniform(-100, 0, 100)])


@pytest.mark.parametrize(
    ("function", "exact", "units"),
    [
        (tanh_derivative, lambda z: mpmath.sech(z) ** 2, 3),
        (elu, lambda z: z if z > 0 else mpmath.expm1(z), 1),
        (silu, lambda z: z / (1 + mpmath.exp(-z)), 2),
        (normal_density, mpmath.npdf, 250),
        (normal_cdf, mpmath.ncdf, 2),
        (gelu, lambda z: z * mpmath.ncdf(z), 3),
        (gelu_derivative, lambda z: mpmath.ncdf(z) + z * mpmath.npdf(z), 5),
        (gelu_tanh, exact_gelu_tanh, 2),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_accuracy(function, exact, units):
    """In units in the last place; of the bell's height far out the square costs some digits."""
    assert worst_error(function, exact, ABOVE) <= units


def test_accuracy_of_tiny_areas():
    """Left of zero the exponent's rounding is magnified by the square of the input."""
    z = -RNG.uniform(1, 37, 400)
    for function, exact in (
        (normal_cdf, mpmath.ncdf),
        (gelu, lambda z: z * mpmath.ncdf(z)),
        (gelu_derivative, lambda z: mpmath.ncdf(z) + z * mpmath.npdf(z)),
    ):
        with mpmath.workdps(50):
            true = np.array([float(exact(mpmath.mpf(float(entry)))) for entry in z])
        assert np.max(np.abs(function(z) / true - 1) / (1 + z * z)) < 3e-16


def test_elu_keeps_the_digits_of_small_inputs():
    assert elu(-1e-18) == -1e-18
    assert softplus_slope(1e-18) == 1e-18


# Curves from ReLUs

KNOTS = np.array([[-1.0], [0.5], [0.75], [4.0]])
HEIGHTS = np.array([[2.0], [-1.0], [3.0], [3.0]])


def test_the_network_is_linear_interpolation():
    z = np.linspace(-1, 4, 1001)
    expected = np.interp(z, KNOTS[:, 0], HEIGHTS[:, 0])
    assert np.allclose(relu_network(z, KNOTS, HEIGHTS), expected, rtol=0, atol=1e-13)


@given(st.integers(2, 9), st.integers(0, 2**32 - 1))
def test_every_line_with_bends(n, seed):
    rng = np.random.default_rng(seed)
    t = np.cumsum(rng.uniform(0.1, 2, (n, 1)), axis=0)
    v = rng.standard_normal((n, 1))
    z = rng.uniform(t[0, 0], t[-1, 0], (2, 3, 4))
    assert np.allclose(relu_network(z, t, v), np.interp(z, t[:, 0], v[:, 0]), atol=1e-12)
    assert relu_network(t[0, 0] - 5, t, v) == v[0, 0]
    assert np.allclose(np.cumsum(relu_weights(t, v)), piece_slopes(t, v)[:, 0], atol=1e-12)


def test_the_network_has_two_layers():
    w = relu_weights(KNOTS, HEIGHTS)
    Z = np.array([[-2.0, 0.0, 1.0, 5.0]])
    hidden = relu(affine(np.ones((3, 1)), Z, -KNOTS[:3]))
    assert np.array_equal(
        affine(w.T, hidden, HEIGHTS[:1]), relu_network(Z, KNOTS.tolist(), HEIGHTS.tolist())
    )


@pytest.mark.parametrize("function", [piece_slopes, relu_weights])
def test_knots_and_heights_are_columns(function):
    assert function(KNOTS, HEIGHTS).shape == (3, 1)
    with pytest.raises(ValueError, match=r"t: expected a column \(n, 1\), found shape \(4,\)"):
        function(KNOTS[:, 0], HEIGHTS)
    with pytest.raises(ValueError, match=r"v: expected a column \(4, 1\), found shape \(3, 1\)"):
        function(KNOTS, HEIGHTS[:3])
    with pytest.raises(ValueError, match="each larger than the one before"):
        function([[0.0], [1.0], [1.0], [2.0]], HEIGHTS)
    with pytest.raises(ValueError, match="at least two knots"):
        function([[0.0]], [[1.0]])
    with pytest.raises(ValueError, match="at least two knots"):
        function(np.zeros((0, 1)), np.zeros((0, 1)))
    with pytest.raises(ValueError, match="v: every entry must be finite"):
        function(KNOTS, [[0.0], [1.0], [np.nan], [1.0]])


@pytest.mark.parametrize("n", [1, 2, 5, 20, 80])
def test_the_error_stays_below_its_bound_and_near_it(n):
    h = 6 / n
    gap = largest_gap(wave, 0, 6, n)
    assert gap <= h * h / 8
    if n >= 20:
        assert gap >= 0.99 * h * h / 8


def test_a_parabola_reaches_the_bound():
    for n in (1, 2, 10):
        h = 3 / n
        assert largest_gap(np.square, -1, 2, n) == pytest.approx(h * h / 4, rel=1e-12)


def test_a_line_has_no_gap():
    assert largest_gap(identity, -1, 2, 3) < 1e-15


def test_the_slip_of_greater_or_equal_is_the_identity():
    z = np.linspace(-3, 3, 101)
    slip = np.where(relu(z) >= 0, 1.0, 0.0)
    assert np.array_equal(slip, identity_derivative(z))
    assert not np.array_equal(slip, relu_derivative(z))
    assert np.array_equal(relu_slope(relu(z)), relu_derivative(z))


def test_no_choice_at_the_kink_obeys_the_chain_rule_twice():
    """The identity as two ReLUs asks for one half; a ReLU of a ReLU asks for 0 or 1."""
    choices = np.linspace(0, 1, 101)
    two, twice = choices + choices == 1, choices * choices == choices
    assert two.any()
    assert twice.any()
    assert not (two & twice).any()
    assert step(0.0) == relu_derivative(0.0) == 0
