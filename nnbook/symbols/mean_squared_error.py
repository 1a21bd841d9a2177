"""What the letters of docs/mean_squared_error.md mean."""

from nnbook.mean_squared_error import (
    best_line,
    cost,
    cost_gradient,
    descend,
    half_cost,
    half_sum_cost,
    half_sum_gradient,
    linear_gradient,
    loss,
    loss_gradient,
    negative_log_likelihood,
    sigmoid_gradient,
    sum_cost,
    weighted_inputs,
)
from nnbook.probability import gaussian
from nnbook.sigmoid import naive_sigmoid, sigmoid, softplus, weighted_input
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
LINEAR = (
    computed(r"\hat{Y}", (1, "m"), "predictions, example by column",
        weighted_inputs, "w", "X", "b"),
    computed("dw", ("n", 1), "gradient, of the cost by w", linear_gradient, "w", "X", "b", "Y",
        pick=0),
    computed("db", (), "derivative of the cost by b", linear_gradient, "w", "X", "b", "Y", pick=1),
)
SIGMOID = (
    computed("Z", (1, "m"), "weighted inputs, example by column", weighted_inputs, "w", "X", "b"),
    view("z^{(i)}", (), "weighted input of example i", "Z_{1i}"),
    computed(r"\hat{Y}", (1, "m"), "predictions, example by column", sigmoid, "Z"),
    computed("dw", ("n", 1), "gradient, of the cost by w", sigmoid_gradient, "w", "X", "b", "Y",
        pick=0),
    computed("db", (), "derivative of the cost by b", sigmoid_gradient, "w", "X", "b", "Y", pick=1),
)
ONE_WEIGHT = (
    drawn("x", (), "input", values="positive"),
    drawn("w", (), "weight", also=(10.0, 12.0)),
    computed("z", (), "weighted input", weighted_input, "w", "x", 0),
    computed(r"\hat{y}", (), "prediction for one example", sigmoid, "z"),
)

page = Page(
    size("n", 3, "number of inputs"),
    size("m", 5, "number of examples"),
    index("i", 1, "m", "counts examples"),
    index("k", 1, "m", "counts examples a second time"),
    index("j", 1, "n", "counts inputs"),
    index("r", 1, "n", "counts inputs a second time"),
    function(r"\sigma", naive_sigmoid, "sigmoid, computed as printed"),
    # One prediction.
    drawn("y", (), "label of one example"),
    drawn(r"\hat{y}", (), "prediction for one example"),
    computed(r"\ell", (), "loss of one example", loss, r"\hat{y}", "y"),
    computed(r"d\hat{y}", (), "derivative of the loss by the prediction",
        loss_gradient, r"\hat{y}", "y"),
    # A batch.
    drawn("Y", (1, "m"), "labels, example by column"),
    drawn(r"\hat{Y}", (1, "m"), "predictions, example by column"),
    view("y^{(i)}", (), "label of example i", "Y_{1i}"),
    view(r"\hat{y}^{(i)}", (), "prediction for example i", r"\hat{Y}_{1i}"),
    computed(r"\ell^{(i)}", (), "loss of example i", loss, r"\hat{y}^{(i)}", "y^{(i)}"),
    computed("J", (), "cost of the batch, the mean of the losses", cost, r"\hat{Y}", "Y"),
    computed(r"d\hat{Y}", (1, "m"), "derivatives of the cost by the predictions",
        cost_gradient, r"\hat{Y}", "Y"),
    computed(r"J_{\text{sum}}", (), "cost as the sum of the losses", sum_cost, r"\hat{Y}", "Y"),
    computed(r"J_{\text{half}}", (), "cost as half the mean of the losses",
        half_cost, r"\hat{Y}", "Y"),
    computed(r"J_{\text{half sum}}", (), "cost as half the sum of the losses",
        half_sum_cost, r"\hat{Y}", "Y"),
    # Normal noise.
    drawn("s", (), "standard deviation, of the noise", values="positive"),
    function("f", gaussian, "function, density of a label, given the prediction and the noise"),
    defined(r"P_{\text{Laplace}}", (), "likelihood of a label under Laplace noise"),
    defined("P", (), "likelihood, of all labels"),
    computed(r"\operatorname{NLL}", (), "negative logarithm of the likelihood",
        negative_log_likelihood, r"\hat{Y}", "Y", "s"),
    # A neuron.
    drawn("X", ("n", "m"), "inputs, example by column"),
    drawn("w", ("n", 1), "weights"),
    drawn("b", (), "bias", broadcasts=True),
    view("x^{(i)}", ("n", 1), "inputs of example i", "X_{:i}"),
    drawn("v", ("n", 1), "values, direction, in the space of weights"),
    drawn("c", (), "number, direction of the bias, or any constant"),
    defined(r"\kappa_v", (), "curvature along a direction"),
    drawn(r"\alpha", (), "step size", values=(0.01, 0.1)),
    updated("w", descend, linear_gradient, "w", "X", "b", "Y", r"\alpha", 1, pick=0),
    updated("b", descend, linear_gradient, "w", "X", "b", "Y", r"\alpha", 1, pick=1),
    computed(r"w_{\text{after}}", ("n", 1), "weights after one step",
        descend, linear_gradient, "w", "X", "b", "Y", r"\alpha", 1, pick=0),
    computed(r"b_{\text{after}}", (), "bias after one step",
        descend, linear_gradient, "w", "X", "b", "Y", r"\alpha", 1, pick=1),
    computed(r"\hat{Y}_{\text{after}}", (1, "m"), "predictions after one step",
        weighted_inputs, r"w_{\text{after}}", "X", r"b_{\text{after}}"),
    computed(r"J_{\text{after}}", (), "cost after one step",
        cost, r"\hat{Y}_{\text{after}}", "Y"),
    # Two costs, one run.
    defined(r"\alpha_{\text{half}}", (), "step size for half the sum of squares"),
    computed(r"dw_{\text{half sum}}", ("n", 1), "gradient of half the sum of squares by w",
        half_sum_gradient, "w", "X", "b", "Y", pick=0),
    computed(r"db_{\text{half sum}}", (), "derivative of half the sum of squares by b",
        half_sum_gradient, "w", "X", "b", "Y", pick=1),
    computed(r"w_{\text{mean}}", ("n", 1), "weights after fifty steps with the mean",
        descend, linear_gradient, "w", "X", "b", "Y", r"\alpha", 50, pick=0),
    computed(r"w_{\text{half sum}}", ("n", 1), "weights after fifty steps with half the sum",
        descend, half_sum_gradient, "w", "X", "b", "Y", r"\alpha_{\text{half}}", 50, pick=0),
    # Bounded and convex.
    drawn("u", (), "values, a point on the line", values=(-2, 3)),
    drawn(r"\psi", (), "number, another point on the line", values=(-2, 3)),
    drawn(r"\tau", (), "number, fraction of the way", values="unit", also=(0.0005, 1.0)),
    defined(r"\xi", (), "number, a point beyond both"),
    function("g", softplus, "function, a convex one"),
    # Means and the best line.
    defined(r"\bar{x}", (), "mean of the inputs"),
    defined(r"\bar{y}", (), "mean of the labels"),
    computed(r"w_{\text{best}}", (1, 1), "weight of the best line", best_line, "X", "Y", pick=0),
    computed(r"b_{\text{best}}", (), "bias of the best line", best_line, "X", "Y", pick=1),
    defined(r"y_{\text{scaled}}", (), "label scaled to the range of the sigmoid"),
    defined(r"\hat{y}_{\text{back}}", (), "prediction scaled back to the range of the labels"),
    # Special worlds.
    section("linear", symbols=LINEAR),
    section("conventions", symbols=LINEAR),
    section("sigmoid", symbols=SIGMOID),
    section("one-weight", symbols=ONE_WEIGHT),
    section("hollows", symbols=SIGMOID, sizes={"n": 2, "m": 4}, values={
        "X": [[10.0, 1.0, 0.0, 0.0], [0.0, 0.0, 10.0, 1.0]], "Y": [[0.1, 0.9, 0.1, 0.9]],
        "b": 0.0}),
    section("outside", symbols=ONE_WEIGHT),
    section("above-one", symbols=(*ONE_WEIGHT,
        drawn("y", (), "label of one example", values=(1.1, 3), also=(1.0005,)))),
    section("between", symbols=(*ONE_WEIGHT,
        drawn("y", (), "label of one example", values="unit"))),
    section("wrong-weight", symbols=SIGMOID, sizes={"n": 1, "m": 1}, values={
        "X": [[1.0]], "Y": [[1.0]], "w": [[0.0]], "b": 0.0}),
    section("wrong-two", symbols=SIGMOID, sizes={"n": 1, "m": 2}, values={
        "X": [[1.0, -1.0]], "Y": [[1.0, 0.0]], "w": [[0.0]], "b": 0.0}),
    section("wrong-shape", symbols=LINEAR),
    section("exercise-best-line", symbols=LINEAR, sizes={"n": 1}, general=False),
    section("exercise-find-the-error", symbols=ONE_WEIGHT),
    section("exercise-bend", symbols=ONE_WEIGHT),
    section("worked-example", symbols=LINEAR, sizes={"n": 1, "m": 3}, values={
        "X": [[0.0, 1.0, 2.0]], "Y": [[1.0, 3.0, 4.0]], "w": [[0.5]], "b": 0.5, r"\alpha": 0.1}),
)
# fmt: on
