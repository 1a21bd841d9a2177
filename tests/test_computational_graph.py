"""The differentiator of nnbook/computational_graph.py against derivatives that it does not know."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook import backpropagation, cross_entropy, mean_squared_error, softmax, two_layer
from nnbook.activations import identity, relu, relu_derivative, tanh_derivative
from nnbook.computational_graph import (
    Node,
    add,
    counted_sweeps,
    elementwise,
    gradients,
    logistic_cost,
    matmul,
    multiply,
    pull_back,
    ridge_cost,
    softmax_cost,
    square,
    squared_cost,
    subtract,
    tangent,
    tanh,
    tanh_cost,
    total,
    transpose,
    two_layer_cost,
)
from nnbook.pictures.computational_graph import edges
from nnbook.sigmoid import sigmoid, sigmoid_derivative

seeds = st.integers(0, 2**32 - 1)
lengths = st.integers(1, 5)


def same(found, expected, tolerance=1e-12):
    """To a millionth of a millionth of the largest entry."""
    assert np.shape(found) == np.shape(expected)
    scale = max(np.max(np.abs(expected)), 1e-3)
    np.testing.assert_allclose(found, expected, rtol=0, atol=tolerance * scale)


def complex_step(function, arrays, which):
    """Gradient of a number by one of the arrays, entry by entry, from values alone."""
    gradient = np.empty(np.shape(arrays[which]))
    for place in np.ndindex(gradient.shape):
        moved = [np.array(array, dtype=complex) for array in arrays]
        moved[which][place] += 1e-30j
        gradient[place] = np.asarray(function(*moved)).imag / 1e-30
    return gradient


def batch(n_0, n_1, n_2, m, seed=0):
    rng = np.random.default_rng(seed)
    X, Y = rng.standard_normal((n_0, m)), rng.uniform(0.05, 0.95, (n_2, m))
    W1, b1 = rng.standard_normal((n_1, n_0)), rng.standard_normal((n_1, 1))
    W2, b2 = rng.standard_normal((n_2, n_1)), rng.standard_normal((n_2, 1))
    return X, Y, W1, b1, W2, b2


# Operations. In each the inputs have the given shapes.

OPERATIONS = {
    "add": (add, (3, 4), (3, 4)),
    "add a column": (add, (3, 4), (3, 1)),
    "add to a column": (add, (3, 1), (3, 4)),
    "add a row": (add, (3, 4), (1, 4)),
    "add column and row": (add, (3, 1), (1, 4)),
    "add a number": (add, (3, 4), ()),
    "add to a number": (add, (), (3, 4)),
    "subtract a column": (subtract, (3, 4), (3, 1)),
    "subtract from a number": (subtract, (), (3, 4)),
    "multiply": (multiply, (3, 4), (3, 4)),
    "multiply by a column": (multiply, (3, 4), (3, 1)),
    "multiply a row": (multiply, (1, 4), (3, 4)),
    "multiply by a number": (multiply, (3, 4), ()),
    "multiply a number": (multiply, (), (3, 4)),
    "matmul": (matmul, (3, 2), (2, 4)),
    "matmul of a row": (matmul, (1, 2), (2, 1)),
    "square": (square, (3, 4)),
    "tanh": (tanh, (3, 4)),
    "total": (total, (3, 4)),
    "total of a number": (total, ()),
    "transpose": (transpose, (3, 4)),
    "both factors": (lambda a: matmul(transpose(a), a), (3, 4)),
    "operators": (lambda a, b: 2.0 * (a - b) * (1.0 - a) + 3.0 + b * 0.5, (3, 4), (3, 4)),
}
operations = pytest.mark.parametrize("name", OPERATIONS)


def drawn(name, seed=0):
    operation, *shapes = OPERATIONS[name]
    rng = np.random.default_rng(seed)
    arrays = [rng.standard_normal(shape) for shape in shapes]
    steps = [rng.standard_normal(shape) for shape in shapes]
    return (
        operation,
        arrays,
        steps,
        rng.standard_normal(np.asarray(operation(*nodes(arrays))).shape),
    )


def nodes(arrays):
    return [Node(array) for array in arrays]


@operations
def test_each_pull_is_the_derivative(name):
    operation, arrays, _, dC = drawn(name)
    found = pull_back(operation, dC, *arrays)

    def number(*values):
        return np.sum(dC * np.asarray(operation(*nodes(values))))

    for which, gradient in enumerate(found):
        same(gradient, complex_step(number, arrays, which))


@operations
def test_push_and_pull_are_transposes(name):
    operation, arrays, steps, dC = drawn(name)
    left = np.sum(dC * tangent(operation, arrays, steps))
    pulled = pull_back(operation, dC, *arrays)
    assert left == pytest.approx(
        sum(np.sum(d * step) for d, step in zip(pulled, steps, strict=True)), rel=1e-11
    )


@operations
def test_a_step_has_the_shape_of_the_result(name):
    operation, arrays, steps, dC = drawn(name)
    assert np.shape(tangent(operation, arrays, steps)) == dC.shape
    alone = [steps[0], *(np.zeros_like(step) for step in steps[1:])]
    assert np.shape(tangent(operation, arrays, alone)) == dC.shape


@pytest.mark.parametrize(
    ("f", "slope"), [(np.exp, np.exp), (sigmoid, sigmoid_derivative), (relu, relu_derivative)]
)
def test_elementwise_takes_any_function_with_its_slope(f, slope):
    A = np.random.default_rng(1).standard_normal((3, 4))
    [found] = pull_back(lambda a: elementwise(f, slope, a), np.ones((3, 4)), A)
    same(found, complex_step(lambda B: np.sum(f(B)), [A], 0))


# Earlier chapters, and the one after.


@given(lengths, lengths, seeds)
def test_one_neuron(n, m, seed):
    X, Y, w, b, *_ = batch(n, 1, 1, m, seed)
    w, b = w.T, b[0, 0]
    for cost, by_hand, value in (
        (squared_cost, mean_squared_error.sigmoid_gradient, mean_squared_error.cost),
        (logistic_cost, cross_entropy.gradient, cross_entropy.cost),
    ):
        found = gradients(cost, w, X, b, Y)
        dw, db = by_hand(w, X, b, Y)
        same(found[0], dw)
        same(found[2], db)
        A = sigmoid(w.T @ X + b)
        assert float(cost(w, X, b, Y)) == pytest.approx(value(A, Y), rel=1e-12)


@given(st.integers(2, 5), lengths, lengths, seeds)
def test_softmax(K, n, m, seed):
    X, Y, W, b, *_ = batch(n, K, K, m, seed)
    Z = W @ X + b
    dW, _, db, _ = gradients(softmax_cost, W, X, b, Y)
    for found, expected in zip((dW, db), softmax.cost_gradients(Z, Y, X), strict=True):
        same(found, expected)
    assert float(softmax_cost(W, X, b, Y)) == pytest.approx(softmax.cost(Z, Y), rel=1e-12)


@given(lengths, lengths, lengths, lengths, seeds)
def test_two_layers(n_0, n_1, n_2, m, seed):
    X, Y, W1, b1, W2, b2 = batch(n_0, n_1, n_2, m, seed)
    for cost, g, slope in (
        (two_layer_cost, sigmoid, two_layer.sigmoid_slope),
        (tanh_cost, two_layer.tanh, two_layer.tanh_slope),
    ):
        _, A1, _, A2 = two_layer.forward(X, W1, b1, W2, b2, g)
        _, dW2, db2, _, _, dW1, db1 = two_layer.backward(X, Y, W2, A1, A2, slope)
        _, _, *found = gradients(cost, X, Y, W1, b1, W2, b2)
        for one, other in zip(found, (dW1, db1, dW2, db2), strict=True):
            same(one, other)
        value = float(cost(X, Y, W1, b1, W2, b2))
        assert value == pytest.approx(two_layer.cost(A2, Y), rel=1e-12)


def deep_cost(X, Y, *parameters):
    """The network of the next chapter: tanh, at last the identity, half the squared error."""
    A = X
    for l in range(0, len(parameters), 2):
        Z = add(matmul(parameters[l], A), parameters[l + 1])
        A = tanh(Z) if l + 2 < len(parameters) else Z
    return total(square(subtract(A, Y))) * (0.5 / np.shape(Y)[1])


@given(st.lists(lengths, min_size=2, max_size=5), lengths, seeds)
def test_backpropagation(sizes, m, seed):
    rng = np.random.default_rng(seed)
    X, Y = rng.standard_normal((sizes[0], m)), rng.standard_normal((sizes[-1], m))
    parameters = backpropagation.initialize(sizes, seed)
    settings = two_layer.tanh, identity
    values = backpropagation.forward(X, parameters, *settings)
    by_hand, _, _ = backpropagation.backward(X, Y, parameters, values, tanh_derivative)
    flat = [array for pair in parameters for array in pair]
    found = gradients(lambda *arrays: deep_cost(X, Y, *arrays), *flat)
    for one, other in zip(found, (array for pair in by_hand for array in pair), strict=True):
        same(one, other)


# Sweeps


@given(seeds)
def test_both_ways_agree(seed):
    arrays = batch(2, 3, 4, 5, seed)
    rng = np.random.default_rng(seed)
    steps = [rng.standard_normal(array.shape) for array in arrays]
    back = gradients(two_layer_cost, *arrays)
    expected = sum(np.sum(d * step) for d, step in zip(back, steps, strict=True))
    assert tangent(two_layer_cost, arrays, steps) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_two_paths_add_up():
    assert [float(d) for d in gradients(ridge_cost, 2, 3, -1, 2, 0.5)] == [20, 12, 6, -6, 4]
    assert [float(d) for d in gradients(lambda a: a * a + a, 3)] == [7]
    assert [float(d) for d in gradients(lambda a: a - a, 3)] == [0]


def test_a_node_waits_for_all_its_users():
    """The younger user is reached last from the cost, the older one first."""

    def late(a):
        b = square(a)
        return add(b, square(square(b)))  # b + b**4

    assert float(gradients(late, 1.5)[0]) == pytest.approx(2 * 1.5 + 8 * 1.5**7, rel=1e-14)


def test_many_paths_are_walked_once():
    def squares(a):
        for _ in range(50):
            a = square(a)
        return a

    assert float(gradients(squares, 1.0)[0]) == 2.0**50
    assert float(tangent(squares, (1.0,), (1.0,))) == 2.0**50


def test_a_long_chain_needs_no_deep_stack():
    def chain(a):
        for _ in range(5000):
            a = a + 1.0
        return a

    assert float(gradients(chain, 0.0)[0]) == 1


def test_what_is_not_used_has_no_slope():
    dA, dB = gradients(lambda a, b: total(a), np.ones((2, 3)), np.ones((3, 1)))
    assert dA.tolist() == [[1, 1, 1], [1, 1, 1]]
    assert dB.tolist() == [[0], [0], [0]]
    assert tangent(lambda a: Node(2.0), (1.0,), (1.0,)) == 0


def test_constants_are_no_nodes():
    node = np.ones((1, 3)) @ Node(np.ones((3, 2)))
    assert len(node.ways) == 1
    assert np.asarray(node).tolist() == [[3, 3]]
    assert not add(1, 2).ways


def test_nothing_that_is_given_is_changed():
    arrays = batch(2, 3, 4, 5)
    before = [array.copy() for array in arrays]
    first = gradients(two_layer_cost, *arrays)
    again = gradients(two_layer_cost, *arrays)
    assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))


# Counts


@given(lengths, lengths, lengths, lengths)
def test_what_is_counted_is_what_the_formulas_say(n_0, n_1, n_2, m):
    X, Y, *parameters = batch(n_0, n_1, n_2, m)
    first, second = n_1 * n_0 * m, n_2 * n_1 * m
    counts = counted_sweeps(two_layer_cost, (X, Y), *parameters)
    assert counts == (first + second, first + 2 * second, first + 2 * second)
    counts = counted_sweeps(tanh_cost, (), X, Y, *parameters)
    assert counts == (first + second, 2 * first + 2 * second, 2 * first + 2 * second)


# The picture


def test_the_picture_has_the_numbers_of_the_page():
    found = edges()
    assert found["w", "u"] == (2, 18)
    assert found["w", "v"] == (2, 2)
    assert found["error", "loss"] == (3, 6)
    assert found["J", "out"] == (11, 1)
    assert found["lambda", "penalty"] == (0.5, 4)


# Refusals


@pytest.mark.parametrize("bad", [np.nan, np.inf, [1.0, np.nan], "one", None, [["a"]]])
def test_a_node_needs_numbers(bad):
    with pytest.raises((ValueError, TypeError)):
        Node(bad)


@pytest.mark.parametrize("shapes", [((2, 3), (2, 3)), ((3,), (3, 2)), ((2, 3), (3,)), ((), (1, 1))])
def test_factors_that_do_not_fit_are_refused(shapes):
    with pytest.raises(ValueError, match=r"matmul: .* are no factors of a product"):
        matmul(*(np.ones(shape) for shape in shapes))


def test_a_gradient_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"found \(3,\) for \(3, 1\)"):
        pull_back(square, np.ones(3), np.ones((3, 1)))
    with pytest.raises(ValueError, match=r"found \(\) for \(3, 1\)"):
        gradients(square, np.ones((3, 1)))


@pytest.mark.parametrize("steps", [(1.0,), (1.0, 1.0, 1.0), (1.0, [1.0])])
def test_a_step_of_another_shape_is_refused(steps):
    with pytest.raises(ValueError, match="a direction of its own shape"):
        tangent(multiply, (2.0, 3.0), steps)
