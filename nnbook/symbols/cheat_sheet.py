"""What the letters of docs/cheat_sheet.md mean: those of the chapters, bound to the same code."""

from nnbook import cross_entropy, mean_squared_error, softmax
from nnbook.activations import relu, tanh_derivative
from nnbook.backpropagation import activate, backward, step
from nnbook.gradient_descent import (
    best_step,
    bowl,
    bowl_gradient,
    condition_number,
    descend,
    extremes,
)
from nnbook.mean_squared_error import linear_gradient, weighted_inputs
from nnbook.sigmoid import naive_sigmoid, sigmoid, softplus
from nnbook.two_layer import affine, cost, tanh
from nnbook.vectors_and_matrices import dot, matrix_product
from nnbook.verify import (
    Page,
    computed,
    constant,
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
VALUES = [("Z^{[l]}", "A^{[l]}")]

ARRAYS = (
    size("n_0", 7, "number of inputs"),
    size("n_1", 8, "number of neurons"),
    size("n_2", 9, "number of outputs, the rows of A"),
    index("k", 1, "n_0", "counts inputs"),
    index("j", 1, "n_1", "counts neurons"),
    index("r", 1, "n_2", "counts outputs"),
    drawn("u", ("n_0", 1), "values"),
    drawn("v", ("n_0", 1), "values, some others"),
    function(r"\operatorname{dot}", dot, "dot product", elementwise=False),
    drawn("A", ("n_2", "n_1"), "matrix, of weights"),
    drawn("U", ("n_1", "n_0"), "matrix, applied first"),
    computed("C", ("n_2", "n_0"), "matrix, product of A and U", matrix_product, "A", "U"),
    drawn("x", ("n_0", 1), "inputs, of one example"),
    drawn("y", ("n_1", 1), "labels, of one example", values="unit"),
    drawn("W", ("n_1", "n_0"), "weights"),
    computed("z", ("n_1", 1), "weighted inputs, without biases", matrix_product, "W", "x"),
    computed("a", ("n_1", 1), "activations", sigmoid, "z"),
    computed(r"\ell", (), "loss", cost, "a", "y"),
)
ACTIVATIONS = (
    drawn("z", (), "weighted input", also=(0.0,)),
    function(r"\sigma", sigmoid, "sigmoid"),
    function(r"\zeta", softplus, "softplus"),
    function(r"\operatorname{ReLU}", relu, "rectified linear unit", kinks=(0,)),
)
BATCH = (
    size("n", 7, "number of inputs"),
    index("i", 1, "m", "counts examples"),
    drawn("X", ("n", "m"), "inputs, example by column"),
    drawn("w", ("n", 1), "weights"),
    drawn("b", (), "bias", broadcasts=True),
    drawn("Y", (1, "m"), "labels, example by column", values="unit"),
    computed("Z", (1, "m"), "weighted inputs, example by column", weighted_inputs, "w", "X", "b"),
    view("y^{(i)}", (), "label of example i", "Y_{1i}"),
    view(r"\hat{y}^{(i)}", (), "prediction for example i", r"\hat{Y}_{1i}"),
)
CROSS_ENTROPY = (
    *BATCH,
    drawn("z", (), "weighted input, the logit"),
    drawn("y", (), "label of one example", values="unit"),
    function(r"\zeta", softplus, "softplus"),
    computed(r"\hat{y}", (), "prediction for one example", sigmoid, "z"),
    computed(r"\ell", (), "loss of one example", cross_entropy.loss, r"\hat{y}", "y"),
    computed(r"\hat{Y}", (1, "m"), "predictions, example by column", sigmoid, "Z"),
    computed(r"\ell^{(i)}", (), "loss of example i",
        cross_entropy.loss, r"\hat{y}^{(i)}", "y^{(i)}"),
    computed("J", (), "cost of the batch, the mean of the losses",
        cross_entropy.cost, r"\hat{Y}", "Y"),
)
SQUARED_ERROR = (
    *BATCH,
    view(r"\hat{Y}", (1, "m"), "predictions, example by column, of a linear neuron", "Z"),
    computed("J", (), "cost, the mean squared error", mean_squared_error.cost, r"\hat{Y}", "Y"),
    computed("dw", ("n", 1), "gradient, of the cost by w",
        linear_gradient, "w", "X", "b", "Y", pick=0),
)
SOFTMAX = (
    size("K", 8, "number of classes"),
    index("k", 1, "K", "counts classes"),
    index("j", 1, "K", "counts classes a second time"),
    drawn("z", ("K", 1), "weighted inputs, the logits"),
    drawn("y", ("K", 1), "labels of one example", values="simplex"),
    computed("a", ("K", 1), "activations, the outputs of softmax", softmax.softmax, "z"),
    computed(r"\ell", (), "loss of one example", softmax.cross_entropy, "a", "y", pick=0),
)
DESCENT = (
    size("n", 7, "number of inputs, one weight for each"),
    index("j", 1, "n", "counts weights"),
    drawn("A", ("n", "n"), "matrix, of a quadratic form, the curvature of the bowl",
        values="definite"),
    drawn("w", ("n", 1), "weights"),
    drawn(r"w_{\text{best}}", ("n", 1), "weights of least cost"),
    computed("J", (), "cost", bowl, "w", "A", r"w_{\text{best}}"),
    computed(r"\lambda_{\min}", (), "smallest eigenvalue of A", extremes, "A", pick=0),
    computed(r"\lambda_{\max}", (), "largest eigenvalue of A", extremes, "A", pick=1),
    computed(r"\kappa", (), "condition number", condition_number, "A"),
    computed(r"\alpha_{\text{best}}", (), "step size with the fastest descent", best_step, "A"),
    drawn(r"\lambda", (), "strength of the penalty", values="positive"),
    updated("w", descend, bowl_gradient, "w", r"\alpha", 1, "A", r"w_{\text{best}}", pick=1),
)
CHANCE = (
    drawn(r"\mu", (), "mean"),
    drawn("s", (), "standard deviation", values=(0.8, 1.6)),
    drawn("p", (), "probability, of a yes", values="unit"),
    random(r"\mathsf{N}", (), "normal number", "normal", r"\mu", "s"),
    random(r"\mathsf{Y}", (), "a random label, yes or no", "bernoulli", "p"),
)

page = Page(
    size("L", 3, "number of layers"),
    size("n^{[l]}", (2, 3, 4, 5), "number of neurons in layer l, of inputs where l is 0"),
    size("m", 6, "number of examples"),
    index("l", 1, "L", "counts layers"),
    index("i", 1, "m", "counts examples"),
    function("g", tanh, "function, hidden activation"),
    function("D_g", tanh_derivative, "slope of g, as computed"),
    function(r"g_{\text{out}}", naive_sigmoid, "function, activation of the last layer"),
    drawn(r"\alpha", (), "step size", values="positive"),
    drawn("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights of layer l", values=(-0.9, 0.9)),
    drawn("b^{[l]}", ("n^{[l]}", 1), "biases of layer l", broadcasts=True),
    drawn("X", ("n^{[0]}", "m"), "inputs, example by column"),
    drawn("Y", ("n^{[L]}", "m"), "labels, example by column", values="unit"),
    view("A^{[0]}", ("n^{[0]}", "m"), "inputs as the activations of layer 0, by column", "X"),
    computed("Z^{[l]}", ("n^{[l]}", "m"), "weighted inputs of layer l, example by column",
        affine, "W^{[l]}", "A^{[l-1]}", "b^{[l]}"),
    computed("A^{[l]}", ("n^{[l]}", "m"), "activations of layer l, example by column",
        activate, "Z^{[l]}", "l", "L", "g", r"g_{\text{out}}"),
    computed("J", (), "cost of the batch", cost, "A^{[L]}", "Y"),
    computed("dZ^{[l]}", ("n^{[l]}", "m"), "gradient, of all losses by z[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=(1, "l")),
    computed("dA^{[l]}", ("n^{[l]}", "m"), "gradient, of all losses by a[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=(2, "l"), layers=(1, "L-1")),
    computed("dW^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "gradient, of the cost by W[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=(0, "l-1", 0)),
    computed("db^{[l]}", ("n^{[l]}", 1), "gradient, of the cost by b[l]",
        backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=(0, "l-1", 1)),
    updated("W^{[l]}",
        step, "X", "Y", PARAMETERS, r"\alpha", "g", "D_g", r"g_{\text{out}}", pick=("l-1", 0)),
    updated("b^{[l]}",
        step, "X", "Y", PARAMETERS, r"\alpha", "g", "D_g", r"g_{\text{out}}", pick=("l-1", 1)),
    constant(r"\mathbf{1}", ("m", 1), "column of ones", 1.0),
    section("arrays", symbols=ARRAYS),
    section("activations", symbols=ACTIVATIONS),
    section("cross-entropy", symbols=CROSS_ENTROPY),
    section("squared-error", symbols=SQUARED_ERROR),
    section("softmax", symbols=SOFTMAX),
    section("descent", symbols=DESCENT),
    section("chance", symbols=CHANCE),
)
# fmt: on
