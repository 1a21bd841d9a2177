"""Time of a training step: the book's programs, scikit-learn, PyTorch and JAX, in one run.

    make benchmark-training

needs the peers, and a machine on which nothing else runs. Each network is trained with each
program, on one processor and on two, on the same batches from the same start: float32, ReLU,
softmax with cross-entropy (a sigmoid where there is one output), plain descent. After one pass all
must hold the same parameters, or nothing is written. The programs take turns, A, B, C, A, B, C;
each turn starts with steps that are not timed. What counts is the median of the turns. It writes
nnbook/pictures/fast_training.json and the table in docs/fast_training.md. No test asserts a time.
"""

import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.vectorization import processor
from nnbook.activations import relu, relu_derivative
from nnbook.backpropagation import step
from nnbook.fast_training import (
    Trainer,
    _call,
    _relu_back_calls,
    _relu_calls,
    _softmax_calls,
    bare_step,
)
from nnbook.sigmoid import sigmoid
from nnbook.softmax import softmax

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "nnbook/pictures/fast_training.json"
PAGE = ROOT / "docs/fast_training.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end of what was measured -->\n"
# Sizes, examples in a batch, batches in a pass.
NETWORKS = (
    ((2, 3, 1), 32, 256),
    ((64, 32, 16, 10), 32, 256),
    ((784, 128, 64, 10), 32, 16),
    ((784, 128, 64, 10), 128, 8),
    ((784, 512, 512, 10), 256, 2),
)
THREADS = (1, 2)
ALPHA = 0.05
TURNS = 5  # at least
SECONDS = 0.02  # of a turn, at least
BUDGET = 4.0  # seconds for a network: as many turns as fit
PEERS = {"sklearn": "scikit-learn", "torch": "torch", "jax": "jax"}


class Work:
    """Start and batches of one network; columns are examples, contiguous each."""

    def __init__(self, sizes, m, batches):
        rng = np.random.default_rng(20)
        self.sizes, self.m, self.batches = sizes, m, batches
        self.parameters = [
            (
                (rng.standard_normal((n, k)) * (2 / k) ** 0.5).astype(np.float32),
                np.zeros((n, 1), np.float32),
            )
            for k, n in pairwise(sizes)
        ]
        self.rows = rng.standard_normal((batches * m, sizes[0])).astype(np.float32)
        self.classes = rng.integers(0, max(2, sizes[-1]), batches * m)
        self.binary = sizes[-1] == 1
        one_hot = np.eye(sizes[-1])[self.classes] if not self.binary else self.classes[:, None]
        self.labels = one_hot.astype(np.float32)

    def pairs(self):
        """(X, Y) of each batch."""
        parts = [slice(i * self.m, (i + 1) * self.m) for i in range(self.batches)]
        return [(self.rows[part].T, self.labels[part].T) for part in parts]


# The book's programs: each is a pair, a pass and a way to see the parameters afterwards.


def plain(work, dtype):
    """nnbook.backpropagation as it stands."""
    h = sigmoid if work.binary else softmax
    kept = [[(W.astype(dtype), b.astype(dtype)) for W, b in work.parameters]]
    pairs = [(X.astype(dtype), Y.astype(dtype)) for X, Y in work.pairs()]

    def run():
        for X, Y in pairs:
            kept[0] = step(X, Y, kept[0], ALPHA, relu, relu_derivative, h)

    return run, lambda: kept[0]


def bare(work):
    """The same without checks."""
    kept, pairs = [work.parameters], work.pairs()

    def run():
        for X, Y in pairs:
            kept[0] = bare_step(X, Y, kept[0], ALPHA)

    return run, lambda: kept[0]


def buffered(work):
    """The same in arrays that are made once: no fusing, biases and matrices apart."""
    parameters = [(W.copy(), b.copy()) for W, b in work.parameters]
    m, L = work.m, len(parameters)
    alpha, examples = np.float32(ALPHA), np.float32(m)
    A = [np.empty((n, m), np.float32) for n in work.sizes]
    D = [np.empty((n, m), np.float32) for n in work.sizes]
    Y = np.empty((work.sizes[-1], m), np.float32)
    back, plan = [], []
    for l, (W, b) in enumerate(parameters, start=1):
        plan += [_call(np.dot, W, A[l - 1], out=A[l]), _call(np.add, A[l], b, out=A[l])]
        plan += _relu_calls(A[l]) if l < L else _softmax_calls(A[l])
        dW, db = np.empty_like(W), np.empty_like(b)
        layer = [
            _call(np.dot, D[l], A[l - 1].T, out=dW),
            _call(np.divide, dW, examples, out=dW),
            _call(np.add.reduce, D[l], axis=1, keepdims=True, out=db),
            _call(np.divide, db, examples, out=db),
        ]
        if l > 1:
            layer += [_call(np.dot, W.T, D[l], out=D[l - 1])]
            layer += _relu_back_calls(A[l - 1], D[l - 1])
        for own, gradient in ((W, dW), (b, db)):
            layer += [
                _call(np.multiply, gradient, alpha, out=gradient),
                _call(np.subtract, own, gradient, out=own),
            ]
        back = layer + back
    plan += [_call(np.subtract, A[L], Y, out=D[L]), *back]

    def run():
        for X, labels in work.pairs():
            A[0][...] = X
            Y[...] = labels
            for function, arguments, settings in plan:
                function(*arguments, **settings)

    return run, lambda: parameters


def fast(work):
    """nnbook.fast_training."""
    output = "sigmoid" if work.binary else "softmax"
    trainer = Trainer(work.parameters, work.m, ALPHA, output=output)
    pairs = work.pairs()

    def run():
        for X, Y in pairs:
            trainer.step(X, Y)

    return run, trainer.parameters


def products(work):
    """Nothing but the products of matrices, on arrays of the same sizes."""
    A = [np.ones((n, work.m), np.float32) for n in work.sizes]
    D = [np.ones((n, work.m), np.float32) for n in work.sizes]
    calls = []
    for l, (W, _) in enumerate(work.parameters, start=1):
        calls += [(W, A[l - 1], np.empty_like(A[l])), (D[l], A[l - 1].T, np.empty_like(W))]
        if l > 1:
            calls += [(W.T, D[l], np.empty_like(D[l - 1]))]

    def run():
        for _ in range(work.batches):
            for left, right, result in calls:
                np.dot(left, right, out=result)

    return run, None


# The peers: examples are rows there, and weights stand transposed.


def scikit_learn(work):
    """MLPClassifier, one call of partial_fit for a pass: it goes through the batches itself."""
    from sklearn.neural_network import MLPClassifier

    settings = {"solver": "sgd", "momentum": 0, "nesterovs_momentum": False, "alpha": 0}
    network = MLPClassifier(
        work.sizes[1:-1],
        batch_size=work.m,
        shuffle=False,
        learning_rate_init=ALPHA,
        **settings,
    )
    first = slice(0, work.m)
    network.partial_fit(
        work.rows[first], work.classes[first], classes=np.arange(max(2, work.sizes[-1]))
    )
    for l, (W, b) in enumerate(work.parameters):  # in place: the optimizer holds these arrays
        network.coefs_[l][...], network.intercepts_[l][...] = W.T, b[:, 0]

    def run():
        network.partial_fit(work.rows, work.classes)

    def parameters():
        pairs = zip(network.coefs_, network.intercepts_, strict=True)
        return [(W.T, b[:, None]) for W, b in pairs]

    return run, parameters


def pytorch(work):
    """Eager, with the update fused into one call."""
    import torch

    layers = []
    for (W, b), k in zip(work.parameters, work.sizes, strict=False):
        layers += [torch.nn.Linear(k, len(W)), torch.nn.ReLU()]
        with torch.no_grad():
            layers[-2].weight.copy_(torch.from_numpy(W))
            layers[-2].bias.copy_(torch.from_numpy(b[:, 0]))
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=ALPHA, fused=True)
    if work.binary:
        loss, labels = torch.nn.BCEWithLogitsLoss(), torch.from_numpy(work.labels)
    else:
        loss, labels = torch.nn.CrossEntropyLoss(), torch.from_numpy(work.classes)
    batches = list(
        zip(torch.from_numpy(work.rows).split(work.m), labels.split(work.m), strict=True)
    )

    def run():
        for x, y in batches:
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()

    def parameters():
        linear = [layer for layer in layers if isinstance(layer, torch.nn.Linear)]
        return [(f.weight.detach().numpy(), f.bias.detach().numpy()[:, None]) for f in linear]

    return run, parameters


def _jax_step(work):
    import jax
    import jax.numpy as jnp

    def cost(parameters, x, y):
        for W, b in parameters[:-1]:
            x = jax.nn.relu(x @ W + b)
        W, b = parameters[-1]
        z = x @ W + b
        if work.binary:
            return jnp.mean(jax.nn.softplus(z) - y * z)
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=1))

    def one(parameters, batch):
        gradients = jax.grad(cost)(parameters, *batch)
        return jax.tree.map(lambda p, g: p - ALPHA * g, parameters, gradients), None

    start = [(jnp.array(W.T), jnp.array(b[:, 0])) for W, b in work.parameters]
    batches = [(jnp.array(X.T), jnp.array(Y.T)) for X, Y in work.pairs()]
    return one, start, batches


def _from_jax(parameters):
    return [(np.asarray(W).T, np.asarray(b)[:, None]) for W, b in parameters]


def jax_step(work):
    """One step under jit, the parameters donated."""
    import jax

    one, start, batches = _jax_step(work)
    compiled, kept = jax.jit(one, donate_argnums=0), [start]

    def run():
        for batch in batches:
            kept[0], _ = compiled(kept[0], batch)
        jax.block_until_ready(kept[0])

    return run, lambda: _from_jax(kept[0])


def jax_loop(work):
    """All steps of a pass in one program under jit: the batches are known before."""
    import jax
    import jax.numpy as jnp

    one, start, batches = _jax_step(work)
    _stacked = jax.tree.map(lambda *parts: jnp.stack(parts), *batches)
    compiled = jax.jit(lambda parameters: jax.lax.scan(one, parameters, _stacked)[0])
    kept = [start]

    def run():
        kept[0] = jax.block_until_ready(compiled(kept[0]))

    return run, lambda: _from_jax(kept[0])


# In the order of the table: the name, what makes it, and for which outputs.
PROGRAMS = {
    "plain, float64": partial(plain, dtype=np.float64),
    "plain": partial(plain, dtype=np.float32),
    "no checks": bare,
    "buffers": buffered,
    "fast": fast,
    "products": products,
    "scikit-learn": scikit_learn,
    "PyTorch": pytorch,
    "JAX": jax_step,
    "JAX, loop": jax_loop,
}
SOFTMAX_ONLY = {"no checks", "buffers"}
NEEDS = {"scikit-learn": "sklearn", "PyTorch": "torch", "JAX": "jax", "JAX, loop": "jax"}


def missing():
    """The peers that are not installed."""
    return [PEERS[name] for name in PEERS if importlib.util.find_spec(name) is None]


def made(work):
    """The programs for this work that can run here."""
    return {
        name: make(work)
        for name, make in PROGRAMS.items()
        if not (work.binary and name in SOFTMAX_ONLY)
        and (name not in NEEDS or importlib.util.find_spec(NEEDS[name]))
    }


def same_work(programs):
    """Refuse programs that hold other parameters than the fast one."""
    expected = programs["fast"][1]()
    for name, (_, parameters) in programs.items():
        for l, pair in enumerate(parameters() if parameters else []):
            for found, right in zip(pair, expected[l], strict=True):
                if not np.allclose(found, right, rtol=1e-3, atol=1e-5):
                    sys.exit(f"{name}: other parameters in layer {l + 1} than the fast program")


def measure(work):
    """Median seconds of a step for each program, the programs in turns."""
    programs = made(work)
    passes = {}
    for _, (run, _) in programs.items():
        run()
    same_work(programs)
    for name, (run, _) in programs.items():
        started = time.perf_counter()
        run()
        passes[name] = max(1, round(SECONDS / (time.perf_counter() - started)))
    found = {name: [] for name in programs}
    began = time.perf_counter()
    while len(found["fast"]) < TURNS or time.perf_counter() - began < BUDGET:
        for name, (run, _) in programs.items():
            run()  # warm: threads of the one before are asleep, the arrays are near
            started = time.perf_counter()
            for _ in range(passes[name]):
                run()
            taken = time.perf_counter() - started
            found[name].append(taken / passes[name] / work.batches)
    return {name: float(f"{statistics.median(times):.3g}") for name, times in found.items()}


def measure_all(threads):
    """All networks on so many processors, in a process of its own; printed as JSON."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    if NEEDS and not missing():
        import torch

        torch.set_num_threads(threads)
    return [measure(Work(*network)) for network in NETWORKS]


def environment(threads):
    """So many threads for every library, set before Python starts."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {**os.environ, **dict.fromkeys(names, str(threads)), "JAX_PLATFORMS": "cpu"}


def main():
    results = {}
    for threads in THREADS:
        command = [sys.executable, "-m", "benchmarks.fast_training", str(threads)]
        run = subprocess.run(command, env=environment(threads), capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stderr)
        results[str(threads)] = json.loads(run.stdout)
    packages = ["numpy", *(package for package in PEERS.values() if package not in missing())]
    data = {
        "unit": "seconds for a step of descent, float32, median of turns",
        "machine": f"{processor()}, {platform.system()}",
        "python": platform.python_version(),
        "versions": {package: version(package) for package in packages},
        "networks": [{"sizes": sizes, "batch": m} for sizes, m, _ in NETWORKS],
        "seconds": results,
    }
    print(table(data))
    if missing():
        sys.exit(f"not installed, so nothing is written: {', '.join(missing())}")
    TARGET.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    head, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(head + BEGIN + "\n" + table(data) + "\n" + END + rest.split(END)[1], "utf-8")


def table(data):
    """The Markdown of the page's tables, from what was measured."""
    networks = [f"{'-'.join(map(str, n['sizes']))}, {n['batch']}" for n in data["networks"]]
    lines = []
    for threads, measured in data["seconds"].items():
        number = "One processor" if threads == "1" else f"{threads} processors"
        lines += [f"**{number}**, microseconds a step (times the fast program)", ""]
        lines += [
            "| sizes, batch | " + " | ".join(networks) + " |",
            "| --- |" + " ---: |" * len(networks),
        ]
        for name in PROGRAMS:
            if any(name in seconds for seconds in measured):
                cells = [cell(seconds, name) for seconds in measured]
                lines.append(f"| {name} | " + " | ".join(cells) + " |")
        lines.append("")
    packages = ", ".join(f"{package} {number}" for package, number in data["versions"].items())
    lines.append(f"Measured on {data['machine']}, with Python {data['python']}, {packages}.")
    return "\n".join(lines) + "\n"


def cell(seconds, name):
    """Microseconds, and in brackets how many times those of the fast program."""
    if name not in seconds:
        return ""
    times = seconds[name] / seconds["fast"]
    return f"{seconds[name] * 1e6:,.{1 if seconds[name] < 1e-4 else 0}f} ({times:.2f})"


def shown():
    """What the page shows between the marks."""
    return PAGE.read_text(encoding="utf-8").split(BEGIN)[1].split(END)[0].strip() + "\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure_all(int(sys.argv[1]))))
    else:
        main()
