"""Properties, shapes, errors, edge cases and accuracy of nnbook/softmax.py."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nnbook.sigmoid import sigmoid, softplus
from nnbook.softmax import (
    cost,
    cost_gradients,
    cross_entropy,
    jacobian,
    log_softmax,
    log_sum_exp,
    loss,
    loss_gradient,
    naive_softmax,
    one_hot,
    others,
    scores,
    softmax,
)

OF_LOGITS = [naive_softmax, softmax, log_softmax, log_sum_exp, jacobian]
OF_LABELS = [cross_entropy, loss, loss_gradient, cost]
by_name = {"ids": lambda f: f.__name__}

logits = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.floats(-50, 50))


def batch(K, m, seed=0):
    rng = np.random.default_rng(seed)
    mass = rng.uniform(0.1, 1, (K, m))
    return rng.normal(size=(K, m)), mass / mass.sum(axis=0)


# Shapes and types


@pytest.mark.parametrize("function", [naive_softmax, softmax, log_softmax], **by_name)
@pytest.mark.parametrize("shape", [(1,), (4,), (4, 1), (3, 5)])
def test_the_shape_stays(function, shape):
    assert function(np.zeros(shape)).shape == shape


def test_one_number_for_each_example():
    Z, Y = batch(3, 5)
    for found in (log_sum_exp(Z), loss(Z, Y), cross_entropy(softmax(Z), Y)):
        assert found.shape == (5,)
    for found in (log_sum_exp(Z[:, 0]), loss(Z[:, 0], Y[:, 0]), cost(Z, Y)):
        assert np.shape(found) == ()


def test_columns_are_examples():
    Z, Y = batch(3, 5)
    for i in range(5):
        assert np.array_equal(softmax(Z)[:, i], softmax(Z[:, i]))
        assert loss(Z, Y)[i] == loss(Z[:, i], Y[:, i])
        assert np.array_equal(loss_gradient(Z, Y)[:, i], loss_gradient(Z[:, i], Y[:, i]))


def test_lists_are_arrays():
    assert np.array_equal(softmax([1, 2]), softmax(np.array([1.0, 2.0])))
    assert loss([1, 2], [0, 1]) == loss(np.array([1.0, 2.0]), np.array([0.0, 1.0]))


def test_arguments_are_not_changed():
    Z, Y = batch(3, 5)
    kept = Z.copy(), Y.copy()
    for function in (softmax, log_softmax, log_sum_exp):
        function(Z)
    for function in (loss, loss_gradient, cost):
        function(Z, Y)
    assert np.array_equal(Z, kept[0])
    assert np.array_equal(Y, kept[1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floating_types_stay(dtype):
    z, y = np.array([0.5, 1.0], dtype), np.array([0.25, 0.75], dtype)
    for found in (softmax(z), log_softmax(z), log_sum_exp(z), loss(z, y), loss_gradient(z, y)):
        assert found.dtype == dtype


def test_unsigned_numbers_do_not_wrap_around():
    z = np.array([0, 200], np.uint8)
    assert softmax(z).dtype == float
    assert softmax(z)[1] == 1


# What is refused


@pytest.mark.parametrize("function", OF_LOGITS, **by_name)
@pytest.mark.parametrize("bad", [[], np.zeros((0, 3)), np.zeros((3, 0)), 1.0, np.zeros((2, 2, 2))])
def test_shapes_that_are_no_columns_are_refused(function, bad):
    with pytest.raises(ValueError, match=r"must be \(K,\) or \(K, m\), not empty"):
        function(bad)


@pytest.mark.parametrize("function", OF_LOGITS, **by_name)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_refused(function, bad):
    with pytest.raises(ValueError, match="a NaN or an infinity"):
        function([0.0, bad])


@pytest.mark.parametrize("function", OF_LOGITS, **by_name)
@pytest.mark.parametrize("bad", ["ab", ["a", "b"], [None], [{}]])
def test_what_is_no_number_is_refused(function, bad):
    with pytest.raises(TypeError, match="must hold numbers, found dtype"):
        function(bad)


@pytest.mark.parametrize("function", OF_LABELS, **by_name)
def test_labels_are_checked(function):
    with pytest.raises(ValueError, match=r"these shapes differ: . \(2,\), Y \(3,\)"):
        function([0.5, 0.5], [0, 1, 0])
    with pytest.raises(ValueError, match="labels must not be negative"):
        function([0.5, 0.5], [-0.5, 1.5])
    with pytest.raises(ValueError, match="Y holds a NaN"):
        function([0.5, 0.5], [0, np.nan])


def test_logits_too_far_apart_are_refused():
    with pytest.raises(ValueError, match="too far apart for float64"):
        softmax([-1e308, 1e308])
    with pytest.raises(ValueError, match="too far apart for float64"):
        softmax([[-1e308, 0.0], [1e308, 1.0]])  # one column of the batch is enough
    with pytest.raises(ValueError, match="too far apart for float32"):
        softmax(np.array([-2e38, 2e38], np.float32))


@pytest.mark.parametrize("bad", [[0.0, 1.0], [-0.1, 1.1], [0.5, 1.5]])
def test_outputs_are_checked(bad):
    with pytest.raises(ValueError, match="every output must be positive and at most 1"):
        cross_entropy(bad, [0, 1])


def test_the_jacobian_is_of_one_example():
    with pytest.raises(ValueError, match="expected one example, found 3"):
        jacobian(np.zeros((2, 3)))
    assert np.array_equal(jacobian([[1], [2]]), jacobian([1, 2]))


def test_scores_and_gradients_refuse_shapes_that_do_not_fit():
    W, X, b = np.zeros((3, 2)), np.zeros((2, 4)), np.zeros((3, 1))
    for wrong in ((W.T, X, b), (W, X.T, b), (W, X, b[:2]), (W, X, b[:, 0])):
        with pytest.raises(ValueError, match="scores: these do not fit"):
            scores(*wrong)
    Z, Y = batch(3, 4)
    with pytest.raises(ValueError, match="cost_gradients: these do not fit"):
        cost_gradients(Z, Y, X[:, :3])


@pytest.mark.parametrize("bad", [[0, 1], [1, 4], [1.5], [], [np.nan]])
def test_classes_are_whole_numbers_from_one(bad):
    with pytest.raises(ValueError, match="a whole number from 1 to 3"):
        one_hot(bad, 3)


def test_one_hot():
    Y = one_hot([2, 1, 3, 3], 3)
    assert np.array_equal(np.argmax(Y, axis=0) + 1, [2, 1, 3, 3])
    assert np.array_equal(Y.sum(axis=0), np.ones(4))


# Properties


@given(logits)
def test_probabilities(Z):
    A = softmax(Z)
    assert np.all((A > 0) & (A <= 1))
    assert np.allclose(A.sum(axis=0), 1, rtol=0, atol=1e-14)
    assert np.allclose(A, naive_softmax(Z), rtol=1e-14)
    assert np.allclose(np.log(A), log_softmax(Z), rtol=1e-13, atol=1e-14)


@given(logits, st.floats(-1e3, 1e3))
def test_a_shift_changes_nothing(Z, h):
    assert np.allclose(softmax(Z + h), softmax(Z), rtol=1e-11)


@given(logits)
def test_the_smooth_maximum(Z):
    top = Z.max(axis=0)
    assert np.all(log_sum_exp(Z) >= top)
    assert np.all(log_sum_exp(Z) <= top + np.log(len(Z)) + 1e-13)


@given(logits)
def test_losses_are_not_negative(Z):
    Y = np.full(Z.shape, 1 / len(Z))
    assert np.all(loss(Z, Y) >= 0)
    assert np.allclose(loss(Z, Y), cross_entropy(softmax(Z), Y), rtol=1e-12, atol=1e-12)


@given(st.floats(-700, 700), st.floats(-700, 700))
def test_two_classes_are_a_sigmoid(first, second):
    assert softmax([first, second])[0] == pytest.approx(sigmoid(first - second), rel=1e-12)
    assert loss([first, second], [1, 0]) == pytest.approx(softplus(second - first), rel=1e-12)


def test_gradients_by_complex_step():
    Z, Y = batch(4, 3)
    Y[:, 1] *= 2.5  # labels with another sum
    rng = np.random.default_rng(1)
    X = rng.normal(size=(2, 3))
    W, b = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
    for k in range(4):
        step = np.zeros((4, 1))
        step[k] = 1
        assert np.allclose(loss_gradient(Z, Y)[k], np.imag(loss(Z + 1e-200j * step, Y)) / 1e-200)
        assert np.allclose(
            jacobian(Z[:, 0])[:, k], np.imag(softmax(Z + 1e-200j * step))[:, 0] * 1e200
        )
        assert np.allclose(softmax(Z)[k], np.imag(log_sum_exp(Z + 1e-200j * step)) / 1e-200)
        change = 1e-200j * step
        _, db = cost_gradients(scores(W, X, b), Y, X)
        assert db[k, 0] == pytest.approx(np.imag(cost(scores(W, X, b + change), Y)) / 1e-200)
        for q in range(2):
            change = np.zeros((4, 2), complex)
            change[k, q] = 1e-200j
            dW, _ = cost_gradients(scores(W, X, b), Y, X)
            slope = np.imag(cost(scores(W + change, X, b), Y)) / 1e-200
            assert dW[k, q] == pytest.approx(slope)


def test_a_tie_for_the_largest_logit_is_no_kink():
    for z in ([1.0, 1.0, 0.0], [2.0, 2.0, 2.0]):
        for k in range(3):
            change = np.zeros(3, complex)
            change[k] = 1e-200j
            assert np.allclose(np.imag(softmax(z + change)) * 1e200, jacobian(z)[:, k])


# Accuracy against fifty digits


def hard_cases():
    rng = np.random.default_rng(9)
    for size in (1e-300, 1e-8, 1.0, 30.0, 700.0, 1e4, 1e15, 1e300):
        for K in (2, 3, 10):
            mass = rng.uniform(0, 1, K)
            yield size * rng.standard_normal(K), mass / mass.sum()
    for level in (0.0, 1e3, -1e3, 12345.678):
        for gap in (0.1, 36.0, 40.7, 300.3, 699.7, 744.0):
            yield np.array([level, level - gap]), np.array([1.0, 0.0])
            yield np.array([level, level - gap, level - 1.1 * gap]), np.array([0.0, 1.0, 0.0])
    for K in (2, 5):
        yield np.full(K, 0.3), np.full(K, 1 / K)
    yield np.array([-8e307, 8e307, 0.0]), np.array([0.25, 0.25, 0.5])


def units(found, true):
    """How many units in the last place `found` is from `true`."""
    if abs(true) < 1e-300:
        return 0.0 if found < 2e-300 else np.inf
    return float(abs(mpmath.mpf(float(found)) - true) / mpmath.mpf(np.spacing(float(abs(true)))))


def test_accuracy():
    worst = dict.fromkeys(["softmax", "log_softmax", "loss"], 0.0)
    with mpmath.workdps(700), np.errstate(over="raise", divide="raise", invalid="raise"):
        for z, y in hard_cases():
            exact = [mpmath.mpf(float(entry)) for entry in z]
            top = max(exact)
            total = mpmath.fsum(mpmath.exp(entry - top) for entry in exact)
            logs = [entry - top - mpmath.log(total) for entry in exact]
            for k, entry in enumerate(exact):
                true = mpmath.exp(entry - top) / total
                worst["softmax"] = max(worst["softmax"], units(softmax(z)[k], true))
                if logs[k]:
                    worst["log_softmax"] = max(
                        worst["log_softmax"], units(log_softmax(z)[k], logs[k])
                    )
            true = -mpmath.fsum(
                mpmath.mpf(float(label)) * term for label, term in zip(y, logs, strict=True)
            )
            worst["loss"] = max(worst["loss"], units(loss(z, y), true))
    assert worst["softmax"] <= 4
    assert worst["log_softmax"] <= 4
    assert worst["loss"] <= 5


def test_the_correction_is_needed():
    z = np.array([600.1, 0.3])
    plain = np.exp(z[1] - z[0])
    with mpmath.workdps(50):
        true = 1 / (1 + mpmath.exp(mpmath.mpf(z[0]) - mpmath.mpf(z[1])))
        assert units(softmax(z)[1], true) <= 2
        assert units(plain, true) > 20


def test_the_sum_of_the_others():
    t, D, rest = others(np.array([[1.0, 5.0], [3.0, 5.0]]))
    assert np.array_equal(t, [[1, 0]])
    assert np.array_equal(D, [[-2, 0], [0, 0]])
    assert np.allclose(rest, [np.exp(-2), 1])


def test_how_far_logits_may_be_apart_is_asked_of_each_column():
    most = np.finfo(float).max
    np.testing.assert_array_equal(softmax([[most, -most], [most, -most]]), np.full((2, 2), 0.5))
    np.testing.assert_array_equal(softmax([[most], [0.0]]), [[1.0], [0.0]])  # just as far as may be
    with pytest.raises(ValueError, match="too far apart"):
        softmax([[most, 0.0], [-most, 0.0]])
