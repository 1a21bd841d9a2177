"""The letters of the pages that these tests check."""

from nnbook.verify import (
    Page,
    computed,
    constant,
    defined,
    drawn,
    function,
    index,
    section,
    size,
    updated,
    view,
)
from tests.verify import code

SIGMOID = Page(
    drawn("z", (), "weighted input", also=(0.0, 30.0, -30.0)),
    drawn("p", (), "probability", values="unit"),
    drawn("k", (), "positive factor", values="positive"),
    defined("t", (), "exponential"),
    function(r"\sigma", code.sigmoid, "logistic function"),
    function("D", code.slope, "slope of the logistic function, as computed"),
    computed("a", (), "output", code.sigmoid, "z"),
    section("neuron", symbols=(drawn("z", (), "weighted input"),)),
)

NEURON = Page(
    size("n", 3, "number of inputs"),
    drawn(r"\mathbf{w}", ("n", 1), "weights"),
    drawn(r"\mathbf{x}", ("n", 1), "inputs of the example"),
    drawn("b", (), "bias"),
    computed("z", (), "weighted input", code.neuron, r"\mathbf{w}", r"\mathbf{x}", "b"),
)

SQUARES = Page(
    size("m", 5, "examples"),
    index("i", 1, "m", "example"),
    drawn(r"\hat{Y}", (1, "m"), "outputs"),
    drawn("Y", (1, "m"), "labels"),
    view(r"\hat{y}^{(i)}", (), "output of example i", r"\hat{Y}_{1i}"),
    view("y^{(i)}", (), "label of example i", "Y_{1i}"),
    computed("C", (), "cost", code.mean_squared, r"\hat{Y}", "Y"),
)

RELU = Page(
    drawn("z", (), "weighted input"),
    function(r"\mathrm{ReLU}", code.relu, "rectifier", kinks=(0,)),
    section("at-zero", symbols=(drawn("z", (), "weighted input", also=(0.0,)),)),
    section("positive", symbols=(drawn("z", (), "weighted input", values="positive"),)),
)

SOFTMAX = Page(
    size("n", 4, "classes"),
    index("i", 1, "n", "class"),
    index("j", 1, "n", "class, a second time"),
    index("k", 1, "n", "class, a third time"),
    drawn("z", ("n", 1), "weighted inputs"),
    drawn("y", ("n", 1), "labels", values="simplex"),
    drawn("u", ("n", "n"), "square matrix"),
    computed("a", ("n", 1), "shares", code.softmax, "z"),
    function("s", code.softmax, "softmax", elementwise=False),
)

SHAPES = Page(
    size("n_x", 3, "number of inputs"),
    size("m", 5, "examples"),
    drawn("X", ("n_x", "m"), "inputs, example by column"),
    drawn("x", ("n_x", 1), "inputs of one example"),
    drawn("b", (), "bias"),
    drawn("Y", (1, "m"), "labels", values="labels"),
)

COLUMN = Page(
    size("n", 2, "number of inputs"),
    size("q", 3, "number of neurons"),
    index("j", 1, "q", "neuron"),
    index("k", 1, "n", "input"),
    drawn("W", ("q", "n"), "weights"),
    view("w_{jk}", (), "weight from input k to neuron j", "W_{jk}"),
    drawn("x", ("n", 1), "inputs"),
    drawn("b", ("q", 1), "biases"),
    computed("z", ("q", 1), "weighted inputs", code.affine, "W", "x", "b"),
)

NUMBERS = Page(function(r"\sigma", code.sigmoid, "logistic function"))

SIZES = {1: (2, 3), 2: (2, 3, 4), 3: (2, 3, 4, 6), 5: (2, 3, 4, 6, 7, 8)}


def network(layers: int, outputs: int | None = None) -> Page:
    """A network of so many layers on a batch of examples, its cost the mean cross-entropy."""
    sizes = SIZES[layers] if outputs is None else (*SIZES[layers][:-1], outputs)
    every = [("W^{[l]}", "b^{[l]}")]
    batch = ("n^{[l]}", "m")
    return Page(
        size("L", layers, "number of layers"),
        size("n^{[l]}", sizes, "neurons of layer l"),
        size("m", 5, "examples"),
        index("l", 1, "L", "layer"),
        index("i", 1, "m", "example"),
        index("j", 1, "n^{[l]}", "neuron of layer l"),
        drawn(r"\alpha", (), "step size", values="positive"),
        drawn("X", ("n^{[0]}", "m"), "inputs, example by column"),
        drawn("Y", ("n^{[L]}", "m"), "labels, example by column", values="unit"),
        drawn("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights of layer l"),
        drawn("b^{[l]}", ("n^{[l]}", 1), "biases of layer l", broadcasts=True),
        view("A^{[0]}", ("n^{[0]}", "m"), "inputs as activations", "X"),
        computed(
            "Z^{[l]}",
            batch,
            "weighted inputs of layer l",
            code.affine,
            "W^{[l]}",
            "A^{[l-1]}",
            "b^{[l]}",
        ),
        computed("A^{[l]}", batch, "activations of layer l", code.sigmoid, "Z^{[l]}"),
        computed(r"\mathcal{L}", (), "cost", code.cross_entropy, "A^{[L]}", "Y"),
        view("a^{[l](i)}", ("n^{[l]}", 1), "activations of example i", "A^{[l]}_{:i}"),
        view("y^{(i)}", ("n^{[L]}", 1), "labels of example i", "Y_{:i}"),
        function("g", code.sigmoid_again, "activation"),
        computed(
            "dZ^{[l]}",
            batch,
            "gradients of the losses by Z of layer l",
            code.backward,
            every,
            "X",
            "Y",
            pick=("l", 0),
        ),
        computed(
            "dW^{[l]}",
            ("n^{[l]}", "n^{[l-1]}"),
            "gradient of the cost by W of layer l",
            code.backward,
            every,
            "X",
            "Y",
            pick=("l", 1),
        ),
        computed(
            "db^{[l]}",
            ("n^{[l]}", 1),
            "gradient of the cost by b of layer l",
            code.backward,
            every,
            "X",
            "Y",
            pick=("l", 2),
        ),
        updated("W^{[l]}", code.descend, every, "X", "Y", r"\alpha", pick=("l", 0)),
        updated("b^{[l]}", code.descend, every, "X", "Y", r"\alpha", pick=("l", 1)),
    )


def one_example(layers: int) -> Page:
    """A network on one example, as columns of small letters."""
    every = [("W^{[l]}", "b^{[l]}")]
    column = ("n^{[l]}", 1)
    return Page(
        size("L", layers, "number of layers"),
        size("n^{[l]}", SIZES[layers], "neurons of layer l"),
        index("l", 1, "L", "layer"),
        drawn("x", ("n^{[0]}", 1), "inputs"),
        drawn("y", ("n^{[L]}", 1), "labels", values="unit"),
        drawn("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights of layer l"),
        drawn("b^{[l]}", column, "biases of layer l"),
        view("a^{[0]}", ("n^{[0]}", 1), "inputs as activations", "x"),
        computed(
            "z^{[l]}",
            column,
            "weighted inputs of layer l",
            code.affine,
            "W^{[l]}",
            "a^{[l-1]}",
            "b^{[l]}",
        ),
        computed("a^{[l]}", column, "activations of layer l", code.sigmoid, "z^{[l]}"),
        computed(r"\ell", (), "loss", code.cross_entropy, "a^{[L]}", "y"),
        function("g", code.sigmoid_again, "activation"),
        computed(
            r"\delta^{[l]}",
            column,
            "error of layer l",
            code.backward,
            every,
            "x",
            "y",
            pick=("l", 0),
        ),
    )


DESCENT = Page(
    size("n", 3, "number of weights"),
    drawn("w", ("n", 1), "weights of the neuron"),
    drawn("v", ("n", 1), "velocity"),
    drawn("y", ("n", 1), "labels"),
    drawn(r"\alpha", (), "step size", values="positive"),
    drawn(r"\beta", (), "share of the velocity that is kept", values="unit"),
    computed("J", (), "cost", code.half_squared, "w", "y"),
    computed("dw", ("n", 1), "gradient of the cost", code.difference, "w", "y"),
    updated("v", code.momentum, "w", "v", r"\alpha", r"\beta", "dw", pick=0),
    updated("w", code.momentum, "w", "v", r"\alpha", r"\beta", "dw", pick=1),
    section(
        "at-once",
        symbols=(
            updated("v", code.old_momentum, "w", "v", r"\alpha", r"\beta", "dw", pick=0),
            updated("w", code.old_momentum, "w", "v", r"\alpha", r"\beta", "dw", pick=1),
        ),
    ),
)

LETTERS = Page(
    drawn("x", (), "number", also=(0.0,)),
    drawn("y", (), "another number"),
    drawn("p", (), "positive number", values="positive"),
    drawn("q", (), "share", values="unit", also=(0.5,)),
    drawn("A", (2, 3), "matrix"),
    drawn("B", (3, 2), "matrix of the other shape"),
    drawn("u", (3, 1), "column"),
    drawn("c", (2, 1), "short column"),
    drawn("d", (2, 1), "declared bias", broadcasts=True),
    computed("f", (), "square of x", code.square, "x"),
    computed("F", (2, 3), "twice the matrix", code.double, "A"),
    computed("s", (), "sum of the squares of the column", code.sum_of_squares, "u"),
    computed("G", (2, 3), "squares of the entries", code.square, "A"),
    computed("o", (2, 3), "matrix and bias", code.add, "A", "d"),
    constant("I", (3, 3), "unit matrix", "identity"),
    defined("k", (), "short form"),
    function("h", code.square, "square"),
)
