"""The letters of the notation that the field prints: pages for notation.toml."""

import math

import numpy as np

from nnbook.verify import (
    Page,
    computed,
    constant,
    defined,
    drawn,
    function,
    index,
    random,
    size,
    updated,
    view,
)
from tests.verify import code


def sum_of(*values):
    return sum(values)


def rows(x, w, b):
    return x @ w + b


def columns(w, x, b):
    return w @ x + b


def cost(w):
    return np.sum(w**3) + w[0, 0] * w[1, 0]


def slope(w):
    mixed = np.array([[w[1, 0]], [w[0, 0]], [0 * w[0, 0]]])
    return 3 * w**2 + mixed


def curvature(w):
    mixed = np.zeros((3, 3))
    mixed[0, 1] = mixed[1, 0] = 1
    return np.diag(6 * w[:, 0]) + mixed


def others(x):
    return np.sum(x) - x


def pairs(x):
    return (np.sum(x) ** 2 - np.sum(x**2)) / 2


def odd(x):
    return x[0, 0] + x[2, 0]


def descent(w):
    return w - 0.1 * slope(w)


LAYERS = (
    size("L", 3, "number of layers"),
    index("l", 1, "L", "layer"),
)

PAGES = {
    "layers in round brackets": Page(
        *LAYERS,
        size("n^{(l)}", (2, 3, 4, 6), "neurons of layer l"),
        index("j", 1, "n^{(l)}", "neuron"),
        index("k", 1, "n^{(l-1)}", "neuron of the layer below"),
        drawn("x", ("n^{(0)}", 1), "inputs"),
        drawn("W^{(l)}", ("n^{(l)}", "n^{(l-1)}"), "weights"),
        drawn("b^{(l)}", ("n^{(l)}", 1), "biases"),
        view("a^{(0)}", ("n^{(0)}", 1), "inputs as activations", "x"),
        computed(
            "z^{(l)}",
            ("n^{(l)}", 1),
            "weighted inputs",
            code.affine,
            "W^{(l)}",
            "a^{(l-1)}",
            "b^{(l)}",
        ),
        computed("a^{(l)}", ("n^{(l)}", 1), "activations", code.sigmoid, "z^{(l)}"),
        function(r"\sigma", code.sigmoid_again, "logistic function"),
    ),
    "layers as superscripts": Page(
        *LAYERS,
        size("n_l", (2, 3, 4, 6), "neurons of layer l"),
        index("j", 1, "n_l", "neuron"),
        index("k", 1, "n_{l-1}", "neuron of the layer below"),
        drawn("x", ("n_0", 1), "inputs"),
        drawn("W^l", ("n_l", "n_{l-1}"), "weights"),
        drawn("b^l", ("n_l", 1), "biases"),
        view("a^0", ("n_0", 1), "inputs as activations", "x"),
        view("w^l_{jk}", (), "one weight", "W^l_{jk}"),
        computed("z^l", ("n_l", 1), "weighted inputs", code.affine, "W^l", "a^{l-1}", "b^l"),
        computed("a^l", ("n_l", 1), "activations", code.sigmoid, "z^l"),
    ),
    "layers as subscripts": Page(
        *LAYERS,
        size("n_l", (2, 3, 4, 6), "neurons of layer l"),
        drawn("x", ("n_0", 1), "inputs"),
        drawn("W_l", ("n_l", "n_{l-1}"), "weights"),
        drawn("b_l", ("n_l", 1), "biases"),
        view("a_0", ("n_0", 1), "inputs as activations", "x"),
        computed("z_l", ("n_l", 1), "weighted inputs", code.affine, "W_l", "a_{l-1}", "b_l"),
        computed("a_l", ("n_l", 1), "activations", code.sigmoid, "z_l"),
    ),
    "examples in rows": Page(
        size("m", 5, "examples"),
        size("n", 3, "inputs"),
        size("q", 2, "neurons"),
        index("i", 1, "m", "example"),
        drawn("X", ("m", "n"), "inputs, example by row"),
        drawn("W", ("n", "q"), "weights"),
        drawn("b", (1, "q"), "bias of each neuron", broadcasts=True),
        view("x_i", ("n", 1), "inputs of one example", r"(X_{i:})^\top"),
        computed("Z", ("m", "q"), "weighted inputs", rows, "X", "W", "b"),
        view("z_i", ("q", 1), "weighted inputs of one example", r"(Z_{i:})^\top"),
    ),
    "examples in columns": Page(
        size("m", 5, "examples"),
        size("n", 3, "inputs"),
        size("q", 2, "neurons"),
        index("i", 1, "m", "example"),
        drawn("X", ("n", "m"), "inputs, example by column"),
        drawn("W", ("n", "q"), "weights"),
        drawn("b", ("q", 1), "bias of each neuron", broadcasts=True),
        view("x^{(i)}", ("n", 1), "inputs of one example", "X_{:i}"),
        computed("Z", ("q", "m"), "weighted inputs", columns, r"W^\top", "X", "b"),
        view("z^{(i)}", ("q", 1), "weighted inputs of one example", "Z_{:i}"),
    ),
    "names": Page(
        drawn(r"\mathbf{x}", (3, 1), "bold"),
        drawn(r"\boldsymbol{\theta}", (3, 1), "bold Greek"),
        drawn(r"\vec{v}", (3, 1), "arrow"),
        drawn(r"\hat{\mathbf{y}}", (3, 1), "hat over bold"),
        drawn(r"\tilde{x}", (), "tilde"),
        drawn(r"\bar{x}", (), "bar"),
        drawn("x^*", (), "star"),
        drawn("x'", (), "prime"),
        drawn(r"x_{\text{new}}", (), "word as subscript"),
        drawn(r"\mathrm{loss}", (), "word"),
        drawn(r"\text{acc}", (), "text"),
        drawn(r"\mathcal{L}", (), "script"),
        drawn(r"\eta", (), "Greek letter"),
        computed("s", (), "sum of the marked", sum_of, r"\tilde{x}", r"\bar{x}", "x^*", "x'"),
        computed("p", (), "star and word", sum_of, "x^*", r"x_{\text{new}}"),
        computed(
            "t",
            (3, 1),
            "sum of the bold",
            sum_of,
            r"\mathbf{x}",
            r"\boldsymbol{\theta}",
            r"\vec{v}",
            r"\hat{\mathbf{y}}",
        ),
        computed(
            "r", (), "sum of the words", sum_of, r"\mathrm{loss}", r"\text{acc}", r"\mathcal{L}"
        ),
    ),
    "arrays": Page(
        size("n", 3, "rows"),
        size("q", 2, "short side"),
        index("i", 1, "n", "place in a column"),
        index("j", 1, "n", "place in a row"),
        drawn("A", ("n", "n"), "definite matrix", values="definite"),
        drawn("B", ("n", "n"), "square matrix"),
        drawn("C", ("q", "n"), "flat matrix"),
        drawn("u", ("n", 1), "column"),
        drawn("v", ("n", 1), "another column"),
        drawn("w", ("q", 1), "short column"),
        constant("I", ("n", "n"), "identity matrix", "identity"),
        constant(r"\mathbf{1}", ("n", 1), "ones", 1.0),
        constant(r"\mathbf{0}", ("n", 1), "zeros", 0.0),
        view("e_j", ("n", 1), "unit vector", "I_{:j}"),
        computed("p", ("n", 1), "products of the entries", lambda u, v: u * v, "u", "v"),
        computed("s", (), "dot product", lambda u, v: np.sum(u * v), "u", "v"),
        computed("K", ("n", "q"), "outer product", lambda u, w: u @ w.T, "u", "w"),
        computed("t", (), "trace", np.trace, "B"),
        computed("d", (), "determinant", np.linalg.det, "A"),
        computed("V", ("n", "n"), "inverse", np.linalg.inv, "A"),
        computed("N", (), "squared length", lambda u: np.sum(u**2), "u"),
        computed("M", (), "sum of sizes", lambda u: np.sum(np.abs(u)), "u", analytic=False),
        computed("T", (), "largest size", lambda u: np.max(np.abs(u)), "u", analytic=False),
        computed("S", (), "sum of the entries", np.sum, "u"),
        computed("D", ("n", "n"), "diagonal matrix", lambda u: np.diag(u[:, 0]), "u"),
        computed("F", (), "length of the matrix", lambda b: np.sqrt(np.sum(b**2)), "B"),
        computed("g", ("n", 1), "second column", lambda b: b[:, 1:2], "B"),
        computed("H", ("n", "n"), "square of the matrix", lambda b: b @ b, "B"),
    ),
    "functions": Page(
        size("n", 4, "number of entries"),
        index("i", 1, "n", "entry"),
        index("j", 1, "n", "entry, a second time"),
        drawn("x", (), "positive number", values="positive"),
        drawn("z", (), "number", also=(0.0,)),
        drawn("u", ("n", 1), "column"),
        constant(r"\mathrm{i}", (), "imaginary unit", 1j),
        function(r"\sigma", code.sigmoid, "logistic function"),
        function(r"\mathrm{logit}", code.logit, "log-odds", inverse=r"\sigma"),
        function("g", code.square, "square"),
        function(r"\mathrm{softmax}", code.softmax, "shares", elementwise=False),
        computed("f", (), "logarithm", np.log, "x"),
        computed("f_2", (), "binary logarithm", lambda x: np.log(x) / np.log(2), "x"),
        computed("h", (), "squared tanh", lambda z: np.tanh(z) ** 2, "z"),
        computed("r", (), "positive part", lambda z: z * (np.real(z) > 0), "z"),
        computed("k", (), "place of the largest", lambda u: np.argmax(u) + 1.0, "u"),
        computed("M", (), "largest", np.max, "u"),
        computed("c", (), "cube root", np.cbrt, "x", analytic=False),
        computed("s", (), "sign", np.sign, "z", analytic=False),
        computed("E", (), "error function", math.erf, "z", analytic=False),
        computed("G", (), "square of the logistic function", lambda z: code.sigmoid(z) ** 2, "z"),
    ),
    "sums": Page(
        size("n", 4, "number of entries"),
        size("m", 3, "columns"),
        index("i", 1, "n", "entry"),
        index("j", 1, "n", "entry, a second time"),
        index("k", 1, "m", "column"),
        drawn("x", ("n", 1), "numbers"),
        drawn("A", ("n", "m"), "table"),
        computed("s", (), "sum", np.sum, "x"),
        computed("S", (), "sum of the table", np.sum, "A"),
        computed("P", (), "product", np.prod, "x"),
        computed("o", ("n", 1), "sum of the others", others, "x"),
        computed(r"\bar{x}", (), "mean", np.mean, "x"),
        computed("r", ("n", 1), "row sums", lambda a: np.sum(a, axis=1, keepdims=True), "A"),
        computed("q", (), "sum over pairs", pairs, "x"),
        computed("h", (), "first and third", odd, "x"),
    ),
    "chance": Page(
        drawn("p", (), "probability", values="unit"),
        drawn(r"\mu", (), "centre"),
        drawn("s", (), "standard deviation", values="positive"),
        random("X", (), "a normal number", "normal", r"\mu", "s"),
        random("Y", (), "a coin", "bernoulli", "p"),
    ),
    "derivatives": Page(
        size("n", 3, "number of weights"),
        index("i", 1, "n", "weight"),
        index("j", 1, "n", "weight, a second time"),
        drawn("w", ("n", 1), "weights"),
        drawn("x", (), "number"),
        drawn("y", (), "another number"),
        constant("x_0", (), "a point", 2.0),
        computed("J", (), "cost", cost, "w"),
        computed("g", ("n", 1), "gradient as computed", slope, "w"),
        computed("H", ("n", "n"), "Hessian as computed", curvature, "w"),
        computed("u", (), "inner value", lambda x, y: x**2 * y, "x", "y"),
        computed("v", (), "outer value", lambda u, x: u * x, "u", "x"),
        function("f", code.square, "square"),
        function("F", lambda w: w**2, "squares of a column", elementwise=False),
        updated("w", descent, "w"),
    ),
    "relations": Page(
        size("n", 4, "number of entries"),
        index("i", 1, "n", "entry"),
        drawn("x", (), "number", also=(0.0, 1.0)),
        drawn("h", (), "step"),
        drawn("a", ("n", 1), "column of numbers"),
        drawn("p", (), "share", values="unit", also=(1e-12, 0.999999999999)),
        constant("c", (), "small number", 1.5e-3),
        function("f", code.square, "square"),
        computed("y", (), "square of the number", code.square, "x"),
        computed("b", ("n", 1), "squares", code.square, "a"),
        defined("k", (), "short form"),
    ),
}
