"""What the letters of docs/activations.md mean."""

from nnbook import activations, sigmoid
from nnbook.chain_rule import square
from nnbook.verify import Page, computed, constant, defined, drawn, function, index, section, size

# fmt: off
NUMBER = drawn("z", (), "weighted input without forced points")

page = Page(
    size("N_t", 5, "number of knots"),
    size("N_s", 12, "number of pieces"),
    index("j", 1, "N_t", "counts knots"),
    index("k", 1, "N_t", "counts knots a second time"),
    drawn("z", (), "weighted input", also=(0.0, 3.0, -3.0)),
    drawn(r"\xi", (), "number, a second one", also=(0.0,)),
    drawn("h", (), "step, its length", values="positive"),
    drawn("c", (), "number, share of the left side, positive", values="positive"),
    drawn(r"\tau", (), "number, variable of an integral"),
    drawn(r"\eta", (), "number, variable of an integral over all numbers"),
    drawn(r"w_{\text{out}}", (), "weight of an output"),
    defined("u", (), "values, cubic in the weighted input"),
    # The activations.
    function("H", sigmoid.step, "step function", kinks=(0,)),
    function(r"\operatorname{id}", activations.identity, "identity"),
    function(r"\sigma", sigmoid.naive_sigmoid, "sigmoid"),
    function(r"\operatorname{ReLU}", activations.relu, "rectified linear unit", kinks=(0,)),
    function(r"\operatorname{leaky}", activations.leaky_relu, "leaky ReLU"),
    function(r"\operatorname{ELU}", activations.elu, "exponential linear unit"),
    function(r"\zeta", sigmoid.softplus, "softplus"),
    function(r"\operatorname{SiLU}", activations.silu, "sigmoid linear unit"),
    function(r"\varphi", activations.normal_density, "bell curve"),
    function(r"\Phi", activations.normal_cdf, "area under the bell curve"),
    function(r"\operatorname{GELU}", activations.gelu, "Gaussian error linear unit"),
    function(r"\operatorname{GELU}_{\text{tanh}}", activations.gelu_tanh, "GELU with tanh"),
    # Their slopes as the code computes them, from the input ...
    function(r"D_{\text{step}}", activations.step_derivative, "slope of the step"),
    function(r"D_{\text{id}}", activations.identity_derivative, "slope of the identity"),
    function(r"D_{\text{tanh}}", activations.tanh_derivative, "slope of tanh"),
    function(r"D_{\text{ReLU}}", activations.relu_derivative, "slope of the ReLU"),
    function(r"D_{\text{leaky}}", activations.leaky_relu_derivative, "slope of the leaky ReLU"),
    function(r"D_{\text{ELU}}", activations.elu_derivative, "slope of the ELU"),
    function(r"D_{\text{SiLU}}", activations.silu_derivative, "slope of SiLU"),
    function(r"D_{\text{GELU}}", activations.gelu_derivative, "slope of GELU"),
    function(r"D_{\text{GELU,tanh}}", activations.gelu_tanh_derivative, "slope of GELU with tanh"),
    # ... and from the output.
    function(r"s_{\text{softplus}}", activations.softplus_slope, "slope of softplus, from output"),
    function(r"s_{\text{ELU}}", activations.elu_slope, "slope of the ELU, from the output"),
    function(r"s_{\text{leaky}}", activations.leaky_relu_slope, "slope of leaky, from the output"),
    function(r"s_{\text{ReLU}}", activations.relu_slope, "slope of the ReLU, from the output"),
    # Curves from ReLUs.
    constant(r"\mathbf{t}", ("N_t", 1), "knots, growing", [[-1.6], [-0.9], [0.2], [0.7],
        [2.1]]),
    drawn("v", ("N_t", 1), "values, heights at the knots"),
    computed(r"\mathbf{s}", ("N_t-1", 1), "slopes of the pieces", activations.piece_slopes,
        r"\mathbf{t}", "v"),
    computed("w", ("N_t-1", 1), "weights, the changes of slope", activations.relu_weights,
        r"\mathbf{t}", "v"),
    function(r"\hat{f}", activations.relu_network, "network of ReLUs", elementwise=False),
    function("f", activations.wave, "function, curve that is to be built"),
    function(r"f_{\text{bend}}", activations.wave_curvature,
        "function, second derivative of the curve"),
    constant("M", (), "smoothness constant, bound of the second derivative", 1.0),
    drawn(r"\chi_0", (), "where a piece begins"),
    drawn(r"\psi", (), "number, fraction of the way", values="unit", also=(0.0, 0.5, 1.0)),
    defined(r"\chi", (), "place on a piece"),
    defined(r"\bar{f}", (), "height of the chord"),
    defined(r"\mu_1", (), "weighted mean of second derivatives behind"),
    defined(r"\mu_2", (), "weighted mean of second derivatives ahead"),
    computed("E_{6}", (), "largest error with 6 pieces", activations.largest_gap, "f", 0, 6, 6),
    computed("E_{12}", (), "largest error with 12 pieces", activations.largest_gap, "f", 0, 6, 12),
    computed("E_{60}", (), "largest error with 60 pieces", activations.largest_gap, "f", 0, 6, 60),
    # Exercises.
    drawn("k_0", (), "factor of a gate", values="positive"),
    drawn("c_3", (), "number, factor of a cubic term", values="positive"),
    defined(r"\hat{c}_3", (), "best factor of the cubic term"),
    # Special worlds.
    section("normal", symbols=(NUMBER,)),
    section("wrong-erf", symbols=(NUMBER,)),
    section("output-softplus", symbols=(
        computed("a", (), "activation, the output of softplus", sigmoid.softplus, "z"),)),
    section("output-elu-left", general=False, symbols=(
        drawn("z", (), "weighted input, negative", values=(-3, -0.1)),
        computed("a", (), "activation, the output of the ELU", activations.elu, "z", "c"),)),
    section("output-elu-any", symbols=(
        drawn(r"\xi", (), "number, any output", values=(-0.2, 2.0), also=(-0.1, 0.0)),
        computed("a", (), "activation, the output of the ELU", activations.elu, "z", "c"),)),
    section("output-leaky", symbols=(
        drawn(r"\xi", (), "number, any output", also=(0.0, -0.1)),
        computed("a", (), "activation, the output of the leaky ReLU",
            activations.leaky_relu, "z", "c"),)),
    section("output-relu", symbols=(
        drawn(r"\xi", (), "number, any output", values=(0.0, 2.0), also=(0.0,)),
        computed("a", (), "activation, the output of the ReLU", activations.relu, "z"),)),
    section("dead", symbols=(
        computed("a", (), "activation, the output of the ReLU", activations.relu, "z"),)),
    section("kinks", symbols=(
        drawn("s_0", (), "choice for the slope at a kink", values="unit", also=(0.0, 0.5, 1.0)),)),
    section("exercise-how-many", symbols=(
        drawn(r"\varepsilon", (), "error, the allowed one", values=(0.01, 0.1),
            also=(0.03125, 0.0312, 0.0313)),)),
    section("error", general=False, symbols=(
        NUMBER, drawn(r"\psi", (), "number, fraction of the way", values="unit"))),
    section("bound", general=True, symbols=(
        function("f", square, "function, parabola"),
        constant("M", (), "smoothness constant, second derivative of the parabola", 2.0))),
    section("worked-example", general=False, values={"z": -0.5, "c": 0.1}),
    section("exercise-lowest", general=False, values={"z": -1.278464542761074}),
    section("exercise-scale", symbols=(
        drawn(r"\xi", (), "number, input weight"), drawn(r"w_{\text{large}}", (),
            "weight, the larger one of an input"))),
    section("exercise-find-the-error", general=False, symbols=(
        drawn("z", (), "weighted input, negative", values=(-3, -0.1)),
        computed("a", (), "activation, the output of the ELU", activations.elu, "z", "c"),)),
)
# fmt: on
