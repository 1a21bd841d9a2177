"""Time of a gradient by loops, by columns and by products: the data of a picture.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.vectorization

writes nnbook/pictures/vectorization.json: processor time for one example, the least of several
runs, with what it was measured on. docs/vectorization.md draws it. No test asserts a time.
"""

import json
import os
import platform
import sys
import time
from pathlib import Path

import numpy as np

from nnbook import vectorization
from nnbook.sigmoid import sigmoid
from nnbook.two_layer import backward, forward, initialize, sigmoid_slope

TARGET = Path(__file__).resolve().parents[1] / "nnbook/pictures/vectorization.json"
SIZES = (64, 32, 10)
EXAMPLES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
MOST = {"loops": 8, "columns": 256, "products": 1024}
LEAST_SECONDS = 0.2
RUNS = 7


def by_loops(X, Y, W1, b1, W2, b2):
    """The equations in indices: five products in nested loops."""
    A1 = sigmoid(vectorization.affine_loops(W1, X, b1))
    dZ2 = sigmoid(vectorization.affine_loops(W2, A1, b2)) - Y
    dW2 = vectorization.weights_loops(dZ2, A1)
    dZ1 = vectorization.back_loops(W2, dZ2) * sigmoid_slope(A1)
    return dW2, vectorization.weights_loops(dZ1, X)


def by_products(X, Y, W1, b1, W2, b2):
    """The equations as products."""
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    return backward(X, Y, W2, A1, A2)


PROGRAMS = {
    "loops": by_loops,
    "columns": vectorization.gradients_by_columns,
    "products": by_products,
}


def seconds(program, arguments):
    """Processor time of one run: as many runs as take long enough, the least mean of several."""
    program(*arguments)
    count = 1
    while (taken := timed(program, arguments, count)) < LEAST_SECONDS / 4:
        count *= 2
    return min([taken, *(timed(program, arguments, count) for _ in range(RUNS - 1))]) / count


def timed(program, arguments, count):
    started = time.process_time()
    for _ in range(count):
        program(*arguments)
    return time.process_time() - started


def processor():
    """The processor's name as the system has it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def main():
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        sys.exit("set OPENBLAS_NUM_THREADS=1 before Python starts: one thread for all programs")
    rng = np.random.default_rng(12)
    n_0, n_1, n_2 = SIZES
    parameters = initialize(n_0, n_1, n_2, seed=12)
    found = {name: [] for name in PROGRAMS}
    for m in EXAMPLES:
        batch = rng.standard_normal((n_0, m)), rng.uniform(0.05, 0.95, (n_2, m))
        for name, program in PROGRAMS.items():
            if m <= MOST[name]:
                taken = seconds(program, (*batch, *parameters)) / m
                found[name].append([m, float(f"{taken:.3g}")])
                print(f"{name:9} {m:5} examples {taken * 1e6:10.2f} microseconds each")
    data = {
        "sizes": SIZES,
        "unit": "seconds of processor time for one example, one thread",
        "machine": f"{processor()}, {platform.system()}",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "times": found,
    }
    TARGET.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
