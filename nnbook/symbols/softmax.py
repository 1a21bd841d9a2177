"""What the letters of docs/softmax.md mean."""

from nnbook import sigmoid, softmax
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
    view,
)

# fmt: off
ANY = (
    drawn("y", ("K", 1), "labels of one example, with any sum", values="unit"),
)
SCORES = (
    computed("z", ("K", 1), "weighted inputs of one example, the logits",
        softmax.scores, "W", "x", "b"),
)

page = Page(
    size("K", 4, "number of classes"),
    size("n", 3, "number of inputs"),
    size("m", 5, "number of examples"),
    index("j", 1, "K", "counts classes a second time"),
    index("k", 1, "K", "counts classes"),
    index("r", 1, "K", "counts classes a third time"),
    index(r"\omega", 1, "K", "right class"),
    index("i", 1, "m", "counts examples"),
    index(r"\iota", 1, "n", "counts inputs"),
    # One example.
    drawn("z", ("K", 1), "weighted inputs of one example, the logits"),
    drawn("y", ("K", 1), "labels of one example", values="simplex"),
    constant(r"\mathbf{1}", ("K", 1), "column of ones", 1.0),
    drawn("h", (), "step, a number added to all logits"),
    drawn("v", ("K", 1), "values, direction, in the space of logits", also=(1.0,)),
    drawn(r"\vartheta", (), "temperature", values="positive"),
    drawn(r"\tau", (), "number, difference of two logits, rounded"),
    drawn(r"\varepsilon", (), "error, what a subtraction rounds away", values=(-1e-3, 1e-3)),
    drawn(r"\alpha", (), "step size", values="positive"),
    function(r"\sigma", sigmoid.sigmoid, "sigmoid"),
    function(r"\zeta", sigmoid.softplus, "softplus"),
    function("f", softmax.naive_softmax, "function, softmax, computed as printed",
        elementwise=False),
    function(r"\operatorname{softmax}", softmax.softmax, "softmax", elementwise=False),
    function(r"\operatorname{lse}", softmax.log_sum_exp, "log-sum-exp", elementwise=False),
    function("g", softmax.log_softmax, "function, logarithms of the outputs", elementwise=False),
    computed("p", ("K", 1), "probabilities, the outputs of one logistic unit for each class",
        sigmoid.sigmoid, "z"),
    computed("a", ("K", 1), "activations, the outputs of softmax", softmax.softmax, "z"),
    computed(r"\mathbf{D}", ("K", "K"), "Jacobian of softmax", softmax.jacobian, "z"),
    computed(r"\ell", (), "loss of one example", softmax.cross_entropy, "a", "y", pick=0),
    computed("dz", ("K", 1), "gradient, of the loss by the logits", softmax.loss_gradient, "z",
        "y"),
    computed(r"\hat{u}", ("K", 1), "exponentials of the differences to the largest logit",
        softmax.shifted, "z", pick=2),
    computed(r"\tilde{\Sigma}", (), "sum of the exponentials of the other differences",
        softmax.others, "z", pick=(2, 0)),
    defined(r"\hat{k}", (), "place of the largest logit"),
    defined("u", ("K", 1), "values, exponentials of the logits"),
    defined(r"\Sigma", (), "sum of the exponentials"),
    defined(r"\mu", (), "mean, of a direction's entries under the outputs"),
    # A batch.
    drawn("x", ("n", 1), "inputs of one example"),
    drawn("X", ("n", "m"), "inputs, one example a column"),
    drawn("Y", ("K", "m"), "labels, one example a column", values="simplex"),
    drawn("W", ("K", "n"), "weights"),
    drawn("b", ("K", 1), "biases", broadcasts=True),
    drawn(r"w_{\text{shift}}", ("n", 1), "weights, added to those of every class"),
    computed("Z", ("K", "m"), "weighted inputs, the logits, example by column",
        softmax.scores, "W", "X", "b"),
    computed(r"\hat{Y}", ("K", "m"), "predictions, the outputs of softmax, one example a column",
        softmax.softmax,
        "Z"),
    computed("J", (), "cost of the batch", softmax.cost, "Z", "Y"),
    computed("dZ", ("K", "m"), "gradient of each example's loss by its logits",
        softmax.loss_gradient, "Z", "Y"),
    computed("dW", ("K", "n"), "gradient, of the cost by the weights",
        softmax.cost_gradients, "Z", "Y", "X", pick=0),
    computed("db", ("K", 1), "gradient, of the cost by the biases",
        softmax.cost_gradients, "Z", "Y", "X", pick=1),
    view("z^{(i)}", ("K", 1), "weighted inputs of example i, the logits", "Z_{:i}"),
    view("a^{(i)}", ("K", 1), "activations of example i", r"\hat{Y}_{:i}"),
    view("y^{(i)}", ("K", 1), "labels of example i", "Y_{:i}"),
    view("dz^{(i)}", ("K", 1), "gradient, of the loss of example i by its logits", "dZ_{:i}"),
    computed(r"\ell^{(i)}", (), "loss of example i", softmax.loss, "z^{(i)}", "y^{(i)}", pick=0),
    # Special worlds.
    section("range", symbols=(
        drawn("z", ("K", 1), "weighted inputs, logits far apart", values=(-15.0, 15.0)),
    )),
    # The right class has the largest logit here, and so not the largest gradient.
    section("ratios", general=True, values={
        "z": [[0.3], [1.1], [-0.4], [0.2]],
        "y": [[0.0], [1.0], [0.0], [0.0]],
    }),
    section("from-units", sizes={"K": 5, "m": 6}, general=True),
    section("binary", sizes={"K": 2}, general=False),
    section("lse-bounds", symbols=(
        drawn("z", ("K", 1), "weighted inputs, logits far apart or equal",
            values=(-6.0, 6.0), also=(0.0,)),
    )),
    section("lse-binary", sizes={"K": 2}, general=False),
    section("by-logits", symbols=ANY),
    section("shorter", symbols=ANY),
    section("loss-stable", symbols=(
        drawn("y", ("K", 1), "labels of one example, with any sum", values="unit"),
        computed(r"\ell", (), "loss of one example, from the logits",
            softmax.loss, "z", "y", pick=0),
    )),
    section("integer-labels", general=False,
        values={r"\mathbf{k}": [[3.0, 1.0, 4.0, 4.0, 2.0]]},
        symbols=(
            drawn(r"\mathbf{k}", (1, "m"), "classes of the examples, as numbers", values="integer"),
            computed("Y", ("K", "m"), "labels, one example a column",
                softmax.one_hot, r"\mathbf{k}", "K"),
        )),
    section("worked-example",
        sizes={"K": 3, "n": 2},
        values={
            "W": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]],
            "b": [[0.0], [0.0], [-3.0]],
            "x": [[2.0], [1.0]],
            "y": [[0.0], [1.0], [0.0]],
            r"\alpha": 0.1,
        },
        symbols=SCORES),
    section("wrong-twice", symbols=(
        drawn("z", ("K", 1), "weighted inputs, logits far apart", values=(-15.0, 15.0)),
    )),
    section("exercise-binary", sizes={"K": 2}, general=False),
    section("exercise-temperature", symbols=(
        defined(r"\tilde{a}", ("K", 1), "outputs at a temperature"),
    )),
    section("exercise-entropy", symbols=(
        drawn("h", (), "step, a positive number", values="positive", also=(1.0,)),
        # Labels that are softmax of other logits, and at beta = 0 of the same.
        drawn(r"\tilde{\beta}", (1, 1), "how far the labels are from the outputs", also=(0.0,)),
        computed(r"\hat{z}", ("K", 1), "logits of the labels", softmax.scores, "v",
            r"\tilde{\beta}", "z"),
        computed("y", ("K", 1), "labels, soft ones", softmax.naive_softmax, r"\hat{z}"),
    )),
)
# fmt: on
