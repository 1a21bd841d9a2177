"""What the letters of docs/cheat_sheet.md mean: those of the chapters, bound to the same code."""

from nnbook import cross_entropy, mean_squared_error, perceptron, softmax
from nnbook.activations import relu, tanh_derivative
from nnbook.backpropagation import (
    activate,
    backward,
    count_backward,
    count_forward,
)
from nnbook.curvature import eigen
from nnbook.gradient_descent import (
    best_step,
    bowl,
    bowl_gradient,
    condition_number,
    descend,
    extremes,
)
from nnbook.initialization import he_deviation, xavier_deviation
from nnbook.mean_squared_error import weighted_inputs
from nnbook.optimizers import adam_step, corrected, momentum_step, replay
from nnbook.sigmoid import naive_sigmoid, sigmoid
from nnbook.training import activate_dropped, masks, penalty
from nnbook.two_layer import affine, cost, tanh
from nnbook.vectors_and_matrices import matrix_product
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
    drawn("A", ("n_2", "n_1"), "matrix, of weights"),
    drawn("U", ("n_1", "n_0"), "matrix, applied first"),
    computed("C", ("n_2", "n_0"), "matrix, product of A and U", matrix_product, "A", "U"),
    drawn("x", ("n_0", 1), "inputs, of one example"),
    drawn("y", ("n_1", 1), "labels, of one example", values="unit"),
    drawn("W", ("n_1", "n_0"), "weights"),
    computed("z", ("n_1", 1), "weighted inputs, without biases", matrix_product, "W", "x"),
    computed("a", ("n_1", 1), "activations", sigmoid, "z"),
    computed(r"\ell", (), "loss", cost, "a", "y"),
    # A cost of many weights, and a direction.
    function("J", softmax.log_sum_exp, "cost: log-sum-exp", elementwise=False),
    drawn("w", ("n_0", 1), "weights, of one cost"),
    drawn("u", ("n_0", 1), "values, a direction in the space of weights"),
    drawn(r"\xi", (), "number, small"),
    drawn("h", (), "step, a positive number", values="positive"),
    constant(r"\mathrm{i}", (), "imaginary unit", 1j),
    computed("dw", ("n_0", 1), "gradient, of the cost by w", softmax.softmax, "w"),
    computed(r"\mathbf{H}", ("n_0", "n_0"), "Hessian, of the cost", softmax.jacobian, "w"),
)
ACTIVATIONS = (
    drawn("z", (), "weighted input", also=(0.0,)),
    function(r"\sigma", sigmoid, "sigmoid"),
    function(r"\operatorname{ReLU}", relu, "rectified linear unit", kinks=(0,)),
)
BATCH = (
    size("n", 7, "number of inputs"),
    index("i", 1, "m", "counts examples"),
    drawn("X", ("n", "m"), "inputs, example by column"),
    drawn("w", ("n", 1), "weights", values=(-0.5, 0.5), also=(0.0,)),
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
    # A perceptron; with weights of zero the example lies on its boundary.
    drawn("x", ("n", 1), "inputs, of one example"),
    drawn("y", (), "label of one example, 1 or -1", values="signs"),
    computed("z", (), "weighted input", perceptron.weighted_input, "w", "x", "b", pick=(0, 0)),
    updated("w", perceptron.correct, "w", "b", "x", "y", pick=0),
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
TRAINING = (
    size("n_0", 7, "number of inputs"),
    size("n_1", 8, "number of neurons"),
    drawn("W", ("n_1", "n_0"), "weights"),
    computed(r"s_{\text{Xavier}}", (), "standard deviation, of Xavier weights",
        xavier_deviation, "n_0", "n_1"),
    computed(r"s_{\text{He}}", (), "standard deviation, of He weights", he_deviation, "n_0"),
    drawn(r"\lambda", (), "strength of the penalty", values="positive"),
    computed(r"J_{\text{pen}}", (), "cost, of the weights: the penalty",
        penalty, PARAMETERS, r"\lambda"),
    drawn("p", (), "probability, of a right answer", values="unit"),
    random(r"\mathsf{A}_i", (), "whether answer i is right", "bernoulli", "p"),
    drawn(r"p_{\text{keep}}", (), "probability that a neuron is kept", values=(0.4, 0.9)),
    computed(r"\mathbf{M}^{[l]}", ("n^{[l]}", "m"),
        "mask of layer l: zeros, and one over the share kept",
        masks, PARAMETERS, "m", r"p_{\text{keep}}", 9, pick="l-1"),
    computed("A^{[l]}", ("n^{[l]}", "m"), "activations of layer l, example by column",
        activate_dropped, "Z^{[l]}", r"\mathbf{M}^{[l]}", "l", "L", "g", r"g_{\text{out}}"),
)
DESCENT = (
    size("n", 7, "number of inputs, one weight for each"),
    index("j", 1, "n", "counts weights"),
    drawn("A", ("n", "n"), "matrix, of a quadratic form, the curvature of the bowl",
        values="definite"),
    computed(r"\lambda_{\min}", (), "smallest eigenvalue of A", extremes, "A", pick=0),
    computed(r"\lambda_{\max}", (), "largest eigenvalue of A", extremes, "A", pick=1),
    computed(r"\kappa", (), "condition number", condition_number, "A"),
    computed(r"\alpha_{\text{best}}", (), "step size with the fastest descent", best_step, "A"),
    drawn(r"\alpha", (), "step size", values=(-0.1, 0.6), also=(0.0, 0.125)),
    computed(r"\boldsymbol{\lambda}", ("n", 1), "eigenvalues of A, growing", eigen, "A", pick=0),
    view(r"\lambda_j", (), "eigenvalue j of A", r"\boldsymbol{\lambda}_j"),
)
ADAM = (replay, adam_step, (r"\alpha", r"\beta_1", r"\beta_2", r"\varepsilon_0"), r"\mathbf{G}",
    ("w", r"\bar{v}^{(0)}", r"\bar{s}^{(0)}", 0))
OPTIMIZERS = (
    size("n", 7, "number of inputs, one weight for each"),
    size("T", 8, "number of steps"),
    index("j", 1, "n", "counts weights"),
    index("t", 1, "T", "counts steps"),
    drawn(r"\beta", (), "momentum: the part of the velocity that is kept", values="unit"),
    drawn(r"\beta_1", (), "part of the average of gradients that is kept", values="unit"),
    drawn(r"\beta_2", (), "part of the average of squares that is kept", values="unit"),
    drawn(r"\varepsilon_0", (), "small number, added to the root", values="positive"),
    drawn("A", ("n", "n"), "matrix, of a quadratic form, the curvature of the bowl",
        values="definite"),
    drawn("w", ("n", 1), "weights"),
    drawn(r"w_{\text{best}}", ("n", 1), "weights of least cost"),
    computed("J", (), "cost", bowl, "w", "A", r"w_{\text{best}}"),
    updated("w", descend, bowl_gradient, "w", r"\alpha", 1, "A", r"w_{\text{best}}", pick=1),
    drawn("v", ("n", 1), "values, the velocity"),
    drawn("dw", ("n", 1), "gradient, of one step"),
    updated("v", momentum_step, "dw", "w", "v", r"\alpha", r"\beta", pick=1),
    drawn(r"\mathbf{G}", ("n", "T"), "gradients, step by column"),
    view("dw^{(t)}", ("n", 1), "gradient, of step t", r"\mathbf{G}_{:t}"),
    constant(r"\bar{v}^{(0)}", ("n", 1), "average of the gradients, before the first step", 0.0),
    constant(r"\bar{s}^{(0)}", ("n", 1), "average of the squares, before the first step", 0.0),
    computed("w^{(t)}", ("n", 1), "weights after t steps", *ADAM, pick=("t", 0), layers=(0, "T")),
    computed(r"\bar{v}^{(t)}", ("n", 1), "average of the gradients, after t steps",
        *ADAM, pick=("t", 1), layers=(1, "T")),
    computed(r"\bar{s}^{(t)}", ("n", 1), "average of the squares, after t steps",
        *ADAM, pick=("t", 2), layers=(1, "T")),
    computed(r"\hat{v}^{(t)}", ("n", 1), "average of the gradients, corrected", corrected,
        r"\bar{v}^{(t)}", r"\beta_1", "t", layers=(1, "T")),
    computed(r"\hat{s}^{(t)}", ("n", 1), "average of the squares, corrected", corrected,
        r"\bar{s}^{(t)}", r"\beta_2", "t", layers=(1, "T")),
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
    computed("N_F", (), "multiplications counted in the products of the forward pass",
        count_forward, "X", PARAMETERS, "g", r"g_{\text{out}}"),
    computed("N_B", (), "multiplications counted in the products of the backward pass",
        count_backward, "X", "Y", PARAMETERS, VALUES, "D_g", pick=0),
    constant(r"\mathbf{1}", ("m", 1), "column of ones", 1.0),
    section("arrays", symbols=ARRAYS),
    section("activations", symbols=ACTIVATIONS),
    section("cross-entropy", symbols=CROSS_ENTROPY),
    section("squared-error", values={"b": 0.0}, symbols=SQUARED_ERROR),
    section("softmax", symbols=SOFTMAX),
    section("training", symbols=TRAINING),
    section("optimizers", symbols=OPTIMIZERS),
    section("descent", sizes={"n": 2}, values={"A": [[2.0, 0.0], [0.0, 16.0]]},
        symbols=DESCENT),
)
# fmt: on
