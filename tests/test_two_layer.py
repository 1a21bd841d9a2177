"""Gradients, properties, shapes, errors and edge cases of nnbook/two_layer.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook.sigmoid import sigmoid, sigmoid_derivative
from nnbook.two_layer import (
    affine,
    backward,
    cost,
    forward,
    initialize,
    loss,
    loss_gradient,
    shared_bias,
    sigmoid_slope,
    step,
    tanh,
    tanh_slope,
    train,
)

SIZES = [(2, 3, 4, 5), (2, 3, 1, 1), (1, 1, 1, 1), (4, 2, 3, 1), (3, 5, 1, 7)]
HIDDEN = {"sigmoid": (sigmoid, sigmoid_slope), "tanh": (tanh, tanh_slope)}
PARAMETERS = ("W1", "b1", "W2", "b2")
XOR = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]), np.array([[0.0, 1.0, 1.0, 0.0]])

sizes = pytest.mark.parametrize("shape", SIZES, ids=lambda shape: "x".join(map(str, shape)))
hidden = pytest.mark.parametrize("hidden", HIDDEN)
seeds = st.integers(0, 2**32 - 1)
lengths = st.integers(1, 6)


def network(n_0, n_1, n_2, m, seed=0):
    """Inputs, soft labels and parameters, all entries different from zero."""
    rng = np.random.default_rng(seed)
    X, Y = rng.standard_normal((n_0, m)), rng.uniform(0.05, 0.95, (n_2, m))
    W1, b1 = rng.standard_normal((n_1, n_0)), rng.standard_normal((n_1, 1))
    W2, b2 = rng.standard_normal((n_2, n_1)), rng.standard_normal((n_2, 1))
    return X, Y, W1, b1, W2, b2


def gradients(X, Y, W1, b1, W2, b2, hidden="sigmoid"):
    """The seven results of the backward pass by name."""
    g, slope = HIDDEN[hidden]
    _, A1, _, A2 = forward(X, W1, b1, W2, b2, g)
    names = ("dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")
    return dict(zip(names, backward(X, Y, W2, A1, A2, slope), strict=True))


def complex_step(function, at):
    """Derivative of a number by every entry of an array."""
    found = np.empty(at.shape)
    for place in np.ndindex(at.shape):
        moved = at.astype(complex)
        moved[place] += 1e-30j
        found[place] = function(moved).imag / 1e-30
    return found


def worked_example():
    """The numbers of the section on one training step."""
    W1, b1 = np.array([[0.2, -0.4], [0.5, 0.6], [-0.3, 0.8]]), np.array([[0.1], [-0.2], [0.3]])
    W2, b2 = np.array([[0.7, -0.5, 0.3]]), np.array([[-0.4]])
    return np.array([[1.0], [0.5]]), np.array([[1.0]]), W1, b1, W2, b2


# Gradients


@sizes
@hidden
@pytest.mark.parametrize("name", PARAMETERS)
def test_gradients_of_the_cost(shape, hidden, name):
    X, Y, *values = network(*shape)
    place = PARAMETERS.index(name)

    def cost_of(value):
        changed = [*values[:place], value, *values[place + 1 :]]
        return cost(forward(X, *changed, HIDDEN[hidden][0])[-1], Y)

    expected = complex_step(cost_of, values[place])
    np.testing.assert_allclose(
        gradients(X, Y, *values, hidden)["d" + name], expected, rtol=1e-11, atol=1e-14
    )


@sizes
@hidden
def test_columns_are_gradients_of_single_losses(shape, hidden):
    X, Y, W1, b1, W2, b2 = network(*shape)
    g = HIDDEN[hidden][0]
    Z1, A1, Z2, A2 = forward(X, W1, b1, W2, b2, g)
    found = gradients(X, Y, W1, b1, W2, b2, hidden)

    def from_z1(Z1):
        return from_a1(g(Z1))

    def from_a1(A1):
        return from_z2(affine(W2, A1, b2))

    def from_z2(Z2):
        return loss(sigmoid(Z2), Y)

    for name, function, at in (
        ("dZ2", from_z2, Z2),
        ("dA1", from_a1, A1),
        ("dZ1", from_z1, Z1),
    ):
        np.testing.assert_allclose(
            found[name], complex_step(function, at), rtol=1e-11, atol=1e-14, err_msg=name
        )
    np.testing.assert_allclose(
        loss_gradient(A2, Y), complex_step(lambda A2: loss(A2, Y), A2), rtol=1e-12
    )


@sizes
def test_the_gradient_by_z2_is_that_by_a2_times_the_slope(shape):
    X, Y, W1, b1, W2, b2 = network(*shape)
    A2 = forward(X, W1, b1, W2, b2)[-1]
    expected = loss_gradient(A2, Y) * sigmoid_slope(A2)
    np.testing.assert_allclose(gradients(X, Y, W1, b1, W2, b2)["dZ2"], expected, rtol=1e-12)


def test_slopes_from_the_output():
    z = np.linspace(-4, 4, 17)
    np.testing.assert_allclose(sigmoid_slope(sigmoid(z)), sigmoid_derivative(z), rtol=1e-13)
    np.testing.assert_allclose(tanh_slope(tanh(z)), 1 / np.cosh(z) ** 2, rtol=1e-12)


def test_the_slope_of_another_activation_is_used():
    X, Y, W1, b1, W2, b2 = network(2, 3, 1, 4)
    identity = forward(X, W1, b1, W2, b2, lambda Z: Z)
    _, _, _, dA1, dZ1, _, _ = backward(X, Y, W2, identity[1], identity[3], np.ones_like)
    assert np.array_equal(dA1, dZ1)
    collapsed = sigmoid(affine(W2 @ W1, X, W2 @ b1 + b2))
    np.testing.assert_allclose(identity[3], collapsed, rtol=1e-12)


# Batches


@given(lengths, lengths, lengths, lengths, seeds)
def test_the_batch_is_the_mean_of_its_examples(n_0, n_1, n_2, m, seed):
    X, Y, *values = network(n_0, n_1, n_2, m, seed)
    whole = gradients(X, Y, *values)
    single = [gradients(X[:, [i]], Y[:, [i]], *values) for i in range(m)]
    for name in ("dW1", "db1", "dW2", "db2"):
        mean = sum(one[name] for one in single) / m
        np.testing.assert_allclose(whole[name], mean, rtol=1e-9, atol=1e-12)
    for name in ("dZ2", "dA1", "dZ1"):
        columns = np.hstack([one[name] for one in single])
        np.testing.assert_allclose(whole[name], columns, rtol=1e-9, atol=1e-12)


def test_the_cost_of_one_example_is_its_loss():
    X, Y, *values = network(2, 3, 4, 1)
    A2 = forward(X, *values)[-1]
    assert cost(A2, Y) == loss(A2, Y)


def test_the_loss_of_a_batch_is_the_sum():
    A2, Y = np.array([[0.9, 0.2], [0.4, 0.7]]), np.array([[1.0, 0.0], [1.0, 1.0]])
    assert loss(A2, Y) == pytest.approx(-np.log([0.9, 0.8, 0.4, 0.7]).sum(), rel=1e-14)
    assert cost(A2, Y) == pytest.approx(loss(A2, Y) / 2, rel=1e-15)


@given(seeds)
def test_the_order_of_the_examples_does_not_matter(seed):
    X, Y, *values = network(2, 3, 2, 6, seed)
    order = np.random.default_rng(seed).permutation(6)
    first, second = gradients(X, Y, *values), gradients(X[:, order], Y[:, order], *values)
    for name in ("dW1", "db1", "dW2", "db2"):
        np.testing.assert_allclose(first[name], second[name], rtol=1e-9, atol=1e-12)


@given(seeds)
def test_the_order_of_the_hidden_neurons_does_not_matter(seed):
    X, Y, W1, b1, W2, b2 = network(2, 4, 3, 5, seed)
    order = np.random.default_rng(seed).permutation(4)
    mixed = W1[order], b1[order], W2[:, order], b2
    np.testing.assert_allclose(forward(X, W1, b1, W2, b2)[-1], forward(X, *mixed)[-1], rtol=1e-12)
    first, second = gradients(X, Y, W1, b1, W2, b2), gradients(X, Y, *mixed)
    np.testing.assert_allclose(first["dW1"][order], second["dW1"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(first["dW2"][:, order], second["dW2"], rtol=1e-9, atol=1e-12)


def test_each_example_twice_changes_no_gradient():
    X, Y, *values = network(2, 3, 2, 4)
    once, twice = gradients(X, Y, *values), gradients(np.tile(X, 2), np.tile(Y, 2), *values)
    for name in ("dW1", "db1", "dW2", "db2"):
        np.testing.assert_allclose(once[name], twice[name], rtol=1e-12)


# Shapes, types and errors


@sizes
def test_shapes(shape):
    n_0, n_1, n_2, m = shape
    X, Y, *values = network(*shape)
    assert [array.shape for array in forward(X, *values)] == [(n_1, m)] * 2 + [(n_2, m)] * 2
    assert [array.shape for array in gradients(X, Y, *values).values()] == [
        (n_2, m),
        (n_2, n_1),
        (n_2, 1),
        (n_1, m),
        (n_1, m),
        (n_1, n_0),
        (n_1, 1),
    ]
    assert [array.shape for array in step(X, Y, *values, 0.1)] == [v.shape for v in values]


def test_single_precision_stays():
    X, Y, *values = (array.astype(np.float32) for array in network(2, 3, 4, 5))
    assert {array.dtype for array in forward(X, *values)} == {np.dtype(np.float32)}
    found = gradients(X, Y, *values)
    assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("W", "X", "b"),
    [
        ((3, 2), (3, 5), (3, 1)),  # W and X do not match
        ((3, 2), (2, 5), (2, 1)),  # the bias of the layer before
        ((3, 2), (2, 5), (3,)),  # a bias without columns would be added along the wrong axis
        ((3, 2), (2, 3), (1, 3)),
        ((3, 2), (2, 5), (1, 1)),  # one bias for all neurons
        ((3, 2), (2,), (3, 1)),  # an example that is no column
        ((2,), (2, 5), (1, 1)),
    ],
)
def test_affine_refuses(W, X, b):
    with pytest.raises(ValueError, match=r"affine: [WXb] has shape \(.*\), beside .* needs \("):
        affine(np.ones(W), np.ones(X), np.ones(b))


@pytest.mark.parametrize("Y", [(5,), (1, 5), (4, 1), (5, 4)])
@pytest.mark.parametrize("function", [loss, cost, loss_gradient])
def test_labels_in_another_shape_are_refused(function, Y):
    with pytest.raises(ValueError, match=r"has shape .* it needs"):
        function(np.full((4, 5), 0.5), np.full(Y, 0.5))


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("X", (2, 4)),
        ("X", (2, 1)),
        ("Y", (4, 1)),
        ("Y", (5,)),
        ("W2", (3, 4)),
        ("A1", (3, 1)),
        ("A1", (1, 5)),
        ("A2", (1, 5)),
    ],
)
def test_backward_refuses(name, shape):
    right = {"X": (2, 5), "Y": (4, 5), "W2": (4, 3), "A1": (3, 5), "A2": (4, 5)}
    arrays = {key: np.full(value, 0.5) for key, value in {**right, name: shape}.items()}
    with pytest.raises(ValueError, match=r"backward: .* has shape .* it needs"):
        backward(**arrays)


def test_an_empty_batch_is_refused():
    X, Y, *values = network(2, 3, 4, 0)
    _, A1, _, A2 = forward(X, *values)
    with pytest.raises(ValueError, match="needs examples as columns"):
        cost(A2, Y)
    with pytest.raises(ValueError, match="needs examples as columns"):
        backward(X, Y, values[2], A1, A2)


def test_a_batch_has_two_dimensions():
    with pytest.raises(ValueError, match=r"found shape \(2,\)"):
        cost(np.array([0.5, 0.5]), np.array([1.0, 0.0]))


# Saturation


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("far", [-800.0, -40.0, 40.0, 800.0])
def test_gradients_stay_finite_where_the_output_saturates(far, label):
    X, _, W1, b1, W2, _ = network(2, 3, 1, 1)
    found = gradients(X, np.array([[label]]), W1, b1, W2, np.array([[far]]))
    assert found["dZ2"] == pytest.approx(np.array([[(far > 0) - label]]), abs=1e-12)
    assert all(np.isfinite(array).all() for array in found.values())


@pytest.mark.parametrize("output", [0.0, 1.0])
def test_the_loss_says_that_an_output_is_saturated(output):
    with pytest.raises(ValueError, match="exactly 0 or 1"):
        loss(np.array([[output]]), np.array([[1.0]]))


def test_saturated_hidden_neurons_pass_nothing_on():
    X, Y, W1, b1, W2, b2 = network(2, 3, 2, 4)
    found = gradients(X, Y, W1, b1 + 800, W2, b2)
    assert not found["dZ1"].any()
    assert found["dW2"].any()


# Steps


def test_the_worked_example():
    x, y, *values = worked_example()
    Z1, _, _, A2 = forward(x, *values)
    assert Z1.ravel() == pytest.approx([0.1, 0.6, 0.4], abs=1e-15)
    assert loss(A2, y) == pytest.approx(0.7849, abs=5e-5)
    assert gradients(x, y, *values)["dA1"].ravel() == pytest.approx(
        [-0.3807, 0.2719, -0.1631], abs=5e-5
    )
    after = step(x, y, *values, 2)
    assert loss(forward(x, *after)[-1], y) == pytest.approx(0.1038, abs=5e-5)


def test_a_step_reads_everything_before_it_updates():
    X, Y, *values = network(2, 3, 4, 5)
    found = gradients(X, Y, *values)
    for name, old, new in zip(PARAMETERS, values, step(X, Y, *values, 0.3), strict=True):
        assert np.array_equal(new, old - 0.3 * found["d" + name])


def test_a_step_changes_none_of_its_arguments():
    arguments = network(2, 3, 4, 5)
    before = [array.copy() for array in arguments]
    step(*arguments, 0.5)
    train(*arguments, 0.5, 2)
    assert all(np.array_equal(a, b) for a, b in zip(arguments, before, strict=True))


@given(seeds)
def test_a_small_step_lowers_the_cost(seed):
    _, costs = train(*network(2, 3, 2, 5, seed), 1e-3, 1)[-2:]
    assert costs[1] < costs[0]


def test_the_first_change_is_minus_the_squared_gradient():
    X, Y, *values = network(2, 3, 4, 5)
    found = gradients(X, Y, *values)
    squares = sum((found["d" + name] ** 2).sum() for name in PARAMETERS)
    assert train(X, Y, *values, 1e-30j, 1)[-1][1].imag / 1e-30 == pytest.approx(-squares, rel=1e-12)


def test_training_is_repeated_steps():
    X, Y, *values = network(2, 3, 1, 4)
    *trained, costs = train(X, Y, *values, 0.5, 3)
    expected = [cost(forward(X, *values)[-1], Y)]
    for _ in range(3):
        values = step(X, Y, *values, 0.5)
        expected.append(cost(forward(X, *values)[-1], Y))
    assert costs == expected
    assert all(np.array_equal(a, b) for a, b in zip(trained, values, strict=True))


def test_training_without_a_step():
    X, Y, *values = network(2, 3, 1, 4)
    *trained, costs = train(X, Y, *values, 0.5, 0)
    assert len(costs) == 1
    assert all(a is b for a, b in zip(trained, values, strict=True))


def test_equal_hidden_neurons_stay_equal():
    X, Y, _, _, _, b2 = network(2, 3, 2, 5)
    W1, b1 = np.tile([[0.3, -0.7]], (3, 1)), np.full((3, 1), 0.2)
    W2 = np.tile([[0.5], [-1.1]], (1, 3))
    W1, b1, W2, _, _ = train(X, Y, W1, b1, W2, b2, 0.5, 50)
    assert np.linalg.matrix_rank(W1) == 1
    np.testing.assert_allclose(W1, W1[[0, 0, 0]], rtol=1e-12)
    np.testing.assert_allclose(b1, b1[0, 0], rtol=1e-12)
    np.testing.assert_allclose(W2, W2[:, [0, 0, 0]], rtol=1e-12)


# XOR and the start


def test_xor_by_explicit_weights():
    X, Y = XOR
    W1, b1 = np.array([[20.0, 20.0], [-20.0, -20.0]]), np.array([[-10.0], [30.0]])
    A2 = forward(X, W1, b1, np.array([[20.0, 20.0]]), np.array([[-30.0]]))[-1]
    np.testing.assert_allclose(A2, Y, atol=5e-5)


def test_xor_by_training():
    X, Y = XOR
    *trained, costs = train(X, Y, *initialize(2, 3, 1, seed=3), 2, 300)
    assert np.array_equal(forward(X, *trained)[-1] > 0.5, Y == 1)
    assert costs == sorted(costs, reverse=True)


def test_a_step_that_is_too_long_raises_the_cost():
    costs = train(*XOR, *initialize(2, 3, 1, seed=3), 10, 1)[-1]
    assert costs[1] > costs[0]


def test_initialize():
    W1, b1, W2, b2 = initialize(2, 3, 4, seed=1)
    assert [array.shape for array in (W1, b1, W2, b2)] == [(3, 2), (3, 1), (4, 3), (4, 1)]
    assert not b1.any()
    assert not b2.any()
    assert np.unique(np.concatenate([W1.ravel(), W2.ravel()])).size == W1.size + W2.size
    again, other = initialize(2, 3, 4, seed=1), initialize(2, 3, 4, seed=2)
    assert np.array_equal(W1, again[0])
    assert not np.array_equal(W1, other[0])


def test_initial_weights_are_standard_normal():
    weights = np.concatenate([W.ravel() for W in initialize(100, 100, 100, seed=0)[::2]])
    assert abs(weights.mean()) < 0.05
    assert abs(weights.std() - 1) < 0.05


def test_a_shared_bias_sums_the_gradients():
    X, Y, W1, _, W2, b2 = network(2, 3, 4, 5)

    def cost_of(beta):
        return cost(forward(X, W1, shared_bias(beta, 3), W2, b2)[-1], Y)

    found = gradients(X, Y, W1, shared_bias(0.4, 3), W2, b2)
    assert cost_of(0.4 + 1e-30j).imag / 1e-30 == pytest.approx(found["db1"].sum(), rel=1e-12)
    assert np.array_equal(shared_bias(0.4, 3), [[0.4]] * 3)
