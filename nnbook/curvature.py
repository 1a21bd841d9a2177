"""Second derivatives: Taylor's formula, eigenvalues, convexity, smoothness: docs/curvature.md.

A point w, a step h and a gradient are columns (n, 1); a Hessian A is a symmetric matrix (n, n).
"""

import numpy as np


def _column(w):
    """w as a column of numbers, none of them NaN."""
    w = np.asarray(w) + 0.0
    if w.ndim != 2 or w.shape[1] != 1 or w.size == 0:
        raise ValueError(f"a point is a column of shape (n, 1), found {w.shape}")
    if np.any(np.isnan(w)):
        raise ValueError("a point holds NaN")
    return w


def _symmetric(A):
    """A as a symmetric matrix of finite numbers."""
    A = np.asarray(A) + 0.0
    if A.ndim != 2 or A.shape[0] != A.shape[1] or A.size == 0:
        raise ValueError(f"a Hessian is a square matrix, found shape {A.shape}")
    if not np.all(np.isfinite(A)):
        raise ValueError("a Hessian holds NaN or infinity")
    if not np.allclose(A, A.T, rtol=1e-9, atol=1e-12):
        raise ValueError("a Hessian is symmetric, this matrix is not")
    return A


# --8<-- [start:dip]
def dip(x):
    """A dip with flat flanks, elementwise; shape of x. (eq:curvature-dip)

    >>> dip([0, 1, 3]).round(4).tolist()
    [0.0, 0.6931, 2.3026]
    """
    x = np.asarray(x)
    return np.log(1 + x * x)


# --8<-- [end:dip]


# --8<-- [start:crater]
def crater(w):
    """The dip of the length of w (n, 1); a number. (eq:curvature-crater)

    >>> float(crater([[1], [2]]).round(4))
    1.7918
    """
    w = _column(w)
    return np.log(1 + np.sum(w * w))


def crater_gradient(w):
    """Gradient of the crater at w, both (n, 1). (eq:curvature-crater-gradient)

    >>> crater_gradient([[1], [2]]).round(4).tolist()
    [[0.3333], [0.6667]]
    """
    w = _column(w)
    return 2 * w / (1 + np.sum(w * w))


def crater_hessian(w):
    """Hessian of the crater at w (n, 1); a matrix (n, n). (eq:curvature-crater-hessian)

    >>> crater_hessian([[1], [2]]).round(4).tolist()
    [[0.2222, -0.2222], [-0.2222, -0.1111]]
    """
    w = _column(w)
    kappa = 2 / (1 + np.sum(w * w))
    return kappa * np.eye(len(w)) - kappa**2 * w @ w.T


# --8<-- [end:crater]


# --8<-- [start:cone]
def cone(w):
    """A cone with a round tip, convex, lowest where w (n, 1) is all ones. (eq:curvature-cone)

    >>> float(cone([[1], [2]]).round(4))
    1.4142
    """
    w = _column(w)
    return np.sqrt(1 + np.sum((w - 1) ** 2))


def cone_gradient(w):
    """Gradient of the cone at w, both (n, 1). (eq:curvature-cone-gradient)

    >>> cone_gradient([[1], [2]]).round(4).tolist()
    [[0.0], [0.7071]]
    """
    return (_column(w) - 1) / cone(w)


def cone_hessian(w):
    """Hessian of the cone at w (n, 1); a matrix (n, n). (eq:curvature-cone-hessian)

    >>> cone_hessian([[1], [2]]).round(4).tolist()
    [[0.7071, 0.0], [0.0, 0.3536]]
    """
    u = _column(w) - 1
    return np.eye(len(u)) / cone(w) - u @ u.T / cone(w) ** 3


# --8<-- [end:cone]


# --8<-- [start:second_order]
def second_order(value, gradient, hessian, h):
    """Taylor's parabola at the step h (n, 1), a number. (eq:curvature-second-order)

    >>> A = [[5.0, 4.0], [4.0, 5.0]]
    >>> float(second_order(1.0, [[6], [3]], A, [[1], [-1]]))
    5.0
    """
    gradient, A, h = _column(gradient), _symmetric(hessian), _column(h)
    return value + np.sum(gradient * h) + np.sum(h * (A @ h)) / 2


# --8<-- [end:second_order]


# --8<-- [start:eigen]
def eigen(A):
    """Eigenvalues of A (n, n) as a column, growing; eigenvectors as columns. (eq:curvature-eigen)

    >>> values, Q = eigen([[5, 4], [4, 5]])
    >>> values.round(4).tolist()
    [[1.0], [9.0]]
    """
    values, Q = np.linalg.eigh(_symmetric(A))
    return values[:, None], Q


def eigenvalues_2(p, q, r):
    """Both eigenvalues of the matrix with rows p, q and q, r. (eq:curvature-two)

    >>> [float(value) for value in eigenvalues_2(5, 4, 5)]
    [1.0, 9.0]
    """
    middle, reach = (p + r) / 2, np.sqrt(((p - r) / 2) ** 2 + q**2)
    return middle - reach, middle + reach


# --8<-- [end:eigen]


# --8<-- [start:smoothness]
def smoothness(A):
    """Size of the largest eigenvalue of A (n, n), sign aside; a number. (eq:curvature-size)

    >>> float(smoothness([[0, 3], [3, 0]]))
    3.0
    """
    values, _ = eigen(A)
    return np.max(np.abs(values))


# --8<-- [end:smoothness]
