"""The same steps of descent in less time: docs/fast_training.md.

Columns are examples. `parameters` is a list with a pair (W, b) for each of the L layers, W of
layer l (n_l, n_(l-1)) and b (n_l, 1); X is (n_0, m), Y is (n_L, m). The hidden layers are "relu"
or "tanh"; the output is "softmax", "sigmoid" or "identity", each with the loss that fits it, so
that its gradient is the output less the label. The dtype of the parameters is that of all arrays:
float32 for speed.
"""

import numpy as np


def _network(parameters):
    """Pairs of arrays that fit one another, as the sizes n_0 to n_L, the pairs and one dtype."""
    pairs, n = [], None
    for l, (W, b) in enumerate(parameters, start=1):
        W, b = _numbers(f"W of layer {l}", W), _numbers(f"b of layer {l}", b)
        n = n or W.shape[1]
        if W.shape[1] != n or b.shape != (W.shape[0], 1):
            raise ValueError(
                f"layer {l} receives {n} values and needs W (k, {n}) and b (k, 1), "
                f"found W {W.shape} and b {b.shape}"
            )
        n = W.shape[0]
        pairs.append((W, b))
    if not pairs:
        raise ValueError("a network has at least one layer, found none")
    sizes = [pairs[0][0].shape[1], *(len(W) for W, _ in pairs)]
    dtype = np.result_type(*(array for pair in pairs for array in pair))
    return sizes, pairs, dtype if dtype.kind == "f" else np.dtype(float)


def _numbers(name, array):
    """A matrix of finite real numbers, not empty."""
    array = np.asarray(array)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name}: expected real numbers, found dtype {array.dtype}")
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"{name} needs rows and columns, found shape {array.shape}")
    if not np.all(np.isfinite(array)):
        raise ValueError(f"{name} holds a NaN or an infinity")
    return array


def _data(X, Y, trainer, output):
    """Inputs and labels that fit the trainer's network and output."""
    X, Y = _numbers("X", X), _numbers("Y", Y)
    n, k = len(trainer.X), len(trainer.Y)
    if X.shape[0] != n or Y.shape != (k, X.shape[1]):
        raise ValueError(
            f"{n} inputs and {k} outputs need X ({n}, m) and Y ({k}, m), "
            f"found X {X.shape} and Y {Y.shape}"
        )
    if output != "identity" and (np.any(Y < 0) or np.any(Y > 1)):
        raise ValueError(f"labels for {output} lie between 0 and 1")
    if output == "softmax" and not np.allclose(np.sum(Y, axis=0), 1):
        raise ValueError("labels for softmax sum to 1 in each column")
    return X, Y


def _one_of(name, value, known):
    if value not in known:
        raise ValueError(f"{name} is one of {', '.join(known)}, found {value!r}")
    return known[value]


def _count(name, value):
    if not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} must be a whole number from 1 on, found {value!r}")
    return int(value)


def _positive(name, value):
    if np.ndim(value) or not (np.isfinite(value) and value > 0):
        raise ValueError(f"{name} must be one positive number, found {value}")
    return value


# --8<-- [start:bare_step]
def bare_step(X, Y, parameters, alpha):
    """Parameters after one step, ReLU and softmax; nothing is checked. (eq:fast-bare)

    >>> X, Y, W, b = np.array([[2.0]]), np.array([[1.0], [0]]), np.array([[0.5], [0.5]]), 0
    >>> [(W, b)] = bare_step(X, Y, [(W, b)], 0.1)
    >>> W.round(4).tolist(), b.round(4).tolist()
    ([[0.6], [0.4]], [[0.05], [-0.05]])
    """
    A = [X]
    for W, b in parameters:
        Z = W @ A[-1] + b
        A.append(np.maximum(Z, 0))
    exponentials = np.exp(Z - Z.max(axis=0))
    dZ = exponentials / exponentials.sum(axis=0) - Y
    after = []
    for (W, b), received in zip(reversed(parameters), reversed(A[:-1]), strict=True):
        dW, db = dZ @ received.T / X.shape[1], dZ.sum(axis=1, keepdims=True) / X.shape[1]
        after.append((W - alpha * dW, b - alpha * db))
        if len(after) < len(parameters):
            dZ = W.T @ dZ * (received > 0)
    return after[::-1]


# --8<-- [end:bare_step]


# --8<-- [start:stacked]
def _stacked(shapes, dtype):
    """One vector of zeros, and each matrix of it as a view. (eq:fast-vector)

    >>> vector, (first, second) = _stacked([(2, 2), (1, 3)], np.float64)
    >>> second[0, 0] = 5
    >>> vector.tolist()
    [0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0]
    """
    ends = np.cumsum([rows * columns for rows, columns in shapes])
    vector = np.zeros(ends[-1], dtype)
    pieces = np.split(vector, ends[:-1])
    return vector, [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]


# --8<-- [end:stacked]


# --8<-- [start:inplace]
def _call(function, *arguments, **settings):
    """A call for later: what is called, and with what."""
    return function, arguments, settings


def _relu_calls(Z):
    """Z becomes its ReLU. (eq:fast-relu)"""
    return [_call(np.maximum, Z, np.zeros((), Z.dtype), out=Z)]


def _relu_back_calls(A, dA):
    """dA is multiplied by the slope that belongs to A, which is lost. (eq:fast-relu)"""
    slope = _call(np.greater, A, np.zeros((), A.dtype), out=A)
    return [slope, _call(np.multiply, dA, A, out=dA)]


def _softmax_calls(Z):
    """Each column of Z becomes its softmax. (eq:fast-softmax)"""
    row = np.empty(Z.shape[1], Z.dtype)
    return [
        _call(np.maximum.reduce, Z, axis=0, out=row),
        _call(np.subtract, Z, row, out=Z),
        _call(np.exp, Z, out=Z),
        _call(np.add.reduce, Z, axis=0, out=row),
        _call(np.divide, Z, row, out=Z),
    ]


# --8<-- [end:inplace]


# --8<-- [start:others]
def _tanh_calls(Z):
    """Z becomes its tanh. (eq:fast-tanh)"""
    return [_call(np.tanh, Z, out=Z)]


def _tanh_back_calls(A, dA):
    """dA is multiplied by the slope that belongs to A, which is lost. (eq:fast-tanh)"""
    square = _call(np.multiply, A, A, out=A)
    slope = _call(np.subtract, np.ones((), A.dtype), A, out=A)
    return [square, slope, _call(np.multiply, dA, A, out=dA)]


def _sigmoid_calls(Z):
    """Z becomes its sigmoid, by tanh. (eq:fast-sigmoid)"""
    half = np.full((), 0.5, Z.dtype)
    halved, tanh = _call(np.multiply, Z, half, out=Z), _call(np.tanh, Z, out=Z)
    return [halved, tanh, halved, _call(np.add, Z, half, out=Z)]


# --8<-- [end:others]

HIDDEN = {"relu": (_relu_calls, _relu_back_calls), "tanh": (_tanh_calls, _tanh_back_calls)}
OUTPUTS = {"softmax": _softmax_calls, "sigmoid": _sigmoid_calls, "identity": lambda Z: []}


# --8<-- [start:product_calls]
SMALL = 10**6  # up to so many multiplications OpenBLAS multiplies without packing first


def _product_calls(left, right, result):
    """result = left right, by small parts of at least 8 rows if there are such. (eq:fast-parts)

    >>> shapes = [(20, 1000), (1000, 50), (20, 50)]
    >>> [left.shape for _, (left, _), _ in _product_calls(*map(np.ones, shapes))]
    [(16, 1000), (4, 1000)]
    """
    n, most = len(left), SMALL // right.size // 8 * 8
    if most == 0 or most >= n:
        return [_call(np.dot, left, right, out=result)]
    parts = -(-n // most)
    rows = -(-n // (8 * parts)) * 8
    cuts = [slice(first, first + rows) for first in range(0, n, rows)]
    return [_call(np.dot, left[cut], right, out=result[cut]) for cut in cuts]


# --8<-- [end:product_calls]


# --8<-- [start:trainer]
class Trainer:
    """Steps of descent on batches of m examples, in arrays made once. (eq:fast-change)

    >>> trainer = Trainer([([[0.5], [0.5]], [[0], [0]])], m=1, alpha=0.1)
    >>> trainer.step(np.array([[2]]), np.array([[1], [0]]))
    >>> [(W, b)] = trainer.parameters()
    >>> W.round(4).tolist(), b.round(4).tolist()
    ([[0.6], [0.4]], [[0.05], [-0.05]])
    """

    def __init__(self, parameters, m, alpha, hidden="relu", output="softmax"):
        sizes, pairs, dtype = _network(parameters)
        m, alpha = _count("m", m), _positive("alpha", alpha)
        forward, back = _one_of("hidden", hidden, HIDDEN)
        last = _one_of("output", output, OUTPUTS)
        shapes = [(len(W), W.shape[1] + 1) for W, _ in pairs]
        self.vector, Theta = _stacked(shapes, dtype)
        self.change, Omega = _stacked(shapes, dtype)
        for own, given in zip(Theta, pairs, strict=True):
            own[:] = np.hstack(given)

        L = len(pairs)
        A = [np.ones((n + 1, m), dtype) for n in sizes[:L]]  # the last row stays: ones
        A[0] = np.ones((m, sizes[0] + 1), dtype).T  # each example contiguous, as it arrives
        Z = [*(array[:-1] for array in A), np.empty((sizes[L], m), dtype)]
        D = [None, *(np.empty_like(array) for array in Z[1:L]), Z[L]]
        Y, scale = np.empty_like(Z[L]), np.full((), alpha / m, dtype)
        self.Theta, self.Omega, self.D, self.X, self.Y = Theta, Omega, D, Z[0], Y

        self.plan = plan = []
        for l in range(1, L + 1):
            plan += _product_calls(Theta[l - 1], A[l - 1], Z[l])
            plan += forward(Z[l]) if l < L else last(Z[l])
        plan += [
            _call(np.subtract, Z[L], Y, out=D[L]),
            _call(np.multiply, D[L], scale, out=D[L]),
        ]
        for l in range(L, 0, -1):
            plan += _product_calls(D[l], A[l - 1].T, Omega[l - 1])
            if l > 1:
                # dot would copy the weights, which have the biases between their rows
                plan += [_call(np.matmul, Theta[l - 1][:, :-1].T, D[l], out=D[l - 1])]
                plan += back(Z[l - 1], D[l - 1])
        plan += [_call(np.subtract, self.vector, self.change, out=self.vector)]

    def step(self, X, Y):
        """One step on X (n_0, m), Y (n_L, m); only shapes are looked at. (eq:fast-change)"""
        if X.shape != self.X.shape or Y.shape != self.Y.shape:
            raise ValueError(
                f"a batch is X {self.X.shape} and Y {self.Y.shape}, found {X.shape} and {Y.shape}"
            )
        self.X[...] = X
        self.Y[...] = Y
        for function, arguments, settings in self.plan:
            function(*arguments, **settings)

    def parameters(self):
        """A copy of the pairs (W, b); refused if the run has diverged. (eq:fast-forward)"""
        if not np.all(np.isfinite(self.vector)):
            raise ValueError(
                "a parameter is not finite: the data hold a NaN, or alpha is too large"
            )
        return [(Theta[:, :-1].copy(), Theta[:, -1:].copy()) for Theta in self.Theta]


# --8<-- [end:trainer]


# --8<-- [start:train]
def train(X, Y, parameters, alpha, m, epochs, seed, **choices):
    """Parameters after epochs of random batches of m examples each. (eq:fast-update)

    An epoch has as many whole batches as there are; what is left over comes in another epoch.

    >>> X, Y = np.array([[2, 2, 2]]), np.array([[1, 1, 1], [0, 0, 0]])
    >>> [(W, b)] = train(X, Y, [([[0.5], [0.5]], [[0], [0]])], 0.1, 2, 1, seed=0)
    >>> W.round(4).tolist()
    [[0.6], [0.4]]
    """
    trainer = Trainer(parameters, m, alpha, **choices)
    X, Y = _data(X, Y, trainer, choices.get("output", "softmax"))
    if m > X.shape[1]:
        raise ValueError(f"a batch of {m} examples from {X.shape[1]}")
    rows, labels = (np.ascontiguousarray(array.T, trainer.vector.dtype) for array in (X, Y))
    rng = np.random.default_rng(seed)
    for _ in range(_count("epochs", epochs)):
        order = rng.permutation(len(rows))
        for start in range(0, len(rows) - m + 1, m):
            chosen = order[start : start + m]
            trainer.step(rows[chosen].T, labels[chosen].T)
    return trainer.parameters()


# --8<-- [end:train]


# --8<-- [start:one_step]
def one_step(X, Y, parameters, alpha):
    """What a step with ReLU and softmax computes: Omega and D by layer. (eq:fast-errors)

    Omega has the changes of weights and biases side by side, D the scaled errors.

    >>> Omega, D = one_step([[2]], [[1], [0]], [([[0.5], [0.5]], [[0], [0]])], 0.1)
    >>> Omega[1].round(4).tolist(), D[1].round(4).tolist()
    ([[-0.1, -0.05], [0.1, 0.05]], [[-0.05], [0.05]])
    """
    X, Y = np.asarray(X), np.asarray(Y)
    trainer = Trainer(parameters, X.shape[1], alpha)
    trainer.step(X, Y)
    return dict(enumerate(trainer.Omega, start=1)), dict(enumerate(trainer.D[1:], start=1))


# --8<-- [end:one_step]


# --8<-- [start:counted]
def counted(parameters, m):
    """What a step costs, from its plan: calls, multiplications in products, numbers moved by
    other calls, numbers held. (eq:fast-calls)

    >>> counted([(np.zeros((3, 2)), np.zeros((3, 1))), (np.zeros((1, 3)), np.zeros((1, 1)))], 32)
    (16, 928, 1255, 442)
    """
    trainer = Trainer(parameters, m, 1.0)
    multiplications = moved = 0
    held = {}
    for function, arguments, settings in trainer.plan:
        arrays = [array for array in (*arguments, settings["out"]) if np.ndim(array)]
        if function in (np.dot, np.matmul):
            multiplications += arrays[0].size * arrays[1].shape[1]
        else:
            moved += sum(array.size for array in arrays)
        for array in arrays:
            whole = array if array.base is None else array.base
            held[id(whole)] = whole.size
    return len(trainer.plan), multiplications, moved, sum(held.values())


# --8<-- [end:counted]


# --8<-- [start:single]
def single(x):
    """x as float32 holds it, as a float; the shape of x. (eq:fast-lost)

    >>> bool(single(0.1) == 0.1), bool(single(0.5) == 0.5)
    (False, True)
    """
    return np.float32(x).astype(float)[()]


# --8<-- [end:single]
