"""What the letters of docs/vectors_and_matrices.md mean."""

from nnbook.vectors_and_matrices import (
    affine,
    combination,
    cosine,
    counted_product,
    dot,
    elementwise_product,
    length,
    matrix_product,
    neuron,
    outer,
    polar,
    projection,
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
ON_A_LINE = (  # t = 0 puts both columns on one line
    drawn(r"\tau", (), "number, how much of a second column is added", also=(0.0,)),
    computed("v", ("n_0", 1), "values, a column, perhaps a multiple of u", combination, "c", "u",
        r"\tau", "w"),
)

page = Page(
    size("n_0", 3, "number of inputs, the entries of a column"),
    size("n_1", 4, "number of neurons, the rows of U and columns of A"),
    size("n_2", 2, "number of outputs, the rows of A"),
    size("m", 5, "number of examples"),
    index("j", 1, "n_0", "counts entries of a column"),
    index("r", 1, "n_1", "counts rows of U"),
    index("i", 1, "n_2", "counts rows of A"),
    index("k", 1, "m", "counts examples"),
    # Columns.
    drawn("u", ("n_0", 1), "values, a column"),
    drawn("v", ("n_0", 1), "values, another column"),
    drawn("w", ("n_0", 1), "weights of one neuron"),
    drawn("x", ("n_0", 1), "inputs of one example"),
    drawn("c", (), "number"),
    drawn(r"\tau", (), "number, another"),
    function(r"\operatorname{combination}", combination, "linear combination", elementwise=False),
    function(r"\operatorname{dot}", dot, "dot product, as computed", elementwise=False),
    function(r"\operatorname{length}", length, "length of a column, as computed",
        elementwise=False),
    function(r"\operatorname{cosine}", cosine, "cosine of an angle, as computed",
        elementwise=False),
    defined(r"\hat{c}", (), "the best multiple"),
    function(r"\operatorname{projection}", projection, "projection on a line, as computed",
        elementwise=False),
    drawn(r"\rho_1", (), "length of the first column", values="positive"),
    drawn(r"\rho_2", (), "length of the second column", values="positive"),
    drawn(r"\psi_1", (), "number, angle of the first column"),
    drawn(r"\psi_2", (), "number, angle of the second column"),
    drawn("b", (), "bias of one neuron"),
    computed("z", (), "weighted input of one neuron", neuron, "w", "x", "b"),
    # Matrices.
    drawn("W", ("n_1", "n_0"), "weights of a layer"),
    drawn("A", ("n_2", "n_1"), "matrix, applied second"),
    drawn("U", ("n_1", "n_0"), "matrix, applied first"),
    drawn("D", ("n_1", "n_0"), "another matrix of the shape of U"),
    computed("C", ("n_2", "n_0"), "matrix, product of A and U", matrix_product, "A", "U"),
    drawn("a", ("n_1", 1), "activations, with an entry for each row of U"),
    function(r"\operatorname{outer}", outer, "outer product, as computed", elementwise=False),
    computed("E", ("n_1", "n_0"), "elementwise product of U and D", elementwise_product, "U", "D"),
    drawn("S", ("n_0", "n_0"), "matrix, square"),
    drawn("V", ("n_0", "n_0"), "matrix, square, another"),
    constant("I", ("n_0", "n_0"), "identity matrix", "identity"),
    constant("I_m", ("m", "m"), "identity matrix with a row for each example", "identity"),
    constant(r"\mathbf{1}", ("m", 1), "column of ones", 1.0),
    drawn("X", ("n_0", "m"), "inputs, example by column"),
    view("x^{(k)}", ("n_0", 1), "inputs of example k", "X_{:k}"),
    drawn("b^{[1]}", ("n_1", 1), "biases of a layer", broadcasts=True),
    computed("Z", ("n_1", "m"), "weighted inputs of a layer, example by column",
        affine, "W", "X", "b^{[1]}"),
    view("z^{(k)}", ("n_1", 1), "weighted inputs of example k", "Z_{:k}"),
    # Counts.
    computed("N_{AU}", (), "multiplications counted in A U",
        counted_product, "A", "U", pick=1),
    computed("N_{Ux}", (), "multiplications counted in U x",
        counted_product, "U", "x", pick=1),
    computed("N_{Cx}", (), "multiplications counted in C x",
        counted_product, "C", "x", pick=1),
    computed("N_{Aa}", (), "multiplications counted in A a",
        counted_product, "A", "a", pick=1),
    computed("N_{WX}", (), "multiplications counted in W X",
        counted_product, "W", "X", pick=1),
    # Special worlds.
    section("cauchy-schwarz", symbols=ON_A_LINE),
    section("plane", sizes={"n_0": 2}, symbols=(
        computed("u", (2, 1), "values, a column in the plane", polar, r"\rho_1", r"\psi_1"),
        computed("v", (2, 1), "values, another column in the plane", polar, r"\rho_2",
            r"\psi_2"),)),
    section("dot-numbers", sizes={"n_0": 2}, values={
        "u": [[3.0], [4.0]], "v": [[2.0], [1.0]]}),
    section("not-commutative", sizes={"n_0": 2}, values={
        "S": [[0.0, 1.0], [0.0, 0.0]], "V": [[1.0, 2.0], [3.0, 4.0]]}),
    section("worked-example", sizes={"n_0": 3, "n_1": 2, "n_2": 6, "m": 4}, values={
        "W": [[1.0, 2.0, -1.0], [0.0, 3.0, 1.0]], "b^{[1]}": [[1.0], [-2.0]],
        "X": [[1.0, 0.0, 2.0, -1.0], [2.0, 1.0, 0.0, 1.0], [0.0, 1.0, -1.0, 3.0]]}),
    section("exercise-triangle", symbols=(
        drawn("c", (), "number, positive", values="positive"), *ON_A_LINE)),
)
# fmt: on
