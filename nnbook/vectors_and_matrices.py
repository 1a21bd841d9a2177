"""Products of columns and matrices, and what they cost: docs/vectors_and_matrices.md.

A column has shape (n, 1), a batch of m columns (n, m). Nothing is stretched to fit, except the
bias of `affine`, which is added to every column.
"""

import numpy as np


def _numbers(x):
    """x as an array of floating-point or complex numbers without NaN."""
    x = np.asarray(x)
    if x.dtype.kind not in "biufc":
        raise TypeError(f"expected numbers or an array of numbers, found dtype {x.dtype}")
    if np.any(np.isnan(x)):
        raise ValueError("expected numbers, found NaN")
    return x + 0.0


def _number(name, c):
    """c as one number."""
    c = _numbers(c)
    if c.ndim:
        raise ValueError(f"{name} needs to be a number, found shape {c.shape}")
    return c


def _shaped(name, x, rows=None, columns=1):
    """x as an array of a stated shape; None stands for any number but 0."""
    x = _numbers(x)
    fits = x.ndim == 2 and x.size > 0
    fits = fits and rows in (None, x.shape[0]) and columns in (None, x.shape[1])
    if not fits:
        wanted = f"({rows or 'any'}, {columns or 'any'})"
        raise ValueError(f"{name} needs shape {wanted}, found {x.shape}")
    return x


# --8<-- [start:combination]
def combination(c, u, tau, v):
    """c u + tau v of numbers c, tau and columns u, v (n, 1).
    (eq:vectors-combination)

    >>> combination(2, [[3], [4]], -1, [[2], [1]])[:, 0].tolist()
    [4.0, 7.0]
    """
    u = _shaped("u", u)
    v = _shaped("v", v, len(u))
    return _number("c", c) * u + _number("tau", tau) * v


# --8<-- [end:combination]


# --8<-- [start:dot]
def dot(u, v):
    """Dot product of two columns (n, 1); a number. (eq:vectors-dot)

    >>> float(dot([[3], [4]], [[2], [1]]))
    10.0
    """
    u = _shaped("u", u)
    return np.sum(u * _shaped("v", v, len(u)))


def length(u):
    """Length of a column (n, 1); a number. (eq:vectors-length)

    >>> float(length([[3], [4]]))
    5.0
    """
    return np.sqrt(dot(u, u))


# --8<-- [end:dot]


# --8<-- [start:projection]
def projection(v, u):
    """The multiple (n, 1) of u that is closest to v, columns (n, 1).
    (eq:vectors-projection)

    >>> projection([[2], [1]], [[3], [4]]).round(4)[:, 0].tolist()
    [1.2, 1.6]
    """
    u = _shaped("u", u)
    if np.all(u == 0):
        raise ValueError("projection: u of length 0 has no direction")
    return dot(u, v) / dot(u, u) * u


# --8<-- [end:projection]


# --8<-- [start:cosine]
def cosine(u, v):
    """Cosine of the angle between two columns (n, 1); a number.
    (eq:vectors-cosine)

    >>> float(cosine([[3], [4]], [[2], [1]]).round(4))
    0.8944
    """
    u, v = _shaped("u", u), _shaped("v", v)
    if np.all(u == 0) or np.all(v == 0):
        raise ValueError("cosine: length 0 has no direction")
    return dot(u, v) / (length(u) * length(v))


def polar(r, psi):
    """The column (2, 1) of length r at the angle psi, in radians.
    (eq:vectors-polar)

    >>> polar(2, np.pi / 2).round(4)[:, 0].tolist()
    [0.0, 2.0]
    """
    r, psi = _number("r", r), _number("psi", psi)
    return np.array([[r * np.cos(psi)], [r * np.sin(psi)]])


# --8<-- [end:cosine]


# --8<-- [start:neuron]
def neuron(w, x, b):
    """Weighted input of one neuron: columns w, x (n, 1), a number b.
    (eq:vectors-neuron)

    >>> float(neuron([[3], [4]], [[2], [1]], -6))
    4.0
    """
    return dot(w, x) + _number("b", b)


# --8<-- [end:neuron]


# --8<-- [start:matrix_product]
def matrix_product(A, U):
    """A U of A (k, n), U (n, m): rows times columns; (k, m).
    (eq:vectors-product)

    >>> C = matrix_product([[1, 2], [0, 1], [3, 0]], [[1], [4]])
    >>> C[:, 0].tolist()
    [9.0, 4.0, 3.0]
    """
    A = _shaped("A", A, columns=None)
    U = _shaped("U", U, A.shape[1], None)
    rows, columns = A[:, :, None], U.T[:, :, None]  # each as a column
    return np.array([[dot(u, v) for v in columns] for u in rows])


# --8<-- [end:matrix_product]


# --8<-- [start:outer]
def outer(u, v):
    """All products of an entry of u (n, 1) and one of v (k, 1); (n, k).
    (eq:vectors-outer)

    >>> outer([[1], [2], [3]], [[10], [20]]).tolist()
    [[10.0, 20.0], [20.0, 40.0], [30.0, 60.0]]
    """
    return _shaped("u", u) * _shaped("v", v).T


def elementwise_product(a, c):
    """Products of entries at the same place; two arrays of one shape.
    (eq:vectors-elementwise)

    >>> elementwise_product([[2], [3]], [[5], [-1]])[:, 0].tolist()
    [10.0, -3.0]
    """
    a, c = _numbers(a), _numbers(c)
    if a.shape != c.shape:
        found = f"{a.shape} and {c.shape}"
        raise ValueError(f"arrays of one shape needed, found {found}")
    return a * c


# --8<-- [end:outer]


# --8<-- [start:affine]
def affine(W, X, b):
    """Z (k, m) = W X + b of W (k, n), X (n, m), b (k, 1).
    (eq:vectors-affine)

    >>> affine([[2, -1]], [[3, 0], [4, 1]], [[5]]).tolist()
    [[7.0, 4.0]]
    """
    W = _shaped("W", W, columns=None)
    k, n = W.shape
    return W @ _shaped("X", X, n, None) + _shaped("b", b, k)


# --8<-- [end:affine]


# --8<-- [start:counted_product]
def counted_product(A, U):
    """A U of A (k, n), U (n, m), and how many multiplications it took.
    (eq:vectors-count)

    >>> counted_product([[1, 2], [0, 1], [3, 0]], [[1], [4]])[1]
    6
    """
    A = _shaped("A", A, columns=None)
    U = _shaped("U", U, A.shape[1], None)
    count = 0
    C = np.zeros((len(A), U.shape[1]), np.result_type(A, U))
    for i, j in np.ndindex(C.shape):
        for r in range(len(U)):
            C[i, j] += A[i, r] * U[r, j]
            count += 1
    return C, count


# --8<-- [end:counted_product]
