"""Slopes from values, and gradients held against them: docs/gradient_checking.md.

A function f takes a number, or an array of them and works entry by entry; a function of weights
takes an array w of any shape and returns one number.
"""

import numpy as np


def _step(h):
    """The step, if it is a positive number."""
    if np.ndim(h) or not 0 < np.real(h) < np.inf:
        raise ValueError(f"the step h must be one positive number, found {h!r}")
    return h


def _finite(**arrays):
    """Arrays of finite numbers, all of one shape; one alone is not a list."""
    found = [np.asarray(array) + 0.0 for array in arrays.values()]
    for name, array in zip(arrays, found, strict=True):
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{name} holds a NaN or an infinity")
        if array.shape != found[0].shape:
            shapes = f"{found[0].shape} and {array.shape}"
            raise ValueError(f"{' and '.join(arrays)} need one shape, found {shapes}")
    return found if len(found) > 1 else found[0]


# --8<-- [start:differences]
def one_sided(f, x, h):
    """Slope of f at x from two values, one at x. (eq:gradcheck-one-sided)

    >>> float(one_sided(np.square, 3.0, 0.5))
    6.5
    """
    x, h = _finite(x=x), _step(h)
    return (f(x + h) - f(x)) / h


def central(f, x, h):
    """Slope of f at x from two values, one to each side. (eq:gradcheck-central)

    >>> float(central(np.square, 3.0, 0.5))
    6.0
    """
    x, h = _finite(x=x), _step(h)
    return (f(x + h) - f(x - h)) / (2 * h)


def five_point(f, x, h):
    """Slope of f at x from four values; the fifth, at x, drops out. (eq:gradcheck-five-point)

    >>> float(five_point(fifth_power, 1.0, 0.5))
    4.75
    """
    x, h = _finite(x=x), _step(h)
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


# --8<-- [end:differences]


# --8<-- [start:complex_step]
def complex_step(f, x, h=1e-200):
    """Slope of f at x from one value at a complex number. (eq:gradcheck-complex)

    >>> float(complex_step(np.square, 3.0))
    6.0
    """
    x, h = _finite(x=x), _step(h)
    value = f(x + 1j * h)
    if not np.iscomplexobj(value):
        raise ValueError("complex step: f answers a complex number with a real one")
    return np.imag(value) / h


# --8<-- [end:complex_step]


# --8<-- [start:examples]
def wave(x):
    """sin(3x + 1). (eq:gradcheck-wave)

    >>> float(wave(0.3).round(4))
    0.9463
    """
    return np.sin(3 * x + 1)


def wave_third(x):
    """Its third derivative. (eq:gradcheck-wave-third)

    >>> float(wave_third(0.3).round(4))
    8.7288
    """
    return -27 * np.cos(3 * x + 1)


def wave_fourth(x):
    """Its fourth derivative. (eq:gradcheck-wave-fourth)

    >>> float(wave_fourth(0.3).round(4))
    76.6503
    """
    return 81 * np.sin(3 * x + 1)


def wave_fifth(x):
    """Its fifth derivative. (eq:gradcheck-wave-fifth)

    >>> float(wave_fifth(0.3).round(4))
    -78.5594
    """
    return 243 * np.cos(3 * x + 1)


def fifth_power(x):
    """x^5, by multiplications alone. (eq:gradcheck-power)

    >>> fifth_power(2.0)
    32.0
    """
    return x * x * x * x * x


# --8<-- [end:examples]


# --8<-- [start:best]
def total_error(h, c, rho, p):
    """What a difference leaves out, and what rounding adds. (eq:gradcheck-total)

    >>> total_error(0.5, 4.0, 1.0, 2)
    3.0
    """
    _step(h)
    return c * h**p + rho / h


def best_step(c, rho, p):
    """The step at which total_error is smallest. (eq:gradcheck-best)

    >>> best_step(4.0, 1.0, 2)
    0.5
    """
    if not (c > 0 and rho > 0 and p > 0):
        raise ValueError(f"best_step: all must be positive, found {c}, {rho}, {p}")
    return (rho / (p * c)) ** (1 / (p + 1))


# --8<-- [end:best]


# --8<-- [start:slope]
def order(method, f, x, h):
    """By which power of the step the error falls: steps h, h/2, h/4. (eq:gradcheck-order)

    >>> round(order(central, fifth_power, 1.0, 2.0**-7), 3)
    2.0
    """
    D = [method(f, x, step) for step in (h, h / 2, h / 4)]
    if D[0] == D[1] or D[1] == D[2]:
        raise ValueError("order: two differences are equal, so the power cannot be seen")
    return float(np.log2(abs(D[0] - D[1]) / abs(D[1] - D[2])))


def mean_error(method, f, x, slope, h):
    """Root of the mean squared error over many places x. (eq:gradcheck-mean-error)

    >>> float(mean_error(one_sided, np.square, [1.0, 2.0], [2.0, 4.0], 0.5))
    0.5
    """
    x, slope = _finite(x=x, slope=slope)
    return np.sqrt(np.mean((method(f, x, h) - slope) ** 2))


def places(n):
    """n numbers from 1 to 2, evenly, as a column. (eq:gradcheck-mean-error)

    >>> places(3)[:, 0].tolist()
    [1.0, 1.5, 2.0]
    """
    return np.linspace(1, 2, int(n))[:, None]


# --8<-- [end:slope]


# --8<-- [start:relative]
def relative_error(g, d):
    """|g - d| by the larger of both, entry by entry; 0 where both are 0. (eq:gradcheck-relative)

    >>> relative_error([1.0, 0.0, 2.0], [1.0, 0.0, -2.0]).tolist()
    [0.0, 0.0, 2.0]
    """
    g, d = _finite(g=g, d=d)
    largest = np.maximum(np.abs(g), np.abs(d))
    return np.abs(g - d) / np.where(largest > 0, largest, 1)


def norm_error(g, d):
    """The same with lengths in place of entries: one number. (eq:gradcheck-norm)

    >>> float(norm_error([3.0, 4.0], [3.0, -4.0]))
    1.6
    """
    g, d = _finite(g=g, d=d)
    largest = max(np.linalg.norm(g), np.linalg.norm(d))
    return np.linalg.norm(g - d) / largest if largest > 0 else 0.0


# --8<-- [end:relative]


# --8<-- [start:check]
def along(method, function, w, v, h):
    """Slope of a function of weights at w in the direction v. (eq:gradcheck-along)

    >>> float(along(central, lambda w: np.sum(w * w), [1.0, 2.0], [1.0, 1.0], 0.5))
    6.0
    """
    w, v = _finite(w=w, v=v)
    return method(lambda t: function(w + t * v), 0.0, h)


def by_entries(method, function, w, h):
    """Slopes by all entries of w, one after another; shape of w. (eq:gradcheck-entries)

    >>> by_entries(central, lambda w: np.sum(w * w), [[1.0, 2.0]], 0.5).tolist()
    [[2.0, 4.0]]
    """
    slopes = np.zeros(np.shape(w))
    for place in np.ndindex(slopes.shape):
        e = np.zeros(slopes.shape)
        e[place] = 1
        slopes[place] = along(method, function, w, e, h)
    return slopes


def check_gradient(function, gradient, w, method=five_point, h=2.0**-10):
    """Relative error of each entry of a gradient; shape of w. (eq:gradcheck-check)

    `function` takes w and returns a number; `gradient` is the array that is to be checked.

    >>> check_gradient(lambda w: np.sum(w * w), [[2.0, -4.0]], [[1.0, 2.0]]).round(6).tolist()
    [[0.0, 2.0]]
    """
    return relative_error(gradient, by_entries(method, function, w, h))


# --8<-- [end:check]


# --8<-- [start:floor]
def rounding_floor(value, h, epsilon=2.0**-53):
    """What rounding of a value leaves in a five-point difference. (eq:gradcheck-floor)

    >>> rounding_floor(2.0, 1.0) == 3 * 2.0**-53
    True
    """
    return 1.5 * epsilon * abs(value) / _step(h)


# --8<-- [end:floor]


# --8<-- [start:traps]
def modulus(x):
    """NumPy's absolute value: of a complex number, its length. (eq:gradcheck-modulus)

    >>> float(modulus(3 + 4j))
    5.0
    """
    return np.abs(x)


def signed_square(x):
    """x |x|, with NumPy's absolute value. (eq:gradcheck-signed)

    >>> float(signed_square(-3.0))
    -9.0
    """
    return x * np.abs(x)


def conjugate_square(x):
    """x times its conjugate: of a real number, its square. (eq:gradcheck-conjugate)

    >>> float(conjugate_square(3.0))
    9.0
    """
    return x * np.conj(x)


def rippled(x):
    """x with a ripple of period 1/5 that is a tenth high. (eq:gradcheck-rippled)

    >>> float(rippled(0.25).round(4))
    0.35
    """
    return x + np.sin(10 * np.pi * x) / 10


def lifted(x, c):
    """A square on top of a constant. (eq:gradcheck-lifted)

    >>> lifted(2.0, 10.0)
    14.0
    """
    return c + x * x


def square_32(x):
    """The square of x, all in float32. (eq:gradcheck-single)

    >>> float(square_32(0.1))
    0.010000000707805157
    """
    x = np.float32(x)
    return x * x


# --8<-- [end:traps]
