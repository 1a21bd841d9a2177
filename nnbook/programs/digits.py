"""Train on the handwritten digits: docs/training.md.

    python -m nnbook.programs.digits

shows how far it is after each epoch. Stopped in whatever way, it goes on from its checkpoint, and
ends with the same weights to the bit. The test part is looked at once, at the end.
"""

import argparse
import json
import os
from pathlib import Path

import numpy as np

from nnbook.activations import relu, relu_derivative
from nnbook.backpropagation import forward, softmax_cost
from nnbook.softmax import one_hot, softmax
from nnbook.training import (
    accuracy,
    best_epoch,
    digits,
    masks,
    minibatches,
    split,
    standard_error,
    start,
    step,
)

# --8<-- [start:settings]
PARTS = [1077, 360, 360]  # training, validation, test
SETTINGS = {
    "sizes": [64, 128, 64, 10],
    "alpha": 0.1,
    "lam": 0.001,
    "keep": 0.8,
    "B": 32,
    "seed": 1,
    "patience": 20,
}
# --8<-- [end:settings]


def data():
    """(X, Y) of the training, the validation and the test part, always the same."""
    X, c = digits()
    Y = one_hot(c, 10)
    return [(X[:, part], Y[:, part]) for part in split(X.shape[1], PARTS, seed=0)]


def outputs(X, parameters):
    """A of the last layer, without dropout."""
    return forward(X, parameters, relu, softmax)[-1][1]


# --8<-- [start:epoch]
def epoch(t, X, Y, parameters, settings):
    """Parameters after epoch t; its order and its masks depend on the seed and on t alone."""
    rng = np.random.default_rng([settings["seed"], t])
    alpha, lam = settings["alpha"], settings["lam"]
    for batch in minibatches(X.shape[1], settings["B"], rng):
        D = masks(parameters, len(batch), settings["keep"], rng)
        ours = X[:, batch], Y[:, batch], parameters
        parameters = step(*ours, alpha, lam, relu, relu_derivative, softmax, D)
    return parameters


# --8<-- [end:epoch]


# --8<-- [start:advance]
def begin(settings):
    """The state before the first epoch: parameters, the best so far, the history."""
    parameters = start(settings["sizes"], settings["seed"])
    return parameters, parameters, np.zeros((0, 4))


def advance(state, training, validation, settings):
    """The state one epoch later; the history has the costs and accuracies of both parts."""
    parameters, best, history = state
    X, Y = training
    parameters = epoch(len(history) + 1, X, Y, parameters, settings)
    pairs = [(outputs(X, parameters), Y) for X, Y in (training, validation)]
    row = [f(A, Y) for f in (softmax_cost, accuracy) for A, Y in pairs]
    history = np.vstack([history, row])
    if best_epoch(history[:, 1]) == len(history):
        best = parameters
    return parameters, best, history


def stopped(state, patience):
    """Whether the lowest validation cost is so many epochs ago."""
    _, _, history = state
    return len(history) > 0 and len(history) - best_epoch(history[:, 1]) >= patience


# --8<-- [end:advance]


# --8<-- [start:checkpoint]
def save(file, state, settings):
    """Write all that going on needs. The file is the old one or the new one, never half of it."""
    parameters, best, history = state
    arrays = [array for pair in (*parameters, *best) for array in pair]
    fresh = Path(f"{file}.part")
    with fresh.open("wb") as stream:
        np.savez(stream, *arrays, history=history, settings=json.dumps(settings))
    os.replace(fresh, file)


def load(file, settings):
    """The state in a checkpoint, if it was made with the same settings."""
    try:
        with Path(file).open("rb") as stream, np.load(stream) as kept:
            made, history = json.loads(str(kept["settings"])), kept["history"]
            arrays = [kept[f"arr_{k}"] for k in range(len(kept.files) - 2)]
    except Exception as error:  # whatever a damaged archive makes of itself
        raise ValueError(f"{file} is no checkpoint of this program: {error!r}") from None
    if made != settings:
        raise ValueError(f"{file} was made with other settings: {made}, not {settings}")
    pairs = list(zip(arrays[::2], arrays[1::2], strict=True))
    return pairs[: len(pairs) // 2], pairs[len(pairs) // 2 :], history


# --8<-- [end:checkpoint]


def run(settings, checkpoint=None, say=print):
    """The state when training has stopped, from the checkpoint if there is one."""
    training, validation, _ = data()
    there = checkpoint is not None and Path(checkpoint).exists()
    state = load(checkpoint, settings) if there else begin(settings)
    while not stopped(state, settings["patience"]):
        state = advance(state, training, validation, settings)
        if checkpoint is not None:
            save(checkpoint, state, settings)
        _, _, history = state
        _, J, _, right = history[-1]
        away = len(history) - best_epoch(history[:, 1])
        said = f"epoch {len(history)}: validation cost {J:.4f}, {right:.1%} right"
        say(f"{said}, lowest {away} epochs ago" if away else f"{said}, the lowest so far")
    return state


def main(arguments=None):
    """Train a network to read the digits. Stop it when you like: the same command goes on."""
    parser = argparse.ArgumentParser("python -m nnbook.programs.digits", description=main.__doc__)
    parser.add_argument("--checkpoint", default="digits.npz", help="the file to go on from")
    for name in ("seed", "patience"):
        parser.add_argument(f"--{name}", type=int, default=SETTINGS[name])
    options = parser.parse_args(arguments)
    settings = SETTINGS | {"seed": options.seed, "patience": options.patience}
    try:
        _, best, _ = run(settings, options.checkpoint, lambda said: print(said, flush=True))
    except (ValueError, OSError) as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.")
        return 130
    X, Y = data()[2]
    share = accuracy(outputs(X, best), Y)
    print(f"test: {share:.1%} right, standard error {standard_error(share, Y.shape[1]):.1%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
