"""What the letters of docs/cross_entropy.md mean."""

from nnbook import mean_squared_error
from nnbook.cross_entropy import (
    calibration,
    cost,
    cost_from_logits,
    cost_in_bits,
    entropy,
    gradient,
    hessian,
    logit_gradient,
    loss,
    loss_from_logit,
    loss_gradient,
    sum_cost,
    weighted,
)
from nnbook.mean_squared_error import descend, weighted_inputs
from nnbook.probability import bernoulli
from nnbook.sigmoid import logit, naive_sigmoid, sigmoid, softplus
from nnbook.verify import (
    Page,
    computed,
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
FROM_THE_LOGIT = (
    computed(r"\ell", (), "loss of one example", loss_from_logit, "z", "y"),
    computed("J", (), "cost of the batch, the mean of the losses", cost_from_logits, "Z", "Y"),
    computed("dz", (), "derivative of the loss by the logit", logit_gradient, "z", "y"),
)
FREE_PREDICTION = (drawn(r"\hat{y}", (), "prediction for one example", values="unit"),)

page = Page(
    size("n", 3, "number of inputs"),
    size("m", 5, "number of examples"),
    index("i", 1, "m", "counts examples"),
    index("k", 1, "m", "counts examples a second time"),
    index("j", 1, "n", "counts inputs"),
    index("r", 1, "n", "counts inputs a second time"),
    function(r"\sigma", naive_sigmoid, "sigmoid, computed as printed"),
    function(r"\zeta", softplus, "softplus"),
    function(r"\operatorname{logit}", logit, "log-odds of a probability"),
    # One example.
    drawn("z", (), "weighted input, the logit"),
    drawn("y", (), "label of one example", values="unit"),
    computed(r"\hat{y}", (), "prediction for one example", sigmoid, "z"),
    function("f", bernoulli, "function, probability of a label, given the prediction"),
    function(r"\operatorname{weighted}", weighted, "product in which 0 times infinity is 0"),
    computed(r"\ell", (), "loss of one example", loss, r"\hat{y}", "y"),
    computed(r"d\hat{y}", (), "derivative of the loss by the prediction",
        loss_gradient, r"\hat{y}", "y"),
    computed(r"\ell_{\text{squared}}", (), "loss as the squared error of one example",
        mean_squared_error.loss, r"\hat{y}", "y"),
    drawn("p", (), "probability, of a yes", values="unit"),
    function(r"\operatorname{entropy}", entropy, "entropy, of a yes with this probability"),
    defined(r"D_{\text{KL}}", (), "divergence of the prediction from the label"),
    computed(r"\ell_{\text{expected}}", (), "loss that is expected of a prediction",
        loss, r"\hat{y}", "p"),
    # A batch.
    drawn("X", ("n", "m"), "inputs, example by column"),
    drawn("w", ("n", 1), "weights"),
    drawn("b", (), "bias", broadcasts=True),
    drawn("Y", (1, "m"), "labels, example by column", values="unit"),
    computed("Z", (1, "m"), "weighted inputs, example by column", weighted_inputs, "w", "X", "b"),
    computed(r"\hat{Y}", (1, "m"), "predictions, example by column", sigmoid, "Z"),
    view("x^{(i)}", ("n", 1), "inputs of example i", "X_{:i}"),
    view("z^{(i)}", (), "weighted input of example i", "Z_{1i}"),
    view("y^{(i)}", (), "label of example i", "Y_{1i}"),
    view(r"\hat{y}^{(i)}", (), "prediction for example i", r"\hat{Y}_{1i}"),
    computed(r"\ell^{(i)}", (), "loss of example i", loss, r"\hat{y}^{(i)}", "y^{(i)}"),
    defined("P", (), "likelihood, of all labels"),
    computed("J", (), "cost of the batch, the mean of the losses", cost, r"\hat{Y}", "Y"),
    computed("dZ", (1, "m"), "derivatives of the losses by the logits", logit_gradient, "Z", "Y"),
    computed("dw", ("n", 1), "gradient, of the cost by w", gradient, "w", "X", "b", "Y", pick=0),
    computed("db", (), "derivative of the cost by b", gradient, "w", "X", "b", "Y", pick=1),
    computed(r"\mathbf{H}", ("n", "n"), "Hessian, second derivatives of the cost by the weights",
        hessian, "w", "X", "b"),
    drawn("v", ("n", 1), "values, direction, in the space of weights"),
    drawn("c", (), "number, direction of the bias"),
    defined(r"\kappa_v", (), "curvature along a direction"),
    defined("s^{(i)}", (), "slope of the sigmoid at example i"),
    defined(r"\hat{y}_{\text{best}}", (), "prediction that is best for the weighted loss"),
    drawn(r"\alpha", (), "step size", values="positive"),
    updated("w", descend, gradient, "w", "X", "b", "Y", r"\alpha", 1, pick=0),
    updated("b", descend, gradient, "w", "X", "b", "Y", r"\alpha", 1, pick=1),
    # Other conventions.
    computed(r"J_{\text{sum}}", (), "cost as the sum of the losses", sum_cost, r"\hat{Y}", "Y"),
    computed(r"J_{\text{bits}}", (), "cost in bits: the mean of the losses",
        cost_in_bits, r"\hat{Y}", "Y"),
    defined(r"y_{\text{sign}}", (), "label as minus one or one"),
    # One step.
    computed(r"w_{\text{after}}", ("n", 1), "weights after one step",
        descend, gradient, "w", "X", "b", "Y", r"\alpha", 1, pick=0),
    computed(r"b_{\text{after}}", (), "bias after one step",
        descend, gradient, "w", "X", "b", "Y", r"\alpha", 1, pick=1),
    computed(r"Z_{\text{after}}", (1, "m"), "weighted inputs after one step",
        weighted_inputs, r"w_{\text{after}}", "X", r"b_{\text{after}}"),
    computed(r"J_{\text{after}}", (), "cost after one step",
        cost_from_logits, r"Z_{\text{after}}", "Y"),
    # Calibration.
    drawn(r"\psi", (), "number, factor by which a neuron is too sure", values="positive"),
    defined("q", (), "probability, the claimed one"),
    computed(r"\bar{q}", (2, 1), "mean prediction of each bin", calibration, r"\hat{Y}", "Y", 2,
        pick=0),
    computed(r"\bar{y}", (2, 1), "mean of the labels, of each bin", calibration, r"\hat{Y}", "Y", 2,
        pick=1),
    # Exercises.
    defined(r"\epsilon", (), "what is taken from a hard label"),
    defined(r"\ell_{\text{weighted}}", (), "loss in which a yes counts so many times"),
    # Special worlds.
    section("likelihood", symbols=(
        drawn("y", (), "label of one example", values="labels"),
        drawn(r"\hat{y}", (), "prediction for one example", values="unit"),
        drawn("Y", (1, "m"), "labels, example by column", values="labels"))),
    section("soft", symbols=FREE_PREDICTION),
    section("zero", symbols=(
        drawn("y", (), "label of one example", values="unit", also=(0.0, 1.0)),)),
    section("expected", symbols=FREE_PREDICTION),
    section("stable", symbols=(*FROM_THE_LOGIT,
        drawn("z", (), "weighted input, the logit", also=(0.0, 8.0, -8.0)))),
    section("hard-label", symbols=(*FROM_THE_LOGIT,
        drawn("z", (), "weighted input, the logit", also=(0.0,)))),
    section("calibration", symbols=(drawn("z", (), "weighted input, the logit", also=(0.0,)),)),
    section("saturation", symbols=(
        drawn("z", (), "weighted input, the logit", also=(0.0,)),)),
    section("calibration-numbers", sizes={"m": 10},
        values={r"\hat{Y}": [[0.9, 0.9, 0.9, 0.9, 0.9, 0.2, 0.2, 0.2, 0.2, 0.2]],
            "Y": [[1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]]},
        symbols=(drawn(r"\hat{Y}", (1, "m"), "predictions, example by column"),)),
    section("worked-example", sizes={"n": 1, "m": 3}, values={
        "X": [[-1.0, 0.0, 2.0]], "Y": [[0.0, 1.0, 1.0]], "w": [[0.8]], "b": 0.3, r"\alpha": 2.0}),
    section("wrong-prediction", values={r"\hat{y}": 0.9, "y": 1.0}, symbols=FREE_PREDICTION),
    section("exercise-bend", symbols=(drawn("z", (), "weighted input, the logit", also=(0.0,)),)),
    section("exercise-signs", symbols=(
        drawn("y", (), "label of one example", values="labels"),)),
)
# fmt: on
