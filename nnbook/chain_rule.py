"""The chain rule's examples and the five rules, forward and backward: docs/chain_rule.md.

Columns have shape (n, 1). A backward function takes the gradient of the loss by the result and
returns the gradients by the arguments, each in the shape of its argument.
"""

import numpy as np

from nnbook.vectors_and_matrices import _numbers, _shaped


# --8<-- [start:cube]
def cube(x):
    """Third power, elementwise; shape of x. (eq:chain-cube)

    >>> float(cube(2))
    8.0
    """
    return _numbers(x) ** 3


def cube_slope(x):
    """Slope of the cube at x, elementwise; shape of x.
    (eq:chain-cube-slope)

    >>> float(cube_slope(2))
    12.0
    """
    return 3 * _numbers(x) ** 2


# --8<-- [end:cube]


# --8<-- [start:square]
def square(u):
    """Second power, elementwise; shape of u. (eq:chain-square)

    >>> float(square(8))
    64.0
    """
    return _numbers(u) ** 2


def square_slope(u):
    """Slope of the square at u, elementwise; shape of u.
    (eq:chain-square)

    >>> float(square_slope(8))
    16.0
    """
    return 2 * _numbers(u)


# --8<-- [end:square]


# --8<-- [start:volume]
def volume(x):
    """Volume of a box: x (2, 1) is base and height; a number.
    (eq:chain-volume)

    >>> float(volume([[3], [2]]))
    18.0
    """
    x_1, x_2 = _shaped("x", x, 2)[:, 0]
    return x_1**2 * x_2


def volume_gradient(x):
    """Gradient (2, 1) of the volume at x (2, 1).
    (eq:chain-volume-gradient)

    >>> volume_gradient([[3], [2]]).tolist()
    [[12.0], [9.0]]
    """
    x_1, x_2 = _shaped("x", x, 2)[:, 0]
    return np.array([[2 * x_1 * x_2], [x_1**2]])


# --8<-- [end:volume]


# --8<-- [start:inner_map]
def inner_map(x):
    """u (3, 1) of x (2, 1). (eq:chain-inner)

    >>> inner_map([[2], [-1]])[:, 0].tolist()
    [4.0, -2.0, -1.0]
    """
    x_1, x_2 = _shaped("x", x, 2)[:, 0]
    return np.array([[x_1**2], [x_1 * x_2], [x_2**3]])


def inner_jacobian(x):
    """Jacobian (3, 2) of the inner map at x (2, 1).
    (eq:chain-inner-jacobian)

    >>> inner_jacobian([[2], [-1]]).tolist()
    [[4.0, 0.0], [-1.0, 2.0], [0.0, 3.0]]
    """
    x_1, x_2 = _shaped("x", x, 2)[:, 0]
    return np.array([[2 * x_1, 0], [x_2, x_1], [0, 3 * x_2**2]])


# --8<-- [end:inner_map]


# --8<-- [start:outer_map]
def outer_map(u):
    """v (4, 1) of u (3, 1). (eq:chain-outer)

    >>> outer_map([[4], [-2], [-1]])[:, 0].tolist()
    [-8.0, 2.0, 3.0, -4.0]
    """
    u_1, u_2, u_3 = _shaped("u", u, 3)[:, 0]
    v = [u_1 * u_2], [u_2 * u_3], [u_1 - u_3**2], [u_1 * u_3]
    return np.array(v)


def outer_jacobian(u):
    """Jacobian (4, 3) of the outer map at u (3, 1).
    (eq:chain-outer-jacobian)

    >>> outer_jacobian([[4], [-2], [-1]])[0].tolist()
    [-2.0, 4.0, 0.0]
    """
    u_1, u_2, u_3 = _shaped("u", u, 3)[:, 0]
    rows = [u_2, u_1, 0], [0, u_3, u_2], [1, 0, -2 * u_3], [u_3, 0, u_1]
    return np.array(rows)


# --8<-- [end:outer_map]


# --8<-- [start:loss]
def loss(v):
    """Sum of the squares of all entries of v, any shape; a number.
    (eq:chain-loss)

    >>> float(loss([[-8], [2], [3], [-4]]))
    93.0
    """
    return np.sum(_numbers(v) ** 2)


def loss_gradient(v):
    """Gradient of that sum by v; shape of v. (eq:chain-loss-gradient)

    >>> loss_gradient([[-8], [2], [3], [-4]])[:, 0].tolist()
    [-16.0, 4.0, 6.0, -8.0]
    """
    return 2 * _numbers(v)


# --8<-- [end:loss]


# --8<-- [start:pull_back]
def pull_back(D, dv):
    """Gradient (n, 1) from the Jacobian D (k, n) and dv (k, 1).
    (eq:chain-pull-back)

    >>> D = inner_jacobian([[2], [-1]])
    >>> pull_back(D, [[46], [-68], [-28]])[:, 0].tolist()
    [252.0, -220.0]
    """
    D = _shaped("D", D, columns=None)
    return D.T @ _shaped("dv", dv, len(D))


# --8<-- [end:pull_back]


# --8<-- [start:affine_backward]
def affine_backward(W, X, dZ):
    """dW (k, n), dX (n, m), db (k, 1) from dZ (k, m).
    (eq:chain-affine-backward)

    >>> dW, dX, db = affine_backward([[2, -1]], [[3], [4]], [[10]])
    >>> dW.tolist(), dX.tolist(), db.tolist()
    ([[30.0, 40.0]], [[20.0], [-10.0]], [[10.0]])
    """
    W = _shaped("W", W, columns=None)
    k, n = W.shape
    X = _shaped("X", X, n, None)
    dZ = _shaped("dZ", dZ, k, X.shape[1])
    return dZ @ X.T, W.T @ dZ, np.sum(dZ, axis=1, keepdims=True)


# --8<-- [end:affine_backward]


def _alike(**arrays):
    """Several arrays of one shape."""
    arrays = {name: _numbers(x) for name, x in arrays.items()}
    if len({x.shape for x in arrays.values()}) > 1:
        found = ", ".join(f"{name} {x.shape}" for name, x in arrays.items())
        raise ValueError(f"arrays of one shape are needed, found {found}")
    return arrays.values()


# --8<-- [start:product_backward]
def product_backward(a, c, du):
    """da and dc, in the shape that all three have.
    (eq:chain-product-backward)

    >>> da, dc = product_backward([[2], [3]], [[5], [-1]], [[1], [10]])
    >>> da[:, 0].tolist(), dc[:, 0].tolist()
    ([5.0, -10.0], [2.0, 30.0])
    """
    a, c, du = _alike(a=a, c=c, du=du)
    return du * c, du * a


# --8<-- [end:product_backward]


# --8<-- [start:elementwise_backward]
def elementwise_backward(slope, z, da):
    """dz of an elementwise function with that slope; shape of z.
    (eq:chain-elementwise-backward)

    >>> z, da = [[1], [-3]], [[10], [10]]
    >>> dz = elementwise_backward(square_slope, z, da)
    >>> dz[:, 0].tolist()
    [20.0, -60.0]
    """
    z, da = _alike(z=z, da=da)
    return da * slope(z)


# --8<-- [end:elementwise_backward]


# --8<-- [start:total]
def total(x):
    """Sum of the entries of a column x (n, 1); a number.
    (eq:chain-total)

    >>> float(total([[1], [2], [4]]))
    7.0
    """
    return np.sum(_shaped("x", x))


def total_backward(x, dt):
    """dx (n, 1) from the derivative dt by the sum, a number.
    (eq:chain-total-backward)

    >>> total_backward([[1], [2], [4]], 14)[:, 0].tolist()
    [14.0, 14.0, 14.0]
    """
    dt = _numbers(dt)
    if dt.ndim:
        raise ValueError(f"dt needs to be a number, found {dt.shape}")
    return dt * np.ones_like(_shaped("x", x))


# --8<-- [end:total]


# --8<-- [start:quadratic]
def quadratic(A, x):
    """Quadratic form of A (n, n) at x (n, 1); a number.
    (eq:chain-quadratic)

    >>> float(quadratic([[1, 2], [0, 3]], [[1], [2]]))
    17.0
    """
    x = _shaped("x", x)
    A = _shaped("A", A, len(x), len(x))
    return (x.T @ A @ x)[0, 0]


def quadratic_gradient(A, x):
    """Gradient (n, 1) of the form by x. (eq:chain-quadratic-gradient)

    >>> quadratic_gradient([[1, 2], [0, 3]], [[1], [2]])[:, 0].tolist()
    [6.0, 14.0]
    """
    x = _shaped("x", x)
    A = _shaped("A", A, len(x), len(x))
    return (A + A.T) @ x


# --8<-- [end:quadratic]


# --8<-- [start:fan]
def fan(u_1, u_2):
    """A function without a best linear map at the origin; two numbers.
    (eq:chain-fan)

    >>> float(fan(3, 4)), float(fan(0, 0))
    (1.92, 0.0)
    """
    u_1, u_2 = _alike(u_1=u_1, u_2=u_2)
    if u_1.ndim:
        raise ValueError(f"fan needs two numbers, found {u_1.shape}")
    if u_1 == 0 and u_2 == 0:
        return u_1
    return u_1 * u_2**2 / (u_1**2 + u_2**2)


# --8<-- [end:fan]
