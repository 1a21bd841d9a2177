"""What the letters of docs/curvature.md mean."""

from nnbook.curvature import (
    cone,
    cone_gradient,
    cone_hessian,
    crater,
    crater_gradient,
    crater_hessian,
    dip,
    eigen,
    eigenvalues_2,
    second_order,
    smoothness,
)
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
NUMBERS = (
    drawn("x", (), "input, a number", values=(-2, 2), also=(0.0, 1.7320508075688772)),
    drawn("h", (), "step, a number", values=(0.3, 0.9)),
    drawn(r"\tau", (), "number, fraction of the way", values="unit", also=(0.0, 1.0)),
    defined(r"\tilde{f}", (), "value at a place, and the line from there to the end"),
    defined(r"\psi", (), "number, reciprocal of one plus the square"),
)
CONE = (
    function("J", cone, "cost: a cone with a round tip", elementwise=False),
    function("g", cone_gradient, "function, gradient of the cone", elementwise=False),
    function(r"\mathbf{H}", cone_hessian, "Hessian, of the cone", elementwise=False),
)
CONVEX = (
    *CONE,
    drawn("w", ("n", 1), "weights", also=(-3.0, 0.5)),
    drawn("h", ("n", 1), "step", values=(-0.05, 0.05), also=(0.0,)),
    drawn(r"\tau", (), "number, fraction of the way", values="unit", also=(0.0, 1.0)),
    defined("u", ("n", 1), "values, weights a fraction of the way along the step"),
)
TWO = (
    computed(r"\lambda_{\text{low}}", (), "smaller eigenvalue of two",
        eigenvalues_2, "A_{11}", "A_{12}", "A_{22}", pick=0),
    computed(r"\lambda_{\text{high}}", (), "larger eigenvalue of two",
        eigenvalues_2, "A_{11}", "A_{12}", "A_{22}", pick=1),
)
CRATER = {"w": [[1.0], [2.0]], "h": [[0.3], [-0.1]]}

page = Page(
    size("n", 3, "number of inputs, one weight for each"),
    index("j", 1, "n", "counts weights, directions and eigenvalues"),
    index("r", 1, "n", "counts weights, directions and eigenvalues a second time"),
    constant("I", ("n", "n"), "identity matrix", "identity"),
    view("e_j", ("n", 1), "column with a 1 in entry j and else 0", "I_{:j}"),
    drawn(r"\tau", (), "number, fraction of the way", values="unit"),
    drawn(r"\xi", (), "number, small", values=(0.05, 0.3)),
    function("f", dip, "function, dip: a function of one number"),
    # A cost of many weights.
    function("J", crater, "cost: a crater", elementwise=False),
    function("g", crater_gradient, "function, gradient of the crater", elementwise=False),
    function(r"\mathbf{H}", crater_hessian, "Hessian, of the crater", elementwise=False),
    function(r"\operatorname{Taylor}", second_order, "Taylor's parabola", elementwise=False),
    drawn("w", ("n", 1), "weights"),
    drawn("h", ("n", 1), "step", also=(0.0,)),
    defined(r"\kappa_{\text{rim}}", (), "curvature of the crater along its rim"),
    # Symmetric matrices.
    drawn("A", ("n", "n"), "matrix, of a quadratic form, symmetric", values="symmetric"),
    drawn("u", ("n", 1), "values, column that is not zero"),
    defined(r"\lambda_u", (), "curvature along a column, by its squared length"),
    computed(r"\boldsymbol{\lambda}", ("n", 1), "eigenvalues of A, growing", eigen, "A", pick=0),
    view(r"\lambda_j", (), "eigenvalue j of A", r"\boldsymbol{\lambda}_j"),
    computed("Q", ("n", "n"), "eigenvectors of A as columns", eigen, "A", pick=1),
    view(r"\mathbf{q}_j", ("n", 1), "eigenvector j of A", "Q_{:j}"),
    defined(r"\lambda_{\min}", (), "smallest eigenvalue of A"),
    defined(r"\lambda_{\max}", (), "largest eigenvalue of A"),
    computed("M", (), "smoothness constant, the largest size of an eigenvalue", smoothness, "A"),
    drawn(r"\nu", (), "number that eigenvalues are compared with", values=(-4, 2), also=(1.0,)),
    # Exercises.
    drawn(r"\mathbf{c}", ("n", 1), "coefficients of the linear part"),
    defined(r"w_{\text{best}}", ("n", 1), "weights of least cost"),
    # Special worlds.
    section("taylor", symbols=NUMBERS),
    section("dip-curvature", symbols=NUMBERS),
    section("order", symbols=(
        drawn("x", (), "input, a number", values=(0.2, 0.9)),
        drawn("h", (), "step, a number", values="positive"))),
    section("line", symbols=(drawn("h", ("n", 1), "step"),)),
    section("two-by-two", symbols=TWO),
    section("bounds", general=True, values={"h": [[2.0], [-1.0], [0.5]],
        "A": [[-3.0, 0.0, 0.0], [0.0, -3.0, 0.0], [0.0, 0.0, -3.0]]}),
    section("size", general=True, values={"h": [[2.0], [-1.0], [0.5]],
        "A": [[-3.0, 0.0, 0.0], [0.0, -3.0, 0.0], [0.0, 0.0, -3.0]]}),
    section("convex", symbols=CONVEX),
    section("convex-dip", symbols=(
        drawn("x", (), "input, a number", values=(-2, 2), also=(1.0,)),)),
    section("see-two", values={
        "A": [[0.5, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]]}, symbols=(
        *TWO, drawn("A", ("n", "n"), "matrix, of a quadratic form, symmetric",
            values="symmetric", also=(0.5,)))),
    section("definite", general=True, values={
        "A": [[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 3.0]]}),
    section("second-difference", symbols=(*CONE, drawn("h", ("n", 1), "step"))),
    section("smooth", symbols=(constant("M", (), "smoothness constant, of the crater", 2.0),)),
    section("smooth-bound", symbols=(  # the bound is met at the bottom alone
        constant("M", (), "smoothness constant, of the crater", 2.0),
        drawn("w", ("n", 1), "weights", values=(-1e-7, 1e-7), also=(2.0,)),
        drawn("u", ("n", 1), "values, weights at another place", values=(-1e-7, 1e-7),
            also=(-0.5,)))),
    section("worked-example", sizes={"n": 2}, values=CRATER, symbols=(
        computed("A", ("n", "n"), "matrix, of a quadratic form, the Hessian at the weights",
            crater_hessian, "w"),)),
    section("wrong-half", symbols=NUMBERS),
    section("wrong-diagonal", sizes={"n": 2}, values={"A": [[2.0, 3.0], [3.0, 2.0]]}),
    section("wrong-determinant", sizes={"n": 2}, values={"A": [[-3.0, 2.0], [2.0, -3.0]]}),
    section("exercise-root", symbols=(
        drawn("x", (), "input, a number", values=(0.2, 0.9)),)),
    section("exercise-find-the-error", symbols=(
        drawn("x", (), "input, a number", values=(-2, 2)),)),
    section("exercise-neuron", symbols=(
        drawn("x", ("n", 1), "inputs of a neuron"),
        defined("z", (), "weighted input"),)),
    section("exercise-gradient-bound", symbols=(
        drawn("A", ("n", "n"), "matrix, of a quadratic form, positive definite", values="definite"),
        drawn("u", ("n", 1), "values, way from the lowest point", also=(0.0,)))),
)
# fmt: on
