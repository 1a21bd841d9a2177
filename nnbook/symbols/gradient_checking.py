"""What the letters of docs/gradient_checking.md mean."""

from nnbook.activations import relu
from nnbook.chain_rule import cube, cube_slope, square, square_slope
from nnbook.curvature import crater, crater_gradient
from nnbook.gradient_checking import (
    along,
    best_step,
    by_entries,
    central,
    check_gradient,
    complex_step,
    conjugate_square,
    fifth_power,
    five_point,
    lifted,
    mean_error,
    modulus,
    norm_error,
    one_sided,
    order,
    places,
    relative_error,
    rippled,
    rounding_floor,
    signed_square,
    square_32,
    total_error,
    wave,
    wave_fifth,
    wave_fourth,
    wave_third,
)
from nnbook.sigmoid import naive_sigmoid, squared_error, weighted_input
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
    view,
)

# fmt: off
ROUNDING = constant(r"\varepsilon", (), "error, largest relative one of rounding, of float64",
    1.1102230246251565e-16)
COLUMNS = (
    drawn("w", ("n", 1), "weights"),
    drawn("v", ("n", 1), "values, a direction in the space of weights"),
    drawn("h", (), "step, a positive number", values=(0.05, 0.2)),
    computed("dw", ("n", 1), "gradient, of the crater, as computed", crater_gradient, "w"),
    computed(r"d\hat{w}", ("n", 1), "gradient, by differences",
        by_entries, five_point, "J", "w", "h"),
    computed(r"\boldsymbol{\varepsilon}", ("n", 1), "relative errors",
        check_gradient, "J", "dw", "w", five_point, "h"),
    computed("D_v", (), "difference along v", along, central, "J", "w", "v", "h"),
)

page = Page(
    size("n", 4, "number of inputs, one weight for each"),
    size(r"N_{\text{places}}", 1001, "number of places"),
    size("m", 5, "number of examples"),
    index("k", 1, "n", "counts weights"),
    index("j", 1, r"N_{\text{places}}", "counts places"),
    constant("I", ("n", "n"), "identity matrix", "identity"),
    view(r"\mathbf{e}_k", ("n", 1), "column with a 1 in entry k and else 0", "I_{:k}"),
    constant(r"\mathrm{i}", (), "imaginary unit", 1j),
    drawn("x", (), "input, a number", values=(0.25, 0.5), also=(-0.6, 0.1)),
    drawn("h", (), "step, a positive number", values=(0.05, 0.2)),
    drawn(r"\tau", (), "number, fraction of the way", values="unit"),
    function("f", wave, "function, of one number: a wave"),
    function("f_3", wave_third, "function, third derivative of the wave"),
    function("f_4", wave_fourth, "function, fourth derivative of the wave"),
    function("f_5", wave_fifth, "function, fifth derivative of the wave"),
    # The differences.
    computed(r"D_{\text{one}}", (), "one-sided difference", one_sided, "f", "x", "h"),
    computed(r"D_{\text{central}}", (), "central difference", central, "f", "x", "h"),
    computed(r"D_{\text{five}}", (), "five-point difference", five_point, "f", "x", "h"),
    computed(r"D_{\text{complex}}", (), "complex step", complex_step, "f", "x", "h"),
    defined(r"D_{\text{wide}}", (), "central difference with twice the step"),
    defined("D_2", (), "second difference"),
    defined(r"\psi", (), "number, half the squared rest of the way times a second derivative"),
    # Rounding, and the best step.
    drawn(r"\varepsilon", (), "error, largest relative one of rounding", values=(0.01, 0.1)),
    drawn(r"\psi_1", (), "number, share of the first rounding error", values=(-1, 1), also=(1.0,)),
    drawn(r"\psi_2", (), "number, share of the second rounding error", values=(-1, 1),
        also=(-1.0,)),
    drawn("c", (), "number, positive", values="positive"),
    drawn(r"\eta", (), "number, size of the rounding error", values="positive"),
    drawn("p_h", (), "power of the step", values=(1.2, 4.2)),
    computed(r"\varepsilon_h", (), "error, largest of a difference",
        total_error, "h", "c", r"\eta", "p_h"),
    computed(r"h_{\text{best}}", (), "step with the smallest error",
        best_step, "c", r"\eta", "p_h"),
    defined(r"h_{\text{one}}", (), "best step of the one-sided difference"),
    defined(r"h_{\text{central}}", (), "best step of the central difference"),
    defined(r"h_{\text{five}}", (), "best step of the five-point difference"),
    # Measured powers, on the wave at 1.
    computed(r"P_{\text{one}}", (), "measured power, one-sided",
        order, one_sided, wave, 0.3, 0.015625),
    computed(r"P_{\text{central}}", (), "measured power, central",
        order, central, wave, 0.3, 0.015625),
    computed(r"P_{\text{five}}", (), "measured power, five points",
        order, five_point, wave, 0.3, 0.015625),
    computed(r"P_{\text{complex}}", (), "measured power, complex step",
        order, complex_step, wave, 0.3, 0.015625),
    # Comparing.
    drawn("dw", (), "gradient, one entry", also=(-4.0,)),
    drawn(r"d\hat{w}", (), "gradient, by differences", also=(-4.0,)),
    function(r"\operatorname{rel}", relative_error, "relative error", elementwise=False),
    function(r"\operatorname{rel}_2", norm_error, "relative error of lengths", elementwise=False),
    function("J", crater, "cost: a crater", elementwise=False),
    drawn("w", ("n", 1), "weights"),
    drawn(r"\xi", (), "number, any"),
    drawn("u", (), "values, one number"),
    drawn("v", (), "values, a second number"),
    drawn(r"\dot{u}", (), "step of u"),
    drawn(r"\dot{v}", (), "step of v"),
    # Traps.
    function(r"\operatorname{sq}", conjugate_square, "number times conjugate", analytic=False),
    function(r"\operatorname{signed}", signed_square, "signed square", analytic=False),
    function(r"\operatorname{lift}", lifted, "square on a constant", elementwise=False),
    function(r"\sigma", naive_sigmoid, "sigmoid, computed as printed"),
    function(r"f_{\text{single}}", square_32, "function, the square in float32", analytic=False),
    computed("D_{3}", (), "slope in float32, step 0.001", central, square_32, 1.0, 1e-3),
    computed("D_{6}", (), "slope in float32, step 0.000001", central, square_32, 1.0, 1e-6),
    computed("D_{8}", (), "slope in float32, step 0.00000001", central, square_32, 1.0, 1e-8),
    computed(r"\varepsilon_{\text{floor}}", (), "bound below which rounding hides a slope",
        rounding_floor, "v", "h", r"\varepsilon"),
    # Special worlds.
    section("one-sided", symbols=(  # an integral over second derivatives at few places
        drawn("x", (), "input, a number", values=(0.25, 0.5)),)),
    section("best-sizes", symbols=(ROUNDING,)),
    section("slopes", general=False, symbols=(
        computed("x", (r"N_{\text{places}}", 1), "inputs, places from 1 to 2",
            places, r"N_{\text{places}}"),
        computed(r"d\hat{w}", (r"N_{\text{places}}", 1), "gradient, by differences",
            one_sided, cube, "x", "h"),
        computed("u", (r"N_{\text{places}}", 1), "values, slopes of the cube", cube_slope, "x"),
        computed("v", (r"N_{\text{places}}", 1), "values, slopes of the square", square_slope, "x"),
        computed(r"\varepsilon_{\text{mean}}", (), "root of the mean squared error",
            mean_error, one_sided, cube, "x", "u", "h"),
        computed(r"\varepsilon_{9}", (), "root of the mean squared error, step 10 to the -9",
            mean_error, central, square, "x", "v", 1e-9),
        computed(r"\varepsilon_{12}", (), "root of the mean squared error, step 10 to the -12",
            mean_error, central, square, "x", "v", 1e-12))),
    section("check", symbols=COLUMNS),
    section("worked-example", values={"x": 1.0, "h": 0.1}, general=False, symbols=(
        function("f", fifth_power, "function, of one number: its fifth power"),)),
    section("kink", general=False, symbols=(
        function("f", relu, "function, of one number: the rectified linear unit", kinks=(0,)),
        drawn("x", (), "input, a number", values=(-0.3, 0.3), also=(0.0, 0.25, -0.25)),
        drawn("h", (), "step, a positive number", values=(0.05, 0.3)))),
    section("at-the-kink", general=False, values={"x": 0.0}, symbols=(
        function("f", modulus, "function, of one number: its absolute value", kinks=(0,)),)),
    section("complex-modulus", general=False, symbols=(
        function(r"\operatorname{abs}", modulus, "absolute value of NumPy", analytic=False),)),
    section("ripple", general=False, symbols=(
        function("f", rippled, "function, of one number: a line with a ripple"),)),
    section("tiny", general=False, symbols=(
        drawn("dw", ("n", 1), "gradient, of the cost by w"),
        drawn(r"d\hat{w}", ("n", 1), "gradient, by differences", also=(-3.0,)))),
    section("special-places", symbols=(
        drawn("w", (), "weight"), drawn(r"\lambda", (), "strength of the penalty"))),
    section("wrong-smaller", values={"p_h": 2.0}, general=False),
    section("wrong-sign", symbols=(
        drawn("w", (), "weight"), drawn("b", (), "bias"), drawn("y", (), "label", values="unit"),
        computed("z", (), "weighted input", weighted_input, "w", "x", "b"),
        computed(r"\hat{y}", (), "prediction", naive_sigmoid, "z"),
        computed("J", (), "cost, the squared error", squared_error, r"\hat{y}", "y"))),
    section("exercise-edge", general=False, values={"u": -1.5, "v": 2.0, "c": -0.5}),
    section("exercise-find-the-error", general=False, values={"x": 1.0}, symbols=(
        function("f", fifth_power, "function, of one number: its fifth power"),)),
    section("exercise-direction", general=False, sizes={"n": 2}, symbols=(
        drawn("u", ("n", 1), "values, what is wrong with a gradient"),
        constant(r"\Omega_{\text{signs}}", ("n", 4), "all pairs of signs",
            [[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]]),
        random(r"\mathsf{S}", ("n", 1), "random direction, of signs",
            "sample", r"\Omega_{\text{signs}}"))),
    section("exercise-single", symbols=(
        constant(r"\varepsilon", (), "error, largest relative one of rounding, of float32",
            5.960464477539063e-8),
        defined(r"\xi", (), "number, the best step"))),
)
# fmt: on
