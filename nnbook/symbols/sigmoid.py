"""What the letters of docs/sigmoid.md mean."""

from nnbook import sigmoid
from nnbook.verify import Page, computed, defined, drawn, function, section

page = Page(
    drawn("z", (), "weighted input, the log-odds", also=(0.0, 30.0, -30.0)),
    drawn("p", (), "probability", values="unit"),
    drawn("u", (), "values, denominator of the sigmoid", values="positive"),
    drawn("h", (), "step, the length of a short interval", values="positive"),
    drawn(r"\tau", (), "number, a place left of z"),
    drawn(r"\psi", (), "number, positive factor", values="positive"),
    drawn("w", (), "weight"),
    drawn("x", (), "input"),
    drawn("b", (), "bias", also=(0.0, 3.0, -3.0)),
    drawn("y", (), "label"),
    drawn(r"\theta", (), "threshold", also=(0.0, 3.0, -3.0)),
    drawn(r"\alpha", (), "step size", values="positive"),
    defined("c", (), "number, exponential that never exceeds 1"),
    function(r"\sigma", sigmoid.sigmoid, "sigmoid"),
    function(r"\sigma_{\text{printed}}", sigmoid.naive_sigmoid, "sigmoid, computed as printed"),
    function(r"D_\sigma", sigmoid.sigmoid_derivative, "derivative of the sigmoid, as computed"),
    function(r"\operatorname{logit}", sigmoid.logit, "log-odds of a probability"),
    function(r"\zeta", sigmoid.softplus, "softplus"),
    function("H", sigmoid.step, "step function", kinks=(0,)),
    computed("a", (), "activation, the output of the sigmoid", sigmoid.sigmoid, "z"),
    section(
        "log-odds",
        symbols=(computed("z", (), "weighted input, the log-odds of p", sigmoid.logit, "p"),),
    ),
    section(
        "two-branches",
        symbols=(drawn("z", (), "weighted input, far out as well", also=(0.0, 800.0, -800.0)),),
    ),
    section(
        "inverse",
        symbols=(drawn("z", (), "weighted input"),),
    ),
    section(
        "sigmoid-neuron",
        symbols=(
            computed("z", (), "weighted input", sigmoid.weighted_input, "w", "x", "b"),
            computed("a", (), "activation of the sigmoid neuron", sigmoid.sigmoid, "z"),
            computed(r"\ell", (), "loss of one example", sigmoid.squared_error, "a", "y"),
        ),
    ),
    section(
        "step-neuron",
        symbols=(
            computed("z", (), "weighted input", sigmoid.weighted_input, "w", "x", "b"),
            computed("a", (), "activation of the step neuron", sigmoid.step, "z"),
            computed(r"\ell", (), "loss of one example", sigmoid.squared_error, "a", "y"),
        ),
    ),
    section(
        "sigmoid-step",
        values={"w": -1.0, "x": 2.0, "b": 0.5, "y": 1.0, r"\alpha": 2.0},
        symbols=(
            computed("z", (), "weighted input", sigmoid.weighted_input, "w", "x", "b"),
            computed("a", (), "activation of the sigmoid neuron", sigmoid.sigmoid, "z"),
            computed(r"\ell", (), "loss of one example", sigmoid.squared_error, "a", "y"),
        ),
    ),
    section(
        "step-step",
        values={"w": -1.0, "x": 2.0, "b": 0.5, "y": 1.0},
        symbols=(
            computed("z", (), "weighted input", sigmoid.weighted_input, "w", "x", "b"),
            computed("a", (), "activation of the step neuron", sigmoid.step, "z"),
            computed(r"\ell", (), "loss of one example", sigmoid.squared_error, "a", "y"),
        ),
    ),
    section("threshold", values={"x": 0.0}, general=True),
    section(
        "worked-example",
        values={"w": 0.8, "x": 2.0, "b": -1.0},
        symbols=(
            computed("z", (), "weighted input", sigmoid.weighted_input, "w", "x", "b"),
            computed("a", (), "activation of the neuron", sigmoid.sigmoid, "z"),
        ),
    ),
)
