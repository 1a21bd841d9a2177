"""What the letters of docs/probability.md mean."""

from nnbook.probability import (
    bernoulli,
    covariance,
    cross_entropy,
    divergence,
    entropy,
    expectation,
    gaussian,
    one_hot_covariance,
    standard_error,
    variance,
)
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
SCALE = (
    drawn(r"\mu", (), "mean"),
    drawn("s", (), "standard deviation", values=(0.8, 1.6)),
)
BELL = (drawn("y", (), "label, any number"), *SCALE)
YES = (
    drawn("p", (), "probability, of a yes", values="unit"),
    drawn("y", (), "label, yes or no", values="labels"),
    drawn("Y", (1, "m"), "labels, example by column", values="labels"),
)
POSITIVE = (
    drawn("x", ("K", 1), "inputs, the values of X in the outcomes, positive",
        values="positive", also=(1.0,)),
)

page = Page(
    size("K", 4, "number of classes, or of outcomes"),
    size(r"\tilde{K}", 2, "number of outcomes of something else"),
    size("m", 3, "number of examples, or of draws"),
    index("k", 1, "K", "counts outcomes"),
    index("j", 1, "K", "counts outcomes a second time"),
    index(r"\omega", 1, r"\tilde{K}", "counts outcomes of something else"),
    index("i", 1, "m", "counts examples, or draws"),
    constant(r"\mathbf{1}", ("K", 1), "column of ones", 1.0),
    # Outcomes and random numbers.
    drawn("p", ("K", 1), "probabilities, of the outcomes", values="simplex"),
    drawn("x", ("K", 1), "inputs, the values of X in the outcomes"),
    drawn("v", ("K", 1), "values of V in the outcomes"),
    random(r"\mathsf{C}", (), "number of the outcome, or class", "categorical", "p"),
    defined(r"\mathsf{X}", (), "a random number"),
    defined(r"\mathsf{V}", (), "a random number that depends on the same outcome"),
    drawn("w", (), "weight, a factor of one number"),
    drawn("w_1", (), "weight of X"),
    drawn("w_2", (), "weight of V"),
    drawn("b", (), "bias, a shift"),
    computed(r"\mu", (), "mean", expectation, "x", "p"),
    defined("s", (), "standard deviation"),
    function(r"\operatorname{variance}", variance, "variance of values with probabilities",
        elementwise=False),
    function(r"\operatorname{covariance}", covariance, "covariance of two numbers",
        elementwise=False),
    # Something else besides, and many draws.
    drawn(r"\hat{p}", (r"\tilde{K}", 1), "probabilities of the other outcomes", values="simplex"),
    drawn("u", (r"\tilde{K}", 1), "values of U in the other outcomes"),
    random(r"\mathsf{D}", (), "number of the other outcome", "categorical", r"\hat{p}"),
    defined(r"\mathsf{U}", (), "a random number that is independent of X"),
    random(r"\mathsf{C}_i", (), "number of the outcome of draw i", "categorical", "p"),
    defined(r"\mathsf{X}_i", (), "random number of draw i"),
    defined(r"\bar{\mathsf{X}}", (), "mean of the draws"),
    # Densities.
    drawn(r"\xi", (), "number, a second place on the line, or a distance in deviations"),
    drawn("c", (), "number, distance from the centre", values="positive"),
    drawn("h_0", (), "a positive number, or the end of a stretch", values="positive"),
    drawn("h_1", (), "left end"),
    drawn("h_2", (), "right end"),
    drawn(r"\tilde{\mu}", (), "mean of another bell"),
    drawn(r"\tilde{s}", (), "standard deviation of another bell", values="positive"),
    random(r"\mathsf{T}", (), "a uniform number", "uniform", 0, 1),
    random(r"\mathsf{N}", (), "a normal number", "normal", r"\mu", "s"),
    function("f", gaussian, "function, normal density at a place, with mean and deviation"),
    defined(r"\Phi_0", (), "area under the bare bell"),
    defined(r"\Phi_2", (), "volume of the hill"),
    # Labels.
    drawn("y", (), "label, yes or no", values="labels"),
    random(r"\mathsf{Y}", (), "a random label", "bernoulli", "p"),
    function("g", bernoulli,
        "function, probability of a label, if a yes has the given probability"),
    defined(r"\mathsf{Y}_k", (), "entry k of a random one-hot label"),
    computed("S", ("K", "K"), "matrix, covariances of a one-hot label", one_hot_covariance, "p"),
    # Data.
    drawn("Y", (1, "m"), "labels, any numbers, example by column"),
    view("y^{(i)}", (), "label of example i", "Y_{1i}"),
    defined("P", (), "likelihood, of the data"),
    defined(r"P_{\text{normal}}", (), "likelihood of the data under normal noise"),
    defined(r"\bar{y}", (), "mean of the labels"),
    function(r"\operatorname{se}", standard_error, "standard error of the mean",
        elementwise=False),
    # Entropy.
    function(r"\operatorname{entropy}", entropy, "entropy, of a distribution",
        elementwise=False),
    function(r"\operatorname{cross}", cross_entropy, "cross-entropy of two distributions",
        elementwise=False),
    function(r"\operatorname{KL}", divergence, "Kullback-Leibler divergence",
        elementwise=False),
    drawn("q", ("K", 1), "probabilities, those believed in", values="simplex"),
    drawn(r"\tilde{p}", ("K", 1), "a distribution to begin a walk from", values="simplex"),
    drawn(r"\tau", (), "number, how far the walk has still to go", values="unit", also=(0.0,)),
    # Exercises.
    random(r"\mathsf{A}_i", (), "whether answer i is right", "bernoulli", "p"),
    drawn(r"\mathbf{f}", (1, "K"), "numbers on the faces of a die"),
    random(r"\mathsf{F}", (), "a throw of the die", "sample", r"\mathbf{f}"),
    random(r"\mathsf{E}", (), "minus one, zero or one", "sample", r"\mathbf{e}"),
    drawn(r"\mathbf{e}", (1, 3), "the three values"),
    # Special worlds.
    section("density", symbols=BELL),
    section("gaussian", symbols=BELL),
    section("bernoulli", symbols=YES),
    section("likelihood-bernoulli", symbols=YES),
    section("likelihood-gaussian", symbols=BELL),
    section("entropy", symbols=(
        drawn("p", ("K", 1), "probabilities, of the outcomes", values="simplex", also=(0.25,)),)),
    section("divergence", symbols=(
        drawn("h_0", (), "a positive number, or the end of a stretch", values="positive",
            also=(1.0,)),
        defined("q", ("K", 1), "probabilities, those believed in"))),
    section("worked-example", values={
        "p": [[0.5], [0.25], [0.125], [0.125]], "x": [[0.0], [2.0], [4.0], [4.0]],
        "v": [[1.0], [1.0], [3.0], [1.0]], "q": [[0.1], [0.2], [0.3], [0.4]]}),
    section("wrong-log", symbols=POSITIVE),
    section("wrong-density", symbols=BELL),
    section("wrong-likelihood", symbols=YES),
    section("exercise-die", general=False, sizes={"K": 6},
        values={r"\mathbf{f}": [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]}),
    section("exercise-accuracy", symbols=YES),
    section("exercise-uncorrelated", general=False, values={r"\mathbf{e}": [[-1.0, 0.0, 1.0]]}),
    section("exercise-jensen", symbols=POSITIVE),
    section("exercise-deviation", symbols=SCALE),
    section("exercise-two-bells", symbols=BELL),
    section("exercise-sum-of-bells", symbols=BELL),
)
# fmt: on
