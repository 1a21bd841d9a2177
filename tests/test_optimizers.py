"""The code of the optimizers chapter: sums, forms that are equal, scales, decay, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnbook import gradient_descent
from nnbook.gradient_descent import bowl, bowl_gradient, momentum_choice, waves_gradient
from nnbook.optimizers import (
    adam_step,
    adamw_step,
    average_step,
    corrected,
    cycle,
    decay_step,
    look_ahead,
    minimise,
    momentum_step,
    moving_averages,
    nesterov_rate,
    nesterov_step,
    penalised,
    replay,
    rmsprop_step,
)

A = np.array([[10.0, 8.0], [8.0, 10.0]])
BEST, START, NONE = np.array([[1.0], [3.0]]), np.array([[3.0], [2.0]]), np.zeros((2, 1))
USUAL = (0.01, 0.9, 0.999, 1e-8)
# A step, its settings, and how many arrays of its state begin at 0.
STEPS = {
    "momentum": (momentum_step, (0.05, 0.9), 1),
    "average": (average_step, (0.05, 0.9), 1),
    "Nesterov": (nesterov_step, (0.05, 0.9), 1),
    "RMSProp": (rmsprop_step, (0.01, 0.99, 1e-8), 1),
    "Adam": (adam_step, USUAL, 3),
    "AdamW": (adamw_step, (*USUAL, 0.01), 3),
    "decay": (decay_step, (0.05, 0.01), 0),
}
parts = st.floats(0.0, 0.99)
seeds = st.integers(0, 2**32 - 1)


def gradients(seed, n=3, steps=12):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, steps)), rng.normal(size=(n, 1))


def weights(path):
    return np.array([state[0] for state in path])


@given(seeds, parts)
def test_the_velocity_is_the_weighted_sum(seed, beta):
    G, w = gradients(seed)
    path = replay(momentum_step, (0.1, beta), G, (w, 0.0))
    for t in range(1, G.shape[1] + 1):
        powers = beta ** np.arange(t - 1, -1, -1)
        assert np.allclose(path[t][1], G[:, :t] @ powers[:, None], rtol=1e-12, atol=1e-12)


@given(seeds, parts)
def test_sum_and_average_make_one_run(seed, beta):
    G, w = gradients(seed)
    by_sum = replay(momentum_step, (0.1, beta), G, (w, 0.0))
    by_average = replay(average_step, (0.1 / (1 - beta), beta), G, (w, 0.0))
    assert np.allclose(weights(by_sum), weights(by_average), rtol=1e-10, atol=1e-10)
    averages = moving_averages(G.T[:, :, None], beta)
    assert np.allclose(averages, [0 * w, *(v for _, v in by_average[1:])], rtol=1e-13, atol=1e-13)


def test_momentum_is_that_of_gradient_descent():
    alpha, beta = momentum_choice(A)
    path = minimise(momentum_step, (alpha, beta), bowl_gradient, (START, NONE), 50, A, BEST)
    there = gradient_descent.momentum(bowl_gradient, START, alpha, beta, 50, A, BEST)
    assert np.array_equal(weights(path), there)


def test_momentum_without_memory_is_descent():
    path = minimise(momentum_step, (0.05, 0), bowl_gradient, (START, NONE), 20, A, BEST)
    plain = gradient_descent.descend(bowl_gradient, START, 0.05, 20, A, BEST)
    assert np.allclose(weights(path), plain, rtol=1e-14)


@given(seeds, parts)
def test_both_forms_of_nesterov_look_at_the_same_places(seed, beta):
    w = np.random.default_rng(seed).normal(size=(4, 1))
    ahead = look_ahead(waves_gradient, w, 0.1, beta, 20)
    path = minimise(nesterov_step, (0.1, beta), waves_gradient, (w, 0 * w), 20)
    places = [w - 0.1 * beta * v for w, v in ahead]
    assert np.allclose(weights(path), places, rtol=1e-9, atol=1e-9)
    velocities = [v for _, v in path]
    assert np.allclose(velocities, [v for _, v in ahead], rtol=1e-9, atol=1e-9)


def test_looking_ahead_from_zero():
    path = look_ahead(lambda w: 2 * w - 2, np.zeros((2, 1)), 0.25, 0.5, 1)
    assert [w.tolist() for w, _ in path] == [[[0.0], [0.0]], [[0.5], [0.5]]]


def test_nesterov_rate_is_the_larger_root():
    for alpha, beta, curvature in [(0.1, 0.5, 3.0), (0.7, 0.9, 1.0), (1.0, 0.3, 1.5), (1, 0, 0.5)]:
        keep = 1 - alpha * curvature
        roots = np.roots([1, -keep * (1 + beta), keep * beta])
        assert nesterov_rate(alpha, beta, curvature) == pytest.approx(np.max(np.abs(roots)))


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_nesterov_converges_below_its_limit_and_not_above(beta):
    limit = 2 * (1 + beta) / (1 + 2 * beta) / 18
    for share, near in ((0.99, True), (1.01, False)):
        state = (START, NONE)
        path = minimise(nesterov_step, (share * limit, beta), bowl_gradient, state, 4000, A, BEST)
        assert bool(np.linalg.norm(path[-1][0] - BEST) < 1e-6) is near


@given(seeds, parts)
def test_the_corrected_average_is_a_weighted_mean(seed, beta):
    values = np.random.default_rng(seed).normal(size=9)
    averages = moving_averages(values, beta)
    for t in range(1, 10):
        powers = beta ** np.arange(t - 1, -1, -1)
        mean = corrected(averages[t], beta, t)
        assert mean == pytest.approx(np.average(values[:t], weights=powers), rel=1e-9, abs=1e-12)
        assert values[:t].min() - 1e-12 <= mean <= values[:t].max() + 1e-12


def test_the_average_of_a_single_zero():
    assert moving_averages([0.0], 0.5) == [0.0, 0.0]


def test_the_correction_sets_right_the_mean_of_many_runs():
    rng = np.random.default_rng(0)
    values = rng.exponential(size=(10, 200_000))
    average = moving_averages(values, 0.95)[-1]
    error = np.std(corrected(average, 0.95, 10)) / np.sqrt(200_000)
    assert abs(np.mean(corrected(average, 0.95, 10)) - 1) < 4 * error
    assert abs(np.mean(average) - 1) > 40 * error


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_the_first_step_of_adam_has_the_length_of_the_step_size(scale):
    g = scale * np.array([[3.0], [-0.5], [1e-3]])
    w, *_ = adam_step(g, 0 * g, 0.0, 0.0, 0, 0.25, 0.9, 0.999, 0.0)
    assert np.allclose(w, -0.25 * np.sign(g), rtol=1e-12)
    long, _ = rmsprop_step(g, 0 * g, 0.0, 0.25, 0.99, 0.0)
    assert np.allclose(long, -2.5 * np.sign(g), rtol=1e-12)


@given(seeds, st.floats(1e-6, 1e6))
def test_adam_does_not_see_the_scale_of_each_weight(seed, factor):
    G, w = gradients(seed)
    scales = np.array([[1.0], [factor], [1 / factor]])
    plain = replay(adam_step, (0.1, 0.9, 0.99, 0.0), G, (w, 0.0, 0.0, 0))
    scaled = replay(adam_step, (0.1, 0.9, 0.99, 0.0), scales * G, (w, 0.0, 0.0, 0))
    assert np.allclose(weights(plain), weights(scaled), rtol=1e-9, atol=1e-9)


def test_the_short_form_of_adam_has_another_small_number():
    G, w = gradients(7)
    alpha, beta1, beta2, eps = 0.1, 0.9, 0.99, 0.3
    path = replay(adam_step, (alpha, beta1, beta2, eps), G, (w, 0.0, 0.0, 0))
    ours, fixed = w, w
    for t in range(1, G.shape[1] + 1):
        _, v, r, _ = path[t]
        root = np.sqrt(1 - beta2**t)
        step = alpha * root / (1 - beta1**t) * v
        ours, fixed = ours - step / (np.sqrt(r) + eps * root), fixed - step / (np.sqrt(r) + eps)
        assert np.allclose(ours, path[t][0], rtol=1e-12)
    assert np.max(np.abs(fixed - ours)) > 0.1


@pytest.mark.parametrize(("beta2", "sign"), [(0.0, 1), (0.1, 1), (0.3, 1), (0.5, -1), (0.999, -1)])
def test_adam_goes_the_wrong_way_with_a_short_memory(beta2, sign):
    path = replay(adam_step, (0.1, 0.0, beta2, 0.0), cycle(3.0, 3000), ([[0.0]], 0, 0, 0))
    assert np.sign(path[-1][0][0, 0]) == sign
    plain = replay(momentum_step, (0.1, 0.0), cycle(3.0, 3000), ([[0.0]], 0))
    assert plain[-1][0][0, 0] == pytest.approx(-100)


def test_no_memory_at_all_leaves_the_sign():
    G, w = gradients(3)
    path = replay(adam_step, (0.1, 0.0, 0.0, 0.0), G, (w, 0.0, 0.0, 0))
    assert np.allclose(path[-1][0], w - 0.1 * np.sign(G).sum(axis=1, keepdims=True), rtol=1e-12)


def test_penalty_and_decay_are_one_under_descent():
    alpha, lam = 0.05, 0.3
    settings = (lam, bowl_gradient, A, BEST)
    with_penalty = minimise(momentum_step, (alpha, 0), penalised, (START, NONE), 30, *settings)
    decaying = minimise(decay_step, (alpha, alpha * lam), bowl_gradient, (START,), 30, A, BEST)
    assert np.allclose(weights(with_penalty), weights(decaying), rtol=1e-13)


def test_penalty_and_decay_are_two_under_adam_and_under_momentum():
    lam, state = 0.3, (START, NONE, NONE, 0)
    with_penalty = minimise(adam_step, USUAL, penalised, state, 30, lam, bowl_gradient, A, BEST)
    decaying = minimise(adamw_step, (*USUAL, lam), bowl_gradient, state, 30, A, BEST)
    assert np.max(np.abs(weights(with_penalty) - weights(decaying))) > 0.01
    state = (START, NONE)
    settings = (lam, bowl_gradient, A, BEST)
    w = minimise(momentum_step, (0.05, 0.5), penalised, state, 2, *settings)[-1][0]
    first = START - 0.05 * (bowl_gradient(START, A, BEST) + lam * START)
    v = 0.5 * bowl_gradient(START, A, BEST) + bowl_gradient(first, A, BEST)
    decayed = (1 - 0.05 * lam) * first - 0.05 * v
    assert np.allclose(w, decayed - 0.05 * 0.5 * lam * START, rtol=1e-13)


def test_a_weight_without_gradient():
    """The penalty moves it by the whole step size, whatever its strength; decay by its part."""
    for lam in (0.001, 1.0):
        g = penalised(2.0, lam, lambda w: 0.0 * w)
        moved, *_ = adam_step(g, 2.0, 0.0, 0.0, 0, 0.01, 0.9, 0.999, 0.0)
        assert moved == pytest.approx(2.0 - 0.01)
        decayed, *_ = adamw_step(0.0, 2.0, 0.0, 0.0, 0, 0.01, 0.9, 0.999, 1e-8, lam)
        assert decayed == pytest.approx(2.0 * (1 - 0.01 * lam))


def test_a_gradient_of_zero_moves_nothing():
    G = np.zeros((1, 3))
    for step, settings, memory in STEPS.values():
        if step not in (adamw_step, decay_step):
            path = replay(step, settings, G, ([[2.0]], *[0.0] * memory))
            assert path[-1][0] == 2.0


def test_adamw_without_decay_is_adam():
    G, w = gradients(4)
    plain = replay(adam_step, USUAL, G, (w, 0.0, 0.0, 0))
    still = replay(adamw_step, (*USUAL, 0.0), G, (w, 0.0, 0.0, 0))
    assert np.array_equal(weights(still), weights(plain))


@pytest.mark.parametrize("name", STEPS)
def test_each_step_lowers_a_bowl_in_the_end(name):
    step, settings, memory = STEPS[name]
    state = (START, *[NONE] * min(memory, 2), *[0] * (memory == 3))
    path = minimise(step, settings, bowl_gradient, state, 2000, A, BEST)
    lowest = bowl(path[-1][0], A, BEST)
    assert lowest < 0.2 < bowl(START, A, BEST)


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("shape", [(), (3,), (3, 1), (2, 3)])
def test_a_step_keeps_the_shape_and_what_it_was_given(name, shape):
    step, settings, memory = STEPS[name]
    rng = np.random.default_rng(0)
    g, w = rng.normal(size=shape), rng.normal(size=shape)
    held = g.copy(), w.copy()
    state = step(g, w, *[0] * memory, *settings)
    assert len(state) == 1 + memory
    assert all(np.shape(part) == shape for part in state[:3])
    assert np.array_equal(g, held[0])
    assert np.array_equal(w, held[1])
    listed = step(g.tolist(), w.tolist(), *[0] * memory, *settings)
    assert np.array_equal(listed[0], state[0])


@pytest.mark.parametrize("name", STEPS)
def test_a_step_acts_on_each_weight_by_itself(name):
    step, settings, memory = STEPS[name]
    G, w = gradients(5)
    together = replay(step, settings, G, (w, *[0.0] * memory))
    for j in range(3):
        alone = replay(step, settings, G[j : j + 1], (w[j : j + 1], *[0.0] * memory))
        assert np.array_equal(weights(together)[:, j : j + 1], weights(alone))


@pytest.mark.parametrize("name", STEPS)
def test_a_step_keeps_imaginary_parts(name):
    step, settings, memory = STEPS[name]
    h, w = 1e-30, np.array([[0.7]])
    shifted = replay(step, settings, [[0.3 + 1j * h, -0.8]], (w, *[0.0] * memory))
    slope = np.imag(shifted[-1][0]) / h
    around = [
        replay(step, settings, [[0.3 + e, -0.8]], (w, *[0.0] * memory))[-1][0]
        for e in (1e-6, -1e-6)
    ]
    assert slope == pytest.approx((around[0] - around[1]) / 2e-6, rel=1e-6, abs=1e-12)


# What is refused


@pytest.mark.parametrize("name", STEPS)
def test_refusals_of_each_step(name):
    step, settings, memory = STEPS[name]
    rest = [0.0] * memory
    with pytest.raises(ValueError, match="does not belong to"):
        step([1.0, 2.0], [[1.0], [2.0]], *rest, *settings)
    with pytest.raises(ValueError, match="gradient holds NaN"):
        step(np.nan, 1.0, *rest, *settings)
    with pytest.raises(ValueError, match="weights holds NaN"):
        step(1.0, np.nan, *rest, *settings)
    with pytest.raises(ValueError, match="weights holds NaN"):
        step([1.0, 2.0], [1.0, np.nan], *rest, *settings)
    for alpha in (0, -0.1, np.nan):
        with pytest.raises(ValueError, match="step size must be positive"):
            step(1.0, 1.0, *rest, alpha, *settings[1:])


@pytest.mark.parametrize("part", [-0.1, 1.0, 1.5, np.nan])
@pytest.mark.parametrize(
    ("step", "memory", "settings", "place"),
    [
        (momentum_step, 1, (0.1, 0.9), 1),
        (average_step, 1, (0.1, 0.9), 1),
        (nesterov_step, 1, (0.1, 0.9), 1),
        (rmsprop_step, 1, (0.1, 0.9, 1e-8), 1),
        (adam_step, 3, USUAL, 1),
        (adam_step, 3, USUAL, 2),
        (adamw_step, 3, (*USUAL, 0.1), 1),
    ],
)
def test_what_is_kept_is_a_part(step, memory, settings, place, part):
    changed = (*settings[:place], part, *settings[place + 1 :])
    with pytest.raises(ValueError, match=r"beta\d? must lie from 0 to below 1"):
        step(1.0, 1.0, *[0] * memory, *changed)


def test_other_refusals():
    for eps in (-1e-8, np.nan):
        with pytest.raises(ValueError, match="eps must not be negative"):
            adam_step(1.0, 1.0, 0, 0, 0, 0.1, 0.9, 0.999, eps)
        with pytest.raises(ValueError, match="eps must not be negative"):
            rmsprop_step(1.0, 1.0, 0, 0.1, 0.9, eps)
    with pytest.raises(ValueError, match="decay must not be negative"):
        decay_step(1.0, 1.0, 0.1, -0.1)
    with pytest.raises(ValueError, match="lam must not be negative"):
        adamw_step(1.0, 1.0, 0, 0, 0, *USUAL, -0.1)
    with pytest.raises(ValueError, match="lam must not be negative"):
        penalised(1.0, -0.1, lambda w: w)
    with pytest.raises(ValueError, match="steps are counted from 1"):
        corrected(1.0, 0.9, 0)
    with pytest.raises(ValueError, match="beta must lie"):
        corrected(1.0, 1.0, 1)
    with pytest.raises(ValueError, match="beta must lie"):
        moving_averages([1.0], -0.5)
    with pytest.raises(ValueError, match="list holds NaN"):
        moving_averages([np.nan], 0.5)
    with pytest.raises(ValueError, match="beta must lie"):
        look_ahead(lambda w: w, 1.0, 0.1, 1.0, 2)
    with pytest.raises(ValueError, match="step size must be positive"):
        look_ahead(lambda w: w, 1.0, 0.0, 0.5, 2)
    with pytest.raises(ValueError, match="weights holds NaN"):
        minimise(momentum_step, (0.1, 0.9), lambda w: w, (np.nan, 0), 2)
    with pytest.raises(ValueError, match="G holds NaN"):
        replay(momentum_step, (0.1, 0.9), [[np.nan]], ([[1.0]], 0))
