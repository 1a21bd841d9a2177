"""Train on the digits and write down what docs/training.md prints and draws.

    python -m benchmarks.training

writes three tables into nnbook/data: the costs of each epoch, the answers for the test images, and
100 times what choosing the epoch by the test part makes of the reported accuracy. No times: a test
runs it again, in part, and compares.
"""

from pathlib import Path

import numpy as np

from nnbook.programs import digits
from nnbook.softmax import one_hot
from nnbook.training import accuracy, split

DATA = Path(__file__).resolve().parents[1] / "nnbook/data"
LEAK = {"parts": [300, 100, 100, 1297], "epochs": 60, "repetitions": 100}
SMALL = digits.SETTINGS | {"sizes": [64, 32, 10], "lam": 0.0, "keep": 1.0}


def history_and_answers():
    """What the run of the page says: its history, and number, class and answer of test images."""
    _, best, history = digits.run(digits.SETTINGS, say=lambda said: None)
    X, c = digits.digits()
    *_, test = split(X.shape[1], digits.PARTS, seed=0)
    answer = digits.outputs(X[:, test], best).argmax(axis=0) + 1
    return history, np.stack([test, c[0, test], answer], axis=1)


def leak(seed):
    """A small network on other parts: accuracy on test part and on the rest, chosen two ways."""
    X, c = digits.digits()
    Y = one_hot(c, 10)
    parts = split(X.shape[1], LEAK["parts"], seed)
    settings = SMALL | {"seed": seed}
    parameters, _, _ = digits.begin(settings)
    shares = []
    for t in range(LEAK["epochs"]):
        parameters = digits.epoch(t + 1, X[:, parts[0]], Y[:, parts[0]], parameters, settings)
        shares.append(
            [accuracy(digits.outputs(X[:, part], parameters), Y[:, part]) for part in parts[1:]]
        )
    validation, test, rest = np.transpose(shares)
    by_test, by_validation = test.argmax(), validation.argmax()
    return test[by_test], rest[by_test], test[by_validation], rest[by_validation]


def write(name, header, table, form):
    np.savetxt(DATA / name, table, fmt=form, delimiter=",", header=header, comments="")


def main():
    history, answers = history_and_answers()
    columns = "training cost,validation cost,training accuracy,validation accuracy"
    write("digits_history.csv", columns, history, "%.6f")
    write("digits_answers.csv", "image,class,answer", answers, "%d")
    columns = "by test: test,by test: rest,by validation: test,by validation: rest"
    table = [leak(seed) for seed in range(LEAK["repetitions"])]
    write("digits_leak.csv", columns, table, "%.6f")


if __name__ == "__main__":
    main()
