"""What the letters of docs/chain_rule.md mean."""

from nnbook.chain_rule import (
    affine_backward,
    cube,
    cube_slope,
    elementwise_backward,
    fan,
    inner_jacobian,
    inner_map,
    loss,
    loss_gradient,
    outer_jacobian,
    outer_map,
    product_backward,
    pull_back,
    quadratic,
    quadratic_gradient,
    square,
    square_slope,
    total,
    total_backward,
    volume,
    volume_gradient,
)
from nnbook.vectors_and_matrices import affine, elementwise_product
from nnbook.verify import Page, computed, constant, defined, drawn, function, index, section, size

# fmt: off
NUMBERS = (
    drawn("x", (), "input, a number"),
    drawn("h", (), "step, of the input"),
    computed("u", (), "values, inner value, a number", cube, "x"),
    computed("v", (), "values, outer value, a number", square, "u"),
)
AFFINE = (
    computed("z", ("n_1", 1), "weighted inputs", affine, "W", "x", "b"),
    computed(r"\ell", (), "loss of one example", loss, "z"),
    computed("dz", ("n_1", 1), "gradient, of the loss by z", loss_gradient, "z"),
    computed("dW", ("n_1", "n_0"), "gradient, of the loss by W", affine_backward, "W", "x", "dz",
        pick=0),
    computed("dx", ("n_0", 1), "gradient, of the loss by x", affine_backward, "W", "x", "dz",
        pick=1),
)
PRODUCT = (
    computed("u", ("n_1", 1), "values, elementwise product", elementwise_product, "a", r"\hat{a}"),
    computed(r"\ell", (), "loss of one example", loss, "u"),
    computed("du", ("n_1", 1), "gradient, of the loss by u", loss_gradient, "u"),
    computed("da", ("n_1", 1), "gradient, of the loss by a", product_backward, "a", r"\hat{a}",
        "du",
        pick=0),
    computed(r"d\hat{a}", ("n_1", 1), "gradient, of the loss by the second factors",
        product_backward, "a", r"\hat{a}", "du",
        pick=1),
)
ELEMENTWISE = (
    drawn("z", ("n_1", 1), "weighted inputs"),
    computed("a", ("n_1", 1), "activations", square, "z"),
    computed(r"\ell", (), "loss of one example", loss, "a"),
    computed("da", ("n_1", 1), "gradient, of the loss by a", loss_gradient, "a"),
    computed("dz", ("n_1", 1), "gradient, of the loss by z", elementwise_backward, "D_g", "z",
        "da"),
)
TOTAL = (
    computed(r"\ell", (), "loss of one example", loss, r"\tau"),
    computed(r"d\tau", (), "derivative of the loss by the sum", loss_gradient, r"\tau"),
    computed("dx", ("n_0", 1), "gradient, of the loss by x", total_backward, "x", r"d\tau"),
)
BATCH = (
    index("i", 1, "m", "counts examples"),
    computed(r"\ell", (), "loss of all examples together", loss, "Z"),
    computed("dZ", ("n_1", "m"), "gradient, of the loss by Z", loss_gradient, "Z"),
    computed("dW", ("n_1", "n_0"), "gradient, of the loss by W", affine_backward, "W", "X", "dZ",
        pick=0),
    computed("dX", ("n_0", "m"), "gradient, of the loss by X", affine_backward, "W", "X", "dZ",
        pick=1),
    computed("db", ("n_1", 1), "gradient, of the loss by b", affine_backward, "W", "X", "dZ",
        pick=2),
)

page = Page(
    size("n_0", 2, "number of inputs, the entries of x"),
    size("n_1", 3, "number of neurons, the entries of u"),
    size("n_2", 4, "number of outputs, the entries of v"),
    size("m", 5, "number of examples"),
    index("j", 1, "n_0", "counts entries of x"),
    index("k", 1, "n_1", "counts entries of u"),
    index("r", 1, "n_1", "counts entries of u a second time"),
    index("i", 1, "n_2", "counts entries of v"),
    # Numbers.
    function("f", cube, "function of one number, the first: its third power"),
    function("D_f", cube_slope, "slope of f, as computed"),
    function("g", square, "function of one number, the second: its square"),
    function("D_g", square_slope, "slope of g, as computed"),
    drawn("c", (), "number, a slope that is not the derivative"),
    drawn(r"\eta", (), "number, going to zero"),
    defined(r"\Delta f", (), "change of f"),
    defined(r"\varepsilon_f", (), "error of the slope of f over a step"),
    defined(r"\varepsilon_g", (), "error of the slope of g over the change of f"),
    # Columns.
    drawn("x", ("n_0", 1), "inputs"),
    drawn("h", ("n_0", 1), "step, of the inputs"),
    function(r"\phi", volume, "volume of a box, from its base and height", elementwise=False),
    computed(r"d\phi", ("n_0", 1), "gradient, of the volume, as computed", volume_gradient, "x"),
    function("F", inner_map, "map from two numbers to three", elementwise=False),
    function("G", outer_map, "map from three numbers to four", elementwise=False),
    computed("u", ("n_1", 1), "values, intermediate", inner_map, "x"),
    computed("v", ("n_2", 1), "values, results", outer_map, "u"),
    computed("D_F", ("n_1", "n_0"), "Jacobian of u by x, as computed", inner_jacobian, "x"),
    computed("D_G", ("n_2", "n_1"), "Jacobian of v by u, as computed", outer_jacobian, "u"),
    defined(r"\Delta F", ("n_1", 1), "change of u"),
    computed(r"\ell", (), "loss of one example", loss, "v"),
    computed("dv", ("n_2", 1), "gradient, of the loss by v", loss_gradient, "v"),
    computed("du", ("n_1", 1), "gradient, of the loss by u", pull_back, "D_G", "dv"),
    computed("dx", ("n_0", 1), "gradient, of the loss by x", pull_back, "D_F", "du"),
    # The five rules.
    drawn("W", ("n_1", "n_0"), "weights"),
    drawn("b", ("n_1", 1), "biases", broadcasts=True),
    computed("z", ("n_1", 1), "weighted inputs", affine, "W", "x", "b"),
    drawn("X", ("n_0", "m"), "inputs, example by column"),
    computed("Z", ("n_1", "m"), "weighted inputs, example by column", affine, "W", "X", "b"),
    drawn("a", ("n_1", 1), "activations, as first factors"),
    constant(r"\mathbf{1}", ("n_0", 1), "column of ones", 1.0),
    computed(r"\tau", (), "number, sum of the inputs", total, "x"),
    drawn("A", ("n_0", "n_0"), "matrix, of a quadratic form"),
    computed(r"\psi", (), "number, quadratic form", quadratic, "A", "x"),
    computed(r"d\psi", ("n_0", 1), "gradient, of the quadratic form by x", quadratic_gradient, "A",
        "x"),
    drawn("y", ("n_1", 1), "labels"),
    defined(r"\xi", (), "number, a side between the old one and the new one"),
    function("f_0", fan, "function, without a best linear map at the origin",
        elementwise=False, analytic=False),
    # Special worlds.
    section("linear-map", symbols=NUMBERS),
    section("gradient-numbers", values={"x": [[3.0], [2.0]]}),
    section("one-path", symbols=NUMBERS),
    section("rule-affine", symbols=AFFINE),
    section("rule-product", symbols=(drawn(r"\hat{a}", ("n_1", 1), "second factors"), *PRODUCT)),
    section("rule-elementwise", symbols=ELEMENTWISE),
    section("rule-sum", sizes={"n_0": 6}, symbols=TOTAL),
    section("rule-many-uses", symbols=BATCH),
    section("rule-quadratic", sizes={"n_0": 6}, symbols=(
        computed(r"\ell", (), "loss of one example", loss, r"\psi"),)),
    section("rule-symmetric", sizes={"n_0": 6}, symbols=(
        drawn("A", ("n_0", "n_0"), "matrix, of a quadratic form, symmetric", values="symmetric"),)),
    section("worked-example", values={"x": [[2.0], [-1.0]]}),
    section("wrong-place", symbols=NUMBERS),
    section("wrong-elementwise", symbols=ELEMENTWISE),
    section("wrong-layout", symbols=AFFINE),
    section("wrong-quadratic", sizes={"n_0": 6}),
    section("exercise-product", symbols=NUMBERS),
    section("exercise-three", symbols=NUMBERS),
    section("exercise-length", sizes={"n_0": 6}),
    section("exercise-least-squares", symbols=(
        computed("z", ("n_1", 1), "weighted inputs", affine, "W", "x", "b"),)),
    section("exercise-find-the-error", symbols=(
        drawn("x", (), "input, a number", values="positive"),)),
)
# fmt: on
