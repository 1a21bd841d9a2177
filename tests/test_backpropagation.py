"""The code of docs/backpropagation.md: gradients, batches, counts, steps, errors."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook import cross_entropy, mean_squared_error, softmax, two_layer
from nnbook.activations import (
    identity,
    identity_derivative,
    relu,
    relu_derivative,
    tanh_derivative,
)
from nnbook.backpropagation import (
    activate,
    backward,
    count_backward,
    count_forward,
    forward,
    initialize,
    output_error,
    softmax_cost,
    squared_cost,
    step,
    train,
)
from nnbook.sigmoid import sigmoid, sigmoid_derivative, softplus

HIDDEN = {
    "tanh": (two_layer.tanh, tanh_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "relu": (relu, relu_derivative),
    "softplus": (softplus, sigmoid),
    "identity": (identity, identity_derivative),
}
OUTPUTS = {
    "sigmoid": (sigmoid, two_layer.cost),
    "softmax": (softmax.softmax, softmax_cost),
    "identity": (identity, squared_cost),
}
SIZES = [(2, 3), (3, 1), (2, 3, 4), (2, 3, 4, 5), (1, 1, 1, 1), (3, 2, 4, 6, 7, 5)]

seeds = st.integers(0, 2**32 - 1)
networks = st.lists(st.integers(1, 5), min_size=2, max_size=6)
hidden = st.sampled_from(sorted(HIDDEN))
outputs = st.sampled_from(sorted(OUTPUTS))


def network(sizes, m, output="sigmoid", seed=0):
    """Inputs, labels that fit the output, and parameters, all different from zero."""
    rng = np.random.default_rng(seed)
    Y = rng.uniform(0.1, 0.9, (sizes[-1], m))
    Y = {"sigmoid": Y, "softmax": Y / Y.sum(axis=0), "identity": 4 * Y - 2}[output]
    parameters = [
        (rng.uniform(-1, 1, (n, k)), rng.uniform(-1, 1, (n, 1))) for k, n in pairwise(sizes)
    ]
    return rng.standard_normal((sizes[0], m)), Y, parameters


def run(X, Y, parameters, activation="tanh", output="sigmoid"):
    """Cost, gradients, dZ and dA."""
    (g, dg), (h, cost) = HIDDEN[activation], OUTPUTS[output]
    values = forward(X, parameters, g, h)
    return cost(values[-1][1], Y), *backward(X, Y, parameters, values, dg)


def cost_of(X, Y, parameters, activation, output):
    (g, _), (h, cost) = HIDDEN[activation], OUTPUTS[output]
    return cost(forward(X, parameters, g, h)[-1][1], Y)


def moved(parameters, directions, t):
    """All parameters moved along the directions by t."""
    pairs = zip(parameters, directions, strict=True)
    return [(W + t * V, b + t * c) for (W, b), (V, c) in pairs]


# Gradients


@given(networks, st.integers(1, 4), hidden, outputs, seeds)
def test_the_gradient_along_a_direction(sizes, m, activation, output, seed):
    X, Y, parameters = network(sizes, m, output, seed)
    _, gradients, _, _ = run(X, Y, parameters, activation, output)
    _, _, directions = network(sizes, m, output, seed + 1)
    expected = cost_of(X, Y, moved(parameters, directions, 1e-30j), activation, output).imag / 1e-30
    terms = [
        np.sum(dW * V) + np.sum(db * c)
        for (dW, db), (V, c) in zip(gradients, directions, strict=True)
    ]
    scale = max(1.0, *(abs(term) for term in terms))
    assert sum(terms) == pytest.approx(expected, rel=1e-9, abs=1e-11 * scale)


@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes)))
@pytest.mark.parametrize("activation", HIDDEN)
@pytest.mark.parametrize("output", OUTPUTS)
def test_the_gradient_by_every_parameter(sizes, activation, output):
    X, Y, parameters = network(sizes, 3, output, seed=4)
    _, gradients, _, _ = run(X, Y, parameters, activation, output)
    for l, pair in enumerate(parameters):
        for which, array in enumerate(pair):
            expected = np.empty(array.shape)
            for place in np.ndindex(array.shape):
                other = [[np.array(part, dtype=complex) for part in both] for both in parameters]
                other[l][which][place] += 1e-30j
                expected[place] = cost_of(X, Y, other, activation, output).imag / 1e-30
            np.testing.assert_allclose(gradients[l][which], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("activation", HIDDEN)
@pytest.mark.parametrize("output", OUTPUTS)
def test_the_gradient_against_real_differences(activation, output):
    """A second method, which knows nothing of complex numbers."""
    X, Y, parameters = network((3, 4, 2, 5), 6, output, seed=8)
    _, gradients, _, _ = run(X, Y, parameters, activation, output)
    _, _, directions = network((3, 4, 2, 5), 6, output, seed=9)
    costs = [
        cost_of(X, Y, moved(parameters, directions, t * 1e-4), activation, output)
        for t in (-2, -1, 1, 2)
    ]
    expected = (costs[0] - 8 * costs[1] + 8 * costs[2] - costs[3]) / 12e-4
    found = sum(
        np.sum(dW * V) + np.sum(db * c)
        for (dW, db), (V, c) in zip(gradients, directions, strict=True)
    )
    assert found == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("activation", HIDDEN)
@pytest.mark.parametrize("output", OUTPUTS)
def test_columns_are_gradients_of_single_losses(activation, output):
    """dZ and dA of every layer, by the network that is left above it."""
    (g, dg), (h, cost) = HIDDEN[activation], OUTPUTS[output]
    X, Y, parameters = network((2, 3, 4, 5), 3, output, seed=2)
    values = forward(X, parameters, g, h)
    _, dZ, dA = backward(X, Y, parameters, values, dg)
    assert sorted(dZ) == [1, 2, 3]
    assert sorted(dA) == [1, 2]
    for l in (1, 2, 3):
        rest = parameters[l:]

        def of_activations(A, rest=rest):
            return 3 * cost(forward(A, rest, g, h)[-1][1] if rest else A, Y)

        def of_sums(Z, l=l, inner=of_activations):
            return inner(activate(Z, l, 3, g, h))

        for found, function, at in (
            (dZ[l], of_sums, values[l - 1][0]),
            (dA.get(l), of_activations, values[l - 1][1]),
        ):
            if found is None:
                continue
            expected = np.empty(at.shape)
            for place in np.ndindex(at.shape):
                other = at.astype(complex)
                other[place] += 1e-30j
                expected[place] = function(other).imag / 1e-30
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_with_two_layers_it_is_the_two_layer_network():
    X, Y, parameters = network((2, 3, 4), 5)
    (W1, b1), (W2, b2) = parameters
    _, A1, _, A2 = two_layer.forward(X, W1, b1, W2, b2)
    dZ2, dW2, db2, dA1, dZ1, dW1, db1 = two_layer.backward(X, Y, W2, A1, A2)
    _, gradients, dZ, dA = run(X, Y, parameters, "sigmoid")
    for found, expected in (
        (gradients[0][0], dW1), (gradients[0][1], db1), (gradients[1][0], dW2),
        (gradients[1][1], db2), (dZ[2], dZ2), (dZ[1], dZ1), (dA[1], dA1),
    ):  # fmt: skip
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


def test_with_one_layer_it_is_one_neuron():
    for output, gradient, factor in (
        ("sigmoid", cross_entropy.gradient, 1),
        ("identity", mean_squared_error.linear_gradient, 2),
    ):
        X, Y, [(W, b)] = network((3, 1), 5, output)
        dw, db = gradient(W.T, X, b[0, 0], Y)
        _, [found], _, _ = run(X, Y, [(W, b)], output=output)
        np.testing.assert_allclose(factor * found[0], dw.T, rtol=1e-12)
        np.testing.assert_allclose(factor * found[1][0, 0], db, rtol=1e-12)


def test_with_one_layer_it_is_softmax_regression():
    X, Y, [(W, b)] = network((3, 4), 5, "softmax")
    dW, db = softmax.cost_gradients(softmax.scores(W, X, b), Y, X)
    _, [found], _, _ = run(X, Y, [(W, b)], output="softmax")
    np.testing.assert_allclose(found[0], dW, rtol=1e-12)
    np.testing.assert_allclose(found[1], db, rtol=1e-12)


# Batches and neurons


@given(networks, st.integers(1, 5), hidden, seeds)
def test_the_batch_is_the_mean_of_its_examples(sizes, m, activation, seed):
    X, Y, parameters = network(sizes, m, seed=seed)
    whole, gradients, dZ, _ = run(X, Y, parameters, activation)
    single = [run(X[:, [i]], Y[:, [i]], parameters, activation) for i in range(m)]
    assert whole == pytest.approx(np.mean([one[0] for one in single]), rel=1e-9)
    for l in range(len(parameters)):
        for which in (0, 1):
            mean = sum(one[1][l][which] for one in single) / m
            np.testing.assert_allclose(gradients[l][which], mean, rtol=1e-9, atol=1e-12)
        columns = np.hstack([one[2][l + 1] for one in single])
        np.testing.assert_allclose(dZ[l + 1], columns, rtol=1e-9, atol=1e-12)


@given(seeds)
def test_the_order_of_hidden_neurons_does_not_matter(seed):
    X, Y, parameters = network((2, 4, 5, 3), 4, seed=seed)
    order = np.random.default_rng(seed).permutation(5)
    (W1, b1), (W2, b2), (W3, b3) = parameters
    mixed = [(W1, b1), (W2[order], b2[order]), (W3[:, order], b3)]
    cost, gradients, _, _ = run(X, Y, parameters)
    other, found, _, _ = run(X, Y, mixed)
    assert cost == pytest.approx(other, rel=1e-12)
    np.testing.assert_allclose(found[1][0], gradients[1][0][order], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found[2][0], gradients[2][0][:, order], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found[0][0], gradients[0][0], rtol=1e-9, atol=1e-12)


def test_a_neuron_that_is_off_learns_nothing():
    X, Y, parameters = network((2, 3, 1), 4)
    parameters[0][1][1] = -100
    _, gradients, dZ, _ = run(X, Y, parameters, "relu")
    assert not dZ[1][1].any()
    assert not gradients[0][0][1].any()
    assert not gradients[1][0][:, 1].any()


# Counts


@given(networks, st.integers(1, 3), seeds)
def test_what_is_counted_is_what_the_formulas_say(sizes, m, seed):
    X, Y, parameters = network(sizes, m, seed=seed)
    values = forward(X, parameters, two_layer.tanh, sigmoid)
    products = [k * n for k, n in pairwise(sizes)]
    there = count_forward(X, parameters, two_layer.tanh, sigmoid)
    back, elementwise, divisions = count_backward(X, Y, parameters, values, tanh_derivative)
    assert there == m * sum(products)
    assert back == 2 * there - m * products[0]
    assert elementwise == m * sum(sizes[1:-1])
    assert divisions == sum(products) + sum(sizes[1:])


def test_counting_changes_no_result():
    X, _, parameters = network((2, 3, 4), 5)
    before = [W.copy() for W, _ in parameters]
    count_forward(X, parameters, two_layer.tanh, sigmoid)
    assert all(type(W) is np.ndarray for W, _ in parameters)
    assert all(np.array_equal(W, old) for (W, _), old in zip(parameters, before, strict=True))


# Steps


def test_a_step_reads_everything_before_it_updates():
    X, Y, parameters = network((2, 3, 4, 2), 5)
    _, gradients, _, _ = run(X, Y, parameters)
    after = step(X, Y, parameters, 0.3, two_layer.tanh, tanh_derivative, sigmoid)
    for (W, b), (dW, db), (new_W, new_b) in zip(parameters, gradients, after, strict=True):
        assert np.array_equal(new_W, W - 0.3 * dW)
        assert np.array_equal(new_b, b - 0.3 * db)


def test_nothing_that_is_given_is_changed():
    X, Y, parameters = network((2, 3, 4, 2), 5)
    values = forward(X, parameters, two_layer.tanh, sigmoid)
    arrays = [X, Y, *(array for pair in (*parameters, *values) for array in pair)]
    before = [array.copy() for array in arrays]
    backward(X, Y, parameters, values, tanh_derivative)
    train(
        X, Y, parameters, 0.5, two_layer.tanh, tanh_derivative, sigmoid, two_layer.cost, 2
    )  # fmt: skip
    assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))


@given(networks, hidden, outputs, seeds)
def test_a_small_step_lowers_the_cost(sizes, activation, output, seed):
    X, Y, parameters = network(sizes, 3, output, seed)
    (g, dg), (h, cost) = HIDDEN[activation], OUTPUTS[output]
    _, gradients, _, _ = run(X, Y, parameters, activation, output)
    squares = sum(np.sum(dW**2) + np.sum(db**2) for dW, db in gradients)
    before, after = train(X, Y, parameters, 1e-6, g, dg, h, cost, 1)[1]
    assert (before - after) / 1e-6 == pytest.approx(squares, rel=1e-2, abs=1e-8)


def test_training_is_repeated_steps():
    X, Y, parameters = network((2, 3, 4, 1), 5)
    settings = two_layer.tanh, tanh_derivative, sigmoid
    trained, costs = train(X, Y, parameters, 0.5, *settings, two_layer.cost, 3)
    expected = [two_layer.cost(forward(X, parameters, two_layer.tanh, sigmoid)[-1][1], Y)]
    for _ in range(3):
        parameters = step(X, Y, parameters, 0.5, *settings)
        expected.append(two_layer.cost(forward(X, parameters, two_layer.tanh, sigmoid)[-1][1], Y))
    assert costs == expected
    for found, wanted in zip(trained, parameters, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(found, wanted, strict=True))


def test_at_zero_nothing_moves():
    X, Y = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0.0, 1, 1, 0]])
    zero = [(0 * W, 0 * b) for W, b in initialize((2, 4, 3, 1), 0)]
    cost, gradients, _, _ = run(X, Y, zero)
    assert cost == pytest.approx(np.log(2), rel=1e-15)
    assert not any(array.any() for pair in gradients for array in pair)


def test_initialize():
    parameters = initialize((2, 3, 4), seed=1)
    assert [(W.shape, b.shape) for W, b in parameters] == [((3, 2), (3, 1)), ((4, 3), (4, 1))]
    assert not any(b.any() for _, b in parameters)
    again, other = initialize((2, 3, 4), seed=1), initialize((2, 3, 4), seed=2)
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(parameters, again, strict=True))
    assert not any(np.array_equal(a[0], b[0]) for a, b in zip(parameters, other, strict=True))
    weights = initialize((100, 100, 100), seed=0)
    assert all(abs(W.std() - 1) < 0.05 and abs(W.mean()) < 0.05 for W, _ in weights)
    assert not np.array_equal(weights[0][0], weights[1][0])


# Shapes, types and errors


@pytest.mark.parametrize("sizes", SIZES, ids=lambda sizes: "-".join(map(str, sizes)))
def test_shapes(sizes):
    X, Y, parameters = network(sizes, 6)
    values = forward(X, parameters, relu, sigmoid)
    assert [(Z.shape, A.shape) for Z, A in values] == [((n, 6), (n, 6)) for n in sizes[1:]]
    gradients, dZ, dA = backward(X, Y, parameters, values, relu_derivative)
    assert [(dW.shape, db.shape) for dW, db in gradients] == [
        (W.shape, b.shape) for W, b in parameters
    ]
    assert {l: array.shape for l, array in dZ.items()} == {
        l: (n, 6) for l, n in enumerate(sizes) if l
    }
    assert {l: array.shape for l, array in dA.items()} == {
        l: (n, 6) for l, n in enumerate(sizes) if 0 < l < len(sizes) - 1
    }


def test_single_precision_stays():
    X, Y, parameters = network((2, 3, 4), 5)
    X, Y = X.astype(np.float32), Y.astype(np.float32)
    parameters = [(W.astype(np.float32), b.astype(np.float32)) for W, b in parameters]
    values = forward(X, parameters, two_layer.tanh, sigmoid)
    gradients, dZ, dA = backward(X, Y, parameters, values, tanh_derivative)
    arrays = [array for pair in (*values, *gradients) for array in pair]
    arrays += [*dZ.values(), *dA.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_lists_and_whole_numbers():
    values = forward([[1, 2]], [([[2]], [[1]])], None, identity)
    assert [array.tolist() for array in values[0]] == [[[3.0, 5.0]]] * 2


WRONG_NETWORKS = {
    "no layer": ((2, 5), []),
    "an example that is no column": ((2,), [((3, 2), (3, 1))]),
    "an empty batch": ((2, 0), [((3, 2), (3, 1))]),
    "inputs of another network": ((3, 5), [((3, 2), (3, 1))]),
    "a bias without columns": ((2, 5), [((3, 2), (3,))]),
    "the bias of the layer before": ((2, 5), [((3, 2), (2, 1))]),
    "one bias for a layer": ((2, 5), [((3, 2), (1, 1))]),
    "a transposed matrix": ((2, 5), [((3, 2), (3, 1)), ((3, 4), (4, 1))]),
}


@pytest.mark.parametrize("case", WRONG_NETWORKS)
def test_a_network_that_does_not_fit_is_refused(case):
    shape, layers = WRONG_NETWORKS[case]
    parameters = [(np.ones(W), np.ones(b)) for W, b in layers]
    with pytest.raises(ValueError, match=r"^forward: .*(found|one layer)"):
        forward(np.ones(shape), parameters, relu, sigmoid)
    with pytest.raises(ValueError, match=r"^backward: .*(found|one layer)"):
        backward(np.ones(shape), np.ones((3, 5)), parameters, [], relu_derivative)


def test_the_layer_that_does_not_fit_is_named():
    parameters = initialize((2, 3, 4, 1), 0)
    parameters[1] = (parameters[1][0].T, parameters[1][1])
    with pytest.raises(ValueError, match=r"layer 2 receives 3 values .* found W \(3, 4\)"):
        forward(np.ones((2, 5)), parameters, relu, sigmoid)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_are_refused(bad):
    X, _, parameters = network((2, 3, 1), 4)
    X[0, 1] = bad
    with pytest.raises(ValueError, match="X holds a NaN or an infinity"):
        forward(X, parameters, relu, sigmoid)
    X[0, 1] = 0
    parameters[1][0][0, 2] = bad
    with pytest.raises(ValueError, match="W of layer 2 holds a NaN or an infinity"):
        forward(X, parameters, relu, sigmoid)


@pytest.mark.parametrize("shape", [(5,), (1, 4), (4, 1), (1, 5)])
@pytest.mark.parametrize("function", [output_error, softmax_cost, squared_cost])
def test_labels_of_another_shape_are_refused(function, shape):
    with pytest.raises(ValueError, match=r"shape"):
        function(np.full((4, 5), 0.25), np.full(shape, 0.25))


@pytest.mark.parametrize("function", [output_error, softmax_cost, squared_cost])
def test_outputs_that_are_no_numbers_are_refused_by_name(function):
    right = np.full((4, 5), 0.25)
    with pytest.raises(ValueError, match=rf"^{function.__name__}: A holds a NaN"):
        function(np.nan * right, right)
    with pytest.raises(ValueError, match=rf"^{function.__name__}: Y holds a NaN"):
        function(right, np.nan * right)


def test_labels_of_another_batch_are_refused():
    X, Y, parameters = network((2, 3, 1), 4)
    values = forward(X, parameters, relu, sigmoid)
    with pytest.raises(
        ValueError, match=r"outputs of shape \(1, 4\), but labels of shape \(1, 3\)"
    ):
        backward(X, Y[:, :3], parameters, values, relu_derivative)


@pytest.mark.parametrize("values", [[], [(np.ones((3, 4)), np.ones((3, 4)))]])
def test_values_of_another_network_are_refused(values):
    X, Y, parameters = network((2, 3, 1), 4)
    with pytest.raises(ValueError, match="values of 2 layers"):
        backward(X, Y, parameters, values, relu_derivative)


def test_values_that_are_no_numbers_are_refused_by_name():
    X, Y, parameters = network((2, 3, 1), 4)
    values = forward(X, parameters, relu, sigmoid)
    values[0] = values[0][0] * np.nan, values[0][1]
    with pytest.raises(ValueError, match=r"^backward: a value of layer 1 holds a NaN"):
        backward(X, Y, parameters, values, relu_derivative)


def test_values_of_another_batch_are_refused():
    X, Y, parameters = network((2, 3, 1), 4)
    values = forward(X[:, :1], parameters, relu, sigmoid)
    values[-1] = forward(X, parameters, relu, sigmoid)[-1]
    with pytest.raises(ValueError, match=r"layer 1 has values of shape \(3, 1\), needs \(3, 4\)"):
        backward(X, Y, parameters, values, relu_derivative)


@pytest.mark.parametrize("alpha", [0, -0.1, np.nan])
def test_a_step_that_is_none_is_refused(alpha):
    X, Y, parameters = network((2, 3, 1), 4)
    with pytest.raises(ValueError, match="learning rate must be positive"):
        step(X, Y, parameters, alpha, relu, relu_derivative, sigmoid)


@pytest.mark.parametrize("sizes", [(), (3,), (2, 0, 1), (2, -1)])
def test_sizes_that_are_none_are_refused(sizes):
    with pytest.raises(ValueError, match="two sizes or more"):
        initialize(sizes, 0)


def test_two_sizes_are_one_layer():
    assert [(W.shape, b.shape) for W, b in initialize((3, 2), 0)] == [((2, 3), (2, 1))]


def test_the_worked_example():
    parameters = [
        ([[0.5, -0.5], [-1, 0.5], [0.2, -0.6]], [[0.5], [0.5], [-0.2]]),
        ([[0.4, -0.6, 0.25], [-0.2, 0.7, 1]], [[-0.2], [0.1]]),
        ([[0.6, -0.9]], [[0.25]]),
    ]
    parameters = [(np.array(W), np.array(b)) for W, b in parameters]
    x, y = np.array([[2.0], [-1.0]]), np.array([[1.0]])
    values = forward(x, parameters, relu, sigmoid)
    assert values[0][0][:, 0] == pytest.approx([2, -2, 0.8], abs=1e-15)
    assert values[2][0][0, 0] == pytest.approx(0.28, abs=1e-15)
    _, dZ, _ = backward(x, y, parameters, values, relu_derivative)
    assert dZ[1][:, 0] == pytest.approx([-0.1808, 0, 0.3228], abs=5e-5)
    settings = relu, relu_derivative, sigmoid, two_layer.cost
    _, costs = train(x, y, parameters, 0.5, *settings, 1)
    assert costs == pytest.approx([0.5629, 0.1674], abs=5e-5)
