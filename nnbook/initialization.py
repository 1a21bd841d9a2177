"""How weights begin, and what many layers make of it: docs/initialization.md.

As in the chapter on backpropagation: columns are examples, W of layer l is (n_l, n_(l-1)), and
`parameters` is a list with a pair (W, b) for each layer. `rng` is a NumPy Generator, or a seed
for one: the same seed draws the same weights. `s` is a standard deviation.
"""

import numpy as np

from nnbook.activations import identity, normal_density
from nnbook.backpropagation import forward


def _size(name, n):
    """A number of neurons: a whole number, 1 or more."""
    if n != int(n) or n < 1:
        raise ValueError(f"{name}: a layer has 1, 2, 3 … neurons, found {n}")
    return int(n)


def _numbers(name, x, least, many=False):
    """A finite number that is not too small, or a list of them."""
    x = np.asarray(x) + 0.0
    if x.ndim != many or x.size == 0 or not np.all(np.isfinite(x)):
        what = "a list of finite numbers" if many else "one finite number"
        raise ValueError(f"{name}: expected {what}, found {x}")
    if np.any(np.real(x) < least):
        raise ValueError(f"{name}: must not be below {least}, found {np.real(x).min()}")
    return x


# --8<-- [start:deviations]
def xavier_deviation(n_in, n_out):
    """Standard deviation after Glorot and Bengio. (eq:init-xavier)

    >>> float(xavier_deviation(4, 12).round(4))
    0.3536
    """
    return np.sqrt(2 / (_size("n_in", n_in) + _size("n_out", n_out)))


def xavier_limit(n_in, n_out):
    """Uniform weights of that deviation lie within plus or minus this. (eq:init-limit)

    >>> float(xavier_limit(4, 12).round(4))
    0.6124
    """
    return np.sqrt(6 / (_size("n_in", n_in) + _size("n_out", n_out)))


def he_deviation(n_in):
    """Standard deviation after He and others, for ReLU. (eq:init-he)

    >>> float(he_deviation(4).round(4))
    0.7071
    """
    return np.sqrt(2 / _size("n_in", n_in))


# --8<-- [end:deviations]


# --8<-- [start:draw]
def normal(n_in, n_out, s, rng):
    """W (n_out, n_in), normal with mean 0 and deviation s > 0. (eq:init-draws)

    >>> normal(3, 2, 0.01, rng=5).round(4).tolist()
    [[-0.008, -0.0132, -0.0025], [0.0042, 0.0114, 0.0011]]
    """
    if not s > 0:
        raise ValueError(f"s: a standard deviation is positive, found {s}")
    shape = _size("n_out", n_out), _size("n_in", n_in)
    return s * np.random.default_rng(rng).standard_normal(shape)


def xavier_normal(n_in, n_out, rng):
    """W (n_out, n_in), normal. (eq:init-draws)

    >>> xavier_normal(3, 2, rng=5).round(4).tolist()
    [[-0.5072, -0.8376, -0.1571], [0.2659, 0.7185, 0.0694]]
    """
    return normal(n_in, n_out, xavier_deviation(n_in, n_out), rng)


def xavier_uniform(n_in, n_out, rng):
    """W (n_out, n_in), uniform. (eq:init-draws)

    >>> xavier_uniform(3, 2, rng=5).round(4).tolist()
    [[0.6682, 0.6747, 0.0336], [-0.4693, -0.9773, -0.2555]]
    """
    c = xavier_limit(n_in, n_out)
    return np.random.default_rng(rng).uniform(-c, c, (n_out, n_in))


def he_normal(n_in, n_out, rng):
    """W (n_out, n_in), normal. (eq:init-draws)

    >>> he_normal(3, 2, rng=5).round(4).tolist()
    [[-0.6548, -1.0813, -0.2028], [0.3433, 0.9276, 0.0896]]
    """
    return normal(n_in, n_out, he_deviation(n_in), rng)


# --8<-- [end:draw]


# --8<-- [start:network]
def network(sizes, draw, rng):
    """Weights of each layer by `draw`, and biases of zero. (eq:init-only-start)

    >>> [W.shape for W, b in network([3, 4, 2], he_normal, rng=0)]
    [(4, 3), (2, 4)]
    """
    if len(sizes) < 2:
        raise ValueError(f"a network needs two sizes or more, found {sizes}")
    rng = np.random.default_rng(rng)
    shapes = [(sizes[l - 1], sizes[l]) for l in range(1, len(sizes))]
    return [(draw(n_in, n_out, rng), np.zeros((n_out, 1))) for n_in, n_out in shapes]


# --8<-- [end:network]


# --8<-- [start:second_moment]
POINTS, WEIGHTS = np.polynomial.legendre.leggauss(200)  # between -1 and 1


def second_moment(g, v):
    """Mean square of g(z), z normal with mean 0 and variance v. (eq:init-second-moment)

    An integral by 200 points to each side of 0, so that a kink at 0 does no harm.

    >>> round(float(second_moment(np.tanh, 1)), 4)
    0.3943
    """
    t = 4.5 * (POINTS + 1)  # from 0 to 9 deviations
    z = np.sqrt(_numbers("v", v, least=0)) * t
    squares = g(z) ** 2 + g(-z) ** 2
    return np.sum(4.5 * WEIGHTS * normal_density(t) * squares)


# --8<-- [end:second_moment]


# --8<-- [start:predicted]
def forward_variances(sizes, s, q, g):
    """Variances v of z in layers 1 to L. (eq:init-forward)

    sizes n_0 to n_L, deviations s of L layers, mean square q of the inputs.

    >>> forward_variances([2, 3, 4], [0.5, 0.5], 1, lambda z: z).round(9).tolist()
    [0.5, 0.375]
    """
    s = _fitting(sizes, s)
    v = [sizes[0] * s[0] ** 2 * _numbers("q", q, least=0)]
    for l in range(2, len(sizes)):
        v.append(sizes[l - 1] * s[l - 1] ** 2 * second_moment(g, v[-1]))
    return np.array(v)


def backward_variances(sizes, s, v, q, dg):
    """Mean squares of dz in layers 1 to L; q is that of layer L. (eq:init-backward)

    sizes n_0 to n_L, deviations s and variances v of L layers.

    >>> backward_variances([2, 3, 4], [0.5, 0.5], [0.5, 0.375], 1, np.ones_like).round(9).tolist()
    [1.0, 1.0]
    """
    s, v = _fitting(sizes, s), _numbers("v", v, least=0, many=True)
    if v.shape != s.shape:
        raise ValueError(f"v: needs {len(s)} variances, one a layer, found {len(v)}")
    u = [_numbers("q", q, least=0)]
    for l in range(len(sizes) - 2, 0, -1):
        u.insert(0, sizes[l + 1] * s[l] ** 2 * u[0] * second_moment(dg, v[l - 1]))
    return np.array(u)


# --8<-- [end:predicted]


def _fitting(sizes, s):
    """Deviations, one for each layer."""
    s = _numbers("s", s, least=0, many=True)
    for n in sizes:
        _size("sizes", n)
    if len(sizes) != len(s) + 1:
        raise ValueError(f"{len(sizes)} sizes need {len(sizes) - 1} deviations, found {len(s)}")
    return s


# --8<-- [start:propagate]
def propagate(X, D, parameters, g, dg):
    """Mean squares of z and of dz in layers 1 to L, measured. (eq:init-measured)

    X (n_0, m), D (n_L, m) the errors of the last layer, which has no activation.

    >>> parameters = [([[2], [-1]], [[0], [0]]), ([[1, 3]], [[0]])]
    >>> forwards, backwards = propagate([[1]], [[1]], parameters, np.abs, np.sign)
    >>> forwards.tolist(), backwards.tolist()
    ([2.5, 25.0], [5.0, 1.0])
    """
    values = forward(X, parameters, g, identity)
    dZ = [np.asarray(D) + 0.0]
    if dZ[0].shape != values[-1][0].shape:
        raise ValueError(f"D: needs the shape {values[-1][0].shape}, found {dZ[0].shape}")
    for (W, _), (Z, _) in zip(parameters[:0:-1], values[-2::-1], strict=True):
        dZ.insert(0, np.transpose(W) @ dZ[0] * dg(Z))
    return np.array([np.mean(Z**2) for Z, _ in values]), np.array([np.mean(d**2) for d in dZ])


# --8<-- [end:propagate]


# --8<-- [start:deep]
def four_starts(n):
    """A column of deviations (4, 1): 0.01, 1, Xavier and He for n neurons. (eq:init-starts)

    >>> four_starts(100)[:, 0].round(4).tolist()
    [0.01, 1.0, 0.1, 0.1414]
    """
    return np.array([[0.01], [1.0], [xavier_deviation(n, n)], [he_deviation(n)]])


def predicted_ends(s, n, L, g, dg):
    """Variance of z in layer L beside mean square of dz in layer 1. (eq:init-deep)

    L layers of n neurons; a row for each deviation in the column s, two columns.

    >>> s = [[0.1], [1.0]]
    >>> predicted_ends(s, 4, 3, lambda z: z, np.ones_like).round(6).tolist()
    [[6.4e-05, 0.0016], [64.0, 16.0]]
    """
    ends = []
    for deviation in _numbers("s", np.ravel(s), least=0, many=True):
        sizes, equal = [n] * (L + 1), [deviation] * L
        v = forward_variances(sizes, equal, 1, g)
        ends.append((v[-1], backward_variances(sizes, equal, v, 1, dg)[0]))
    return np.array(ends)


def measured_ends(s, n, L, g, dg, networks, m, rng):
    """The same, measured: means over so many networks. (eq:init-deep)

    >>> s, nets = [[0.1], [1.0]], 100
    >>> ends = measured_ends(s, 4, 3, lambda z: z, np.ones_like, nets, 5, rng=0)
    >>> ends[:, 0].round(6).tolist()
    [7.7e-05, 76.822444]
    """
    rng, ends = np.random.default_rng(rng), np.zeros((np.size(s), 2))
    for _ in range(networks):
        unit = [normal(n, n, 1.0, rng) for _ in range(L)]
        X, D = rng.standard_normal((2, n, m))
        for i, deviation in enumerate(np.ravel(s)):
            parameters = [(deviation * W, np.zeros((n, 1))) for W in unit]
            forwards, backwards = propagate(X, D, parameters, g, dg)
            ends[i] += forwards[-1] / networks, backwards[0] / networks
    return ends


# --8<-- [end:deep]
