"""Minibatches, penalty, dropout, parts of the data and accuracy: docs/training.md.

Columns are examples; `parameters` is the list of pairs (W, b) of docs/backpropagation.md. The
hidden layers have the activation g with the derivative dg, the last layer has h. `masks` is a
list with an array D for each layer. A seed is a whole number, or a generator that goes on.

The program that trains on the digits and can be stopped is nnbook/programs/digits.py.
"""

import numpy as np

from nnbook.backpropagation import activate, initialize, output_error

DATA = __file__.removesuffix("training.py") + "data/"


def _share(where, p):
    """Refuse what is no probability."""
    if not np.all((np.real(p) >= 0) & (np.real(p) <= 1)):
        raise ValueError(f"{where}: a probability lies between 0 and 1, found {p}")


def _positive(name, number):
    """Refuse a number that is not above zero."""
    if not np.all(np.real(number) > 0):
        raise ValueError(f"{name} must be positive, found {number}")


# --8<-- [start:digits]
def digits():
    """Images X (64, 1797), grey from 0 to 1, classes c (1, 1797), digit plus one. (eq:train-digits)

    >>> X, c = digits()
    >>> X.shape, X.min().item(), X.max().item(), c[0, :3].tolist()
    ((64, 1797), 0.0, 1.0, [1, 2, 3])
    """
    lines = np.loadtxt(DATA + "digits.txt", dtype="S65")
    table = lines.view(np.uint8).reshape(-1, 65).T
    return (table[1:] - ord("a")) / 16, table[:1] - ord("0") + 1


# --8<-- [end:digits]


# --8<-- [start:split]
def split(m, sizes, seed):
    """The examples 0 to m - 1 in random order, cut into parts of these sizes. (eq:train-split)

    >>> [part.tolist() for part in split(5, [3, 1, 1], seed=0)]
    [[2, 4, 3], [0], [1]]
    """
    if any(size < 1 for size in sizes) or sum(sizes) != m:
        raise ValueError(f"the sizes {sizes} must be positive and add up to {m}")
    order = np.random.default_rng(seed).permutation(m)
    return np.split(order, np.cumsum(sizes)[:-1])


def parts(m, sizes, seed):
    """A row for each example, a column for each part: 1 where it belongs. (eq:train-split)

    >>> parts(5, [3, 1, 1], seed=0).astype(int).tolist()
    [[0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0], [1, 0, 0]]
    """
    return _membership(m, split(m, sizes, seed))


def _membership(m, groups):
    """A row for each of m examples, a column for each group: 1 where it belongs."""
    S = np.zeros((m, len(groups)))
    for t, group in enumerate(groups):
        S[group, t] = 1
    return S


# --8<-- [end:split]


# --8<-- [start:minibatches]
def minibatches(m, B, seed):
    """One epoch: the examples 0 to m - 1 in random order, B at a time. (eq:train-once)

    >>> [batch.tolist() for batch in minibatches(5, 2, seed=0)]
    [[2, 4], [3, 0], [1]]
    """
    if not 1 <= B <= m:
        raise ValueError(f"a minibatch has between 1 and {m} examples, found {B}")
    order = np.random.default_rng(seed).permutation(m)
    return [order[first : first + B] for first in range(0, m, B)]


def membership(m, B, seed):
    """A row for each example, a column for each minibatch: 1 where it belongs. (eq:train-once)

    >>> membership(5, 2, seed=0).astype(int).tolist()
    [[0, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]]
    """
    return _membership(m, minibatches(m, B, seed))


# --8<-- [end:minibatches]


# --8<-- [start:start]
def start(sizes, seed):
    """Random W, smaller for more inputs, and zero b. (eq:train-start)

    >>> [(W, b)] = start([200, 300], seed=0)
    >>> float(W.var().round(3)), float(np.abs(b).max())
    (0.01, 0.0)
    """
    return [(W * np.sqrt(2 / W.shape[1]), b) for W, b in initialize(sizes, seed)]


# --8<-- [end:start]


# --8<-- [start:penalty]
def penalty(parameters, lam):
    """Half lam times the squares of all weights; biases are free. (eq:train-penalty)

    >>> float(penalty([([[3, 4]], [[7]])], 0.1))
    1.25
    """
    if not np.real(lam) >= 0:
        raise ValueError(f"the strength of the penalty cannot be below zero, found {lam}")
    return lam / 2 * sum(np.sum(np.multiply(W, W)) for W, _ in parameters)


# --8<-- [end:penalty]


# --8<-- [start:masks]
def masks(parameters, m, keep, seed):
    """(n_l, m) for each layer: zeros, and 1 / keep where it is kept; ones at last. (eq:train-mask)

    >>> parameters = initialize([2, 3, 1], seed=0)
    >>> [D.tolist() for D in masks(parameters, 2, 0.5, seed=0)]
    [[[0.0, 2.0], [2.0, 2.0], [0.0, 0.0]], [[1.0, 1.0]]]
    """
    _share("the share that is kept", keep)
    _positive("the share that is kept", keep)
    rng = np.random.default_rng(seed)
    shapes = [(len(b), m) for _, b in parameters]
    return [(rng.random(shape) < keep) / keep for shape in shapes[:-1]] + [np.ones(shapes[-1])]


# --8<-- [end:masks]


# --8<-- [start:dropped]
def activate_dropped(Z, D, l, L, g, h):
    """A of layer l: activations through the mask D, same shape. (eq:train-dropped)

    >>> Z, D = np.array([[-4.0], [9.0]]), np.array([[0.0], [2.0]])
    >>> activate_dropped(Z, D, 1, 3, np.abs, np.sign)[:, 0].tolist()
    [0.0, 18.0]
    """
    return D * activate(Z, l, L, g, h)


def dropped_forward(X, parameters, g, h, masks):
    """(Z, A) of each layer. (eq:train-dropped-forward)

    >>> parameters = [([[2], [-1]], [[0], [0.5]]), ([[1, 3]], [[0.5]])]
    >>> D = [np.array([[0.0], [2.0]]), np.array([[1.0]])]
    >>> [A.tolist() for Z, A in dropped_forward([[1]], parameters, np.abs, np.abs, D)]
    [[[0.0], [1.0]], [[3.5]]]
    """
    A, L, values = np.asarray(X), len(parameters), []
    for l, ((W, b), D) in enumerate(zip(parameters, masks, strict=True), start=1):
        Z = W @ A + b
        A = activate_dropped(Z, D, l, L, g, h)
        values.append((Z, A))
    return values


def dropped_backward(X, Y, parameters, values, dg, masks):
    """(dW, db) of each layer, after a forward pass with these masks. (eq:train-dropped-backward)

    >>> parameters = [([[2], [-1]], [[0], [0.5]]), ([[1, 3]], [[0.5]])]
    >>> D = [np.array([[0.0], [2.0]]), np.array([[1.0]])]
    >>> values = dropped_forward([[1]], parameters, np.abs, np.abs, D)
    >>> [(dW1, _), _] = dropped_backward([[1]], [[3]], parameters, values, np.sign, D)
    >>> dW1.tolist()
    [[0.0], [-3.0]]
    """
    m, gradients = np.shape(X)[1], []
    W = [W for W, _ in parameters]
    Z, A = [Z for Z, _ in values], [np.asarray(X), *(A for _, A in values)]
    dZ = output_error(A[-1], Y)
    for l in range(len(W) - 1, -1, -1):  # lists count from 0: W[l] is of layer l + 1
        gradients.append((dZ @ A[l].T / m, dZ.sum(axis=1, keepdims=True) / m))
        if l > 0:
            dZ = masks[l - 1] * (np.transpose(W[l]) @ dZ) * dg(Z[l - 1])
    return gradients[::-1]


# --8<-- [end:dropped]


# --8<-- [start:step]
def step(X, Y, parameters, alpha, lam, g, dg, h, masks):
    """Parameters after one step on the penalised cost of a minibatch. (eq:train-update)

    >>> last = None, None, np.abs, [np.ones((1, 1))]  # one layer: no hidden activation
    >>> [(W, b)] = step([[2]], [[1]], [([[0.5]], [[1]])], 0.1, 0.2, *last)
    >>> W.round(4).tolist(), b.round(4).tolist()
    ([[0.29]], [[0.9]])
    """
    _positive("the learning rate", alpha)
    penalty(parameters, lam)  # refuses a lam below zero
    values = dropped_forward(X, parameters, g, h, masks)
    gradients = dropped_backward(X, Y, parameters, values, dg, masks)
    pairs = zip(parameters, gradients, strict=True)
    return [(W - alpha * (dW + np.multiply(lam, W)), b - alpha * db) for (W, b), (dW, db) in pairs]


# --8<-- [end:step]


# --8<-- [start:accuracy]
def accuracy(A, Y):
    """Share of the columns whose largest output is that of the label. (eq:train-accuracy)

    >>> A = [[0.7, 0.2, 0.6], [0.3, 0.8, 0.4]]
    >>> float(accuracy(A, [[1, 0, 0], [0, 1, 1]]).round(4))
    0.6667
    """
    A, Y = np.asarray(A), np.asarray(Y)
    if A.shape != Y.shape or A.ndim != 2 or A.size == 0:
        raise ValueError(f"outputs of shape {A.shape}, but labels of shape {Y.shape}")
    return np.mean(np.argmax(A, axis=0) == np.argmax(Y, axis=0))


def standard_error(p, m):
    """Standard deviation of the share of m answers that are right. (eq:train-standard-error)

    >>> standard_error(0.9, 100).round(4).item()
    0.03
    """
    _share("standard_error", p)
    _positive("the number of examples", m)
    return np.sqrt(p * (1 - p) / m)


# --8<-- [end:accuracy]


# --8<-- [start:best_epoch]
def best_epoch(costs):
    """Number of the epoch with the lowest validation cost, the first one of equals. (eq:train-best)

    >>> best_epoch([0.9, 0.4, 0.5, 0.4])
    2
    """
    return int(np.argmin(costs)) + 1


# --8<-- [end:best_epoch]


# --8<-- [start:recorded]
def history():
    """Costs of the run after each epoch, of training and of validation part, (1, T). (eq:train-run)

    >>> training, validation = history()
    >>> bool(training[0, -1] < validation[0, -1])
    True
    """
    table = np.loadtxt(DATA + "digits_history.csv", delimiter=",", skiprows=1).T
    return table[:1], table[1:2]


def answers():
    """Classes and answers of the run for the test images, both (1, 360). (eq:train-right)

    >>> c, answer = answers()
    >>> c.shape, answer.shape
    ((1, 360), (1, 360))
    """
    table = np.loadtxt(DATA + "digits_answers.csv", delimiter=",", skiprows=1, dtype=int)
    return table[:, 1:2].T, table[:, 2:].T


def leak():
    """Reported minus true accuracy, epoch chosen by test part or not, (1, 100). (eq:train-leak)

    >>> by_test, by_validation = leak()
    >>> bool(by_test.mean() > by_validation.mean())
    True
    """
    table = np.loadtxt(DATA + "digits_leak.csv", delimiter=",", skiprows=1).T
    return table[:1] - table[1:2], table[2:3] - table[3:4]


# --8<-- [end:recorded]
