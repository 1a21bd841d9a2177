"""The letters of the whole book, and what else docs/conventions.md prints."""

from nnbook.chain_rule import cube
from nnbook.curvature import dip
from nnbook.sigmoid import logit, sigmoid, softplus
from nnbook.two_layer import backward, cost, loss, loss_gradient
from nnbook.vectors_and_matrices import affine, neuron
from nnbook.verify import (
    Page,
    computed,
    constant,
    drawn,
    function,
    index,
    section,
    size,
    view,
)

# What stands before the first comma of a meaning is what each page says of the letter.
# fmt: off
page = Page(
    size("m", 5, "number of examples"),
    size("n", 6, "number of inputs, of one neuron"),
    size("n_0", 3, "number of inputs, of a layer or a network"),
    size("n_1", 4, "number of neurons, in the first layer"),
    size("n_2", 2, "number of outputs, where there are two layers"),
    size("L", 3, "number of layers"),
    size("n^{[l]}", (3, 4, 2, 7), "number of neurons in layer l, the inputs being layer 0"),
    index("i", 1, "m", "counts examples"),
    index("j", 1, "n_1", "counts neurons"),
    index("r", 1, "n_1", "counts neurons a second time"),
    index("k", 1, "n_0", "counts inputs"),
    index("l", 1, "L", "counts layers"),
    # One example.
    drawn("x", ("n_0", 1), "inputs, of one example"),
    drawn("y", ("n_1", 1), "labels, of one example", values="unit"),
    drawn("w", ("n_0", 1), "weights, of one neuron"),
    drawn("W", ("n_1", "n_0"), "weights, one neuron a row"),
    drawn("b", ("n_1", 1), "biases, one for each neuron", broadcasts=True),
    computed("z", ("n_1", 1), "weighted inputs, of one example", affine, "W", "x", "b"),
    function(r"\sigma", sigmoid, "sigmoid"),
    function(r"\zeta", softplus, "softplus"),
    function(r"\operatorname{logit}", logit, "log-odds of a probability"),
    computed("a", ("n_1", 1), "activations, of one example", sigmoid, "z"),
    drawn(r"\hat{y}", ("n_1", 1), "predictions, the activations of the last layer", values="unit"),
    computed(r"\ell", (), "loss, of one example", loss, "a", "y"),
    computed("dz", ("n_1", 1), "gradient, of the loss by z",
        backward, "x", "y", "W", "x", "a", pick=0),
    # A batch.
    drawn("X", ("n_0", "m"), "inputs, example by column"),
    view("x^{(i)}", ("n_0", 1), "inputs of example i", "X_{:i}"),
    drawn("Y", ("n_1", "m"), "labels, example by column", values="unit"),
    view("y^{(i)}", ("n_1", 1), "labels of example i", "Y_{:i}"),
    computed("Z", ("n_1", "m"), "weighted inputs, example by column", affine, "W", "X", "b"),
    view("z^{(i)}", ("n_1", 1), "weighted inputs of example i", "Z_{:i}"),
    computed(r"\hat{Y}", ("n_1", "m"), "predictions, example by column", sigmoid, "Z"),
    view(r"\hat{y}^{(i)}", ("n_1", 1), "predictions for example i", r"\hat{Y}_{:i}"),
    computed(r"\ell^{(i)}", (), "loss of example i", loss, r"\hat{y}^{(i)}", "y^{(i)}"),
    computed("J", (), "cost, the mean of the losses", cost, r"\hat{Y}", "Y"),
    computed(r"d\hat{Y}", ("n_1", "m"), "gradient, of each loss by its predictions",
        loss_gradient, r"\hat{Y}", "Y"),
    computed("dZ", ("n_1", "m"), "gradient, of each loss by its weighted inputs",
        backward, "X", "Y", "W", "X", r"\hat{Y}", pick=0),
    view("dz^{(i)}", ("n_1", 1), "gradient, of the loss of example i", "dZ_{:i}"),
    computed("dW", ("n_1", "n_0"), "gradient, of the cost by W",
        backward, "X", "Y", "W", "X", r"\hat{Y}", pick=1),
    computed("db", ("n_1", 1), "gradient, of the cost by b",
        backward, "X", "Y", "W", "X", r"\hat{Y}", pick=2),
    drawn(r"\alpha", (), "step size", values="positive"),
    constant(r"\mathbf{1}", ("m", 1), "column of ones", 1.0),
    constant("I", ("n_0", "n_0"), "identity matrix", "identity"),
    # What a page has at hand: it says which number, which column, which function.
    drawn("c", (), "number, held fixed: the page says which"),
    drawn(r"\eta", (), "number, a second one that the page names"),
    drawn(r"\xi", (), "number, a point that is chosen, the page says where"),
    drawn(r"\tau", (), "number, one that runs: a fraction of the way, the variable of an integral"),
    drawn(r"\psi", (), "number, a factor, or an angle with an index"),
    drawn("u", ("n_0", 1), "values, a column or a number: the page says of what"),
    drawn("v", ("n_0", 1), "values, a second column or number"),
    drawn("A", ("n_1", "n_0"), "matrix, the page says which"),
    drawn("C", ("n_1", "n_0"), "matrix, a product or a second one"),
    drawn("S", ("n_0", "n_0"), "matrix, square"),
    drawn("U", ("n_1", "n_0"), "matrix, beside another"),
    drawn("V", ("n_0", "n_1"), "matrix, beside two others"),
    function("f", dip, "function, the page says which"),
    function("g", cube, "function, a second one"),
    # Layers.
    drawn("W^{[l]}", ("n^{[l]}", "n^{[l-1]}"), "weights, of layer l", layers=(1, "L")),
    drawn("b^{[l]}", ("n^{[l]}", 1), "biases, of layer l", layers=(1, "L"), broadcasts=True),
    computed("Z^{[l]}", ("n^{[l]}", "m"), "weighted inputs, of layer l, example by column",
        affine, "W^{[l]}", "A^{[l-1]}", "b^{[l]}", layers=(1, "L")),
    computed("A^{[l]}", ("n^{[l]}", "m"), "activations, of layer l, example by column",
        sigmoid, "Z^{[l]}", layers=(1, "L")),
    drawn("A^{[0]}", ("n^{[0]}", "m"), "inputs, as the activations of layer 0"),
    # One neuron is a layer with one row.
    section("one-neuron", symbols=(
        drawn("b", (), "bias, of one neuron"),
        computed("z", (), "weighted input, of one neuron", neuron, "w", "x", "b"))),
)
# fmt: on
