"""A differentiator on arrays, forward and in reverse: docs/computational_graph.md.

An operation takes nodes or arrays and returns a node. A plain array or number is a constant. What
a function of this module calls a function is one made of these operations.
"""

import numpy as np

from nnbook.activations import tanh_derivative
from nnbook.sigmoid import sigmoid, sigmoid_derivative
from nnbook.vectors_and_matrices import counted_product


# --8<-- [start:node]
class Node:
    """A value, and for each node that it was computed from: that node, push and pull.

    push takes a step of that node to the step of this one, pull a gradient by this node to the
    gradient by that one. For NumPy a node is the array of its value.
    """

    __array_ufunc__ = None  # array @ node is for the node to answer
    made = 0

    def __init__(self, value, *ways):
        self.value = np.asanyarray(value) + 0.0
        if self.value.dtype.kind not in "fc" or not np.all(np.isfinite(self.value)):
            raise ValueError(f"a node needs finite numbers, found {value!r}")
        self.ways = [way for way in ways if isinstance(way[0], Node)]
        Node.made += 1
        self.number = Node.made  # a node is younger than all that it was computed from

    def __array__(self, dtype=None, copy=None):
        return np.array(self.value, dtype=dtype)

    def __float__(self):
        return float(self.value)

    def __add__(self, other):
        return add(self, other)

    def __sub__(self, other):
        return subtract(self, other)

    def __rsub__(self, other):
        return subtract(other, self)

    def __mul__(self, other):
        return multiply(self, other)

    def __matmul__(self, other):
        return matmul(self, other)

    def __rmatmul__(self, other):
        return matmul(other, self)

    __radd__, __rmul__ = __add__, __mul__


def _values(*nodes):
    return [node.value if isinstance(node, Node) else np.asanyarray(node) for node in nodes]


def _fit(dC, A):
    """Add dC up along the axes on which A was broadcast."""
    dC = np.sum(dC, axis=tuple(range(np.ndim(dC) - A.ndim)))
    axes = tuple(k for k in range(A.ndim) if A.shape[k] < dC.shape[k])
    return np.sum(dC, axis=axes, keepdims=True)


# --8<-- [end:node]


# --8<-- [start:operations]
def add(a, b):
    """a + b; numbers, columns and rows are broadcast. (eq:graph-bias)

    >>> np.asarray(add([[1, 2], [3, 4]], [[10], [20]])).tolist()
    [[11.0, 12.0], [23.0, 24.0]]
    """
    A, B = _values(a, b)
    C = A + B
    return Node(
        C,
        (a, lambda dA: dA + np.zeros_like(C), lambda dC: _fit(dC, A)),
        (b, lambda dB: dB + np.zeros_like(C), lambda dC: _fit(dC, B)),
    )


def multiply(a, b):
    """a b, entry by entry; broadcasts like add. (eq:graph-multiply)

    >>> np.asarray(multiply(2, [[1, 2]])).tolist()
    [[2.0, 4.0]]
    """
    A, B = _values(a, b)
    return Node(
        A * B,
        (a, lambda dA: dA * B, lambda dC: _fit(dC * B, A)),
        (b, lambda dB: A * dB, lambda dC: _fit(dC * A, B)),
    )


def matmul(a, b):
    """The product of two matrices. (eq:graph-matmul-weights)

    >>> np.asarray(matmul([[1, 2]], [[3], [4]])).tolist()
    [[11.0]]
    """
    A, B = _values(a, b)
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != len(B):
        raise ValueError(f"matmul: {A.shape} and {B.shape} are no factors of a product")
    return Node(
        A @ B,
        (a, lambda dA: dA @ B, lambda dC: dC @ B.T),
        (b, lambda dB: A @ dB, lambda dC: A.T @ dC),
    )


def elementwise(f, slope, a):
    """f of each entry, with its slope. (eq:graph-elementwise)

    >>> np.asarray(elementwise(np.exp, np.exp, [0, 0])).tolist()
    [1.0, 1.0]
    """
    (A,) = _values(a)
    return Node(f(A), (a, lambda dA: slope(A) * dA, lambda dC: dC * slope(A)))


def total(a):
    """The sum of all entries. (eq:graph-total)

    >>> float(total([[1, 2], [3, 4]]))
    10.0
    """
    (A,) = _values(a)
    return Node(np.sum(A), (a, np.sum, lambda dC: dC * np.ones_like(A)))


def transpose(a):
    """Rows as columns. (eq:graph-transpose)

    >>> np.asarray(transpose([[1, 2]])).tolist()
    [[1.0], [2.0]]
    """
    (A,) = _values(a)
    return Node(A.T, (a, np.transpose, np.transpose))


# --8<-- [end:operations]


# --8<-- [start:made_of]
def subtract(a, b):
    """a - b. (eq:graph-steps)

    >>> float(subtract(5, 2))
    3.0
    """
    return add(a, multiply(-1.0, b))


def square(a):
    """a times itself. (eq:graph-steps)

    >>> float(square(3))
    9.0
    """
    return multiply(a, a)


def tanh(a):
    """Hyperbolic tangent of each entry. (eq:graph-tanh-entry)

    >>> np.asarray(tanh([[0, 0.5]])).round(4).tolist()
    [[0.0, 0.4621]]
    """
    return elementwise(np.tanh, tanh_derivative, a)


# --8<-- [end:made_of]


# --8<-- [start:reverse]
def _tape(output):
    """All nodes that output was computed from, and itself, oldest first."""
    found, new = {output}, [output]
    while new:
        parents = {parent for parent, *_ in new.pop().ways} - found
        found |= parents
        new += parents
    return sorted(found, key=lambda node: node.number)


def _reverse(output, d_output):
    """Gradients by all nodes, if the one by output is d_output."""
    gradients = {output: np.asanyarray(d_output)}
    for node in reversed(_tape(output)):
        for parent, _, pull in node.ways:
            gradients[parent] = gradients.get(parent, 0) + pull(gradients[node])
    return gradients


def pull_back(function, d_output, *arrays):
    """Gradients by the arrays, if the one by the result is d_output. (eq:graph-bias)

    >>> [float(gradient) for gradient in pull_back(multiply, 10.0, 2.0, 3.0)]
    [30.0, 20.0]
    """
    nodes = [Node(array) for array in arrays]
    output = function(*nodes)
    if np.shape(d_output) != output.value.shape:
        found = f"found {np.shape(d_output)} for {output.value.shape}"
        raise ValueError(f"a gradient has the shape of its value, {found}")
    found = _reverse(output, d_output)
    return [found.get(node, np.zeros_like(node.value)) for node in nodes]


def gradients(function, *arrays):
    """Gradients of a number by each of the arrays. (eq:graph-reverse)

    >>> [float(gradient) for gradient in gradients(ridge_cost, 2.0, 3.0, -1.0, 2.0, 0.5)]
    [20.0, 12.0, 6.0, -6.0, 4.0]
    """
    return pull_back(function, 1.0, *arrays)


# --8<-- [end:reverse]


# --8<-- [start:forward]
def _forward(output, tangents):
    """Steps of all nodes, from those of some of them."""
    tangents = dict(tangents)
    for node in _tape(output):
        steps = [push(tangents[parent]) for parent, push, _ in node.ways if parent in tangents]
        if steps:
            tangents[node] = sum(steps)
    return tangents


def tangent(function, arrays, directions):
    """The step of the result, if the arrays move along the directions. (eq:graph-forward)

    >>> float(tangent(ridge_cost, (2.0, 3.0, -1.0, 2.0, 0.5), (1.0, 0.0, 0.0, 0.0, 0.0)))
    20.0
    """
    nodes = [Node(array) for array in arrays]
    if [np.shape(step) for step in directions] != [node.value.shape for node in nodes]:
        raise ValueError("tangent: each array needs a direction of its own shape")
    output = function(*nodes)
    steps = _forward(output, zip(nodes, directions, strict=True))
    return steps.get(output, np.zeros_like(output.value))


# --8<-- [end:forward]


# --8<-- [start:ridge]
def ridge_cost(w, x, b, y, lam):
    """Squared error of one linear neuron, and a penalty for its weight. (eq:graph-ridge)

    >>> float(ridge_cost(2, 3, -1, 2, 0.5))
    11.0
    """
    return square(subtract(add(multiply(w, x), b), y)) + multiply(lam, square(w))


# --8<-- [end:ridge]


# --8<-- [start:costs]
def _mean(loss, m):
    return total(loss) * (1 / m)


def _binary(A, Y):
    """Cross-entropy of each entry."""
    yes = multiply(Y, elementwise(np.log, np.reciprocal, A))
    no = multiply(subtract(1.0, Y), elementwise(np.log, np.reciprocal, 1.0 - A))
    return -1.0 * (yes + no)


def _sigmoid(Z):
    return elementwise(sigmoid, sigmoid_derivative, Z)


def squared_cost(w, X, b, Y):
    """Mean squared error of a sigmoid neuron. (eq:graph-squared)

    >>> float(squared_cost([[0]], [[1, 2]], 0, [[0, 1]]))
    0.25
    """
    A = _sigmoid(add(matmul(transpose(w), X), b))
    return _mean(square(subtract(A, Y)), np.shape(Y)[1])


def logistic_cost(w, X, b, Y):
    """Mean cross-entropy of a sigmoid neuron. (eq:graph-logistic)

    >>> round(float(logistic_cost([[0]], [[1, 2]], 0, [[0, 1]])), 4)
    0.6931
    """
    A = _sigmoid(add(matmul(transpose(w), X), b))
    return _mean(_binary(A, Y), np.shape(Y)[1])


def softmax_cost(W, X, b, Y):
    """Mean cross-entropy of softmax, from its logarithm. (eq:graph-softmax)

    >>> round(float(softmax_cost([[0], [0]], [[1, 2]], [[0], [0]], [[0, 1], [1, 0]])), 4)
    0.6931
    """
    Z = add(matmul(W, X), b)
    sums = np.ones((1, len(Z.value))) @ elementwise(np.exp, np.exp, Z)
    log_A = Z - elementwise(np.log, np.reciprocal, sums)
    return _mean(-1.0 * multiply(Y, log_A), np.shape(Y)[1])


def two_layer_cost(X, Y, W1, b1, W2, b2, g=_sigmoid):
    """Cost of the two-layer network. (eq:graph-two-layer)

    >>> zero = [[0]]
    >>> round(float(two_layer_cost([[1, 2]], [[0, 1]], zero, zero, zero, zero)), 4)
    0.6931
    """
    A1 = g(add(matmul(W1, X), b1))
    A2 = _sigmoid(add(matmul(W2, A1), b2))
    return _mean(_binary(A2, Y), np.shape(Y)[1])


def tanh_cost(X, Y, W1, b1, W2, b2):
    """The same with tanh in the hidden layer. (eq:graph-tanh)

    >>> zero = [[0]]
    >>> round(float(tanh_cost([[1, 2]], [[0, 1]], zero, zero, zero, zero)), 4)
    0.6931
    """
    return two_layer_cost(X, Y, W1, b1, W2, b2, tanh)


# --8<-- [end:costs]


# --8<-- [start:counting]
def counted_sweeps(function, constants, *arrays):
    """Multiplications in products of matrices: values, reverse, forward. (eq:graph-counts)

    The function is called with the constants and then the arrays, of which nodes are made.

    >>> counted_sweeps(lambda X, W: total(W @ X), (np.ones((2, 5)),), np.ones((3, 2)))
    (30, 30, 30)
    """
    counts = [0]

    class Counting(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *inputs, **settings):
            plain = [np.asarray(array) for array in inputs]
            if ufunc is not np.matmul:
                return np.asarray(getattr(ufunc, method)(*plain, **settings)).view(Counting)
            product, count = counted_product(*plain)
            counts[-1] += count
            return product.view(Counting)

    nodes = [Node((np.asarray(array) + 0.0).view(Counting)) for array in arrays]
    output = function(*constants, *nodes)
    counts.append(0)
    _reverse(output, np.ones(()).view(Counting))
    counts.append(0)
    _forward(output, [(node, node.value) for node in nodes])
    return tuple(counts)


# --8<-- [end:counting]
