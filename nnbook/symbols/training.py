"""What the letters of docs/training.md mean."""

from nnbook.activations import relu, relu_derivative, tanh_derivative
from nnbook.backpropagation import initialize, softmax_cost
from nnbook.probability import standard_error as spread
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
from nnbook.two_layer import affine, tanh
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
PARAMETERS = [("W^{[l]}", "b^{[l]}")]
SHAPES = [("b^{[l]}", "b^{[l]}")]  # all that masks are made from: no mask is a function of a weight
VALUES = [("Z^{[l]}", "A^{[l]}")]
MASKS = [r"\mathbf{M}^{[l]}"]
TAKEN = ("X", "Y", PARAMETERS, r"\alpha", r"\lambda", "g", "D_g", r"g_{\text{out}}", MASKS)
IMAGES = (
    computed("X", (64, "m"), "inputs, image by column", digits, pick=0),
    computed(r"\mathbf{k}", (1, "m"), "classes of the examples, of all images", digits, pick=1),
    computed("Y", (10, "m"), "labels, image by column", one_hot, r"\mathbf{k}", 10),
)
LEAK = (
    computed(r"G_{\text{test}}", (1, r"N_{\text{runs}}"),
        "reported minus true accuracy, chosen by test part", leak, pick=0),
    computed(r"G_{\text{val}}", (1, r"N_{\text{runs}}"),
        "reported minus true accuracy, chosen by validation part", leak, pick=1),
)
RUN = (
    computed(r"\mathbf{J}", (1, "T"), "validation costs, epoch by epoch", history, pick=1),
    computed(r"\mathbf{k}", (1, "m"), "classes of the examples, of the test images",
        answers, pick=0),
    computed(r"\mathbf{r}", (1, "m"), "answers for the test images", answers, pick=1),
    defined(r"\bar{p}", (), "measured accuracy"),
)
RELU = (
    function("g", relu, "function, hidden activation", kinks=(0,)),
    function("D_g", relu_derivative, "slope of g, as computed", kinks=(0,)),
)
EXAMPLE = {
    "X": [[1.0], [2.0], [-1.0]], "Y": [[1.0], [0.0]], r"\alpha": 0.5, r"\lambda": 0.1,
    "W^{[1]}": [[0.5, 0.25, -0.5], [1.0, -0.25, 0.25]], "W^{[2]}": [[0.75, -1.0], [-0.25, 1.0]],
    "b^{[1]}": [[0.0], [0.0]], "b^{[2]}": [[0.0], [0.0]],
}

page = Page(
    size("L", 3, "number of layers"),
    size("n^{[l]}", (5, 4, 3, 2, 4, 3, 5, 4),
        "number of neurons in layer l, of inputs where l is 0"),
    size("n", 4, "number of inputs of one neuron"),
    size("m", 6, "number of examples"),
    size("m_1", 7, "number of examples, in the training part"),
    size("m_2", 5, "number of examples, in the validation part"),
    size("m_3", 8, "number of examples, in the test part"),
    size("B", 2, "number of examples in a batch"),
    size("T", 3, "number of steps, one for each minibatch of an epoch; or number of epochs"),
    size(r"N_{\text{runs}}", 100, "number of runs"),
    index("l", 1, "L", "counts layers"),
    index("j", 1, "n^{[l]}", "counts neurons of layer l"),
    index("k", 1, "n^{[l-1]}", "counts neurons of the layer before, or inputs"),
    index("r", 1, "n^{[L]}", "counts outputs"),
    index(r"\omega", 1, "n^{[L]}", "counts outputs, a second time"),
    index("i", 1, "m", "counts examples"),
    index("t", 1, "T", "counts minibatches, or epochs"),
    index(r"\iota", 1, "n", "counts inputs of one neuron"),
    # The network.
    function("g", tanh, "function, hidden activation"),
    function("D_g", tanh_derivative, "slope of g, as computed"),
    function(r"g_{\text{out}}", softmax, "function, activation of the last layer",
        elementwise=False),
    drawn(r"\alpha", (), "step size", values="positive"),
    drawn(r"\lambda", (), "strength of the penalty", values="positive", also=(0.0,)),
    constant(r"\mathbf{1}", ("m", 1), "column of ones", 1.0),
    drawn("X", ("n^{[0]}", "m"), "inputs, example by column"),
    drawn("Y", ("n^{[L]}", "m"), "labels, example by column", values="simplex"),
    view("A^{[0]}", ("n^{[0]}", "m"), "inputs as the activations of layer 0, by column", "X"),
    drawn("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights of layer l", values=(-0.9, 0.9)),
    drawn("b^{[l]}", ("n^{[l]}", 1), "biases of layer l", broadcasts=True),
    drawn(r"p_{\text{keep}}", (), "probability that a neuron is kept", values=(0.4, 0.9)),
    computed(r"\mathbf{M}^{[l]}", ("n^{[l]}",
        "m"), "mask of layer l: zeros, and one over the share kept",
        masks, SHAPES, "m", r"p_{\text{keep}}", 9, pick="l-1"),
    computed("Z^{[l]}", ("n^{[l]}", "m"), "weighted inputs of layer l, example by column",
        affine, "W^{[l]}", "A^{[l-1]}", "b^{[l]}"),
    computed("A^{[l]}", ("n^{[l]}", "m"), "activations of layer l, example by column",
        activate_dropped, "Z^{[l]}", r"\mathbf{M}^{[l]}", "l", "L", "g", r"g_{\text{out}}"),
    computed(r"\hat{Y}", ("n^{[L]}", "m"), "predictions, example by column",
        dropped_forward, "X", PARAMETERS, "g", r"g_{\text{out}}", MASKS, pick=("L-1", 1)),
    computed("J", (), "cost of the batch", softmax_cost, "A^{[L]}", "Y"),
    view("a^{[L](i)}", ("n^{[L]}", 1), "activations of the last layer for example i",
        "A^{[L]}_{:i}"),
    view("y^{(i)}", ("n^{[L]}", 1), "labels of example i", "Y_{:i}"),
    computed(r"\ell^{(i)}", (), "loss of example i", softmax_cost, "a^{[L](i)}", "y^{(i)}"),
    computed("dW^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "gradient, of the cost by W[l]",
        dropped_backward, "X", "Y", PARAMETERS, VALUES, "D_g", MASKS, pick=("l-1", 0)),
    computed("db^{[l]}", ("n^{[l]}", 1), "gradient, of the cost by b[l]",
        dropped_backward, "X", "Y", PARAMETERS, VALUES, "D_g", MASKS, pick=("l-1", 1)),
    defined("dZ^{[l]}", ("n^{[l]}", "m"), "gradient, of all losses by z[l]"),
    updated("W^{[l]}", step, *TAKEN, pick=("l-1", 0)),
    updated("b^{[l]}", step, *TAKEN, pick=("l-1", 1)),
    # Minibatches, start, penalty.
    computed("C", ("m", 3), "matrix, which example is in which part", parts, "m",
        ("m_1", "m_2", "m_3"), 3),
    computed("S", ("m", "T"), "matrix, which example is in which minibatch", membership, "m", "B",
        7),
    defined("J_t", (), "cost of minibatch t"),
    drawn(r"U", ("n^{[1]}", "n^{[0]}"), "matrix, of standard normal numbers"),
    computed(r"J_{\text{pen}}", (), "cost, of the weights: the penalty",
        penalty, PARAMETERS, r"\lambda"),
    defined(r"J_{\lambda}", (), "cost with penalty"),
    # Dropout at one neuron.
    drawn("a", ("n", 1), "activations that arrive at one neuron"),
    drawn("w", ("n", 1), "weights of one neuron"),
    drawn("b", (), "bias of one neuron"),
    drawn("y", (), "label of one neuron"),
    defined("z", (), "weighted input of one neuron"),
    random(r"\mathsf{M}_{\iota}", (), "whether an input is kept", "bernoulli", r"p_{\text{keep}}"),
    defined(r"\mathsf{D}_{\iota}", (), "factor of an input under dropout"),
    defined(r"\hat{\mathsf{Z}}", (), "weighted input under dropout"),
    defined(r"\hat{\mathsf{Z}}_0", (), "weighted input under dropout without a division"),
    # Accuracy.
    drawn("p", (), "probability, of a right answer", values="unit"),
    function(r"\operatorname{error}", standard_error, "standard error of an accuracy",
        elementwise=False),
    random(r"\mathsf{A}_i", (), "whether answer i is right", "bernoulli", "p"),
    defined(r"\bar{\mathsf{A}}", (), "share of right answers"),
    function(r"\operatorname{se}", spread, "standard error of the mean", elementwise=False),
    computed(r"\bar{p}", (), "measured accuracy", accuracy, "A^{[L]}", "Y"),
    drawn(r"\mathbf{J}", (1, "T"), "validation costs, epoch by epoch", values="positive"),
    view("J^{(t)}", (), "cost, of the validation part after epoch t", r"\mathbf{J}_{1t}"),
    computed(r"T_{\text{best}}", (), "epoch with the lowest validation cost",
        best_epoch, r"\mathbf{J}"),
    # Two candidates.
    drawn(r"\mathbf{p}", (1, "n"), "shares of right answers that may come out", also=(0.0,)),
    random(r"\mathsf{S}_1", (), "accuracy of one network", "sample", r"\mathbf{p}"),
    random(r"\mathsf{S}_2", (), "accuracy of another network", "sample", r"\mathbf{p}"),
    defined(r"\mu", (), "mean"),
    # Exercises.
    drawn(r"w_{\text{best}}", (), "weight of least cost"),
    defined(r"w_{\lambda}", (), "weight of least cost with the penalty"),
    defined("B_t", (), "number of examples in minibatch t"),
    defined(r"\bar{J}_t", (), "cost of minibatch t, if they differ in size"),
    # Special worlds.
    section("digits", sizes={"m": 1797, "n^{[l]}": (64, 5, 4, 10)}, symbols=IMAGES, general=False),
    section("parts", sizes={"m": 20}, general=False, symbols=(
        index("k", 1, "m_1", "counts examples of the training part"),
        computed("u_k", (), "values, numbers of the examples in the training part", split, "m",
            ("m_1", "m_2", "m_3"), 3, pick=(0, "k-1")),)),
    section("choosing", symbols=LEAK),
    section("minibatches", sizes={"L": 7}, symbols=(
        index("k", 1, "B", "counts examples of a minibatch"),
        computed("v_k", (), "values, numbers of the examples in the first minibatch", minibatches,
            "m", "B", 7, pick=(0, "k-1")),)),
    section("begin", symbols=(
        computed("W^{[1]}", ("n^{[1]}", "n^{[0]}"), "weights of layer 1", start,
            ("n^{[0]}", "n^{[1]}"), 11, pick=(0, 0)),
        computed(r"U", ("n^{[1]}", "n^{[0]}"), "matrix, of standard normal numbers", initialize,
            ("n^{[0]}", "n^{[1]}"), 11, pick=(0, 0)),)),
    section("dropped-inputs", sizes={"n": 2}),
    section("dropout-penalty", sizes={"n": 2}),
    section("accuracy", symbols=(
        drawn("Y", ("n^{[L]}", "m"), "labels, example by column", values="onehot"),)),
    section("stopping", sizes={"T": 5}),
    section("run", sizes={"m": 360, "T": 119}, symbols=RUN, general=False),
    section("worked-example", sizes={"L": 2, "n^{[l]}": (3, 2, 2), "m": 1}, values=EXAMPLE,
        symbols=(*RELU,
            constant(r"p_{\text{keep}}", (), "probability that a neuron is kept", 0.5),
            computed(r"\mathbf{M}^{[l]}", ("n^{[l]}", "m"), "mask of layer l",
                masks, SHAPES, "m",
                r"p_{\text{keep}}", 8, pick="l-1"),),
        general=False),
    section("wrong-dropout", sizes={"n": 1}, symbols=RELU, general=False),
    section("exercise-shrink", symbols=(
        drawn("w", (), "weight, the only one"),
        drawn("c", (), "number, curvature", values="positive"),
        defined(r"J_{\text{one}}", (), "cost of one weight with its penalty"),)),
    section("exercise-prior", symbols=(
        drawn("w", (), "weight, the only one"),
        drawn("s", (), "standard deviation", values="positive"),
        drawn("J", (), "cost"),
        defined("P", (), "likelihood, of the data"),
        defined(r"\lambda_s", (), "strength of the penalty, from the standard deviation"),
        defined("p_w", (), "density of the weight"),)),
    section("exercise-two", symbols=(
        drawn(r"\mathbf{S}", (2, "n"), "shares of right answers of both that may come out together",
            also=(0.0,)),
        random(r"\bar{\mathsf{S}}", (2, 1), "accuracies of both networks", "sample", r"\mathbf{S}"),
        view(r"\mathsf{S}_1", (), "accuracy of one network", r"\bar{\mathsf{S}}_1"),
        view(r"\mathsf{S}_2", (), "accuracy of another network", r"\bar{\mathsf{S}}_2"),)),
    section("exercise-last", sizes={"L": 7, "m": 5}),
)
# fmt: on
