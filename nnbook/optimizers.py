"""Momentum, Nesterov, RMSProp, Adam and AdamW: docs/optimizers.md.

A step takes the gradient dw and a state that begins with the weights w, and gives the new state.
Gradients and weights have one shape, any; all other arrays of a state have it too, and begin at 0.
"""

import numpy as np


def _numbers(name, value):
    """An array of numbers, none of them NaN."""
    value = np.asarray(value) + 0.0
    if np.any(np.isnan(value)):
        raise ValueError(f"{name} holds NaN")
    return value


def _kept(name, value):
    """A part of the old that is kept: from 0 to below 1."""
    if not 0 <= np.real(value) < 1:
        raise ValueError(f"{name} must lie from 0 to below 1, found {value}")


def _entered(dw, w, **settings):
    """Gradient and weights as arrays of one shape; each setting held to its range by its name."""
    dw, w = _numbers("the gradient", dw), _numbers("the weights", w)
    if dw.shape != w.shape:
        raise ValueError(f"a gradient of shape {dw.shape} does not belong to weights {w.shape}")
    for name, value in settings.items():
        if name.startswith("beta"):
            _kept(name, value)
        elif name == "alpha" and not np.real(value) > 0:
            raise ValueError(f"the step size must be positive, found {value}")
        elif not np.real(value) >= 0:
            raise ValueError(f"{name} must not be negative, found {value}")
    return dw, w


# --8<-- [start:momentum]
def momentum_step(dw, w, v, alpha, beta):
    """One step with momentum; (w, v), the velocity v begins at 0. (eq:optimizers-momentum)

    >>> [float(part) for part in momentum_step(2.0, 8.0, 4.0, 0.25, 0.5)]
    [7.0, 4.0]
    """
    dw, w = _entered(dw, w, alpha=alpha, beta=beta)
    v = beta * v + dw
    w = w - alpha * v
    return w, v


# --8<-- [end:momentum]


# --8<-- [start:average]
def average_step(dw, w, v, alpha, beta):
    """The same with a moving average for the velocity; (w, v). (eq:optimizers-average)

    >>> [float(part) for part in average_step(2.0, 8.0, 4.0, 0.25, 0.5)]
    [7.25, 3.0]
    """
    dw, w = _entered(dw, w, alpha=alpha, beta=beta)
    v = beta * v + (1 - beta) * dw
    w = w - alpha * v
    return w, v


def moving_averages(values, beta):
    """Moving averages of a list of numbers or arrays, the first is 0. (eq:optimizers-moving)

    >>> [float(value) for value in moving_averages([8.0, 8.0, 8.0], 0.5)]
    [0.0, 4.0, 6.0, 7.0]
    """
    _kept("beta", beta)
    averages = [0.0 * _numbers("the list", values)[0]]
    for value in values:
        averages.append(beta * averages[-1] + (1 - beta) * value)
    return averages


# --8<-- [end:average]


# --8<-- [start:runs]
def minimise(step, settings, gradient, state, steps, *data):
    """All states on the way, start first; gradient(w, *data) has w's shape. (eq:optimizers-run)

    >>> path = minimise(momentum_step, (0.25, 0.5), lambda w: 2 * w, (8.0, 0.0), 3)
    >>> [float(w) for w, v in path]
    [8.0, 4.0, 0.0, -2.0]
    """
    path = [(_numbers("the weights", state[0]), *state[1:])]
    for _ in range(steps):
        path.append(step(gradient(path[-1][0], *data), *path[-1], *settings))
    return path


def replay(step, settings, G, state):
    """All states on the way for given gradients, the columns of G (n, T). (eq:optimizers-replay)

    >>> [float(w[0, 0]) for w, v in replay(momentum_step, (0.25, 0.5), [[4, 8]], ([[1]], 0))]
    [1.0, 0.0, -2.5]
    """
    path = [(_numbers("the weights", state[0]), *state[1:])]
    for dw in _numbers("G", G).T:
        path.append(step(dw[:, None], *path[-1], *settings))
    return path


# --8<-- [end:runs]


# --8<-- [start:look_ahead]
def look_ahead(gradient, w, alpha, beta, steps, *data):
    """Nesterov's form: all (w, v) on the way, start first. (eq:optimizers-look-ahead)

    >>> [float(w) for w, v in look_ahead(lambda w: 2 * w, 8.0, 0.25, 0.5, 3)]
    [8.0, 4.0, 1.0, -0.25]
    """
    _, w = _entered(w, w, alpha=alpha, beta=beta)
    path = [(w, 0.0 * w)]
    for _ in range(steps):
        w, v = path[-1]
        v = beta * v + gradient(w - alpha * beta * v, *data)
        w = w - alpha * v
        path.append((w, v))
    return path


# --8<-- [end:look_ahead]


# --8<-- [start:nesterov]
def nesterov_step(dw, w, v, alpha, beta):
    """Nesterov's step with w the place looked at; (w, v). (eq:optimizers-nesterov)

    >>> [float(part) for part in nesterov_step(2.0, 8.0, 4.0, 0.25, 0.5)]
    [7.0, 4.0]
    """
    dw, w = _entered(dw, w, alpha=alpha, beta=beta)
    v = beta * v + dw
    w = w - alpha * (dw + beta * v)
    return w, v


def nesterov_rate(alpha, beta, curvature):
    """Size of the larger root of Nesterov's recursion; numbers. (eq:optimizers-nesterov-parabola)

    >>> float(nesterov_rate(0.25, 0.5, 4)), float(nesterov_rate(0.25, 0, 1))
    (0.0, 0.75)
    """
    keep = 1 - alpha * curvature
    middle, last = (1 + beta) * keep, beta * keep
    inside = middle**2 - 4 * last
    return np.sqrt(last) if inside < 0 else (abs(middle) + np.sqrt(inside)) / 2


# --8<-- [end:nesterov]


# --8<-- [start:rmsprop]
def rmsprop_step(dw, w, s, alpha, beta2, eps):
    """One step of RMSProp; (w, s), the average of squares s begins at 0. (eq:optimizers-rmsprop)

    >>> [float(part) for part in rmsprop_step(4.0, 8.0, 16.0, 0.25, 0.5, 0.0)]
    [7.75, 16.0]
    """
    dw, w = _entered(dw, w, alpha=alpha, eps=eps, beta2=beta2)
    s = beta2 * s + (1 - beta2) * dw * dw
    w = w - alpha * dw / (np.sqrt(s) + eps)
    return w, s


# --8<-- [end:rmsprop]


# --8<-- [start:adam]
def corrected(average, beta, t):
    """A moving average that began at 0, set right after t steps. (eq:optimizers-corrected)

    >>> corrected(7.0, 0.5, 3)
    8.0
    """
    _kept("beta", beta)
    if not t >= 1:
        raise ValueError(f"steps are counted from 1, found {t}")
    return average / (1 - beta**t)


def adam_step(dw, w, v, s, t, alpha, beta1, beta2, eps):
    """One step of Adam; (w, v, s, t), all but w begin at 0. (eq:optimizers-adam)

    >>> [float(part) for part in adam_step(4.0, 8.0, 0.0, 0.0, 0, 0.25, 0.5, 0.75, 0.0)]
    [7.75, 2.0, 4.0, 1.0]
    """
    dw, w = _entered(dw, w, alpha=alpha, eps=eps, beta1=beta1, beta2=beta2)
    t = t + 1
    v = beta1 * v + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw * dw
    w = w - alpha * corrected(v, beta1, t) / (np.sqrt(corrected(s, beta2, t)) + eps)
    return w, v, s, t


# --8<-- [end:adam]


# --8<-- [start:decay]
def penalised(w, lam, gradient, *data):
    """The gradient of a cost with the L2 penalty, shape of w. (eq:optimizers-penalised)

    >>> float(penalised(8.0, 0.5, lambda w: 2 * w))
    20.0
    """
    dw, w = _entered(gradient(w, *data), w, lam=lam)
    return dw + lam * w


def decay_step(dw, w, alpha, decay):
    """One step of descent for weights that decay by a fixed part; (w,). (eq:optimizers-decay)

    >>> [float(part) for part in decay_step(2.0, 8.0, 0.25, 0.125)]
    [6.5]
    """
    dw, w = _entered(dw, w, alpha=alpha, decay=decay)
    return ((1 - decay) * w - alpha * dw,)


def adamw_step(dw, w, v, s, t, alpha, beta1, beta2, eps, lam):
    """One step of Adam for weights that decay; (w, v, s, t). (eq:optimizers-adamw)

    >>> [float(part) for part in adamw_step(4.0, 8.0, 0.0, 0.0, 0, 0.25, 0.5, 0.75, 0.0, 0.5)]
    [6.75, 2.0, 4.0, 1.0]
    """
    dw, w = _entered(dw, w, alpha=alpha, lam=lam)
    return adam_step(dw, (1 - alpha * lam) * w, v, s, t, alpha, beta1, beta2, eps)


# --8<-- [end:decay]


# --8<-- [start:cycle]
def cycle(c, steps):
    """Gradients c, -1, -1, c, -1, -1 and so on, a row (1, steps). (eq:optimizers-cycle)

    >>> cycle(3.0, 4).tolist()
    [[3.0, -1.0, -1.0, 3.0]]
    """
    return np.array([[c if t % 3 == 0 else -1.0 for t in range(steps)]])


# --8<-- [end:cycle]
