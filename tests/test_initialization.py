"""The code of docs/initialization.md: weights, predictions, measurements, errors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.activations import (
    identity,
    identity_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
    tanh_derivative,
)
from nnbook.backpropagation import backward, forward
from nnbook.initialization import (
    backward_variances,
    forward_variances,
    four_starts,
    he_deviation,
    he_normal,
    measured_ends,
    network,
    normal,
    predicted_ends,
    propagate,
    second_moment,
    xavier_deviation,
    xavier_limit,
    xavier_normal,
    xavier_uniform,
)
from nnbook.sigmoid import sigmoid, sigmoid_derivative

sizes = st.integers(1, 2000)
DRAWS = [he_normal, xavier_normal, xavier_uniform]
ACTIVATIONS = {
    "identity": (identity, identity_derivative),
    "relu": (relu, relu_derivative),
    "leaky": (leaky_relu, leaky_relu_derivative),
    "tanh": (np.tanh, tanh_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
}


# Deviations and weights.


@given(sizes, sizes)
def test_xavier_is_the_compromise(n_in, n_out):
    assert (n_in + n_out) * xavier_deviation(n_in, n_out) ** 2 == pytest.approx(2)
    assert xavier_limit(n_in, n_out) == pytest.approx(3**0.5 * xavier_deviation(n_in, n_out))
    assert n_in * he_deviation(n_in) ** 2 == pytest.approx(2)


@pytest.mark.parametrize("draw", DRAWS)
def test_weights_have_the_shape_the_mean_and_the_deviation_they_should(draw):
    W = draw(300, 500, np.random.default_rng(3))
    s = he_deviation(300) if draw is he_normal else xavier_deviation(300, 500)
    assert W.shape == (500, 300)
    assert abs(W.mean()) < 4 * s / W.size**0.5
    assert W.std() == pytest.approx(s, rel=0.01)


def test_uniform_weights_keep_to_their_limits():
    W, c = xavier_uniform(300, 500, 3), xavier_limit(300, 500)
    assert 0.999 * c < np.abs(W).max() <= c


@pytest.mark.parametrize("draw", DRAWS)
def test_a_seed_repeats_and_a_generator_goes_on(draw):
    assert np.array_equal(draw(3, 4, 5), draw(3, 4, np.random.default_rng(5)))
    rng = np.random.default_rng(5)
    assert not np.array_equal(draw(3, 4, rng), draw(3, 4, rng))


def test_the_layers_of_a_network_differ():
    parameters = network([4, 4, 4], he_normal, 0)
    assert [b.shape for _, b in parameters] == [(4, 1), (4, 1)]
    assert not any(b.any() for _, b in parameters)
    assert not np.array_equal(parameters[0][0], parameters[1][0])


# Predictions.


@given(st.floats(1e-6, 1e4))
def test_second_moments_that_are_known(v):
    assert second_moment(identity, v) == pytest.approx(v, rel=1e-12)
    assert second_moment(relu, v) == pytest.approx(v / 2, rel=1e-12)
    assert second_moment(relu_derivative, v) == pytest.approx(1 / 2, rel=1e-12)
    assert second_moment(leaky_relu, v) == pytest.approx(v * (1 + 0.01**2) / 2, rel=1e-12)
    cosine = (1 + np.exp(-2 * v)) / 2 if v < 30 else 0.5
    if v < 100:  # faster waves fall between the points
        assert second_moment(np.cos, v) == pytest.approx(cosine, rel=1e-9)


def test_a_second_moment_without_variance_is_a_square():
    assert second_moment(sigmoid, 0) == pytest.approx(0.25)


def test_the_second_moment_of_a_steep_tanh_against_many_draws():
    z = 10 * np.random.default_rng(0).standard_normal(400_000)
    for g in (np.tanh, tanh_derivative):
        squares = g(z) ** 2
        error = 4 * squares.std() / squares.size**0.5
        assert second_moment(g, 100) == pytest.approx(squares.mean(), abs=error)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_predictions_agree_with_wide_networks(name):
    g, dg = ACTIVATIONS[name]
    n, s = [50, 400, 300, 500, 350], [0.15, 0.06, 0.07, 0.05]
    rng, forwards, backwards = np.random.default_rng(1), [], []
    for _ in range(20):
        parameters = [
            (normal(n[l], n[l + 1], s[l], rng), np.zeros((n[l + 1], 1))) for l in range(4)
        ]
        X, D = rng.standard_normal((50, 4)), rng.standard_normal((350, 4))
        X *= np.sqrt(X.size / np.sum(X**2))
        v, u = propagate(X, D, parameters, g, dg)
        forwards.append(v)
        backwards.append(u)
    v = forward_variances(n, s, 1, g)
    assert np.mean(forwards, axis=0) == pytest.approx(v, rel=0.05)
    assert np.mean(backwards, axis=0) == pytest.approx(backward_variances(n, s, v, 1, dg), rel=0.05)


def test_the_last_layer_may_vary_little():
    small = backward_variances([2, 3, 4], [0.5, 0.5], [0.5, 0.375], 0.5, np.ones_like)
    assert small == pytest.approx([0.5, 0.5])


def test_he_keeps_relus_at_every_width():
    n = [80, 50, 200, 100, 300]
    s = [he_deviation(k) for k in n[:-1]]
    v = forward_variances(n, s, 1.5, relu)
    assert v == pytest.approx([3, 3, 3, 3])
    u = backward_variances(n, s, v, 1, relu_derivative)
    assert u == pytest.approx([300 / 50, 300 / 200, 300 / 100, 1])


# Measurements.


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_propagate_measures_what_backpropagation_computes(name):
    g, dg = ACTIVATIONS[name]
    rng = np.random.default_rng(2)
    parameters = network([3, 5, 4, 2], xavier_normal, rng)
    X, D = rng.standard_normal((3, 6)), rng.standard_normal((2, 6))
    values = forward(X, parameters, g, identity)
    _, dZ, _ = backward(X, values[-1][1] - D, parameters, values, dg)
    v, u = propagate(X, D, parameters, g, dg)
    assert v == pytest.approx([np.mean(Z**2) for Z, _ in values])
    assert u == pytest.approx([np.mean(dZ[l] ** 2) for l in (1, 2, 3)])


def test_one_layer_has_nothing_to_hand_back():
    v, u = propagate([[1.0]], [[3.0]], [([[2.0]], [[0.0]])], relu, relu_derivative)
    assert (v.tolist(), u.tolist()) == ([4.0], [9.0])


@pytest.mark.parametrize("name", ["identity", "relu"])
def test_both_ends_of_a_deep_network(name):
    g, dg = ACTIVATIONS[name]
    half = {"identity": 1, "relu": 1 / 2}[name]
    s = four_starts(50)
    found = predicted_ends(s, 50, 8, g, dg)
    factor = 50 * s[:, 0] ** 2
    assert found[:, 0] == pytest.approx(half**7 * factor**8)
    assert found[:, 1] == pytest.approx((half * factor) ** 7)
    measured = measured_ends(s, 50, 8, g, dg, 60, 4, rng=1)
    assert np.log(measured) == pytest.approx(np.log(found), abs=0.35)


# What is refused.


@pytest.mark.parametrize("n", [0, -1, 2.5])
def test_a_layer_has_neurons(n):
    for call in (he_deviation, lambda n: xavier_deviation(3, n), lambda n: xavier_limit(n, 3)):
        with pytest.raises(ValueError, match="1, 2, 3"):
            call(n)
    for draw in DRAWS:
        with pytest.raises(ValueError, match="1, 2, 3"):
            draw(n, 3, 0)


@pytest.mark.parametrize("s", [0, -1, float("nan")])
def test_a_deviation_is_positive(s):
    with pytest.raises(ValueError, match="positive"):
        normal(2, 3, s, 0)


def test_a_network_has_layers():
    with pytest.raises(ValueError, match="two sizes"):
        network([3], he_normal, 0)
    assert [W.shape for W, _ in network([3, 2], he_normal, 0)] == [(2, 3)]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: second_moment(identity, -1), "v: must not be below 0"),
        (lambda: second_moment(identity, [1, 2]), "one finite number"),
        (lambda: second_moment(identity, float("nan")), "v: expected one finite number, found nan"),
        (lambda: forward_variances([2, 3], [1, 1], 1, identity), "2 sizes need 1 deviations"),
        (lambda: forward_variances([2, 0], [1], 1, identity), "1, 2, 3"),
        (lambda: forward_variances([2, 3], [-1], 1, identity), "s: must not be below 0"),
        (lambda: forward_variances([2, 3], [], 1, identity), "a list of finite numbers"),
        (lambda: forward_variances([2, 3, 2], [1, np.nan], 1, identity), "of finite numbers"),
        (lambda: forward_variances([2, 3, 2], [1, -1], 1, identity), "not be below 0, found -1"),
        (lambda: forward_variances([2, 3], [1], float("inf"), identity), "q: expected one"),
        (
            lambda: backward_variances([2, 3], [1], [1, 1], 1, identity),
            "v: needs 1 variances, one a layer, found 2",
        ),
        (
            lambda: propagate([[1]], [[1, 1]], [([[1]], [[0]])], identity, identity),
            r"D: needs the shape \(1, 1\), found \(1, 2\)",
        ),
        (lambda: propagate([[1]], [[1]], [], identity, identity), "at least one layer"),
    ],
)
def test_what_does_not_fit_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
