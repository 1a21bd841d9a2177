"""The code of the gradient descent chapter: bounds on both sides, real data, peers, refusals."""

from importlib.resources import files

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from nnbook.gradient_descent import (
    all_batches,
    best_step,
    bowl,
    bowl_gradient,
    condition_number,
    cosine,
    descend,
    descend_batches,
    extremes,
    iris,
    logistic_cost,
    logistic_gradient,
    logistic_hessian,
    logistic_smoothness,
    momentum,
    momentum_choice,
    momentum_rate,
    noisy_path,
    schedule,
    waves,
    waves_gradient,
)


def random_bowl(seed, n=4):
    rng = np.random.default_rng(seed)
    half = rng.normal(size=(n, n))
    return half @ half.T + 0.3 * np.eye(n), rng.normal(size=(n, 1)), rng.normal(size=(n, 1))


def complex_gradient(function, w):
    slopes = [np.imag(function(w + 1e-30j * np.eye(w.size)[:, [j]])) / 1e-30 for j in range(w.size)]
    return np.reshape(slopes, w.shape)


def batch(seed=0, n=3, m=7):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)), rng.normal(size=(n, m)), rng.uniform(size=(1, m))


@pytest.mark.parametrize("seed", range(5))
def test_descent_converges_below_its_limit_and_not_above(seed):
    A, best, start = random_bowl(seed)
    limit, start_away = 2 / extremes(A)[1], np.linalg.norm(start - best)
    long = int(10 * condition_number(A)) + 1000

    def away(alpha, steps):
        return np.linalg.norm(descend(bowl_gradient, start, alpha, steps, A, best)[-1] - best)

    assert away(0.99 * limit, long) < 1e-6 * start_away
    assert away(1.01 * limit, 1500) > 1e6 * start_away


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9])
def test_momentum_converges_below_its_limit_and_not_above(seed, beta):
    A, best, start = random_bowl(seed)
    limit, start_away = 2 * (1 + beta) / extremes(A)[1], np.linalg.norm(start - best)
    long = int(10 * condition_number(A)) + 1000

    def away(alpha, steps):
        path = momentum(bowl_gradient, start, alpha, beta, steps, A, best)
        return np.linalg.norm(path[-1] - best)

    assert away(0.99 * limit, long) < 1e-6 * start_away
    assert away(1.01 * limit, 1500) > 1e6 * start_away


@pytest.mark.parametrize("seed", range(3))
def test_no_step_size_beats_the_best(seed):
    A, _, _ = random_bowl(seed)
    smallest, largest = extremes(A)
    values = np.linalg.eigvalsh(A)

    def rate(alpha):
        return np.max(np.abs(1 - alpha * values))

    kappa = condition_number(A)
    assert kappa == pytest.approx(largest / smallest)
    assert rate(best_step(A)) == pytest.approx((kappa - 1) / (kappa + 1))
    assert all(
        rate(best_step(A)) <= rate(alpha) + 1e-12 for alpha in np.linspace(0, 2 / largest, 99)
    )


def test_momentum_rate_is_the_larger_root():
    for alpha, beta, curvature in [(0.1, 0.5, 3.0), (0.7, 0.2, 4.0), (1.0, 0.0, 1.5)]:
        roots = np.roots([1, -(1 + beta - alpha * curvature), beta])
        assert momentum_rate(alpha, beta, curvature) == pytest.approx(np.max(np.abs(roots)))


def test_the_choice_of_momentum_gives_every_direction_one_rate():
    A, _, _ = random_bowl(1)
    alpha, beta = momentum_choice(A)
    root = np.sqrt(condition_number(A))
    assert np.sqrt(beta) == pytest.approx((root - 1) / (root + 1))
    rates = [momentum_rate(alpha, beta, value) for value in np.linalg.eigvalsh(A)]
    assert np.allclose(rates, np.sqrt(beta), atol=1e-6)


def test_momentum_without_memory_is_descent():
    A, best, start = random_bowl(2)
    plain = descend(bowl_gradient, start, 0.05, 20, A, best)
    assert np.array_equal(momentum(bowl_gradient, start, 0.05, 0, 20, A, best), plain)


def test_steps_of_different_sizes():
    path = descend(lambda w: w, [[1.0]], [0.5, 0.25], 2)
    assert path[:, 0, 0].tolist() == [1.0, 0.5, 0.375]
    assert descend(lambda w: w, [[1.0]], 0.5, 0).tolist() == [[[1.0]]]


def test_every_step_lowers_a_smooth_cost():
    rng = np.random.default_rng(0)
    for _ in range(20):
        path = descend(waves_gradient, rng.normal(size=(5, 1)), 0.66, 100)
        costs = [waves(w) for w in path]
        assert np.all(np.diff(costs) <= 1e-12)
        assert np.linalg.norm(waves_gradient(path[-1])) < 0.1


def test_past_twice_the_reciprocal_of_the_constant_a_step_can_raise_the_cost():
    start = np.full((5, 1), 1 / 3 + 1e-3)  # beside a hollow, where the curvature is 3
    for share, change in ((0.99, -1), (1.01, 1)):
        before, after = descend(waves_gradient, start, share * 2 / 3, 1)
        assert np.sign(waves(after) - waves(before)) == change


def test_gradients_by_complex_step():
    A, best, start = random_bowl(3)
    w, X, Y = batch()
    for function, gradient in [
        (lambda v: bowl(v, A, best), bowl_gradient(start, A, best)),
        (waves, waves_gradient(start)),
    ]:
        assert np.allclose(complex_gradient(function, start), gradient, rtol=1e-12)
    found = complex_gradient(lambda v: logistic_cost(v, X, Y, 0.3), w)
    assert np.allclose(found, logistic_gradient(w, X, Y, 0.3), rtol=1e-12)
    rows = [
        complex_gradient(lambda v, j=j: logistic_gradient(v, X, Y, 0.3)[j, 0], w) for j in range(3)
    ]
    assert np.allclose(np.hstack(rows), logistic_hessian(w, X, Y, 0.3), rtol=1e-12)


def test_the_angle_is_never_worse_than_its_bound():
    rng = np.random.default_rng(4)
    A, _, _ = random_bowl(4)
    kappa = condition_number(A)
    worst = 2 * np.sqrt(kappa) / (kappa + 1)
    for _ in range(200):
        u = rng.normal(size=(4, 1))
        assert cosine(A @ u, u) >= worst
    values, vectors = np.linalg.eigh(A)
    u = np.sqrt(values[-1]) * vectors[:, [0]] + np.sqrt(values[0]) * vectors[:, [-1]]
    assert cosine(A @ u, u) == pytest.approx(worst, rel=1e-12)
    path = descend(bowl_gradient, u, best_step(A), 5, A, np.zeros((4, 1)))
    factor = (kappa - 1) / (kappa + 1)
    assert np.allclose(
        np.linalg.norm(path[:, :, 0], axis=1), np.linalg.norm(u) * factor ** np.arange(6)
    )


def test_draws_without_replacement():
    draws = all_batches([[1.0, 2, 4, 8]], 3)
    assert draws.shape == (3, 24)
    assert len({tuple(column) for column in draws.T}) == 24
    assert draws.mean() == pytest.approx(3.75)
    variance = np.var([1.0, 2, 4, 8])
    assert np.var(draws.mean(axis=0)) == pytest.approx(variance / 3 * (4 - 3) / (4 - 1))


def test_the_falling_steps_leave_the_mean_of_the_noise():
    noise = np.random.default_rng(5).normal(size=(50, 1))
    path = noisy_path(7.0, 2.0, schedule(2.0, 50), noise)
    assert path[-1] == pytest.approx(-noise.mean() / 2)


def test_batches_of_everything_are_plain_descent():
    w, X, Y = batch()
    whole = descend_batches(logistic_gradient, w, 0.5, X, Y, [range(7)] * 4, 0.1)
    assert np.allclose(whole, descend(logistic_gradient, w, 0.5, 4, X, Y, 0.1), rtol=1e-14)


@pytest.mark.parametrize("lam", [0.0, 0.3])
def test_the_curvature_of_logistic_regression_stays_between_its_bounds_and_reaches_both(lam):
    rng = np.random.default_rng(6)
    _, X, Y = batch()
    largest = logistic_smoothness(X, lam)
    for spread in (0.1, 1, 10):
        values = np.linalg.eigvalsh(logistic_hessian(rng.normal(0, spread, (3, 1)), X, Y, lam))
        assert lam <= values[0] <= values[-1] < largest
    at_zero = np.linalg.eigvalsh(logistic_hessian(np.zeros((3, 1)), X, Y, lam))
    assert at_zero[-1] == pytest.approx(largest, rel=1e-12)
    far_out = np.linalg.eigvalsh(logistic_hessian(np.full((3, 1), 300.0), X, Y, lam))
    assert far_out == pytest.approx(np.full(3, lam), abs=1e-9)


def test_descent_on_logistic_regression_below_its_step_size_and_far_above():
    X, Y = iris(1, 2)
    start, alpha = np.zeros((5, 1)), 1 / logistic_smoothness(X, 0.01)
    for factor, falls in ((1, True), (20, False)):
        path = descend(logistic_gradient, start, factor * alpha, 200, X, Y, 0.01)
        costs = np.array([logistic_cost(w, X, Y, 0.01) for w in path])
        assert bool(np.all(np.diff(costs) <= 1e-15)) is falls


# Real flowers


def test_the_flowers_are_those_of_scikit_learn():
    from sklearn.datasets import load_iris

    flowers = load_iris()
    lines = files("nnbook").joinpath("data/iris.csv").read_text().splitlines()[1:]
    table = [line.split(",") for line in lines]
    assert np.array_equal(np.array([row[:4] for row in table], dtype=float), flowers.data)
    assert [row[4] for row in table] == [str(flowers.target_names[k]) for k in flowers.target]


def test_the_flowers_are_scaled():
    X, Y = iris(0, 2)
    assert np.allclose(X[:4].mean(axis=1), 0, atol=1e-13)
    assert np.allclose(X[:4].std(axis=1), 1)
    assert np.all(X[4] == 1)
    assert Y.tolist() == [[0.0] * 50 + [1.0] * 50]


@pytest.mark.parametrize("lam", [0.01, 0.1])
def test_the_optimum_is_that_of_scikit_learn(lam):
    X, Y = iris(1, 2)
    alpha = 1 / logistic_smoothness(X, lam)
    path = descend(logistic_gradient, np.zeros((5, 1)), alpha, 1000, X, Y, lam)
    costs = np.array([logistic_cost(w, X, Y, lam) for w in path])
    assert np.all(np.diff(costs) <= 1e-15)
    peer = LogisticRegression(C=1 / (lam * 100), fit_intercept=False, tol=1e-12, max_iter=10000)
    peer.fit(X.T, Y[0])
    assert np.max(np.abs(path[-1].T - peer.coef_)) < 1e-6
    bound = logistic_smoothness(X, lam)
    values = np.linalg.eigvalsh(logistic_hessian(path[-1], X, Y, lam))
    assert lam < values[0] < values[-1] < bound


def test_separable_flowers_have_no_optimum_without_penalty():
    X, Y = iris(0, 1)
    alpha = 1 / logistic_smoothness(X, 0)
    path = descend(logistic_gradient, np.zeros((5, 1)), alpha, 4000, X, Y, 0)
    assert np.all((path[-1].T @ X > 0) == (Y == 1))
    lengths = np.linalg.norm(path[:, :, 0], axis=1)
    assert np.all(np.diff(lengths) > 0)
    assert lengths[4000] - lengths[400] > 0.9 * (lengths[400] - lengths[40])
    stretched = [logistic_cost(k * path[-1], X, Y, 0) for k in (1, 2, 4, 8)]
    assert np.all(np.diff(stretched) < 0)


# What is refused


@pytest.mark.parametrize("alpha", [0, -0.1, np.nan, [0.1, 0.0]])
def test_a_step_size_must_be_positive(alpha):
    with pytest.raises(ValueError, match="step size must be positive"):
        descend(lambda w: w, [[1.0], [2.0]], alpha, 2)


def test_refusals_of_momentum():
    for beta in (-0.1, 1.0, np.nan):
        with pytest.raises(ValueError, match="beta must lie"):
            momentum(lambda w: w, [[1.0]], 0.1, beta, 2)
    with pytest.raises(ValueError, match="step size must be positive"):
        momentum(lambda w: w, [[1.0]], 0, 0.5, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"w": np.zeros((2, 1))}, "needs w"),
        ({"w": np.zeros(3)}, "needs w"),
        ({"X": np.zeros((3, 0)), "Y": np.zeros((1, 0))}, "needs examples"),
        ({"X": np.zeros(3)}, "needs examples"),
        ({"Y": np.zeros((7, 1))}, "needs w"),
        ({"Y": np.full((1, 7), 1.5)}, "label must lie"),
        ({"Y": np.linspace(0, 1.5, 7)[None]}, "label must lie"),
        ({"Y": np.full((1, 7), np.nan)}, "Y holds NaN"),
        ({"X": np.full((3, 7), np.nan)}, "X holds NaN"),
        ({"w": np.full((3, 1), np.nan)}, "w holds NaN"),
        ({"lam": -1}, "penalty must not"),
    ],
)
@pytest.mark.parametrize("function", [logistic_cost, logistic_gradient, logistic_hessian])
def test_refusals_of_a_batch(function, change, message):
    w, X, Y = batch()
    with pytest.raises(ValueError, match=message):
        function(**{"w": w, "X": X, "Y": Y, "lam": 0.1, **change})


def test_other_refusals():
    with pytest.raises(ValueError, match="eigenvalue must be positive"):
        extremes([[1, 2], [2, 1]])
    with pytest.raises(ValueError, match="no direction"):
        cosine([[0.0]], [[1.0]])
    for column in ([[0.0], [1.0]], [[1.0], [0.0]]):  # no column of zeros
        assert cosine(column, [[4.0], [3.0]]) in (0.6, 0.8)
        assert cosine([[4.0], [3.0]], column) in (0.6, 0.8)
    for size in (0, 3):
        with pytest.raises(ValueError, match="cannot be drawn"):
            all_batches([[1.0, 2.0]], size)
    assert all_batches([[1.0, 2.0]], 1).tolist() == [[1.0, 2.0]]
    assert all_batches([[1.0, 2.0]], 2).tolist() == [[1.0, 2.0], [2.0, 1.0]]
    with pytest.raises(ValueError, match="two different kinds"):
        iris(1, 1)
    with pytest.raises(ValueError, match="two different kinds"):
        iris(0, 3)
    with pytest.raises(ValueError, match="start holds NaN"):
        descend(lambda w: w, [[np.nan]], 0.1, 2)
