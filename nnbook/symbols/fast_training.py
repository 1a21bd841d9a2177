"""What the letters of docs/fast_training.md mean."""

from nnbook.activations import relu, relu_derivative, tanh_derivative
from nnbook.backpropagation import (
    activate,
    backward,
    count_backward,
    count_forward,
    softmax_cost,
)
from nnbook.fast_training import bare_step, counted, one_step, single, train
from nnbook.sigmoid import naive_sigmoid
from nnbook.softmax import softmax
from nnbook.two_layer import affine, tanh
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

TRAINED = (
    updated("W^{[l]}", train, "X", "Y", PARAMETERS, r"\alpha", "m", 1, 0, pick=("l-1", 0)),
    updated("b^{[l]}", train, "X", "Y", PARAMETERS, r"\alpha", "m", 1, 0, pick=("l-1", 1)),
)

page = Page(
    size("L", 3, "number of layers"),
    size("n^{[l]}", (2, 3, 4, 5), "number of neurons in layer l, of inputs where l is 0"),
    size("m", 7, "number of examples"),
    index("l", 1, "L", "counts layers"),
    index("j", 1, "n^{[l]}", "counts neurons of layer l"),
    index("k", 1, "n^{[l-1]}", "counts neurons of the layer before"),
    index("r", 1, "n^{[L]}", "counts outputs"),
    index(r"\iota", 1, "n^{[L]}", "counts outputs, a second time"),
    index("i", 1, "m", "counts examples"),
    function("g", relu, "function, hidden activation", kinks=(0,)),
    function("D_g", relu_derivative, "slope of g, as computed", kinks=(0,)),
    function(r"g_{\text{out}}", softmax, "function, activation of the last layer",
        elementwise=False),
    function(r"\sigma", naive_sigmoid, "sigmoid, computed as printed"),
    function(r"\operatorname{single}", single, "nearest number of single precision",
        analytic=False),
    constant(r"\mathbf{1}", ("m", 1), "column of ones", 1.0),
    drawn(r"\alpha", (), "step size", values="positive"),
    drawn("z", (), "weighted input"),
    drawn("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights of layer l", values=(-0.9, 0.9)),
    drawn("b^{[l]}", ("n^{[l]}", 1), "biases of layer l", broadcasts=True),
    drawn("X", ("n^{[0]}", "m"), "inputs, example by column"),
    drawn("Y", ("n^{[L]}", "m"), "labels, example by column", values="simplex"),
    view("A^{[0]}", ("n^{[0]}", "m"), "inputs as the activations of layer 0, by column", "X"),
    # Held by the plain code.
    computed("Z^{[l]}", ("n^{[l]}", "m"), "weighted inputs of layer l, example by column",
        affine, "W^{[l]}", "A^{[l-1]}", "b^{[l]}"),
    computed("A^{[l]}", ("n^{[l]}", "m"), "activations of layer l, example by column",
        activate, "Z^{[l]}", "l", "L", "g", r"g_{\text{out}}"),
    computed("J", (), "cost of the batch", softmax_cost, "A^{[L]}", "Y"),
    computed("dZ^{[l]}", ("n^{[l]}", "m"), "gradients of all losses by z[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=(1, "l")),
    computed("dW^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "gradient of the cost by W[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=(0, "l-1", 0)),
    computed("db^{[l]}", ("n^{[l]}", 1), "gradient of the cost by b[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=(0, "l-1", 1)),
    updated("W^{[l]}", bare_step, "X", "Y", PARAMETERS, r"\alpha", pick=("l-1", 0)),
    updated("b^{[l]}", bare_step, "X", "Y", PARAMETERS, r"\alpha", pick=("l-1", 1)),
    # Held by the fast code.
    defined(r"\Theta^{[l]}", ("n^{[l]}", "n^{[l-1]}+1"),
        "weights of layer l with the biases as last column"),
    computed(r"\Omega^{[l]}", ("n^{[l]}", "n^{[l-1]}+1"), "changes of a step in layer l",
        one_step, "X", "Y", PARAMETERS, r"\alpha", pick=(0, "l")),
    computed("D^{[l]}", ("n^{[l]}", "m"), "gradient, by z[l], scaled for a step",
        one_step, "X", "Y", PARAMETERS, r"\alpha", pick=(1, "l")),
    # Counts.
    computed("N_F", (), "multiplications counted in the products of the forward pass",
        count_forward, "X", PARAMETERS, "g", r"g_{\text{out}}"),
    computed("N_B", (), "multiplications counted in the products of the backward pass",
        count_backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=0),
    computed(r"N_{\text{calls}}", (), "calls in a step, counted", counted, PARAMETERS, "m", pick=0),
    computed(r"N_{\text{products}}", (), "multiplications in products of a step, counted",
        counted, PARAMETERS, "m", pick=1),
    computed(r"N_{\text{moved}}", (), "numbers moved outside of products, counted",
        counted, PARAMETERS, "m", pick=2),
    computed(r"N_{\text{held}}", (), "numbers held, counted", counted, PARAMETERS, "m", pick=3),
    defined(r"N_{\text{parameters}}", (), "number of parameters"),
    # Times.
    drawn(r"T_{\text{call}}", (), "time of one call", values="positive"),
    drawn(r"T_{\text{inside}}", (), "time of one multiplication inside a call", values="positive"),
    drawn(r"T_{\text{moved}}", (), "time of one number moved", values="positive"),
    defined(r"T_{\text{step}}", (), "time of a step"),
    defined(r"T_{\text{floor}}", (), "time of the products alone"),
    drawn("u", (), "values, how many times the floor a peer takes", values=(1.0, 4.0)),
    drawn("v", (), "values, how many times the floor we take", values=(1.0, 4.0), also=(1.0,)),
    defined("T_u", (), "time of a step of the peer"),
    defined("T_v", (), "our time of a step"),
    drawn(r"\tau", (), "number, share of the time that a part takes", values="unit"),
    drawn("c", (), "number, factor by which a part gets faster", values="positive"),
    drawn("T_0", (), "time of a step before an improvement", values="positive"),
    defined("T_1", (), "time of a step after an improvement"),
    drawn(r"W_{\text{upper}}", ("n^{[1]}", "n^{[0]}"), "weights, upper rows of a matrix"),
    drawn(r"W_{\text{lower}}", ("n^{[2]}", "n^{[0]}"), "weights, lower rows of a matrix"),
    defined(r"N_{\text{each}}", (), "multiplications of a product for each number that it moves"),
    defined("T_{64}", (), "time of a step in double precision"),
    defined("N_1", (), "multiplications for one example"),
    defined(r"N_{\text{even}}", (), "examples for which calls and products take the same time"),
    drawn(r"\lambda", (), "strength of the penalty", values="positive"),
    defined(r"J_{\lambda}", (), "cost with weight decay"),
    section("one-layer", sizes={"L": 1, "n^{[l]}": (2, 3)}, general=False),
    section("two-layers", sizes={"L": 2, "n^{[l]}": (2, 3, 4)}, general=False),
    section("five-layers", sizes={"L": 5, "n^{[l]}": (3, 2, 4, 7, 8, 9), "m": 6}, general=False),
    section("tanh", symbols=(
        function("g", tanh, "function, hidden activation"),
        function("D_g", tanh_derivative, "slope of g, as computed"),)),
    section("train", symbols=TRAINED),
    section("exercise-intensity", sizes={"n^{[l]}": (7, 7, 4, 5)}, general=False),
    section("worked-example", sizes={"n^{[l]}": (64, 32, 16, 10), "m": 32},
        values={r"T_{\text{call}}": 400.0, r"T_{\text{inside}}": 0.025, r"T_{\text{moved}}": 0.1}),
)
# fmt: on
