"""Properties, shapes, errors, edge cases and accuracy of nnbook/cross_entropy.py."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.cross_entropy import (
    calibration,
    cost,
    cost_from_logits,
    cost_in_bits,
    entropy,
    gradient,
    hessian,
    logit_gradient,
    loss,
    loss_from_logit,
    loss_gradient,
    sum_cost,
    weighted,
)
from nnbook.mean_squared_error import descend, sigmoid_gradient, weighted_inputs
from nnbook.probability import bernoulli
from nnbook.sigmoid import logit, sigmoid

PAIRS = [loss, loss_gradient, loss_from_logit, logit_gradient]
COSTS = [cost, sum_cost, cost_in_bits, cost_from_logits]
pairs = pytest.mark.parametrize("function", PAIRS, ids=lambda f: f.__name__)
costs = pytest.mark.parametrize("function", COSTS, ids=lambda f: f.__name__)

logits = st.floats(-1e4, 1e4)
moderate = st.floats(-15, 15)
labels = st.floats(0, 1)


def batch(n=3, m=5, seed=0):
    """Weights, inputs, bias and soft labels of a neuron."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)), rng.normal(size=(n, m)), 0.3, rng.uniform(size=(1, m))


# Shapes, types, refusals


@pairs
@pytest.mark.parametrize("shape", [(), (1,), (4,), (2, 3), (3, 0), (2, 3, 4)])
def test_the_shape_stays(function, shape):
    assert function(np.full(shape, 0.5), np.full(shape, 0.25)).shape == shape


@pairs
def test_lists_and_whole_numbers(function):
    expected = function(np.array([0.5, 0.25]), np.array([0.0, 1.0]))
    assert np.array_equal(function([0.5, 0.25], [0, 1]), expected)
    assert expected.dtype == np.float64


@pairs
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
def test_floating_types_stay(function, dtype):
    assert function(np.array([0.5], dtype), np.array([1], dtype)).dtype == dtype


@pairs
def test_the_inputs_are_not_changed(function):
    values, y = np.array([0.5, 0.25]), np.array([0.0, 1.0])
    function(values, y)
    assert np.array_equal(values, [0.5, 0.25])
    assert np.array_equal(y, [0, 1])


@pytest.mark.parametrize("function", [*PAIRS, *COSTS], ids=lambda f: f.__name__)
def test_two_shapes_are_refused(function):
    with pytest.raises(ValueError, match=r"shape \(3, 1\), but labels of shape \(3,\)"):
        function(np.full((3, 1), 0.5), np.full(3, 0.5))


@pytest.mark.parametrize("function", [*PAIRS, *COSTS], ids=lambda f: f.__name__)
@pytest.mark.parametrize("label", [-1, -1e-300, 1.0000001, 2, np.nan, np.inf])
def test_labels_outside_are_refused(function, label):
    with pytest.raises(ValueError, match="label must lie between 0 and 1"):
        function([[0.5, 0.5]], [[0.0, label]])


@pytest.mark.parametrize("function", [*PAIRS, *COSTS], ids=lambda f: f.__name__)
def test_nan_is_refused(function):
    with pytest.raises(ValueError, match="NaN"):
        function([[0.5, np.nan]], [[0.0, 1.0]])


@pytest.mark.parametrize("function", [loss, loss_gradient], ids=lambda f: f.__name__)
@pytest.mark.parametrize("y_hat", [-0.1, 1.1, np.inf, -np.inf])
def test_what_is_no_probability_is_refused(function, y_hat):
    with pytest.raises(ValueError, match="every prediction must lie"):
        function(y_hat, 0.5)


@pytest.mark.parametrize("y_hat", [0, 1])
def test_sure_predictions_have_no_gradient(y_hat):
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        loss_gradient(y_hat, 1)


@costs
@pytest.mark.parametrize("shape", [(), (3,), (3, 1), (2, 3), (1, 1, 3)])
def test_a_batch_is_a_row(function, shape):
    with pytest.raises(ValueError, match=r"a batch is a row of shape \(1, m\)"):
        function(np.full(shape, 0.5), np.ones(shape))


@costs
def test_an_empty_batch_is_refused(function):
    with pytest.raises(ValueError, match="empty batch"):
        function(np.ones((1, 0)), np.ones((1, 0)))


def test_gradient_and_hessian_refuse_an_empty_batch():
    w, X, b, Y = batch()
    with pytest.raises(ValueError, match="empty batch"):
        gradient(w, X[:, :0], b, Y[:, :0])
    with pytest.raises(ValueError, match="empty batch"):
        hessian(w, X[:, :0], b)


def test_gradient_refuses_shapes_and_labels():
    w, X, b, Y = batch()
    with pytest.raises(ValueError, match="but labels of shape"):
        gradient(w, X, b, Y[:, :4])
    with pytest.raises(ValueError, match="label must lie"):
        gradient(w, X, b, Y + 1)
    with pytest.raises(ValueError, match="weighted_inputs needs"):
        gradient(w[:, 0], X, b, Y)


def test_gradient_and_hessian_take_lists():
    w, X, b, Y = batch()
    dw, db = gradient(w.tolist(), X.tolist(), b, Y.tolist())
    assert np.array_equal(dw, gradient(w, X, b, Y)[0])
    assert dw.shape == (3, 1)
    assert np.shape(db) == ()
    assert np.array_equal(hessian(w.tolist(), X.tolist(), b), hessian(w, X, b))
    assert hessian(w, X, b).shape == (3, 3)


# Edges


def test_nothing_times_infinity():
    assert np.array_equal(weighted([0, 0, 1, 0.5], [np.inf, 2, np.inf, 4]), [0, 0, np.inf, 2])


def test_sure_and_right_costs_nothing():
    assert np.array_equal(loss([0, 1], [0, 1]), [0, 0])
    assert np.array_equal(loss_from_logit([-np.inf, np.inf], [0, 1]), [0, 0])
    assert np.array_equal(entropy([0, 1]), [0, 0])


def test_sure_and_wrong_costs_infinitely_much():
    with np.errstate(all="raise"):
        assert np.array_equal(loss([0, 1, 0], [1, 0, 0.5]), [np.inf] * 3)
        assert np.array_equal(loss_from_logit([-np.inf, np.inf, np.inf], [1, 0, 0.5]), [np.inf] * 3)


def test_nothing_overflows():
    largest = np.finfo(float).max
    z = np.array([-largest, largest, -largest, largest])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert np.array_equal(loss_from_logit(z, [0, 1, 1, 0]), [0, 0, largest, largest])
        assert np.array_equal(logit_gradient(z, [0, 1, 1, 0]), [0, 0, -1, 1])


# Properties


@given(moderate, labels)
def test_both_forms_agree(z, y):
    assert loss_from_logit(z, y) == pytest.approx(loss(sigmoid(z), y), rel=1e-8, abs=1e-15)


@given(logits, labels)
def test_turned_round(z, y):
    assert loss_from_logit(-z, 1 - y) == pytest.approx(loss_from_logit(z, y), rel=1e-12, abs=1e-11)


@given(logits, labels)
def test_the_entropy_is_the_least_loss(z, y):
    assert loss_from_logit(z, y) >= entropy(y) * (1 - 1e-14)
    assert 0 <= entropy(y) <= np.log(2) * (1 + 1e-15)


@given(logits, labels)
def test_the_gradient_is_prediction_minus_label(z, y):
    assert logit_gradient(z, y) == pytest.approx(sigmoid(z) - y, abs=3e-16)
    assert -1 <= logit_gradient(z, y) <= 1


@given(moderate, labels)
def test_the_two_gradients_and_the_slope(z, y):
    a = sigmoid(z)
    expected = logit_gradient(z, y)
    assert loss_gradient(a, y) * a * (1 - a) == pytest.approx(expected, rel=1e-9, abs=1e-15)


def test_bernoulli():
    y_hat = np.linspace(0.05, 0.95, 19)
    yes, no = bernoulli(np.ones(19), y_hat), bernoulli(np.zeros(19), y_hat)
    assert np.allclose(yes, y_hat)
    assert np.allclose(yes + no, 1)
    assert np.allclose(-np.log(no), loss(y_hat, np.zeros(19)))


def test_conventions():
    _, _, _, Y = batch()
    Y_hat = np.linspace(0.1, 0.9, 5)[np.newaxis]
    assert sum_cost(Y_hat, Y) == pytest.approx(5 * cost(Y_hat, Y))
    assert cost_in_bits(Y_hat, Y) * np.log(2) == pytest.approx(cost(Y_hat, Y))
    assert cost_from_logits(logit(Y_hat), Y) == pytest.approx(cost(Y_hat, Y))


def slope(function, place=0.0):
    """Derivative of a function of one number by the complex step."""
    return np.imag(function(place + 1e-200j)) / 1e-200


@pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("z", [-700.0, -3.0, 0.0, 0.5, 30.0])
def test_complex_step(z, y):
    assert slope(lambda z: loss_from_logit(z, y), z) == pytest.approx(logit_gradient(z, y))
    a = sigmoid(np.clip(z, -30, 30))
    assert slope(lambda a: loss(a, y), a) == pytest.approx(loss_gradient(a, y), rel=1e-12)


def test_gradient_and_hessian_by_complex_step():
    w, X, b, Y = batch()
    dw, db = gradient(w, X, b, Y)
    H = hessian(w, X, b)
    for j in range(3):
        unit = np.eye(3)[:, [j]]

        def value(t, unit=unit):
            return cost_from_logits(weighted_inputs(w + t * unit, X, b), Y)

        assert slope(value) == pytest.approx(dw[j, 0])
        column = slope(lambda t, unit=unit: gradient(w + t * unit, X, b, Y)[0])
        assert np.allclose(column[:, 0], H[:, j])
    assert slope(lambda t: cost_from_logits(weighted_inputs(w, X, t), Y), b) == pytest.approx(db)


@pytest.mark.parametrize("seed", range(10))
def test_the_hessian_is_never_negative(seed):
    w, X, b, _ = batch(seed=seed)
    H = hessian(w, X, b)
    assert np.array_equal(H, H.T) or np.allclose(H, H.T, rtol=1e-14)
    assert np.all(np.linalg.eigvalsh(H) >= -1e-15)


def test_convex_along_every_line():
    w, X, b, Y = batch()
    rng = np.random.default_rng(3)
    for _ in range(20):
        step = rng.normal(size=(3, 1)) * 5
        values = [
            cost_from_logits(weighted_inputs(w + t * step, X, b), Y) for t in np.linspace(-1, 1, 41)
        ]
        assert np.all(np.diff(values, 2) > -1e-12)


def test_a_bad_start():
    start = np.array([[-10.0]]), np.ones((1, 1)), 0.0, np.ones((1, 1))
    w, b = descend(gradient, *start, alpha=1.0, steps=50)
    assert sigmoid(w[0, 0] + b) > 0.98
    w, b = descend(sigmoid_gradient, *start, alpha=1.0, steps=50)
    assert sigmoid(w[0, 0] + b) < 1e-4


def test_right_on_average_at_the_lowest_cost():
    _, X, _, Y = batch(n=1, m=9)
    w, b = descend(gradient, np.zeros((1, 1)), X, 0.0, Y, alpha=1.0, steps=2000)
    assert np.mean(sigmoid(weighted_inputs(w, X, b))) == pytest.approx(np.mean(Y))


# Calibration


def test_calibration_counts():
    claimed, observed = calibration([[0, 0.1, 0.5, 0.95, 1]], [[0, 1, 1, 1, 0]], 4)
    assert claimed.shape == observed.shape == (4, 1)
    assert np.allclose(claimed[:, 0], [0.05, np.nan, 0.5, 0.975], equal_nan=True)
    assert np.allclose(observed[:, 0], [0.5, np.nan, 1, 0.5], equal_nan=True)


def test_calibration_has_all_its_bins():
    claimed, observed = calibration([[0.2, 0.1]], [[0, 1]], 3)  # nothing in the last two
    assert np.allclose(claimed[:, 0], [0.15, np.nan, np.nan], equal_nan=True)
    assert np.allclose(observed[:, 0], [0.5, np.nan, np.nan], equal_nan=True)
    claimed, observed = calibration([[0.5]], [[1]], 3)  # nothing in the first and the last
    assert (
        np.isnan(claimed[:, 0]).tolist() == np.isnan(observed[:, 0]).tolist() == [True, False, True]
    )
    assert [column.tolist() for column in calibration([[0.25, 0.75]], [[0, 1]], 1)] == [[[0.5]]] * 2


def test_calibration_refuses():
    with pytest.raises(ValueError, match="from 0 to 1 and at least one bin"):
        calibration([[0.5]], [[1]], 0)
    with pytest.raises(ValueError, match="from 0 to 1 and at least one bin"):
        calibration([[1.5]], [[1]], 2)
    with pytest.raises(ValueError, match="from 0 to 1 and at least one bin"):
        calibration([[0.5, -0.5]], [[1, 0]], 2)  # one is enough
    with pytest.raises(ValueError, match="empty batch"):
        calibration(np.ones((1, 0)), np.ones((1, 0)), 2)


def test_a_calibrated_neuron_keeps_its_word():
    rng = np.random.default_rng(0)
    p = rng.uniform(size=(1, 200_000))
    claimed, observed = calibration(p, (rng.uniform(size=p.shape) < p).astype(float), 10)
    assert np.all(np.abs(claimed - observed) < 5 * 0.5 / np.sqrt(20_000))


# Accuracy against sixty digits, over all of float64


def exact_from_logit(z, y):
    """The loss with sixty digits; far out the exponential no longer counts."""
    z, y = mpmath.mpf(float(z)), mpmath.mpf(float(y))
    if abs(z) > 2000:
        return -y * z if z < 0 else (1 - y) * z
    return y * mpmath.log1p(mpmath.exp(-z)) + (1 - y) * mpmath.log1p(mpmath.exp(z))


def exact_loss(y_hat, y):
    y_hat, y = mpmath.mpf(float(y_hat)), mpmath.mpf(float(y))
    return -y * mpmath.log(y_hat) - (1 - y) * mpmath.log1p(-y_hat)


def exact_gradient(z, y):
    return (mpmath.mpf(1) if y == 0 else -mpmath.mpf(1)) / (
        1 + mpmath.exp(mpmath.mpf(float(-z if y == 0 else z)))
    )


def worst_error(function, exact, values, y):
    """The largest error in units in the last place of the exact value."""
    worst = 0.0
    with mpmath.workdps(60), np.errstate(under="ignore"):
        for value, label, found in zip(values, y, function(values, y), strict=True):
            true = exact(value, label)
            unit = mpmath.mpf(math.ulp(float(true)))
            worst = max(worst, float(abs(mpmath.mpf(float(found)) - true) / unit))
    return worst


def some_labels(kind, size):
    rng = np.random.default_rng(7)
    return {
        "hard": rng.integers(0, 2, size).astype(float),
        "soft": rng.uniform(size=size),
        "close to 0": 10.0 ** rng.uniform(-300, 0, size),
        "close to 1": 1 - 10.0 ** rng.uniform(-16, 0, size),
    }[kind]


def some_logits():
    rng = np.random.default_rng(6)
    z = np.concatenate(
        [
            rng.uniform(0, 745, 400),
            rng.uniform(0, 40, 400),
            10.0 ** rng.uniform(-300, 308, 200),
            [0.0, 36.7368, 744.0, 745.2, np.finfo(float).max],
        ]
    )
    return np.concatenate([-z, z])


@pytest.mark.parametrize("kind", ["hard", "soft", "close to 0", "close to 1"])
def test_accuracy_from_the_logit(kind):
    z = some_logits()
    assert worst_error(loss_from_logit, exact_from_logit, z, some_labels(kind, z.size)) <= 4


@pytest.mark.parametrize("kind", ["hard", "soft", "close to 0", "close to 1"])
def test_accuracy_from_the_prediction(kind):
    rng = np.random.default_rng(5)
    y_hat = np.concatenate(
        [
            rng.uniform(size=500),
            10.0 ** rng.uniform(-300, 0, 300),
            1 - 10.0 ** rng.uniform(-15.9, 0, 300),
        ]
    )
    assert worst_error(loss, exact_loss, y_hat, some_labels(kind, y_hat.size)) <= 4


def test_accuracy_of_the_gradient_with_hard_labels():
    z = some_logits()
    z = z[np.abs(z) < 740]
    assert worst_error(logit_gradient, exact_gradient, z, some_labels("hard", z.size)) <= 4


def test_one_softplus_loses_digits_where_two_do_not():
    z, y = 700.0, 0.999999999999999
    exact = float(exact_from_logit(z, y))
    assert loss_from_logit(z, y) == pytest.approx(exact, rel=1e-15, abs=0)
    assert max(z, 0) - y * z + np.log1p(np.exp(-z)) != pytest.approx(exact, rel=0.01, abs=0)
