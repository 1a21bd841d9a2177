"""What the letters of docs/backpropagation.md mean."""

from nnbook.activations import (
    identity,
    identity_derivative,
    relu,
    relu_derivative,
    tanh_derivative,
)
from nnbook.backpropagation import (
    activate,
    backward,
    count_backward,
    count_forward,
    forward,
    initialize,
    output_error,
    softmax_cost,
    squared_cost,
    step,
    train,
)
from nnbook.sigmoid import naive_sigmoid, sigmoid, sigmoid_derivative
from nnbook.softmax import softmax
from nnbook.two_layer import affine, cost, loss, tanh
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

# fmt: off
PARAMETERS = [("W^{[l]}", "b^{[l]}")]
VALUES = [("Z^{[l]}", "A^{[l]}")]
SIZES = ("n^{[0]}", "n^{[1]}", "n^{[2]}", "n^{[3]}")
OF_ONE = [("z^{[l]}", "a^{[l]}")]

# Other functions in the hidden layers.
RELU = (
    drawn("t", (), "any number", also=(0.0,)),
    function("g", relu, "hidden activation", kinks=(0,)),
    function("s", relu_derivative, "slope of the hidden activation, as computed", kinks=(0,)),
)
# Other outputs with the losses that fit them.
SOFTMAX = (
    function("h", softmax, "activation of the last layer", elementwise=False),
    drawn("y", ("n^{[L]}", 1), "labels of one example", values="simplex"),
    drawn("Y", ("n^{[L]}", "m"), "labels, example by column", values="simplex"),
    computed(r"\ell", (), "loss of one example", softmax_cost, "a^{[L]}", "y"),
    computed("J", (), "cost of the batch", softmax_cost, "A^{[L]}", "Y"),
    computed(r"\ell^{(i)}", (), "loss of example i", softmax_cost, "a^{[L](i)}", "y^{(i)}"),
)
IDENTITY = (
    function("h", identity, "activation of the last layer"),
    drawn("y", ("n^{[L]}", 1), "labels of one example"),
    drawn("Y", ("n^{[L]}", "m"), "labels, example by column"),
    computed(r"\ell", (), "loss of one example", squared_cost, "a^{[L]}", "y"),
    computed("J", (), "cost of the batch", squared_cost, "A^{[L]}", "Y"),
    computed(r"\ell^{(i)}", (), "loss of example i", squared_cost, "a^{[L](i)}", "y^{(i)}"),
)

SIGMOID = (
    function("g", sigmoid, "hidden activation"),
    function("s", sigmoid_derivative, "slope of the hidden activation, as computed"),
    *IDENTITY,
)

page = Page(
    size("L", 3, "number of layers"),
    size("n^{[l]}", (2, 3, 4, 5), "number of neurons in layer l, of inputs where l is 0"),
    size("m", 6, "number of examples"),
    index("l", 1, "L", "counts layers"),
    index("j", 1, "n^{[l]}", "counts neurons of layer l"),
    index("k", 1, "n^{[l-1]}", "counts neurons of the layer before"),
    index("q", 1, "n^{[l+1]}", "counts neurons of the layer after"),
    index("r", 1, "n^{[L]}", "counts outputs"),
    index("p", 1, "n^{[L]}", "counts outputs, a second time"),
    index("i", 1, "m", "counts examples"),
    function("g", tanh, "hidden activation"),
    function("s", tanh_derivative, "slope of the hidden activation, as computed"),
    function("h", sigmoid, "activation of the last layer"),
    function(r"\sigma", naive_sigmoid, "sigmoid, computed as printed"),
    drawn("t", (), "any number"),
    drawn(r"\alpha", (), "step size", values="positive"),
    drawn("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights of layer l",
        values=(-0.9, 0.9)),
    drawn("b^{[l]}", ("n^{[l]}", 1), "biases of layer l", broadcasts=True),
    # One example.
    drawn("x", ("n^{[0]}", 1), "inputs of one example"),
    drawn("y", ("n^{[L]}", 1), "labels of one example", values="unit"),
    view("a^{[0]}", ("n^{[0]}", 1), "activations of layer 0: the inputs", "x"),
    computed("z^{[l]}", ("n^{[l]}", 1), "weighted inputs of layer l",
        affine, "W^{[l]}", "a^{[l-1]}", "b^{[l]}"),
    computed("a^{[l]}", ("n^{[l]}", 1), "activations of layer l",
        activate, "z^{[l]}", "l", "L", "g", "h"),
    computed(r"\ell", (), "loss of one example", loss, "a^{[L]}", "y"),
    computed("dz^{[l]}", ("n^{[l]}", 1), "gradient of the loss by z[l]",
        backward, "x", "y", PARAMETERS, OF_ONE, "s", pick=(1, "l")),
    computed("da^{[l]}", ("n^{[l]}", 1), "gradient of the loss by a[l]",
        backward, "x", "y", PARAMETERS, OF_ONE, "s", pick=(2, "l"), layers=(1, "L-1")),
    # A batch.
    drawn("X", ("n^{[0]}", "m"), "inputs, example by column"),
    drawn("Y", ("n^{[L]}", "m"), "labels, example by column", values="unit"),
    view("A^{[0]}", ("n^{[0]}", "m"), "inputs as the activations of layer 0, by column", "X"),
    computed("Z^{[l]}", ("n^{[l]}", "m"), "weighted inputs of layer l, example by column",
        affine, "W^{[l]}", "A^{[l-1]}", "b^{[l]}"),
    computed("A^{[l]}", ("n^{[l]}", "m"), "activations of layer l, example by column",
        activate, "Z^{[l]}", "l", "L", "g", "h"),
    computed(r"\hat{Y}", ("n^{[L]}", "m"), "predictions, example by column",
        forward, "X", PARAMETERS, "g", "h", pick=("L-1", 1)),
    computed("J", (), "cost of the batch", cost, "A^{[L]}", "Y"),
    view("x^{(i)}", ("n^{[0]}", 1), "inputs of example i", "X_{:i}"),
    view("y^{(i)}", ("n^{[L]}", 1), "labels of example i", "Y_{:i}"),
    view("z^{[l](i)}", ("n^{[l]}", 1), "weighted inputs of layer l for example i", "Z^{[l]}_{:i}"),
    view("a^{[l](i)}", ("n^{[l]}", 1), "activations of layer l for example i", "A^{[l]}_{:i}"),
    view("a^{[0](i)}", ("n^{[0]}", 1), "activations of layer 0 for example i", "X_{:i}"),
    computed(r"\ell^{(i)}", (), "loss of example i", loss, "a^{[L](i)}", "y^{(i)}"),
    computed("dZ^{[l]}", ("n^{[l]}", "m"), "gradients of all losses by z[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "s", pick=(1, "l")),
    computed("dA^{[l]}", ("n^{[l]}", "m"), "gradients of all losses by a[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "s", pick=(2, "l"), layers=(1, "L-1")),
    view("dz^{[l](i)}", ("n^{[l]}", 1), "gradient of the loss of example i by z[l]",
        "dZ^{[l]}_{:i}"),
    computed("dW^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "gradient of the cost by W[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "s", pick=(0, "l-1", 0)),
    computed("db^{[l]}", ("n^{[l]}", 1), "gradient of the cost by b[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "s", pick=(0, "l-1", 1)),
    updated("W^{[l]}",
        step, "X", "Y", PARAMETERS, r"\alpha", "g", "s", "h", pick=("l-1", 0)),
    updated("b^{[l]}",
        step, "X", "Y", PARAMETERS, r"\alpha", "g", "s", "h", pick=("l-1", 1)),
    # Counts.
    computed("N_F", (), "multiplications counted in the products of the forward pass",
        count_forward, "X", PARAMETERS, "g", "h"),
    computed("N_B", (), "multiplications counted in the products of the backward pass",
        count_backward, "X", "Y", PARAMETERS, VALUES, "s", pick=0),
    computed(r"N_{\odot}", (), "multiplications counted in elementwise products",
        count_backward, "X", "Y", PARAMETERS, VALUES, "s", pick=1),
    computed("N_{/}", (), "divisions counted in the backward pass",
        count_backward, "X", "Y", PARAMETERS, VALUES, "s", pick=2),
    # Exercises.
    drawn(r"\lambda", (), "strength of the penalty", values="positive"),
    constant(r"\mathbf{1}", ("m", 1), "column of ones", 1.0),
    defined("C", (), "half the squared error"),
    defined(r"J_{\lambda}", (), "cost with weight decay"),
    defined("u", ("n^{[3]}", 1), "sum of a layer with a shortcut"),
    defined("C_u", (), "half the squared error of the sum with a shortcut"),
    defined("D^{[l]}", ("n^{[l]}", "m"), "gradient of the cost by Z[l]"),
    section("output", symbols=(
        computed("dz^{[L]}", ("n^{[L]}", 1), "gradient of the loss by z[L]",
            output_error, "a^{[L]}", "y"),)),
    section("relu", symbols=RELU),
    section("relu-zero", symbols=RELU, values={
        "X": [[0.0, 1.0, -0.5, 0.8, -1.2, 0.3], [0.0, 0.4, 1.1, -0.7, -0.6, 0.9]],
        "b^{[1]}": [[0.0], [0.0], [0.0]]}),
    section("sigmoid", symbols=SIGMOID),
    section("one-layer", sizes={"L": 1, "n^{[l]}": (2, 3)}, general=False),
    section("two-layers", sizes={"L": 2, "n^{[l]}": (2, 3, 4)}, general=False),
    section("five-layers", sizes={"L": 5, "n^{[l]}": (3, 2, 4, 7, 8, 9)}, general=False),
    section("wrong-optimum",
        sizes={"n^{[l]}": (2, 4, 3, 1), "m": 4},
        values={"X": [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], "Y": [[0.0, 1.0, 1.0, 0.0]]},
        symbols=(
            constant("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights of layer l", 0.0),
            constant("b^{[l]}", ("n^{[l]}", 1), "biases of layer l", 0.0),
        ),
        general=False),
    section("exercise-linear", symbols=(
        function("g", identity, "hidden activation"),
        function("s", identity_derivative, "slope of the hidden activation, as computed"),)),
    section("exercise-find-the-error", sizes={"n^{[l]}": (3, 3, 3, 3)}, general=False),
    section("exercise-shortcut", sizes={"n^{[l]}": (2, 4, 4, 5)}, general=False),
    section("softmax-output", symbols=SOFTMAX),
    section("identity-output", symbols=IDENTITY),
    section("training",
        sizes={"n^{[l]}": (2, 4, 3, 1), "m": 4},
        values={"X": [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]], "Y": [[0.0, 1.0, 1.0, 0.0]],
            r"\alpha": 0.5},
        symbols=(
            computed("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights of layer l",
                initialize, SIZES, 5, pick=("l-1", 0)),
            computed("b^{[l]}", ("n^{[l]}", 1), "biases of layer l",
                initialize, SIZES, 5, pick=("l-1", 1), broadcasts=True),
            computed("J_0", (), "cost before the first step", train,
                "X", "Y", PARAMETERS, r"\alpha", "g", "s", "h", cost, 1, pick=(1, 0)),
            computed("J_1", (), "cost after one step", train,
                "X", "Y", PARAMETERS, r"\alpha", "g", "s", "h", cost, 1, pick=(1, 1)),
            computed("J_{200}", (), "cost after 200 steps", train,
                "X", "Y", PARAMETERS, r"\alpha", "g", "s", "h", cost, 200, pick=(1, 200)),
        )),
    section("worked-example",
        sizes={"n^{[l]}": (2, 3, 2, 1)},
        values={"x": [[2.0], [-1.0]], "y": [[1.0]], r"\alpha": 0.5,
            "W^{[1]}": [[0.5, -0.5], [-1.0, 0.5], [0.2, -0.6]],
            "b^{[1]}": [[0.5], [0.5], [-0.2]],
            "W^{[2]}": [[0.4, -0.6, 0.25], [-0.2, 0.7, 1.0]],
            "b^{[2]}": [[-0.2], [0.1]],
            "W^{[3]}": [[0.6, -0.9]],
            "b^{[3]}": [[0.25]]},
        symbols=(*RELU,
            computed(r"\ell_{\text{after}}", (), "loss of the example after one step", train,
                "x", "y", PARAMETERS, r"\alpha", "g", "s", "h", cost, 1, pick=(1, 1)),)),
)
# fmt: on
