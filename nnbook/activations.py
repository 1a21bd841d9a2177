"""Activations, their derivatives, and functions made of ReLUs: docs/activations.md.

The step, the sigmoid and softplus come from nnbook.sigmoid, tanh and two slopes from
nnbook.two_layer. A `..._derivative` takes the input z, a `..._slope` takes the output a. All work
elementwise: numbers, lists and arrays of any shape go in, an array of the same shape comes out.
Whole numbers become float64, float32 stays float32. NaN and infinity are refused. At a kink the
slope is the one of the left side.
"""

import numpy as np

from nnbook.sigmoid import sigmoid, sigmoid_derivative
from nnbook.two_layer import affine


def _numbers(z, name="z"):
    """z as an array of finite floating-point or complex numbers."""
    z = np.asarray(z)
    if z.dtype.kind not in "biufc":
        raise TypeError(f"{name}: expected numbers or an array of numbers, found dtype {z.dtype}")
    if not np.all(np.isfinite(z)):
        raise ValueError(f"{name}: every entry must be finite, found {z[~np.isfinite(z)][0]}")
    return z + 0.0


def _output(a, name, least):
    """a as numbers that the function can have as output: never below `least`."""
    a = _numbers(a, "a")
    if np.any(np.real(a) < least):
        raise ValueError(f"{name}: an output is never below {least}, found {np.real(a).min()}")
    return a


def _positive(c):
    """c, which must be one positive number."""
    if np.ndim(c) or not (np.isfinite(c) and np.real(c) > 0):
        raise ValueError(f"c must be one positive number, found {c}")
    return c


def _near(z, reach=40):
    """z, moved to the reach where it lies further out: there the curve is straight."""
    return np.where(np.abs(np.real(z)) > reach, reach * np.sign(np.real(z)), z)


# --8<-- [start:identity]
def identity(z):
    """z itself; shape of z. (eq:activations-identity)

    >>> identity([-2, 0, 2]).tolist()
    [-2.0, 0.0, 2.0]
    """
    return _numbers(z)


def identity_derivative(z):
    """Slope of the identity: 1; shape of z. (eq:activations-identity-derivative)

    >>> identity_derivative([-2, 0, 2]).tolist()
    [1.0, 1.0, 1.0]
    """
    return np.ones_like(_numbers(z))


# --8<-- [end:identity]


# --8<-- [start:step_derivative]
def step_derivative(z):
    """Slope of the step: 0, also at 0, where it has none. (eq:activations-step-derivative)

    >>> step_derivative([-2, 0, 2]).tolist()
    [0.0, 0.0, 0.0]
    """
    return np.zeros_like(_numbers(z))


# --8<-- [end:step_derivative]


# --8<-- [start:tanh_derivative]
def tanh_derivative(z):
    """Slope of tanh at the input z; shape of z. (eq:activations-tanh-derivative)

    >>> tanh_derivative([-2, 0, 2]).round(4).tolist()
    [0.0707, 1.0, 0.0707]
    """
    return 4 * sigmoid_derivative(2 * _near(_numbers(z), 400))


# --8<-- [end:tanh_derivative]


# --8<-- [start:relu]
def relu(z):
    """The larger of z and 0; shape of z. (eq:activations-relu)

    >>> relu([-2, 0, 2]).tolist()
    [0.0, 0.0, 2.0]
    """
    z = _numbers(z)
    return np.where(np.real(z) > 0, z, 0)


def relu_derivative(z):
    """Slope of ReLU at the input z, at 0 chosen as 0. (eq:activations-relu-derivative)

    >>> relu_derivative([-2, 0, 2]).tolist()
    [0.0, 0.0, 1.0]
    """
    z = _numbers(z)
    return np.where(np.real(z) > 0, np.ones_like(z), 0)


# --8<-- [end:relu]


# --8<-- [start:relu_slope]
def relu_slope(a):
    """Slope of ReLU at the output a; shape of a. (eq:activations-relu-slope)

    >>> relu_slope([0, 0.5, 2]).tolist()
    [0.0, 1.0, 1.0]
    """
    a = _output(a, "relu_slope", 0)
    return np.where(np.real(a) > 0, np.ones_like(a), 0)


# --8<-- [end:relu_slope]


# --8<-- [start:leaky_relu]
def leaky_relu(z, c=0.01):
    """z, times c where z is not positive; shape of z. (eq:activations-leaky)

    >>> leaky_relu([-2, 0, 2], 0.1).tolist()
    [-0.2, 0.0, 2.0]
    """
    z, c = _numbers(z), _positive(c)
    return np.where(np.real(z) > 0, z, c * z)


def leaky_relu_derivative(z, c=0.01):
    """Slope at the input z, at 0 chosen as c. (eq:activations-leaky-derivative)

    >>> leaky_relu_derivative([-2, 0, 2], 0.1).tolist()
    [0.1, 0.1, 1.0]
    """
    z, c = _numbers(z), _positive(c)
    return np.where(np.real(z) > 0, np.ones_like(z), c)


# --8<-- [end:leaky_relu]


# --8<-- [start:leaky_relu_slope]
def leaky_relu_slope(a, c=0.01):
    """Slope of the leaky ReLU at the output a. (eq:activations-leaky-slope)

    >>> leaky_relu_slope([-0.2, 0, 2], 0.1).tolist()
    [0.1, 0.1, 1.0]
    """
    a, c = _numbers(a, "a"), _positive(c)
    return np.where(np.real(a) > 0, np.ones_like(a), c)


# --8<-- [end:leaky_relu_slope]


# --8<-- [start:elu]
def elu(z, c=1.0):
    """z where z is positive, else an exponential; shape of z. (eq:activations-elu)

    >>> elu([-2, 0, 2]).round(4).tolist()
    [-0.8647, 0.0, 2.0]
    """
    z, c = _numbers(z), _positive(c)
    positive = np.real(z) > 0
    return np.where(positive, z, c * np.expm1(np.where(positive, 0, z)))


def elu_derivative(z, c=1.0):
    """Slope of ELU at the input z, at 0 chosen as c. (eq:activations-elu-derivative)

    >>> elu_derivative([-2, 0, 2]).round(4).tolist()
    [0.1353, 1.0, 1.0]
    """
    z, c = _numbers(z), _positive(c)
    positive = np.real(z) > 0
    return np.where(positive, 1, c * np.exp(np.where(positive, 0, z)))


# --8<-- [end:elu]


# --8<-- [start:elu_slope]
def elu_slope(a, c=1.0):
    """Slope of ELU at the output a, never below -c. (eq:activations-elu-slope)

    >>> elu_slope([-0.75, 0, 2]).tolist()
    [0.25, 1.0, 1.0]
    """
    a = _output(a, "elu_slope", -_positive(c))
    return np.where(np.real(a) > 0, 1, a + c)


# --8<-- [end:elu_slope]


# --8<-- [start:softplus_slope]
def softplus_slope(a):
    """Slope of softplus at its output a, never below 0. (eq:activations-softplus-slope)

    >>> softplus_slope([0, 0.5, 2]).round(4).tolist()
    [0.0, 0.3935, 0.8647]
    """
    return -np.expm1(-_output(a, "softplus_slope", 0))


# --8<-- [end:softplus_slope]


# --8<-- [start:silu]
def silu(z):
    """z times the sigmoid of z; shape of z. (eq:activations-silu)

    >>> silu([-2, 0, 2]).round(4).tolist()
    [-0.2384, 0.0, 1.7616]
    """
    z = _numbers(z)
    return z * sigmoid(z)


def silu_derivative(z):
    """Slope of SiLU at the input z; shape of z. (eq:activations-silu-derivative)

    >>> silu_derivative([-2, 0, 2]).round(4).tolist()
    [-0.0908, 0.5, 1.0908]
    """
    z = _numbers(z)
    return sigmoid(z) * (1 + z * sigmoid(-z))


# --8<-- [end:silu]


# --8<-- [start:normal]
RHO = np.arange(-64, 40) / 16  # equally spaced; further out nothing is left
TAU = np.exp(RHO - np.exp(-RHO))
WEIGHTS = (1 + np.exp(-RHO)) * TAU * np.exp(-TAU * TAU / 2) / 16


def normal_density(z):
    """Height of the bell curve at z; shape of z. (eq:activations-density)

    >>> normal_density([-2, 0, 2]).round(4).tolist()
    [0.054, 0.3989, 0.054]
    """
    z = _near(_numbers(z))
    return np.exp(-z * z / 2) / (2 * np.pi) ** 0.5


def normal_cdf(z):
    """Area under the bell curve left of z; shape of z. (eq:activations-tail)

    >>> normal_cdf([-2, 0, 2]).round(4).tolist()
    [0.0228, 0.5, 0.9772]
    """
    z = _near(_numbers(z))
    left = np.real(z) < 0
    x = np.where(left, -z, z)
    integral = np.sum(WEIGHTS * np.exp(-x[..., None] * TAU), axis=-1).astype(x.dtype)
    tail = normal_density(x) * integral
    return np.where(left, tail, 1 - tail)[()]


# --8<-- [end:normal]


# --8<-- [start:gelu]
def gelu(z):
    """z times the area under the bell curve left of it. (eq:activations-gelu)

    >>> gelu([-2, 0, 2]).round(4).tolist()
    [-0.0455, 0.0, 1.9545]
    """
    return _numbers(z) * normal_cdf(z)


def gelu_derivative(z):
    """Slope of GELU at the input z; shape of z. (eq:activations-gelu-derivative)

    >>> gelu_derivative([-2, 0, 2]).round(4).tolist()
    [-0.0852, 0.5, 1.0852]
    """
    z = _near(_numbers(z))
    return normal_cdf(z) + z * normal_density(z)


# --8<-- [end:gelu]


# --8<-- [start:gelu_tanh]
def gelu_tanh(z):
    """GELU with tanh in the place of erf; shape of z. (eq:activations-gelu-sigmoid)

    >>> gelu_tanh([-2, 0, 2]).round(4).tolist()
    [-0.0454, 0.0, 1.9546]
    """
    z, near = _numbers(z), _near(_numbers(z))
    u = (2 / np.pi) ** 0.5 * (near + 0.044715 * near**3)
    return z * sigmoid(2 * u)


def gelu_tanh_derivative(z):
    """Slope of the form with tanh at z. (eq:activations-gelu-tanh-derivative)

    >>> gelu_tanh_derivative([-2, 0, 2]).round(4).tolist()
    [-0.0861, 0.5, 1.0861]
    """
    z = _near(_numbers(z))
    u = (2 / np.pi) ** 0.5 * (z + 0.044715 * z**3)
    du = (2 / np.pi) ** 0.5 * (1 + 3 * 0.044715 * z**2)
    return sigmoid(2 * u) + 2 * z * sigmoid_derivative(2 * u) * du


# --8<-- [end:gelu_tanh]


def _column(name, column, n=None):
    """A column of finite numbers; with n entries if n is given."""
    column = _numbers(column, name)
    if column.ndim != 2 or column.shape != (n or len(column), 1):
        wanted = f"({n or 'n'}, 1)"
        raise ValueError(f"{name}: expected a column {wanted}, found shape {column.shape}")
    return column


# --8<-- [start:relu_weights]
def piece_slopes(t, v):
    """Slopes s (n-1, 1) of the line through n knots t (n, 1), growing, with heights v (n, 1).

    (eq:activations-pieces)

    >>> piece_slopes([[0], [1], [3]], [[1], [3], [2]]).tolist()
    [[2.0], [-0.5]]
    """
    t = _column("t", t)
    v = _column("v", v, len(t))
    if len(t) < 2 or np.any(np.diff(np.real(t), axis=0) <= 0):
        raise ValueError("t: at least two knots, each larger than the one before")
    return np.diff(v, axis=0) / np.diff(t, axis=0)


def relu_weights(t, v):
    """Weights w (n-1, 1): the first slope, then the changes. (eq:activations-weights)

    >>> relu_weights([[0], [1], [3]], [[1], [3], [2]]).tolist()
    [[2.0], [-2.5]]
    """
    s = piece_slopes(t, v)
    return np.concatenate([s[:1], np.diff(s, axis=0)])


# --8<-- [end:relu_weights]


# --8<-- [start:relu_network]
def relu_network(z, t, v):
    """Two-layer network through the heights v at the knots t. (eq:activations-network)

    Numbers z of any shape, t and v (n, 1); the shape of z.

    >>> relu_network([0, 0.5, 1, 3], [[0], [1], [3]], [[1], [3], [2]]).tolist()
    [1.0, 2.0, 3.0, 2.0]
    """
    z, w = _numbers(z), relu_weights(t, v)
    t, v = _column("t", t), _column("v", v)
    hidden = relu(affine(np.ones((len(w), 1)), z.reshape(1, -1), -t[:-1]))
    return affine(w.T, hidden, v[:1]).reshape(z.shape)


# --8<-- [end:relu_network]


# --8<-- [start:largest_gap]
def wave(z):
    """The sine, the curve that the page builds; shape of z. (eq:activations-wave)

    >>> wave([0, 1, 2]).round(4).tolist()
    [0.0, 0.8415, 0.9093]
    """
    return np.sin(_numbers(z))


def wave_curvature(z):
    """Second derivative of the sine; shape of z. (eq:activations-wave-curvature)

    >>> wave_curvature([0, 1, 2]).round(4).tolist()
    [-0.0, -0.8415, -0.9093]
    """
    return -np.sin(_numbers(z))


def largest_gap(f, low, high, n):
    """Largest distance, at 100 points a piece, between f and n pieces. (eq:activations-gaps)

    >>> round(largest_gap(wave, 0, 6, 6), 4)
    0.1221
    """
    t = np.linspace(low, high, n + 1).reshape(-1, 1)
    z = np.linspace(low, high, 100 * n + 1)
    return float(np.max(np.abs(relu_network(z, t, f(t)) - f(z))))


# --8<-- [end:largest_gap]
