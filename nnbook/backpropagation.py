"""Networks of any depth, forward, backward and one step: docs/backpropagation.md.

Columns are examples. `parameters` is a list with a pair (W, b) for each of the L layers, W of
layer l (n_l, n_(l-1)) and b (n_l, 1); X is (n_0, m), Y is (n_L, m). One example is a batch with
m = 1. The hidden layers have the activation g with the derivative dg, the last layer has h.
"""

import numpy as np

from nnbook.softmax import cross_entropy
from nnbook.vectors_and_matrices import counted_product


def _array(where, name, array):
    """An array of finite floating-point or complex numbers with two dimensions, not empty."""
    array = np.asanyarray(array) + 0.0
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{where}: {name} needs rows and columns, found shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{where}: {name} holds a NaN or an infinity")
    return array


def _network(where, X, parameters):
    """X and the parameters as arrays, each layer fitting the one before it."""
    X, checked = _array(where, "X", X), []
    n = X.shape[0]
    for l, (W, b) in enumerate(parameters, start=1):
        W, b = _array(where, f"W of layer {l}", W), _array(where, f"b of layer {l}", b)
        if W.shape[1] != n or b.shape != (W.shape[0], 1):
            raise ValueError(
                f"{where}: layer {l} receives {n} values and needs W (k, {n}) and b (k, 1), "
                f"found W {W.shape} and b {b.shape}"
            )
        n = W.shape[0]
        checked.append((W, b))
    if not checked:
        raise ValueError(f"{where}: a network has at least one layer, found none")
    return X, checked


def _outputs(where, A, Y):
    """Outputs and labels as arrays of one shape."""
    A, Y = _array(where, "A", A), _array(where, "Y", Y)
    if A.shape != Y.shape:
        raise ValueError(f"{where}: outputs of shape {A.shape}, but labels of shape {Y.shape}")
    return A, Y


def _passed(where, X, parameters, values):
    """A network and the values of its forward pass on X, all as arrays that fit."""
    X, parameters = _network(where, X, parameters)
    if len(values) != len(parameters):
        raise ValueError(f"{where}: needs values of {len(parameters)} layers, found {len(values)}")
    kept = []
    for l, ((W, _), pair) in enumerate(zip(parameters, values, strict=True), start=1):
        Z, A = (_array(where, f"a value of layer {l}", array) for array in pair)
        needed = W.shape[0], X.shape[1]
        for array in (Z, A):
            if array.shape != needed:
                found = f"layer {l} has values of shape {array.shape}"
                raise ValueError(f"{where}: {found}, needs {needed}")
        kept.append((Z, A))
    return X, parameters, kept


# --8<-- [start:initialize]
def initialize(sizes, seed):
    """Random W and zero b for the sizes n_0 to n_L. (eq:backprop-shapes)

    >>> [(W.shape, b.shape) for W, b in initialize([2, 3, 1], seed=0)]
    [((3, 2), (3, 1)), ((1, 3), (1, 1))]
    """
    if len(sizes) < 2 or any(n < 1 for n in sizes):
        raise ValueError(f"two sizes or more, each 1 or more, found {sizes}")
    rng = np.random.default_rng(seed)
    layers = range(1, len(sizes))
    shapes = [(sizes[l], sizes[l - 1]) for l in layers]
    return [(rng.standard_normal(shape), np.zeros((shape[0], 1))) for shape in shapes]


# --8<-- [end:initialize]


# --8<-- [start:forward]
def forward(X, parameters, g, h):
    """A list with (Z, A) of each layer, both (n_l, m). (eq:backprop-forward)

    >>> parameters = [([[2], [-1]], [[0], [0.5]]), ([[1, 3]], [[0.5]])]
    >>> [A.tolist() for Z, A in forward([[1]], parameters, np.abs, np.abs)]
    [[[2.0], [0.5]], [[4.0]]]
    """
    X, parameters = _network("forward", X, parameters)
    (W, b), L = _numbered(parameters), len(parameters)
    Z, A = {}, {0: X}
    for l in range(1, L + 1):
        Z[l] = W[l] @ A[l - 1] + b[l]
        A[l] = activate(Z[l], l, L, g, h)
    return [(Z[l], A[l]) for l in range(1, L + 1)]


# --8<-- [end:forward]


# --8<-- [start:activate]
def activate(Z, l, L, g, h):
    """A of layer l: g of Z in hidden layers, h in layer L. (eq:backprop-activate)

    >>> Z = np.array([[-4.0], [9.0]])
    >>> activate(Z, 1, 3, np.abs, np.sign)[:, 0].tolist()
    [4.0, 9.0]
    >>> activate(Z, 3, 3, np.abs, np.sign)[:, 0].tolist()
    [-1.0, 1.0]
    """
    return g(Z) if l < L else h(Z)


def _numbered(pairs):
    """Two dictionaries by layer, 1 to L, of a list of pairs."""
    first, second = zip(*pairs, strict=True)
    return dict(enumerate(first, start=1)), dict(enumerate(second, start=1))


# --8<-- [end:activate]


# --8<-- [start:backward]
def backward(X, Y, parameters, values, dg):
    """(dW, db) of each layer; dZ and dA by layer. (eq:backprop-backward)

    dW and db are gradients of the cost, a column of dZ or dA is that of
    its own loss. `values` is what `forward` returns.

    >>> parameters = [([[2], [-1]], [[0], [0.5]]), ([[1, 3]], [[0.5]])]
    >>> values = forward([[1]], parameters, np.abs, np.abs)
    >>> gradients, dZ, dA = backward([[1]], [[3]], parameters, values, np.sign)
    >>> dZ[2].tolist(), dA[1].tolist(), dZ[1].tolist()
    ([[1.0]], [[1.0], [3.0]], [[1.0], [-3.0]])
    """
    X, parameters, values = _passed("backward", X, parameters, values)
    (W, _), (Z, A) = _numbered(parameters), _numbered(values)
    L, m = len(parameters), X.shape[1]
    A[0], dZ, dA, dW, db = X, {}, {}, {}, {}
    dZ[L] = output_error(A[L], Y)
    for l in range(L, 0, -1):
        dW[l] = dZ[l] @ A[l - 1].T / m
        db[l] = dZ[l].sum(axis=1, keepdims=True) / m
        if l > 1:  # dA[0] is never needed
            dA[l - 1] = W[l].T @ dZ[l]
            dZ[l - 1] = dA[l - 1] * dg(Z[l - 1])
    return [(dW[l], db[l]) for l in range(1, L + 1)], dZ, dA


# --8<-- [end:backward]


# --8<-- [start:output_error]
def output_error(A, Y):
    """dZ of the last layer, if loss and output fit; (n_L, m). (eq:backprop-dzL)

    >>> output_error([[0.75]], [[1]]).tolist()
    [[-0.25]]
    """
    A, Y = _outputs("output_error", A, Y)
    return A - Y


# --8<-- [end:output_error]


# --8<-- [start:costs]
def softmax_cost(A, Y):
    """Mean cross-entropy of the columns of A, Y (K, m). (eq:backprop-softmax-loss)

    >>> float(softmax_cost([[0.5], [0.25], [0.25]], [[0], [1], [0]]).round(4))
    1.3863
    """
    A, Y = _outputs("softmax_cost", A, Y)
    return np.mean(cross_entropy(A, Y))


def squared_cost(A, Y):
    """Mean half squared error of the columns. (eq:backprop-squared-loss)

    >>> float(squared_cost([[1, 2]], [[4, 2]]))
    2.25
    """
    A, Y = _outputs("squared_cost", A, Y)
    return np.sum((A - Y) ** 2) / (2 * A.shape[1])


# --8<-- [end:costs]


# --8<-- [start:step]
def step(X, Y, parameters, alpha, g, dg, h):
    """Parameters after one step of descent on the cost. (eq:backprop-update)

    >>> parameters = [([[0.5]], [[1]])]
    >>> last = None, None, np.abs  # one layer: g and dg are not used
    >>> [(W, b)] = step([[2]], [[1]], parameters, 0.1, *last)
    >>> W.round(4).tolist(), b.round(4).tolist()
    ([[0.3]], [[0.9]])
    """
    if not np.real(alpha) > 0:
        raise ValueError(f"the learning rate must be positive, found {alpha}")
    values = forward(X, parameters, g, h)
    gradients, _, _ = backward(X, Y, parameters, values, dg)
    pairs = zip(parameters, gradients, strict=True)
    return [(W - alpha * dW, b - alpha * db) for (W, b), (dW, db) in pairs]


def train(X, Y, parameters, alpha, g, dg, h, cost, steps):
    """Parameters after so many steps, and all costs. (eq:backprop-after)

    >>> parameters = [([[0.5]], [[1]])]
    >>> last = None, None, np.abs  # one layer: g and dg are not used
    >>> _, costs = train([[2]], [[1]], parameters, 0.1, *last, squared_cost, 1)
    >>> [float(cost.round(4)) for cost in costs]
    [0.5, 0.125]
    """
    Y = np.asarray(Y)
    costs = [cost(forward(X, parameters, g, h)[-1][1], Y)]
    for _ in range(steps):
        parameters = step(X, Y, parameters, alpha, g, dg, h)
        costs.append(cost(forward(X, parameters, g, h)[-1][1], Y))
    return parameters, costs


# --8<-- [end:step]


# --8<-- [start:counting]
class Counting(np.ndarray):
    """An array that counts multiplications and divisions."""

    counts: dict[str, int]

    def __array_finalize__(self, source):
        self.counts = getattr(source, "counts", {})

    def __array_ufunc__(self, ufunc, method, *inputs, **settings):
        arrays = [np.asarray(array) for array in inputs]
        if ufunc is np.matmul:
            result, count = counted_product(*arrays)
            self.counts["products"] += count
        else:
            result = getattr(ufunc, method)(*arrays, **settings)
        if ufunc in (np.multiply, np.divide):
            self.counts[ufunc.__name__] += np.size(result)
        counting = np.asarray(result).view(Counting)
        counting.counts = self.counts
        return counting


def _counting(parameters, *others):
    """One set of counts; the parameters and others as arrays that keep it."""
    counts = {"products": 0, "multiply": 0, "divide": 0}

    def counting(array):
        array = (np.asarray(array) + 0.0).view(Counting)
        array.counts = counts
        return array

    pairs = [(counting(W), counting(b)) for W, b in parameters]
    return counts, pairs, *map(counting, others)


def count_forward(X, parameters, g, h):
    """Multiplications in products of matrices. (eq:backprop-count-forward)

    >>> parameters = [([[2], [-1]], [[0], [0.5]]), ([[1, 3]], [[0.5]])]
    >>> count_forward([[1, 4]], parameters, np.abs, np.abs)
    8
    """
    counts, parameters = _counting(parameters)
    forward(X, parameters, g, h)
    return counts["products"]


def count_backward(X, Y, parameters, values, dg):
    """In products of matrices, elementwise, divisions. (eq:backprop-count-backward)

    >>> parameters = [([[2], [-1]], [[0], [0.5]]), ([[1, 3]], [[0.5]])]
    >>> values = forward([[1, 4]], parameters, np.abs, np.abs)
    >>> count_backward([[1, 4]], [[3, 3]], parameters, values, np.sign)
    (12, 4, 7)
    """
    counts, parameters, Y = _counting(parameters, Y)
    backward(X, Y, parameters, values, dg)
    return counts["products"], counts["multiply"], counts["divide"]


# --8<-- [end:counting]
