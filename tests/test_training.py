"""The code of the training chapter, its data, and the program that can be stopped."""

import os
import re
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from benchmarks import training as recording
from nnbook import backpropagation
from nnbook.activations import relu, relu_derivative
from nnbook.programs import digits as program
from nnbook.softmax import one_hot, softmax
from nnbook.training import (
    accuracy,
    activate_dropped,
    answers,
    best_epoch,
    digits,
    dropped_backward,
    dropped_forward,
    history,
    leak,
    masks,
    membership,
    minibatches,
    parts,
    penalty,
    split,
    standard_error,
    start,
    step,
)

ROOT = Path(__file__).resolve().parents[1]
SMALL = program.SETTINGS | {"sizes": [64, 12, 10], "patience": 3}


def small(seed=0, m=7, sizes=(4, 5, 3)):
    """X, Y and parameters of a small network."""
    rng = np.random.default_rng(seed)
    parameters = [(W, rng.standard_normal(b.shape)) for W, b in start(sizes, seed)]
    Y = one_hot(rng.integers(1, sizes[-1] + 1, m), sizes[-1])
    return rng.standard_normal((sizes[0], m)), Y, parameters


# The data


def test_the_digits_are_those_of_scikit_learn():
    X, c = digits()
    theirs = load_digits()
    np.testing.assert_array_equal(X * 16, theirs.data.T)
    np.testing.assert_array_equal(c[0] - 1, theirs.target)
    assert X.dtype == np.float64


def test_the_data_name_their_source_and_licence():
    text = (ROOT / "nnbook/data/README.md").read_text(encoding="utf-8")
    said = text[text.index("# digits.txt") :]
    assert "CC BY 4.0" in said
    assert "UCI Machine Learning Repository" in said


@pytest.mark.parametrize("seed", range(5))
def test_the_parts_hold_each_example_once(seed):
    cut = split(20, [11, 5, 4], seed)
    assert [part.size for part in cut] == [11, 5, 4]
    assert sorted(np.concatenate(cut)) == list(range(20))
    np.testing.assert_array_equal(parts(20, [11, 5, 4], seed).sum(axis=0), [11, 5, 4])
    np.testing.assert_array_equal(
        np.flatnonzero(parts(20, [11, 5, 4], seed)[:, 1]), np.sort(cut[1])
    )


def test_the_parts_are_shuffled_and_depend_on_the_seed_alone():
    assert list(split(50, [25, 25], 1)[0]) != list(range(25))
    np.testing.assert_array_equal(split(50, [25, 25], 1)[0], split(50, [25, 25], 1)[0])
    assert list(split(50, [25, 25], 1)[0]) != list(split(50, [25, 25], 2)[0])


@pytest.mark.parametrize("sizes", [[3, 1], [5, 1, -1], [5, 0], []])
def test_parts_that_are_not_the_whole_are_refused(sizes):
    with pytest.raises(ValueError, match="must be positive and add up to 5"):
        split(5, sizes, 0)


# Minibatches


@pytest.mark.parametrize(("m", "B"), [(10, 3), (10, 5), (10, 10), (1, 1), (7, 1)])
def test_an_epoch_is_each_example_once(m, B):
    batches = minibatches(m, B, 4)
    assert sorted(np.concatenate(batches)) == list(range(m))
    assert [len(batch) for batch in batches[:-1]] == [B] * (len(batches) - 1)
    assert 1 <= len(batches[-1]) <= B
    np.testing.assert_array_equal(membership(m, B, 4).sum(axis=0), list(map(len, batches)))


def test_a_generator_gives_another_order_each_epoch():
    rng = np.random.default_rng(0)
    first, second = (np.concatenate(minibatches(30, 7, rng)) for _ in range(2))
    assert list(first) != list(second)


@pytest.mark.parametrize("B", [0, -1, 6])
def test_a_minibatch_that_cannot_be_is_refused(B):
    with pytest.raises(ValueError, match=rf"between 1 and 5 examples, found {B}"):
        minibatches(5, B, 0)


# Start, penalty, dropout


def test_the_weights_at_the_start_have_the_variance_that_is_printed():
    [(W, b), (V, _)] = start([300, 400, 50], 3)
    assert W.var() == pytest.approx(2 / 300, rel=0.05)
    assert V.var() == pytest.approx(2 / 400, rel=0.05)
    assert not b.any()


def test_without_masks_and_penalty_all_is_back_propagation():
    X, Y, parameters = small()
    ones = [np.ones((len(b), 7)) for _, b in parameters]
    values = backpropagation.forward(X, parameters, np.tanh, softmax)
    for ours, theirs in zip(
        dropped_forward(X, parameters, np.tanh, softmax, ones), values, strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)
    rule = X, Y, parameters, 0.3
    functions = relu, relu_derivative, softmax
    ours, theirs = step(*rule, 0.0, *functions, ones), backpropagation.step(*rule, *functions)
    for ours_, theirs_ in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(ours_[0], theirs_[0], rtol=1e-14)
        np.testing.assert_allclose(ours_[1], theirs_[1], rtol=1e-14)


def test_the_penalty_is_half_the_squares_of_weights_without_biases():
    _, _, parameters = small()
    squares = sum((W**2).sum() for W, _ in parameters)
    assert penalty(parameters, 0.5) == pytest.approx(squares / 4)
    assert penalty([([[2]], [[9]])], 1) == 2
    assert penalty(parameters, 0) == 0
    with pytest.raises(ValueError, match="cannot be below zero, found -1"):
        penalty(parameters, -1)


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.8, 1.0])
def test_masks_keep_the_share_that_they_should_and_the_mean(keep):
    _, _, parameters = small(sizes=(4, 200, 100, 3))
    drawn = masks(parameters, 300, keep, 1)
    assert [D.shape for D in drawn] == [(200, 300), (100, 300), (3, 300)]
    for D in drawn[:-1]:
        assert set(np.unique(D)) <= {0.0, 1 / keep}
        assert D.mean() == pytest.approx(1, abs=4 * np.sqrt((1 - keep) / keep / D.size) + 1e-12)
    assert (drawn[-1] == 1).all()


@pytest.mark.parametrize("keep", [0, -0.5, 1.5, np.nan])
def test_a_share_that_is_none_is_refused(keep):
    with pytest.raises(ValueError, match="kept"):
        masks(small()[2], 3, keep, 0)


def test_a_dropped_neuron_has_no_gradient_and_only_decays():
    X, Y, parameters = small()
    D = [np.ones((5, 7)), np.ones((3, 7))]
    D[0][2] = 0
    values = dropped_forward(X, parameters, np.tanh, softmax, D)
    [(dW, db), (dV, _)] = dropped_backward(X, Y, parameters, values, lambda z: 1 + 0 * z, D)
    assert not dW[2].any()
    assert not db[2].any()
    assert not dV[:, 2].any()
    assert dW[1].all()
    after = step(X, Y, parameters, 0.1, 0.2, relu, relu_derivative, softmax, D)
    np.testing.assert_allclose(after[0][0][2], parameters[0][0][2] * (1 - 0.1 * 0.2), rtol=1e-14)


def test_the_last_layer_goes_through_its_own_activation():
    Z, D = np.array([[-2.0, 3.0]]), np.array([[2.0, 0.0]])
    assert activate_dropped(Z, D, 1, 2, relu, softmax).tolist() == [[0.0, 0.0]]
    assert activate_dropped(Z, D, 2, 2, relu, softmax).tolist() == [[2.0, 0.0]]


@pytest.mark.parametrize("alpha", [0, -1, np.nan])
def test_a_step_size_that_is_none_is_refused(alpha):
    X, Y, parameters = small()
    ones = [np.ones((len(b), 7)) for _, b in parameters]
    with pytest.raises(ValueError, match="learning rate must be positive"):
        step(X, Y, parameters, alpha, 0, relu, relu_derivative, softmax, ones)


# Accuracy


def test_accuracy_counts_columns():
    Y = one_hot([1, 2, 3, 1], 3)
    assert accuracy(Y, Y) == 1
    assert accuracy(Y[:, [1, 0, 2, 3]], Y) == 0.5
    with pytest.raises(ValueError, match="labels of shape"):
        accuracy(Y, Y[:, :2])
    with pytest.raises(ValueError, match="labels of shape"):
        accuracy(Y[:, :0], Y[:, :0])


def test_each_layer_needs_a_mask():
    X, _, parameters = small()
    with pytest.raises(ValueError, match="shorter"):
        dropped_forward(X, parameters, relu, softmax, masks(parameters, X.shape[1], 0.5, 0)[:-1])


def test_the_standard_error_is_the_spread_of_shares():
    shares = np.random.default_rng(0).binomial(90, 0.8, size=20000) / 90
    assert standard_error(0.8, 90) == pytest.approx(shares.std(), rel=0.02)
    assert standard_error(1, 5) == standard_error(0, 5) == 0


STRANGE = [(-0.1, 3), (1.1, 3), (np.nan, 3), (0.5, 0), (0.5, -2), ([0.5, 1.5], 3), (0.5, [3, 0])]


@pytest.mark.parametrize(("p", "m"), STRANGE)
def test_a_standard_error_of_nothing_is_refused(p, m):
    with pytest.raises(ValueError, match=r"probability|positive"):
        standard_error(p, m)


def test_the_first_of_equally_good_epochs_is_taken():
    assert best_epoch([0.5, 0.2, 0.2]) == 2
    assert best_epoch([[0.5, 0.2, 0.1]]) == 3
    with pytest.raises(ValueError, match="empty"):
        best_epoch([])


# What is recorded is what a run gives


@pytest.fixture(scope="module")
def again():
    return recording.history_and_answers()


def test_the_recorded_run_is_what_a_run_gives(again):
    costs = np.vstack(history())
    np.testing.assert_allclose(again[0].T[:2], costs, atol=2e-6)
    np.testing.assert_array_equal(again[1].T[1:], np.vstack(answers()))


def test_the_network_reads_the_digits_as_well_as_the_book_promises():
    c, answer = answers()
    share = np.mean(c == answer)
    assert share - 2 * standard_error(share, c.size) > 0.97


@pytest.mark.parametrize("seed", [0, 41, 99])
def test_the_recorded_leak_is_what_a_run_gives(seed):
    test, rest, honest, honest_rest = recording.leak(seed)
    np.testing.assert_allclose(
        [g[0, seed] for g in leak()], [test - rest, honest - honest_rest], atol=2e-6
    )


def test_two_runs_are_equal_to_the_bit():
    training, validation, _ = program.data()
    one, two = (
        program.advance(program.begin(SMALL), training, validation, SMALL) for _ in range(2)
    )
    for ours, theirs in zip(one[0], two[0], strict=True):
        assert ours[0].tobytes() == theirs[0].tobytes()
        assert ours[1].tobytes() == theirs[1].tobytes()
    other = program.advance(
        program.begin(SMALL | {"seed": 2}), training, validation, SMALL | {"seed": 2}
    )
    assert one[0][0][0].tobytes() != other[0][0][0].tobytes()


# The program


def command(folder, *arguments):
    """The program in a process of its own, its lines as they come. What a shell runs in the
    background is deaf to SIGINT, and so would be its children: as from a terminal, this one hears.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "nnbook.programs.digits", "--patience", "5", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def content(file):
    with np.load(file) as kept:
        return {name: kept[name].tobytes() for name in kept.files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run that nobody stopped: what it said, and its checkpoint at the end."""
    folder = tmp_path_factory.mktemp("whole")
    said, errors = command(folder).communicate(timeout=300)
    assert errors == ""
    return said, content(folder / "digits.npz")


def test_a_run_shows_how_far_it_is_and_ends_with_the_test_part(whole):
    *epochs, last = whole[0].splitlines()
    assert len(epochs) > 10
    for number, line in enumerate(epochs, start=1):
        assert re.match(rf"epoch {number}: validation cost \d\.\d{{4}}, \d+\.\d% right, ", line)
    assert epochs[-1].endswith("lowest 5 epochs ago")
    assert re.fullmatch(r"test: 9\d\.\d% right, standard error \d\.\d%", last)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_killed_goes_on_and_ends_the_same_to_the_bit(whole, tmp_path, how):
    seen = []
    for _ in range(2):  # twice: what was continued can be stopped too
        process = command(tmp_path)
        seen += [process.stdout.readline() for _ in range(4)]
        process.send_signal(how)
        said, errors = process.communicate(timeout=60)
        assert errors == ""
        assert process.returncode == (130 if how == signal.SIGINT else -how), said
        assert ("goes on from here" in said) == (how == signal.SIGINT)
        assert "test:" not in said
    said, errors = command(tmp_path).communicate(timeout=300)
    assert errors == ""
    assert seen[4] != seen[0]  # it did not begin anew
    assert said.splitlines()[0] not in seen
    assert said.splitlines()[-1] == whole[0].splitlines()[-1]
    assert content(tmp_path / "digits.npz") == whole[1]


def test_a_finished_run_says_its_result_again(whole, tmp_path):
    process = command(tmp_path, "--checkpoint", "mine.npz")
    process.communicate(timeout=300)
    said, _ = command(tmp_path, "--checkpoint", "mine.npz").communicate(timeout=60)
    assert said.splitlines() == whole[0].splitlines()[-1:]


def test_a_checkpoint_of_other_settings_or_of_nothing_is_refused(tmp_path, capsys):
    file = tmp_path / "digits.npz"
    program.save(file, program.begin(SMALL), SMALL)
    with pytest.raises(SystemExit):
        program.main(["--checkpoint", str(file)])
    assert "was made with other settings" in capsys.readouterr().err
    for damaged in (b"", b"no archive", file.read_bytes()[:-100]):
        file.write_bytes(damaged)
        with pytest.raises(SystemExit):
            program.main(["--checkpoint", str(file)])
        assert "is no checkpoint of this program" in capsys.readouterr().err
        assert file.read_bytes() == damaged


def test_a_checkpoint_keeps_everything_to_the_bit(tmp_path):
    training, validation, _ = program.data()
    state = program.begin(SMALL)
    for _ in range(2):
        state = program.advance(state, training, validation, SMALL)
    program.save(tmp_path / "c.npz", state, SMALL)
    parameters, best, rows = program.load(tmp_path / "c.npz", SMALL)
    for kept, was in zip((*parameters, *best), (*state[0], *state[1]), strict=True):
        assert kept[0].tobytes() == was[0].tobytes()
        assert kept[1].tobytes() == was[1].tobytes()
    assert rows.tobytes() == state[2].tobytes()
    assert not (tmp_path / "c.npz.part").exists()


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "c.npz"
    program.save(file, program.begin(SMALL), SMALL)
    before = file.read_bytes()

    def full(stream, *arrays, **named):
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(program.np, "savez", full)
    with pytest.raises(OSError, match="No space left"):
        program.save(file, program.begin(SMALL | {"seed": 5}), SMALL)
    assert file.read_bytes() == before
