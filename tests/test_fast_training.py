"""The fast program against the plain one; memory, counts and errors of nnbook/fast_training.py."""

import json
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fast_training import NETWORKS, PROGRAMS, Work, made, same_work, shown, table
from nnbook import backpropagation, fast_training
from nnbook.activations import identity, relu, relu_derivative, tanh_derivative
from nnbook.fast_training import (
    Trainer,
    _product_calls,
    _stacked,
    bare_step,
    counted,
    one_step,
    single,
    train,
)
from nnbook.pictures.fast_training import MEASURED
from nnbook.sigmoid import sigmoid
from nnbook.softmax import softmax
from nnbook.two_layer import tanh

HIDDEN = {"relu": (relu, relu_derivative), "tanh": (tanh, tanh_derivative)}
OUTPUTS = {"softmax": softmax, "sigmoid": sigmoid, "identity": identity}
ROUNDING = {np.float64: 1e-12, np.float32: 1e-5}

sizes = st.lists(st.integers(1, 9), min_size=2, max_size=5)
dtypes = st.sampled_from(list(ROUNDING))


def network(sizes, m, seed=0, output="softmax", dtype=np.float64):
    """Inputs, labels that fit the output, and parameters with biases that are not zero."""
    rng = np.random.default_rng(seed)
    Y = rng.uniform(0.1, 0.9, (sizes[-1], m))
    Y = Y / Y.sum(axis=0) if output == "softmax" else Y
    shapes = [(n, k) for k, n in pairwise(sizes)]
    parameters = [(rng.uniform(-1, 1, s), rng.uniform(-1, 1, (s[0], 1))) for s in shapes]
    cast = [(W.astype(dtype), b.astype(dtype)) for W, b in parameters]
    return rng.standard_normal((sizes[0], m)).astype(dtype), Y.astype(dtype), cast


def apart(first, second):
    """The largest difference between two lists of pairs."""
    arrays = zip(first, second, strict=True)
    return max(
        np.max(np.abs(one - other))
        for pair, others in arrays
        for one, other in zip(pair, others, strict=True)
    )


# The same numbers as the plain code


@settings(deadline=None)
@given(
    sizes, st.integers(1, 8), st.sampled_from(list(HIDDEN)), st.sampled_from(list(OUTPUTS)), dtypes
)
def test_steps_agree_with_the_plain_code(sizes, m, hidden, output, dtype):
    X, Y, parameters = network(sizes, m, sum(sizes), output, dtype)
    trainer = Trainer(parameters, m, 0.1, hidden, output)
    plain = parameters
    for _ in range(3):
        plain = backpropagation.step(X, Y, plain, 0.1, *HIDDEN[hidden], OUTPUTS[output])
        trainer.step(X, Y)
    fast = trainer.parameters()
    assert all(array.dtype == dtype for pair in fast for array in pair)
    assert [(W.shape, b.shape) for W, b in fast] == [(W.shape, b.shape) for W, b in parameters]
    assert apart(plain, fast) < ROUNDING[dtype] * 10


@settings(deadline=None)
@given(sizes, st.integers(1, 8), dtypes)
def test_the_changes_are_the_step_size_times_the_gradients(sizes, m, dtype):
    X, Y, parameters = network(sizes, m, 3, dtype=dtype)
    values = backpropagation.forward(X, parameters, relu, softmax)
    gradients, dZ, _ = backpropagation.backward(X, Y, parameters, values, relu_derivative)
    S, D = one_step(X, Y, parameters, 0.25)
    for l, (dW, db) in enumerate(gradients, start=1):
        assert np.allclose(S[l], 0.25 * np.hstack((dW, db)), atol=ROUNDING[dtype], rtol=0)
        assert np.allclose(D[l], 0.25 / m * dZ[l], atol=ROUNDING[dtype], rtol=0)


@settings(deadline=None)
@given(sizes, st.integers(1, 8))
def test_without_checks_the_step_is_the_same(sizes, m):
    X, Y, parameters = network(sizes, m)
    plain = backpropagation.step(X, Y, parameters, 0.1, relu, relu_derivative, softmax)
    assert apart(plain, bare_step(X, Y, parameters, 0.1)) < 1e-12


def test_products_in_parts_are_the_product(monkeypatch):
    monkeypatch.setattr(fast_training, "SMALL", 500)
    rng = np.random.default_rng(0)
    for n in (1, 7, 8, 9, 16, 17, 40, 41):
        left, right = rng.standard_normal((n, 6)), rng.standard_normal((6, 5))
        result = np.full((n, 5), np.nan)
        calls = _product_calls(left, right, result)
        assert len(calls) == -(-n // 16)
        for function, arguments, keywords in calls:
            function(*arguments, **keywords)
        assert np.allclose(result, left @ right, rtol=1e-14, atol=1e-14)
    monkeypatch.setattr(fast_training, "SMALL", 2000)
    X, Y, parameters = network([20, 30, 9], 5)
    plain = backpropagation.step(X, Y, parameters, 0.1, relu, relu_derivative, softmax)
    trainer = Trainer(parameters, 5, 0.1)
    trainer.step(X, Y)
    assert len(trainer.plan) > 16
    assert apart(plain, trainer.parameters()) < 1e-12


def test_a_product_too_large_for_parts_stays_whole():
    left, right = np.ones((100, 1000), np.float32), np.ones((1000, 1000), np.float32)
    assert len(_product_calls(left, right, np.empty((100, 1000), np.float32))) == 1


def test_large_numbers_overflow_nowhere():
    X, Y = np.array([[1e4, -1e4]], np.float32), np.array([[1, 0], [0, 1]], np.float32)
    for output in ("softmax", "sigmoid"):
        trainer = Trainer(
            [(np.array([[1], [-1]], np.float32), np.zeros((2, 1), np.float32))],
            2,
            0.1,
            output=output,
        )
        with np.errstate(over="raise", invalid="raise"):
            trainer.step(X, Y)
        assert np.array_equal(trainer.parameters()[0][0], [[1], [-1]])


# Training


def test_an_epoch_takes_every_example_of_its_whole_batches_once():
    X, Y, parameters = network([3, 4, 2], 7)
    order = np.random.default_rng(5).permutation(7)
    trainer = Trainer(parameters, 3, 0.1)
    for chosen in (order[:3], order[3:6]):
        trainer.step(X[:, chosen], Y[:, chosen])
    found = train(X, Y, parameters, 0.1, 3, 1, seed=5)
    assert apart(found, trainer.parameters()) == 0
    assert apart(found, train(X, Y, parameters, 0.1, 3, 1, seed=6)) > 0
    assert apart(found, train(X, Y, parameters, 0.1, 3, 2, seed=5)) > 0


def test_training_in_single_precision_learns():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((2, 200))
    Y = (X[:1] * X[1:] > 0).astype(float)
    parameters = [
        (W.astype(np.float32), b.astype(np.float32))
        for W, b in backpropagation.initialize([2, 16, 1], seed=0)
    ]
    trained = train(X, Y, parameters, 0.5, 20, 60, seed=0, output="sigmoid")
    right = (backpropagation.forward(X, trained, relu, sigmoid)[-1][1] > 0.5) == Y
    assert right.mean() > 0.95


def test_neither_data_nor_parameters_given_are_changed():
    X, Y, parameters = network([3, 4, 2], 6)
    kept = [(W.copy(), b.copy()) for W, b in parameters], X.copy(), Y.copy()
    trainer = Trainer(parameters, 6, 0.1)
    trainer.step(X, Y)
    before = trainer.parameters()
    trainer.step(X, Y)
    assert apart(before, trainer.parameters()) > 0
    assert apart(parameters, kept[0]) == 0
    assert np.array_equal(X, kept[1])
    assert np.array_equal(Y, kept[2])


# Memory and counts


def held(trainer):
    """Bytes of all arrays that the plan works on."""
    arrays = {}
    for _, arguments, keywords in trainer.plan:
        for array in (*arguments, keywords["out"]):
            whole = array if array.base is None else array.base
            arrays[id(whole)] = whole.nbytes
    return sum(arrays.values())


@pytest.mark.parametrize(("sizes", "m"), [network[:2] for network in NETWORKS], ids=str)
def test_memory_is_at_most_twice_the_parameters_and_three_batches(sizes, m):
    X, Y, parameters = network(sizes, m, dtype=np.float32)
    count = sum(W.size + b.size for W, b in parameters)
    bound = 4 * (2 * count + 3 * m * sum(sizes))
    tracemalloc.start()
    try:
        trainer = Trainer(parameters, m, 0.1)
        kept, _ = tracemalloc.get_traced_memory()
        trainer.step(X, Y)
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(3):
            trainer.step(X, Y)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held(trainer) <= bound
    assert kept <= bound + 30_000  # the plan itself: calls, views, names
    buffered = 8 * np.getbufsize() * 4  # NumPy's own, where a call turns one dtype into another
    assert peak - before < buffered


@given(sizes, st.integers(1, 8))
def test_counts_are_those_of_the_arrays(sizes, m):
    X, Y, parameters = network(sizes, m)
    L = len(parameters)
    calls, multiplications, _, numbers = counted(parameters, m)
    trainer = Trainer(parameters, m, 1.0)
    constants = sum(
        1
        for base in {
            id(array): array
            for _, arguments, keywords in trainer.plan
            for array in (*arguments, keywords["out"])
            if array.ndim == 0
        }.values()
    )
    assert calls == 6 * L + 4
    assert numbers * 8 == held(trainer) - 8 * constants
    values = backpropagation.forward(X, parameters, relu, softmax)
    plain = backpropagation.count_forward(X, parameters, relu, softmax)
    plain += backpropagation.count_backward(X, Y, parameters, values, relu_derivative)[0]
    assert multiplications == plain + 2 * m * sum(sizes[1:])


def test_matrices_are_views_of_one_vector():
    vector, matrices = _stacked([(2, 3), (1, 4)], np.float32)
    vector[:] = np.arange(10)
    assert [matrix.tolist() for matrix in matrices] == [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8, 9]]]
    assert all(np.shares_memory(vector, matrix) for matrix in matrices)
    assert vector.dtype == np.float32


def test_single_precision_keeps_24_digits():
    assert single(1 + 2.0**-23) == 1 + 2.0**-23
    assert single(1 + 2.0**-24) == 1
    assert single([0.1, 0.5]).tolist() == [0.10000000149011612, 0.5]


# Wrong input

FITTING = [([[1.0, 2.0]], [[0.0]])]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ([], "at least one layer"),
        ([([[1.0, 2.0]], [[0.0], [0.0]])], "layer 1 receives 2"),
        ([*FITTING, ([[1.0, 2.0]], [[0.0]])], "layer 2 receives 1"),
        ([([[1.0, np.nan]], [[0.0]])], "W of layer 1 holds a NaN"),
        ([([[1.0, 2.0]], [[np.inf]])], "b of layer 1 holds a NaN or an infinity"),
        ([([1.0, 2.0], [[0.0]])], "rows and columns"),
    ],
)
def test_networks_that_do_not_fit_are_refused(parameters, said):
    with pytest.raises(ValueError, match=said):
        Trainer(parameters, 4, 0.1)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"alpha": 0}, "alpha must be one positive"),
        ({"alpha": np.nan}, "alpha must be one positive"),
        ({"alpha": [0.1]}, "alpha must be one positive"),
        ({"m": 0}, "m must be a whole number"),
        ({"m": 2.0}, "m must be a whole number"),
        ({"hidden": "step"}, "hidden is one of relu, tanh"),
        ({"output": "relu"}, "output is one of softmax, sigmoid, identity"),
    ],
)
def test_choices_that_do_not_exist_are_refused(changed, said):
    with pytest.raises(ValueError, match=said):
        Trainer(**{"parameters": FITTING, "m": 4, "alpha": 0.1, **changed})


def test_complex_parameters_are_refused():
    with pytest.raises(TypeError, match="real numbers"):
        Trainer([([[1j]], [[0]])], 1, 0.1)


@pytest.mark.parametrize(("X", "Y"), [((2, 3), (1, 4)), ((2, 1), (1, 4)), ((2, 4), (2, 4))])
def test_batches_of_another_shape_are_refused(X, Y):
    with pytest.raises(ValueError, match=r"a batch is X \(2, 4\) and Y \(1, 4\)"):
        Trainer(FITTING, 4, 0.1).step(np.ones(X), np.ones(Y))


def test_a_run_that_has_diverged_gives_no_parameters():
    trainer = Trainer(FITTING, 1, 0.1, output="identity")
    trainer.step(np.full((2, 1), np.nan), np.ones((1, 1)))
    with pytest.raises(ValueError, match="not finite"):
        trainer.parameters()
    trainer.vector[1:] = 0  # one NaN is enough
    with pytest.raises(ValueError, match="not finite"):
        trainer.parameters()


def test_without_checks_large_numbers_overflow_nowhere_either():
    one, labels = np.ones((1, 1)), np.array([[0.0], [1.0]])
    [(W, _)] = bare_step(one, labels, [(np.array([[800.0], [-800.0]]), 0)], 1.0)
    assert W.tolist() == [[799.0], [-799.0]]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"X": np.full((2, 3), np.nan)}, "X holds a NaN"),
        ({"Y": np.full((1, 3), np.inf)}, "Y holds a NaN or an infinity"),
        ({"X": np.ones((3, 3))}, "2 inputs and 1 outputs"),
        ({"Y": np.ones((1, 2))}, "2 inputs and 1 outputs"),
        ({"Y": np.full((1, 3), 2.0)}, "between 0 and 1"),
        ({"Y": np.full((1, 3), -0.5)}, "between 0 and 1"),
        ({"Y": [[0.5, 1.5, 1.0]]}, "between 0 and 1"),
        ({"Y": [[0.5, -0.5, 1.0]]}, "between 0 and 1"),
        ({"Y": np.full((1, 3), 0.5), "output": "softmax"}, "sum to 1"),
        ({"m": 4}, "a batch of 4 examples from 3"),
        ({"epochs": 0}, "epochs must be a whole number"),
        ({"X": np.ones((2, 0)), "Y": np.ones((1, 0))}, "rows and columns"),
    ],
)
def test_data_that_do_not_fit_are_refused(changed, said):
    right = {"X": np.ones((2, 3)), "Y": np.ones((1, 3)), "parameters": FITTING, "alpha": 0.1}
    right |= {"m": 2, "epochs": 1, "seed": 0, "output": "sigmoid"}
    with pytest.raises(ValueError, match=said):
        train(**{**right, **changed})


def test_labels_of_the_identity_are_any_numbers():
    [(W, _)] = train([[1.0]], [[5.0]], [([[0.0]], [[0.0]])], 0.1, 1, 1, 0, output="identity")
    assert W.tolist() == [[0.5]]


# What was measured


def test_the_page_shows_what_was_measured():
    data = json.loads(MEASURED.read_text(encoding="utf-8"))
    assert shown() == table(data), "run `python -m benchmarks.fast_training`"
    assert [(tuple(n["sizes"]), n["batch"]) for n in data["networks"]] == [n[:2] for n in NETWORKS]
    for measured in data["seconds"].values():
        assert len(measured) == len(NETWORKS)
        assert all(seconds > 0 for network in measured for seconds in network.values())
        assert set().union(*measured) == set(PROGRAMS)


@pytest.mark.parametrize("sizes", [(2, 3, 1), (5, 4, 3, 3)])
def test_the_programs_of_the_benchmark_do_the_same_work(sizes):
    programs = made(Work(sizes, 4, 3))
    for run, _ in programs.values():
        run()
    same_work(programs)
    programs["fast"][0]()
    with pytest.raises(SystemExit, match="other parameters"):
        same_work(programs)
