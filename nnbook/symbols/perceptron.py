"""What the letters of docs/perceptron.md mean."""

from nnbook import perceptron, sigmoid
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
CORNERS = [[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]
GIVEN = (
    drawn("X", ("n", "m"), "inputs, one example a column"),
    drawn("Y", (1, "m"), "labels of the examples", values="signs"),
)

page = Page(
    size("n", 4, "number of inputs"),
    size("m", 7, "number of examples"),
    index("j", 1, "n", "counts inputs"),
    index("i", 1, "m", "counts examples"),
    index("t", 1, "T", "counts mistakes"),
    # One neuron and one example.
    drawn("w", ("n", 1), "weights"),
    drawn("b", (), "bias", broadcasts=True),
    drawn("x", ("n", 1), "inputs of one example"),
    drawn("y", (), "label, 1 or -1", values="signs"),
    drawn(r"\theta", (), "threshold"),
    drawn("h", (), "step, the change of an input"),
    drawn(r"\alpha", (), "step size", values="positive"),
    drawn(r"\tau", (), "number of corrections", values="positive"),
    drawn(r"x_{\text{const}}", (), "input, the constant one of the bias", values="positive"),
    function("H", sigmoid.step, "step function", kinks=(0,)),
    function(r"\sigma", sigmoid.sigmoid, "sigmoid"),
    computed("z", (), "weighted input", perceptron.weighted_input, "w", "x", "b", pick=(0, 0)),
    computed("a", (), "activation, the output of the neuron",
        perceptron.perceptron, "w", "x", "b", pick=(0, 0)),
    computed(r"\eta", (), "number, signed distance from the boundary",
        perceptron.distance, "w", "x", "b", pick=(0, 0)),
    computed(r"\tilde{x}", ("n + 1", 1), "extended inputs of one example",
        perceptron.extended, "x"),
    computed(r"\tilde{w}", ("n + 1", 1), "weights and bias in one column",
        perceptron.extended, "w", "b"),
    computed(r"\ell", (), "loss of one example, whose gradient is the rule",
        perceptron.loss, "z", "y"),
    updated("w", perceptron.correct, "w", "b", "x", "y", pick=0),
    updated("b", perceptron.correct, "w", "b", "x", "y", pick=1),
    defined(r"x_{\text{near}}", ("n", 1), "inputs, point of the boundary nearest to the origin"),
    defined(r"x_{\text{foot}}", ("n", 1), "inputs, point of the boundary nearest to the example"),
    defined(r"x_{\text{other}}", ("n", 1), "inputs, another point of the boundary"),
    # Two clouds, and the run of the rule on them.
    # Four signs have the length 2, so c has the length 1 without rounding, and products that are 0
    # on paper are 0: at g = 0 every mistake is on the boundary, and the bound is attained.
    drawn("v", ("n", 1), "values, direction, drawn at random", values="signs"),
    drawn("c", (), "number, size of the noise, distance of the plane", values=(1.2, 2.0),
        also=(0.0,)),
    drawn("N", ("n", "m"), "noise, one example a column", also=(0.0,)),
    drawn("Y", (1, "m"), "labels of the examples", values="signs"),
    computed(r"\hat{v}", ("n", 1), "unit normal of a plane", perceptron.unit, "v"),
    computed(r"\hat{d}", ("n", 1), "unit column along the plane", perceptron.across, r"\hat{v}"),
    computed("X", ("n", "m"), "inputs, one example a column",
        perceptron.clouds, r"\hat{v}", "Y", "N", "c"),
    computed(r"\tilde{X}", ("n + 1", "m"), "extended inputs, one example a column",
        perceptron.extended, "X"),
    view("x^{(i)}", ("n", 1), "inputs of example i", "X_{:i}"),
    view("y^{(i)}", (), "label of example i", "Y_i"),
    view("N^{(i)}", ("n", 1), "noise of example i", "N_{:i}"),
    view(r"\tilde{x}^{(i)}", ("n + 1", 1), "extended inputs of example i", r"\tilde{X}_{:i}"),
    computed("J", (), "cost: the share of mistakes", perceptron.error_rate, "w", "X", "b", "Y"),
    computed(r"\tilde{u}", ("n + 1", 1), "separator, a column of length 1",
        perceptron.separator, r"\hat{v}", "c"),
    computed(r"\tilde{\gamma}", (), "margin of the extended inputs",
        perceptron.margin, r"\tilde{X}", "Y", r"\tilde{u}"),
    computed(r"\tilde{R}", (), "length of the longest extended input",
        perceptron.radius, r"\tilde{X}"),
    computed("R", (), "length of the longest input", perceptron.radius, "X"),
    computed(r"\gamma", (), "raw margin", perceptron.raw_margin, "X", "Y", "w", "b"),
    computed("T", (), "number of steps, mistakes until there are no more", perceptron.mistakes,
        "X", "Y"),
    computed(r"\tilde{w}_t", ("n + 1", 1), "extended weights after mistake t",
        perceptron.learn, "X", "Y", pick=(0, "t"), layers=(0, "T")),
    computed("e_t", (), "number of the example of mistake t",
        perceptron.learn, "X", "Y", pick=(1, "t - 1")),
    view(r"\tilde{x}_t", ("n + 1", 1), "extended inputs of the example of mistake t",
        r"\tilde{X}_{:,e_t}"),
    view("y_t", (), "label of the example of mistake t", "Y_{e_t}"),
    # Special worlds.
    section("threshold", values={"w": [[0.0], [0.0], [0.0], [0.0]]}, general=True, symbols=(
        drawn(r"\theta", (), "threshold", also=(0.0,)),
    )),
    section("rule", values={"b": 0.0}, general=True, symbols=(
        drawn("w", ("n", 1), "weights, small or zero", values=(-0.5, 0.5), also=(0.0,)),
    )),
    section("wrong-influence", symbols=(
        drawn("w", ("n", 1), "weights", also=(0.7,)),
        drawn("h", (), "step, the change of an input", also=(0.0,)),
    )),
    section("exercise-step-size", values={"b": 0.0}, general=True, symbols=(
        drawn("w", ("n", 1), "weights", also=(0.0,)),
    )),
    section("exercise-again", values={"x": [[0.0], [0.0], [0.0], [0.0]], "b": -1.0, "y": 1.0},
        general=True, symbols=(
            drawn(r"\tau", (), "number of corrections", values="positive", also=(1.0,)),
        )),
    section("raw-margin", symbols=(
        computed(r"\tilde{u}", ("n + 1", 1), "separator, a column of length 1",
            perceptron.unit, r"\tilde{w}"),
    )),
    section("distance", symbols=(
        drawn("v", ("n", 1), "values, any column", also=(0.0,)),
    )),
    section("one-input", sizes={"n": 1}, general=False),
    section("counted", symbols=(
        drawn("v", ("n", 1), "values, direction, drawn at random, not of signs"),
    )),
    section("novikoff-sharp", general=False,
        values={"c": 0.0, "Y": [[1.0, -1.0, -1.0, 1.0, 1.0, -1.0, 1.0]]}),
    section("raw", general=False,
        sizes={"n": 1, "m": 2},
        values={"X": [[0.1, 0.3]], "Y": [[-1.0, 1.0]], "w": [[1.0]], "b": -0.2},
        symbols=(
            *GIVEN,
            computed(r"\tilde{u}", ("n + 1", 1), "separator, a column of length 1",
                perceptron.unit, r"\tilde{w}"),
        )),
    section("xor", general=False,
        sizes={"n": 2, "m": 4},
        values={"X": CORNERS, "Y": [[-1.0, 1.0, 1.0, -1.0]]},
        symbols=(*GIVEN, drawn("w", ("n", 1), "weights", also=(0.0, 0.7)))),
    section("worked-example",
        sizes={"n": 2, "m": 4},
        values={"X": CORNERS, "Y": [[-1.0, 1.0, 1.0, 1.0]], "w": [[2.0], [2.0]], "b": -1.0},
        symbols=(
            *GIVEN,
            computed(r"\tilde{u}", ("n + 1", 1), "separator, a column of length 1",
                perceptron.unit, r"\tilde{w}"),
        )),
    section("exercise-constant", symbols=(
        drawn(r"\gamma", (), "raw margin", values="positive"),
        defined(r"\xi", (), "number, bound in raw numbers"),
    )),
    section("exercise-nand",
        sizes={"n": 2, "m": 4},
        values={"X": CORNERS, "w": [[-1.0], [-1.0]], "b": 1.5},
        symbols=GIVEN),
)
# fmt: on
