"""What the letters of docs/initialization.md mean."""

from nnbook.activations import (
    identity,
    identity_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
    tanh_derivative,
)
from nnbook.backpropagation import activate, backward, forward, step, train
from nnbook.initialization import (
    backward_variances,
    forward_variances,
    four_starts,
    he_deviation,
    he_normal,
    measured_ends,
    network,
    normal,
    predicted_ends,
    propagate,
    second_moment,
    xavier_deviation,
    xavier_limit,
    xavier_normal,
    xavier_uniform,
)
from nnbook.sigmoid import naive_sigmoid, sigmoid, sigmoid_derivative
from nnbook.two_layer import affine, cost, shared_bias, tanh
from nnbook.vectors_and_matrices import outer
from nnbook.verify import (
    Page,
    computed,
    constant,
    defined,
    drawn,
    function,
    index,
    random,
    section,
    size,
    updated,
    view,
)

# fmt: off
PARAMETERS = (("W^{[1]}", "b^{[1]}"), ("W^{[2]}", "b^{[2]}"))
VALUES = (("Z^{[1]}", "A^{[1]}"), ("Z^{[2]}", "A^{[2]}"))
GRADIENTS = (backward, "X", "Y", PARAMETERS, VALUES, "D_g")
STEP = ("X", "Y", PARAMETERS, r"\alpha", "g", "D_g", r"g_{\text{out}}")
STEPS = 250
RUN = (train, *STEP, cost, STEPS)
SLOPE = "slope of g, as computed"
TANH = (
    function("g", tanh, "function, hidden activation"),
    function("D_g", tanh_derivative, SLOPE),
)
SIGMOID = (
    function("g", sigmoid, "function, hidden activation"),
    function("D_g", sigmoid_derivative, SLOPE),
)
RELU = (
    function("g", relu, "function, hidden activation", kinks=(0,)),
    function("D_g", relu_derivative, SLOPE, kinks=(0,)),
)
IDENTITY = (
    function("g", identity, "function, hidden activation"),
    function("D_g", identity_derivative, SLOPE),
)
LEAKY = (
    function("g", leaky_relu, "function, hidden activation", kinks=(0,)),
    function("D_g", leaky_relu_derivative, SLOPE, kinks=(0,)),
)
# Five points and a network of two inputs, three hidden neurons and one output.
X = [[0.0, 0.0, 1.0, 1.0, 2.0], [0.0, 1.0, 0.0, 1.0, 1.0]]
Y = [[0.0, 1.0, 1.0, 0.0, 1.0]]
SIZES = {"n^{[l]}": (2, 3, 1)}
POINTS = {"X": X, "Y": Y, r"\alpha": 1.0, "b^{[2]}": [[0.0]]}
NO_B = [[0.0], [0.0], [0.0]]
NO_W1, NO_W2 = [[0.0, 0.0], [0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0, 0.0]]
SOME_W1, SOME_W2 = [[1.0, -1.0], [0.5, 1.0], [-1.0, 0.5]], [[1.0, -0.8, 0.5]]
ZERO = {**POINTS, "W^{[1]}": NO_W1, "b^{[1]}": NO_B, "W^{[2]}": NO_W2}
EQUAL = {**POINTS, "W^{[1]}": [[1.0, -0.5], [1.0, -0.5], [1.0, -0.5]], "b^{[1]}": NO_B,
    "W^{[2]}": [[0.5, 0.5, 0.5]]}
HIDDEN = {**POINTS, "W^{[1]}": NO_W1, "b^{[1]}": NO_B, "W^{[2]}": SOME_W2}
RAISED = {**HIDDEN, "b^{[1]}": [[0.1], [0.1], [0.1]]}
HIGH = {**HIDDEN, "b^{[1]}": [[0.5], [0.5], [0.5]]}
LOWERED = {**HIDDEN, "b^{[1]}": [[-0.5], [-0.5], [-0.5]]}
OUTPUT = {**POINTS, "W^{[1]}": SOME_W1, "b^{[1]}": NO_B, "W^{[2]}": NO_W2}
NO_W2_OF_FOUR = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
DEEP = {"L": 30, "n_0": 100}
DEPTH = ("n^{[0]}", "n^{[1]}", "n^{[2]}", "n^{[3]}", "n^{[4]}")
ENDS = (
    index("i", 1, 4, "counts deviations"),
    computed("s", (4, 1), "standard deviation, of the weights, four of them", four_starts, "n_0"),
    computed("U", (4, 2), "matrix, predicted mean squares at both ends of the network",
        predicted_ends, "s", "n_0", "L", "g", "D_g"),
    computed(r"\bar{U}", (4, 2), "matrix, measured mean squares at both ends of the network",
        measured_ends, "s", "n_0", "L", "g", "D_g", 10, 5, 7),
)
SENT = (
    index("k", 1, "n_0", "counts neurons that send"),
    index("j", 1, "n_1", "counts neurons that receive"),
    index("r", 1, "n_0", "counts neurons that send a second time"),
)
THREE = (("W^{[1]}", "b^{[1]}"), ("W^{[2]}", "b^{[2]}"), ("W^{[3]}", "b^{[3]}"))
# More inputs and outputs than hidden neurons: their index in the place of another has no entry.
NARROW = {"n^{[l]}": (4, 2, 3)}
FEW = {"n_0": 2, "n_1": 3}  # every outcome of the random weights is gone through
DRAWN = (("n^{[0]}", "n^{[1]}", "n^{[2]}", "n^{[3]}"), xavier_normal, 0)
AFTER = (train, "X", "Y", THREE, r"\alpha", "g", "D_g", r"g_{\text{out}}", cost, STEPS)
TRAINED = (
    drawn("Y", ("n^{[3]}", "m"), "labels, example by column", values="unit"),
    computed("W^{[1]}", ("n^{[1]}", "n^{[0]}"), "weights of layer 1",
        network, *DRAWN, pick=(0, 0)),
    computed("b^{[1]}", ("n^{[1]}", 1), "biases of layer 1",
        network, *DRAWN, pick=(0, 1), broadcasts=True),
    computed("W^{[2]}", ("n^{[2]}", "n^{[1]}"), "weights of layer 2",
        network, *DRAWN, pick=(1, 0)),
    computed("b^{[2]}", ("n^{[2]}", 1), "biases of layer 2",
        network, *DRAWN, pick=(1, 1), broadcasts=True),
    computed("W^{[3]}", ("n^{[3]}", "n^{[2]}"), "weights of layer 3",
        network, *DRAWN, pick=(2, 0)),
    computed("b^{[3]}", ("n^{[3]}", 1), "biases of layer 3",
        network, *DRAWN, pick=(2, 1), broadcasts=True),
    computed(r"\tilde{W}^{[1]}", ("n^{[1]}", "n^{[0]}"), "weights of layer 1 after 250 steps",
        *AFTER, pick=(0, 0, 0)),
    computed(r"\tilde{b}^{[1]}", ("n^{[1]}", 1), "biases of layer 1 after 250 steps",
        *AFTER, pick=(0, 0, 1), broadcasts=True),
    computed(r"\tilde{W}^{[2]}", ("n^{[2]}", "n^{[1]}"), "weights of layer 2 after 250 steps",
        *AFTER, pick=(0, 1, 0)),
)
GENERAL_ZERO = {"W^{[1]}": NO_W1, "b^{[1]}": NO_B}
NETWORK = {"n_0": 784, "n_1": 128}

page = Page(
    size("L", 4, "number of layers"),
    size("n^{[l]}", (2, 3, 4, 6, 5),
        "number of neurons in layer l, of inputs where l is 0"),
    size("m", 5, "number of examples"),
    size("n_0", 3, "number of inputs, or of neurons that send"),
    size("n_1", 7, "number of neurons, those that receive"),
    index("l", 1, "L", "counts layers"),
    index("j", 1, "n^{[1]}", "counts hidden neurons, or neurons that receive"),
    index("k", 1, "n^{[0]}", "counts inputs, or neurons that send"),
    index("r", 1, "n^{[2]}", "counts outputs, or neurons that receive, a second time"),
    index("i", 1, "m", "counts examples"),
    function("g", tanh, "function, hidden activation"),
    function("D_g", tanh_derivative, SLOPE),
    function(r"g_{\text{out}}", naive_sigmoid, "function, activation of the last layer"),
    drawn(r"\tau", (), "number, the variable of an integral"),
    drawn("c", (), "number, the slope of a leaky ReLU below zero", values="unit"),
    drawn(r"\alpha", (), "step size", values="positive"),
    constant(r"\mathbf{1}", ("n^{[1]}", 1), "column of ones", 1.0),
    constant(r"\mathbf{1}_m", ("m", 1), "column of ones, one for each example", 1.0),
    # A network of two layers.
    drawn("X", ("n^{[0]}", "m"), "inputs, example by column"),
    drawn("Y", ("n^{[2]}", "m"), "labels, example by column", values="unit"),
    drawn("W^{[1]}", ("n^{[1]}", "n^{[0]}"), "weights of layer 1"),
    drawn("b^{[1]}", ("n^{[1]}", 1), "biases of layer 1", broadcasts=True),
    drawn("W^{[2]}", ("n^{[2]}", "n^{[1]}"), "weights of layer 2"),
    drawn("b^{[2]}", ("n^{[2]}", 1), "biases of layer 2", broadcasts=True),
    view("x^{(i)}", ("n^{[0]}", 1), "inputs of example i", "X_{:i}"),
    computed("Z^{[1]}", ("n^{[1]}", "m"), "weighted inputs of layer 1, example by column",
        affine, "W^{[1]}", "X", "b^{[1]}"),
    computed("A^{[1]}", ("n^{[1]}", "m"), "activations of layer 1, example by column",
        activate, "Z^{[1]}", 1, 2, "g", r"g_{\text{out}}"),
    computed("Z^{[2]}", ("n^{[2]}", "m"), "weighted inputs of layer 2, example by column",
        affine, "W^{[2]}", "A^{[1]}", "b^{[2]}"),
    computed("A^{[2]}", ("n^{[2]}", "m"), "activations of layer 2, example by column",
        activate, "Z^{[2]}", 2, 2, "g", r"g_{\text{out}}"),
    computed("J", (), "cost of the batch", cost, "A^{[2]}", "Y"),
    computed("dZ^{[2]}", ("n^{[2]}", "m"), "gradients of all losses by z[2]",
        *GRADIENTS, pick=(1, 2)),
    computed("dA^{[1]}", ("n^{[1]}", "m"), "gradient, of each loss by a[1]",
        *GRADIENTS, pick=(2, 1)),
    computed("dZ^{[1]}", ("n^{[1]}", "m"), "gradients of all losses by z[1]",
        *GRADIENTS, pick=(1, 1)),
    computed("dW^{[1]}", ("n^{[1]}", "n^{[0]}"), "gradient of the cost by W[1]",
        *GRADIENTS, pick=(0, 0, 0)),
    computed("db^{[1]}", ("n^{[1]}", 1), "gradient of the cost by b[1]",
        *GRADIENTS, pick=(0, 0, 1)),
    computed("dW^{[2]}", ("n^{[2]}", "n^{[1]}"), "gradient of the cost by W[2]",
        *GRADIENTS, pick=(0, 1, 0)),
    computed("db^{[2]}", ("n^{[2]}", 1), "gradient of the cost by b[2]",
        *GRADIENTS, pick=(0, 1, 1)),
    updated("W^{[1]}", step, *STEP, pick=(0, 0)),
    updated("b^{[1]}", step, *STEP, pick=(0, 1)),
    updated("W^{[2]}", step, *STEP, pick=(1, 0)),
    # After five hundred steps.
    computed(r"\tilde{W}^{[1]}", ("n^{[1]}", "n^{[0]}"), "weights of layer 1 after 250 steps",
        *RUN, pick=(0, 0, 0)),
    computed(r"\tilde{b}^{[1]}", ("n^{[1]}", 1), "biases of layer 1 after 250 steps",
        *RUN, pick=(0, 0, 1)),
    computed(r"\tilde{W}^{[2]}", ("n^{[2]}", "n^{[1]}"), "weights of layer 2 after 250 steps",
        *RUN, pick=(0, 1, 0)),
    computed(r"\tilde{b}^{[2]}", ("n^{[2]}", 1), "biases of layer 2 after 250 steps",
        *RUN, pick=(0, 1, 1)),
    computed(r"\tilde{J}", (), "cost after 250 steps",
        *RUN, pick=(1, STEPS)),
    # One neuron with random weights.
    constant(r"V_{\text{weight}}", (1, 3), "matrix, the three values of a weight, a row", [[-1.4,
        0.3, 1.1]]),
    drawn("A", ("n_0", "m"), "matrix, activations that are sent, example by column"),
    drawn("C", ("n_1", "m"), "matrix, errors that come back, example by column"),
    random(r"\mathsf{W}_k", (), "weight k of a neuron, random", "sample", r"V_{\text{weight}}"),
    random(r"\mathsf{V}_j", (), "weight to neuron j of the next layer, random",
        "sample", r"V_{\text{weight}}"),
    random(r"\mathsf{A}", ("n_0", 1), "activations of a random example",
        "sample", "A"),
    random(r"\mathsf{B}", ("n_1", 1), "errors of a random example", "sample", "C"),
    constant(r"\hat{V}_{\text{weight}}", (1, 3), "matrix, three values with another mean, a row",
        [[-0.9, 0.6, 1.8]]),
    random(r"\hat{\mathsf{W}}_k", (), "weight k with another mean, random",
        "sample", r"\hat{V}_{\text{weight}}"),
    defined(r"\hat{\mu}", (), "mean of the weights with a hat"),
    defined("s", (), "standard deviation, of the weights"),
    defined(r"\eta", (), "number, mean square of the activations that are sent"),
    defined(r"\eta_{\text{back}}", (), "number, mean square of the errors that come back"),
    defined(r"\mathsf{Q}", (), "weighted input of a neuron, random"),
    defined(r"\mathsf{R}", (), "error that arrives at a neuron, random"),
    drawn(r"V_{\text{slope}}", (1, 4), "matrix, slopes of an activation at four places, a row"),
    random(r"\mathsf{G}", (), "slope of an activation, random", "sample", r"V_{\text{slope}}"),
    # Xavier and He.
    computed(r"s_{\text{Xavier}}", (), "standard deviation, of Xavier weights",
        xavier_deviation, "n_0", "n_1"),
    computed(r"c_{\text{Xavier}}", (), "number, limit of uniform Xavier weights",
        xavier_limit, "n_0", "n_1"),
    computed(r"s_{\text{He}}", (), "standard deviation, of He weights", he_deviation, "n_0"),
    drawn(r"\xi", (), "number, limit of uniform numbers", values="positive"),
    random(r"\mathsf{T}", (), "a uniform number, between 0 and 1", "uniform", 0, 1),
    drawn("v", (), "values, variance of a weighted input", values="positive"),
    defined("s_Z", (), "standard deviation, of a weighted input"),
    random(r"\mathsf{Z}", (), "a normal weighted input", "normal", 0, "s_Z"),
    computed(r"v_{\text{act}}", (), "values, mean square of the activation, as computed",
        second_moment, "g", "v"),
    computed(r"W_{\text{normal}}", ("n_1", "n_0"),
        "weights, normal, from seed 7",
        normal, "n_0", "n_1", r"s_{\text{normal}}", 7),
    drawn(r"s_{\text{normal}}", (), "standard deviation, of normal weights", values="positive"),
    computed(r"W_{\text{Xavier}}", ("n_1", "n_0"),
        "weights, normal, after Xavier",
        xavier_normal, "n_0", "n_1", 7),
    computed(r"W_{\text{uniform}}", ("n_1", "n_0"),
        "weights, uniform, after Xavier",
        xavier_uniform, "n_0", "n_1", 7),
    computed(r"W_{\text{He}}", ("n_1", "n_0"),
        "weights, normal, after He",
        he_normal, "n_0", "n_1", 7),
    # Many layers.
    drawn("s^{[l]}", (), "standard deviation, of the weights of layer l", values=(0.2, 0.5),
        layers=(1, "L")),
    drawn(r"\eta_{\text{in}}", (), "number, mean square of the inputs of the network",
        values="positive"),
    drawn(r"\eta_{\text{out}}", (), "number, mean square of the errors of layer L",
        values="positive"),
    computed("v^{[l]}", (), "values, variance of the weighted inputs of layer l",
        forward_variances, DEPTH, ["s^{[l]}"], r"\eta_{\text{in}}", "g", pick="l-1",
        layers=(1, "L")),
    computed("u^{[l]}", (), "values, mean square of the errors of layer l",
        backward_variances, DEPTH, ["s^{[l]}"], ["v^{[l]}"], r"\eta_{\text{out}}", "D_g",
        pick="l-1", layers=(1, "L")),
    defined("s_Z^{[l]}", (), "standard deviation, of a weighted input of layer l"),
    random(r"\mathsf{Z}^{[l]}", (), "a normal weighted input of layer l", "normal", 0,
        "s_Z^{[l]}"),
    # Thirty layers.
    computed(r"\bar{v}^{[1]}", (), "mean square of the weighted inputs of layer 1, measured",
        propagate, "X", "dZ^{[2]}", PARAMETERS, "g", "D_g", pick=(0, 0)),
    computed(r"\bar{v}^{[2]}", (), "mean square of the weighted inputs of layer 2, measured",
        propagate, "X", "dZ^{[2]}", PARAMETERS, "g", "D_g", pick=(0, 1)),
    computed(r"\bar{u}^{[1]}", (), "mean square of the errors of layer 1, measured",
        propagate, "X", "dZ^{[2]}", PARAMETERS, "g", "D_g", pick=(1, 0)),
    # After training.
    computed(r"\tilde{A}^{[1]}", ("n^{[1]}", "m"), "activations of layer 1 after training",
        forward, "X", ((r"\tilde{W}^{[1]}", r"\tilde{b}^{[1]}"),), "g", "g", pick=(0, 1)),
    defined("Q_0", (), "quotient before the first step"),
    defined("Q_{250}", (), "quotient after 250 steps"),
    # Exercises.
    constant(r"v_{\ast}", (), "values, variance at which sigmoids settle", 5.8554),
    defined(r"s_{Z \ast}", (), "standard deviation, at which sigmoids settle"),
    random(r"\mathsf{Z}_{\ast}", (), "a normal weighted input where sigmoids settle", "normal",
        0, r"s_{Z \ast}"),
    constant(r"V_{\text{symmetric}}", (1, 4), "matrix, the four values of a symmetric number",
        [[-1.7, -0.4, 0.4, 1.7]]),
    random(r"\mathsf{H}", (), "a symmetric weighted input", "sample", r"V_{\text{symmetric}}"),
    defined(r"V_{\text{factor}}", (1, 2), "matrix, two values of a factor"),
    random(r"\mathsf{F}_l", (), "factor of layer l, random", "sample", r"V_{\text{factor}}"),
    section("equal-neurons", symbols=(
        drawn("w", ("n^{[0]}", 1), "weights of every hidden neuron"),
        drawn(r"\psi", (), "number, bias of every hidden neuron"),
        drawn("u", ("n^{[2]}", 1), "values, weights of the outputs to every hidden neuron"),
        computed("W^{[1]}", ("n^{[1]}", "n^{[0]}"), "weights of layer 1",
            outer, r"\mathbf{1}", "w"),
        computed("b^{[1]}", ("n^{[1]}", 1), "biases of layer 1",
            shared_bias, r"\psi", "n^{[1]}", broadcasts=True),
        computed("W^{[2]}", ("n^{[2]}", "n^{[1]}"), "weights of layer 2",
            outer, "u", r"\mathbf{1}"),
    ), sizes=NARROW, general=False),
    section("all-zero", values={**GENERAL_ZERO, "W^{[2]}": NO_W2_OF_FOUR}, symbols=SIGMOID,
        general=False),
    section("hidden-zero", values=GENERAL_ZERO, symbols=SIGMOID, general=False),
    section("output-zero", values={"W^{[2]}": NO_W2_OF_FOUR}, general=False),
    section("points", sizes=SIZES, values=POINTS, general=False),
    section("equal-tanh", sizes=SIZES, values=EQUAL, symbols=TANH, general=False),
    section("equal-sigmoid", sizes=SIZES, values=EQUAL, symbols=SIGMOID, general=False),
    section("equal-relu", sizes=SIZES, values=EQUAL, symbols=RELU, general=False),
    section("all-zero-tanh", sizes=SIZES, values=ZERO, symbols=TANH, general=False),
    section("all-zero-relu", sizes=SIZES, values=ZERO, symbols=RELU, general=False),
    section("all-zero-sigmoid", sizes=SIZES, values=ZERO, symbols=SIGMOID, general=False),
    section("hidden-zero-tanh", sizes=SIZES, values=HIDDEN, symbols=TANH, general=False),
    section("hidden-zero-sigmoid", sizes=SIZES, values=HIDDEN, symbols=SIGMOID, general=False),
    section("hidden-zero-relu", sizes=SIZES, values=HIDDEN, symbols=RELU, general=False),
    section("output-zero-tanh", sizes=SIZES, values=OUTPUT, symbols=TANH, general=False),
    section("output-zero-sigmoid", sizes=SIZES, values=OUTPUT, symbols=SIGMOID, general=False),
    section("output-zero-relu", sizes=SIZES, values=OUTPUT, symbols=RELU, general=False),
    section("hidden-zero-raised", sizes=SIZES, values=RAISED, symbols=RELU, general=False),
    section("hidden-zero-high", sizes=SIZES, values=HIGH, symbols=RELU, general=False),
    section("hidden-zero-lowered", sizes=SIZES, values=LOWERED, symbols=RELU, general=False),
    section("worked-example", sizes=NETWORK),
    section("thirty", sizes=DEEP, symbols=ENDS, general=False),
    section("thirty-identity", sizes=DEEP, symbols=(*IDENTITY, *ENDS), general=False),
    section("thirty-relu", sizes=DEEP, symbols=(*RELU, *ENDS), general=False),
    section("thirty-leaky", sizes=DEEP, symbols=(*LEAKY, *ENDS), general=False),
    section("thirty-tanh", sizes=DEEP, symbols=(*TANH, *ENDS), general=False),
    section("thirty-sigmoid", sizes=DEEP, symbols=(*SIGMOID, *ENDS), general=False),
    section("only-start", sizes={"L": 3, "n^{[l]}": (2, 30, 40, 1)},
        values={"X": X, "Y": Y, r"\alpha": 1.0}, symbols=TRAINED, general=False),
    section("wrong-zero", values=GENERAL_ZERO, general=False),
    section("layer", sizes=FEW, symbols=SENT, general=False),
    section("wrong-variance", sizes=FEW, symbols=SENT, general=False),
    section("wrong-count", sizes=FEW, symbols=SENT, general=False),
    section("exercise-find-the-error", sizes=FEW, symbols=SENT, general=False),
    section("exercise-sigmoid", symbols=SIGMOID),
    section("exercise-scatter", sizes={"n_1": 100}),
    section("exercise-break", symbols=(
        drawn("w", ("n^{[0]}", 1), "weights of every hidden neuron"),
        drawn(r"\psi", (), "number, bias of every hidden neuron"),
        computed("W^{[1]}", ("n^{[1]}", "n^{[0]}"), "weights of layer 1",
            outer, r"\mathbf{1}", "w"),
        computed("b^{[1]}", ("n^{[1]}", 1), "biases of layer 1",
            shared_bias, r"\psi", "n^{[1]}", broadcasts=True),
    ), sizes=NARROW, general=False),
)
# fmt: on
