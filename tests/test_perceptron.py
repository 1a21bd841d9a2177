"""Properties, shapes and errors of nnbook/perceptron.py; mistakes counted against the bound."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnbook.perceptron import (
    across,
    clouds,
    correct,
    distance,
    error_rate,
    extended,
    learn,
    loss,
    margin,
    mistakes,
    perceptron,
    radius,
    raw_margin,
    separator,
    unit,
    weighted_input,
)

CORNERS = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])


def data(seed, g, n=4, m=20):
    rng = np.random.default_rng(seed)
    c = unit(rng.normal(size=(n, 1)))
    Y = rng.choice([-1.0, 1.0], size=(1, m))
    return c, Y, clouds(c, Y, rng.normal(size=(n, m)), g)


# The neuron


def test_shapes():
    w, X = np.zeros((3, 1)), np.ones((3, 5))
    assert weighted_input(w, X, 2).shape == perceptron(w, X, 2).shape == (1, 5)
    assert distance(w + 1, X, 2).shape == (1, 5)
    assert extended(X).shape == (4, 5)
    assert np.array_equal(weighted_input(w, X, 2), np.full((1, 5), 2.0))


def test_on_the_boundary_every_label_is_a_mistake():
    assert error_rate([[1]], [[0, 0, 1]], 0, [[1, -1, 1]]) == 2 / 3


def test_the_boundary_counts_as_no():
    assert perceptron([[1]], [[-1, 0, 1]], 0).tolist() == [[0, 0, 1]]


def test_bias_and_extended_columns_say_the_same():
    rng = np.random.default_rng(0)
    w, X, b = rng.normal(size=(3, 1)), rng.normal(size=(3, 4)), 0.7
    assert np.allclose(weighted_input(w, X, b), extended(w, b).T @ extended(X))


@given(st.integers(0, 1000), st.floats(0.01, 100))
def test_distances_do_not_see_the_length_of_the_weights(seed, factor):
    rng = np.random.default_rng(seed)
    w, X, b = rng.normal(size=(2, 1)), rng.normal(size=(2, 6)), rng.normal()
    assert np.allclose(distance(factor * w, X, factor * b), distance(w, X, b))


# What is refused


@pytest.mark.parametrize("bad", [np.zeros((2, 0)), np.zeros(3), 1.0, np.zeros((1, 2, 2))])
def test_what_is_no_matrix_is_refused(bad):
    for function in (extended, radius, unit):
        with pytest.raises(ValueError, match="must be a matrix, not empty"):
            function(bad)
    with pytest.raises(ValueError, match="learn: X must be a matrix, not empty"):
        learn(bad, [[1.0]])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_not_finite_are_refused(bad):
    with pytest.raises(ValueError, match="X holds a NaN or an infinity"):
        learn([[bad, 1.0]], [[1.0, -1.0]])


def test_text_is_refused():
    with pytest.raises(TypeError, match="X must hold numbers"):
        extended([["a"]])


@pytest.mark.parametrize("bad", [0, 0.5, 2])
def test_labels_are_signs(bad):
    calls = [
        lambda: learn([[1.0]], [[bad]]),
        lambda: learn([[1.0, 2.0]], [[1.0, bad]]),
        lambda: correct([[1.0]], 0, [[1.0]], bad),
        lambda: margin([[1.0]], [[bad]], [[1.0]]),
        lambda: error_rate([[1.0]], [[1.0]], 0, [[bad]]),
        lambda: clouds([[1.0]], [[bad]], [[1.0]], 1),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="every label must be 1 or -1"):
            call()


def test_shapes_that_do_not_fit_are_refused_and_all_named():
    of = np.ones
    calls = {
        "weighted_input: w (3, 1), X (2, 4), b ()": (weighted_input, of((3, 1)), of((2, 4)), 0),
        "weighted_input: w (2, 1), X (2, 4), b (2, 1)": (
            weighted_input,
            *(of((2, 1)), of((2, 4)), of((2, 1))),
        ),
        "learn: X (2, 3), Y (1, 2)": (learn, of((2, 3)), of((1, 2))),
        "raw_margin: X (1, 3), Y (1, 2)": (raw_margin, of((1, 3)), of((1, 2)), [[2.0]], -5.0),
        "margin: X (2, 3), Y (1, 3), u (3, 1)": (margin, of((2, 3)), of((1, 3)), of((3, 1))),
        "across: v (3, 1)": (across, of((3, 1))),
        "across: v (2, 2)": (across, of((2, 2))),
        "clouds: v (2, 1), Y (1, 3), N (2, 4)": (clouds, of((2, 1)), of((1, 3)), of((2, 4)), 1),
        "error_rate: X (2, 3), Y (1, 2)": (error_rate, of((2, 1)), of((2, 3)), 0, of((1, 2))),
    }
    for said, (function, *arguments) in calls.items():
        where, shapes = said.split(": ")
        whole = f"^{re.escape(f'{where}: these shapes do not fit: {shapes}')}$"
        with pytest.raises(ValueError, match=whole):
            function(*arguments)


def test_directions_are_checked():
    with pytest.raises(ValueError, match="u must have the length 1"):
        margin([[1.0]], [[1.0]], [[2.0]])
    with pytest.raises(ValueError, match="u must have the length 1"):
        margin([[1.0]], [[1.0]], [[0.9]])
    with pytest.raises(ValueError, match="expected a column that is not zero"):
        unit([[0.0], [0.0]])
    with pytest.raises(ValueError, match="weights that are all zero have no boundary"):
        distance([[0.0]], [[1.0]], 1)


# Learning


@given(st.integers(0, 1000))
def test_across_is_perpendicular_and_as_long(seed):
    c = np.random.default_rng(seed).normal(size=(6, 1))
    assert np.sum(c * across(c)) == pytest.approx(0, abs=1e-13)
    assert np.linalg.norm(across(c)) == pytest.approx(np.linalg.norm(c))
    with pytest.raises(ValueError, match="across: these shapes do not fit"):
        across(c[:3])


def test_the_raw_margin_is_the_smallest_distance():
    X, Y = np.array([[1.0, 4.0, 6.0]]), np.array([[-1, 1, 1]])
    assert raw_margin(X, Y, [[2.0]], -5.0) == raw_margin(X, Y, [[4.0]], -10.0) == 1.5
    assert raw_margin(X, -Y, [[2.0]], -5.0) == -3.5
    with pytest.raises(ValueError, match="raw_margin: these shapes do not fit"):
        raw_margin(X, Y[:, :2], [[2.0]], -5.0)


def test_only_a_mistake_changes_anything():
    w, b = np.array([[1.0], [2.0]]), 0.5
    x = np.array([[1.0], [1.0]])
    same, bias = correct(w, b, x, 1)
    assert np.array_equal(same, w)
    assert bias == b
    other, bias = correct(w, b, x, -1)
    assert np.array_equal(other, w - x)
    assert bias == -0.5


def test_learn_is_correct_again_and_again():
    _, Y, X = data(3, 2.0)
    weights, examples = learn(X, Y)
    w, b, made = np.zeros((4, 1)), 0.0, []
    for _ in range(100):
        for i in range(X.shape[1]):
            before = w
            w, b = correct(w, b, X[:, [i]], Y[0, i])
            if w is not before and not np.array_equal(w, before):
                made.append(i + 1)
    assert made == examples.tolist()
    assert np.allclose(weights[-1], extended(w, b))
    assert len(weights) == len(examples) + 1
    assert np.all(weights[0] == 0)


@given(st.integers(0, 10**6), st.floats(0.01, 5))
@settings(max_examples=150, deadline=None)
def test_never_more_mistakes_than_novikoff_says(seed, g):
    c, Y, X = data(seed, g)
    room = margin(extended(X), Y, separator(c, g))
    assert room >= (1 - 1e-12) * 5 / 4 / np.sqrt(1 + g * g)
    assert mistakes(X, Y) <= radius(extended(X)) ** 2 / room**2
    weights, _ = learn(X, Y)
    assert error_rate(weights[-1][:-1], X, weights[-1][-1, 0], Y) == 0


def test_the_bound_is_attained():
    c = np.full((4, 1), 0.5)  # of length 1 without rounding
    Y = np.array([[1.0, -1.0, -1.0, 1.0]])
    X = clouds(c, Y, np.ones((4, 4)), 0.0)
    assert mistakes(X, Y) == 2
    assert radius(extended(X)) ** 2 == pytest.approx(2 * (5 / 4) ** 2, rel=1e-15)
    assert margin(extended(X), Y, separator(c, 0.0)) == 5 / 4


def test_the_order_of_the_examples_does_not_break_the_bound():
    c, Y, X = data(5, 3.0)
    bound = radius(extended(X)) ** 2 / margin(extended(X), Y, separator(c, 3.0)) ** 2
    for seed in range(20):
        order = np.random.default_rng(seed).permutation(X.shape[1])
        assert mistakes(X[:, order], Y[:, order]) <= bound


@pytest.mark.parametrize(("size", "M"), [(1.0, 10), (0.3, 7), (0.1, 37), (0.03, 373), (0.01, 3337)])
def test_the_bound_without_the_bias_fails(size, M):
    X, Y = size * np.array([[1.0, 3.0]]), np.array([[-1.0, 1.0]])
    assert mistakes(X, Y) == M
    raw = (3 * size) ** 2 / size**2
    assert raw == pytest.approx(9)
    u = unit([[1.0], [-2 * size]])
    bound = radius(extended(X)) ** 2 / margin(extended(X), Y, u) ** 2
    assert mistakes(X, Y) <= bound
    assert (size == 0.3) != (mistakes(X, Y) > raw)


def test_xor_is_given_up():
    with pytest.raises(ValueError, match="still mistakes after 50 passes"):
        learn(CORNERS, [[-1, 1, 1, -1]], passes=50)


def test_no_weights_are_right_about_xor():
    Y = np.array([[-1, 1, 1, -1]])
    rng = np.random.default_rng(0)
    rates = [error_rate(rng.normal(size=(2, 1)), CORNERS, rng.normal(), Y) for _ in range(500)]
    assert min(rates) == 0.25


@pytest.mark.parametrize("number", range(16))
def test_the_other_functions_of_two_bits_are_learned(number):
    Y = np.array([[1.0 if number >> k & 1 else -1.0 for k in range(4)]])
    if number in (6, 9):
        with pytest.raises(ValueError, match="can a line separate these"):
            learn(CORNERS, Y, passes=100)
    else:
        weights, _ = learn(CORNERS, Y)
        assert error_rate(weights[-1][:2], CORNERS, weights[-1][2, 0], Y) == 0


# The loss


@given(st.floats(-10, 10), st.sampled_from([-1.0, 1.0]))
def test_the_loss_and_its_slope(z, y):
    assert loss(z, y) == max(0.0, -y * z)
    slope = np.imag(loss(z + 1e-200j, y)) / 1e-200
    assert slope == (-y if y * z < 0 else 0)
