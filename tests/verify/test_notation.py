r"""The notation that the checker must read: of each formula a true form, and near misses that fail.

A near miss is a formula that someone prints by a slip: a sign, a transpose, a factor, an index.
Each stands with the way in which it must fail.
"""

import pytest

from nnbook.verify import Page, computed, drawn, index, size, view
from tests.verify.pages import assert_fails, assert_holds, verdict
from tests.verify.worlds import (
    COLUMN,
    NEURON,
    NUMBERS,
    RELU,
    SHAPES,
    SIGMOID,
    SOFTMAX,
    SQUARES,
    network,
    one_example,
)

DEEP = network(3)
ONE_OUTPUT = network(3, outputs=1)
SINGLE = one_example(3)

RANGE = r", \quad l = 1, \dots, L-1"
MATRIX = r"\begin{bmatrix} w_{11} & w_{12} \\ w_{21} & w_{22} \\ w_{31} & w_{32} \end{bmatrix}"
COLUMNS = (
    r"\begin{bmatrix} z_1 \\ z_2 \\ z_3 \end{bmatrix} = "
    + MATRIX
    + r" \begin{bmatrix} x_1 \\ x_2 \end{bmatrix}"
    r" + \begin{bmatrix} b_1 \\ b_2 \\ b_3 \end{bmatrix}"
)
ENTROPY = (
    r"\mathcal{L} = -\frac{1}{m}\sum_{i=1}^m \left[ y^{(i)} \log a^{[L](i)}"
    r" + (1-y^{(i)})\log(1-a^{[L](i)}) \right]"
)
WEIGHTS = (
    r"dW^{[l]} = \frac{\partial \mathcal{L}}{\partial W^{[l]}}"
    r" = \frac{1}{m} dZ^{[l]} A^{[l-1]\top}"
)
SIX_LINES = r"""\begin{aligned}
\sigma'(z) &= \frac{d}{dz} \frac{1}{1 + e^{-z}} && \text{definition} \\
&= \frac{e^{-z}}{(1 + e^{-z})^2} && \text{quotient rule} \\
&= \frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}} && \text{two fractions} \\
&= \frac{1}{1 + e^{-z}} \left(1 - \frac{1}{1 + e^{-z}}\right) && \text{add and subtract 1} \\
&= \sigma(z)\,(1 - \sigma(z)) && \text{definition}
\end{aligned}"""

TRUE: list[tuple[Page, str]] = [
    (SIGMOID, r"\sigma(z) = \frac{1}{1 + e^{-z}}"),
    (SIGMOID, r"\sigma(z) = \frac1{1 + e^{-z}}"),
    (SIGMOID, r"\sigma(z) = \dfrac{1}{1 + \exp(-z)}"),
    (SIGMOID, r"\sigma(z) = (1 + e^{-z})^{-1}"),
    (SIGMOID, r"\sigma(z) = 1 / (1 + e^{-z})"),
    (SIGMOID, r"\sigma'(z) = \sigma(z)\,(1 - \sigma(z))"),
    (SIGMOID, r"\sigma^\prime(z) = \sigma(z)\left(1 - \sigma(z)\right)"),
    (SIGMOID, r"\frac{d\sigma(z)}{dz} = a (1 - a)"),
    (SIGMOID, r"D(z) = \sigma'(z)"),
    (SIGMOID, SIX_LINES),
    (NEURON, r"z = \mathbf{w}^\top \mathbf{x} + b"),
    (NEURON, r"z = \mathbf{x}^{\top} \mathbf{w} + b"),
    (NEURON, r"z = \mathbf{w} \cdot \mathbf{x} + b"),
    (
        NEURON,
        r"z = w_1 x_1 + w_2 x_2 + w_3 x_3 + b".replace("w", r"\mathbf w").replace(
            "x", r"\mathbf x"
        ),
    ),
    (SQUARES, r"C = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}^{(i)} - y^{(i)})^2"),
    (SQUARES, r"C = \frac{1}{m} \sum_{i=1}^{m} (y^{(i)} - \hat y^{(i)})^2"),
    (SQUARES, r"C = \frac1m \sum_i \left(\hat{y}^{(i)} - y^{(i)}\right)^2"),
    (ONE_OUTPUT, ENTROPY),
    (DEEP, r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}"),
    (DEEP, r"Z^{[1]} = W^{[1]} X + b^{[1]}"),
    (DEEP, r"Z^{[l+1]} = W^{[l+1]} A^{[l]} + b^{[l+1]}, \quad l = 0, \dots, L-1"),
    (DEEP, r"A^{[l]} = g(Z^{[l]})"),
    (
        DEEP,
        WEIGHTS,
    ),
    (DEEP, r"dW^{[l]} = \frac{1}{m} dZ^{[l]} (A^{[l-1]})^\top"),
    (DEEP, r"db^{[l]} = \frac{\partial \mathcal{L}}{\partial b^{[l]}}"),
    (
        DEEP,
        r"db^{[l]}_j = \frac{1}{m} \sum_{i=1}^m dZ^{[l]}_{ji}",
    ),
    (DEEP, r"dZ^{[L]} = A^{[L]} - Y"),
    (
        SINGLE,
        r"\delta^{[l]} = \left(W^{[l+1]}\right)^\top \delta^{[l+1]} \odot g'(z^{[l]})" + RANGE,
    ),
    (SINGLE, r"\delta^{[l]} = \frac{\partial \ell}{\partial z^{[l]}}"),
    (SINGLE, r"\delta^{[L]} = a^{[L]} - y"),
    (RELU, r"\mathrm{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}"),
    (RELU, r"\mathrm{ReLU}(z) = \max(0, z)"),
    (
        RELU,
        r"\mathrm{ReLU}(z) = \begin{cases} z & \text{if } z > 0 \\ 0 & \text{else} \end{cases}",
    ),
    (SOFTMAX, r"\frac{\partial a_i}{\partial z_j} = a_i(\delta_{ij} - a_j)"),
    (SOFTMAX, r"\frac{\partial a_i}{\partial z_j} = -a_i a_j \quad \text{for } i \ne j"),
    (SOFTMAX, r"\frac{\partial a_i}{\partial z_i} = a_i (1 - a_i)"),
    (SOFTMAX, r"\frac{\partial a}{\partial z} = \operatorname{diag}(a) - a a^\top"),
    (SOFTMAX, r"a_i = \frac{e^{z_i}}{\sum_{j=1}^{n} e^{z_j}}"),
    (DEEP, r"W^{[l]} \leftarrow W^{[l]} - \alpha \frac{\partial \mathcal{L}}{\partial W^{[l]}}"),
    (DEEP, r"b^{[l]} \leftarrow b^{[l]} - \alpha\, db^{[l]}"),
    (SHAPES, r"X \in \mathbb{R}^{n_x \times m}"),
    (SHAPES, r"x \in \mathbb{R}^{n_x}"),
    (SHAPES, r"b \in \mathbb{R}"),
    (SHAPES, r"Y \in \{0, 1\}"),
    (COLUMN, COLUMNS),
    (COLUMN, r"z_j = \sum_{k=1}^{n} w_{jk} x_k + b_j"),
    (NUMBERS, r"\sigma(0.5) = \frac{1}{1+e^{-0.5}} \approx 0.6225"),
    (NUMBERS, r"\sigma(0.5) \approx 0.62"),
    (NUMBERS, r"\sigma(0) = 0.5"),
]

# Of each: the page, what is printed, and per slip what stands there instead and how it fails.
SLIPS: list[tuple[Page, str, list[tuple[str, str, str]]]] = [
    (
        SIGMOID,
        r"\sigma(z) = \frac{1}{1 + e^{-z}}",
        [
            ("e^{-z}", "e^{z}", "value"),
            ("1 + e", "1 - e", "value"),
            ("1 + e", "2 + e", "value"),
            ("1 + e^{-z}", "e^{-z}", "value"),
            ("{1}{", "{2}{", "value"),
            ("{1}{", "{-1}{", "value"),
            ("e^{-z}", "e^{-2 z}", "value"),
            ("e^{-z}", "z^{-2}", "value"),
            ("e^{-z}", "e^{-p}", "value"),
            ("e^{-z}", "2^{-z}", "value"),
            ("e^{-z}", "(-z)", "value"),
            (r"\frac{1}{1 + e^{-z}}", r"1 + e^{-z}", "value"),
            (r"\sigma(z)", r"\sigma(-z)", "value"),
            (r"\sigma(z)", r"\sigma(p)", "value"),
            (r"\sigma(z)", r"\sigma'(z)", "value"),
            (r"\sigma(z)", r"\sigma(z)^2", "value"),
            ("=", "<", "value"),
            ("=", ">", "value"),
            ("=", r"\ne", "value"),
            ("=", r"\approx", "reading"),
            ("e^{-z}", "e^-z", "reading"),
            ("e^{-z}", "e^{-x}", "symbol"),
            (r"\sigma(z)", r"\sigma z", "reading"),
            (r"\sigma(z)", r"\sigma", "reading"),
            (r"\sigma(z)", r"\phi(z)", "symbol"),
            (r"\sigma(z)", r"\sigma(z, z)", "symbol"),
            (r"e^{-z}}", r"e^{-z}", "reading"),
            (r"\frac{1}", r"\frac{}", "reading"),
            ("=", "= {} =", "reading"),
        ],
    ),
    (
        SIGMOID,
        r"\sigma'(z) = \sigma(z)\,(1 - \sigma(z))",
        [
            ("1 - ", "1 + ", "value"),
            ("1 - ", "", "value"),
            ("1 - ", "2 - ", "value"),
            (r"(1 - \sigma(z))", r"(1 - \sigma'(z))", "value"),
            (r"(1 - \sigma(z))", r"(1 - \sigma(-z))", "value"),
            (r"(1 - \sigma(z))", r"(1 - z)", "value"),
            (r"(1 - \sigma(z))", r"(1 - \sigma(z)^2)", "value"),
            (r"(1 - \sigma(z))", r"- (1 - \sigma(z))", "value"),
            (r"\sigma'", r"\sigma''", "value"),
            (r"\sigma'", r"\sigma", "value"),
            (r"= \sigma", r"= -\sigma", "value"),
            (r"\sigma'(z)", r"\sigma(z)'", "symbol"),
            (r"\sigma'(z)", r"z'", "symbol"),
            (r"\sigma(z)\,(1 - \sigma(z))", r"\sigma(1 - \sigma)", "reading"),
            (r"\sigma(z)\,(1 - \sigma(z))", r"\sigma'(z)", "vacuous"),
        ],
    ),
    (
        SIGMOID,
        SIX_LINES,
        [
            (r"\frac{d}{dz} \frac{1}{1 + e^{-z}}", r"\frac{d}{dz} \frac{1}{1 + e^{z}}", "value"),
            (r"{(1 + e^{-z})^2} &&", r"{1 + e^{-z}} &&", "value"),
            (r"= \frac{e^{-z}}{(1", r"= \frac{-e^{-z}}{(1", "value"),
            (r"\cdot \frac{e^{-z}}", r"\cdot \frac{e^{z}}", "value"),
            (r"\cdot \frac{e^{-z}}", r"+ \frac{e^{-z}}", "value"),
            (r"\left(1 - \frac", r"\left(1 + \frac", "value"),
            (r"\,(1 - \sigma(z))", r"\,(1 - \sigma(-z))", "value"),
            (r"&& \text{quotient rule} \\", r"&& \text{quotient rule", "reading"),
            (r"\end{aligned}", r"\end{align}", "reading"),
            (r"\right)", ")", ""),
        ],
    ),
    (
        NEURON,
        r"z = \mathbf{w}^\top \mathbf{x} + b",
        [
            (r"^\top", "", "shape"),
            (r"\mathbf{w}^\top \mathbf{x}", r"\mathbf{w} \mathbf{x}^\top", "shape"),
            (r"\mathbf{w}^\top \mathbf{x}", r"\mathbf{w}^\top \mathbf{x}^\top", "shape"),
            (r"\mathbf{w}^\top \mathbf{x}", r"\mathbf{w} \odot \mathbf{x}", "shape"),
            (r"\mathbf{w}^\top \mathbf{x}", r"\mathbf{w}^\top \mathbf{w}", "value"),
            (r"\mathbf{w}^\top \mathbf{x}", r"\mathbf{x}^\top \mathbf{x}", "value"),
            ("+ b", "- b", "value"),
            ("+ b", "", "value"),
            ("+ b", "+ 2b", "value"),
            ("+ b", "b", "value"),
            (r"\mathbf{x} + b", r"(\mathbf{x} + b)", "shape"),
            (r"\mathbf{w}^\top", r"w^\top", "symbol"),
            (r"^\top", "^T", "reading"),
            (r"^\top", "^t", "symbol"),
            (r"\mathbf{x}", r"\mathbf{x}_4", "shape"),
            (r"\mathbf{w}^\top \mathbf{x}", r"\mathbf{w} \times \mathbf{x}", "shape"),
        ],
    ),
    (
        SQUARES,
        r"C = \frac{1}{m} \sum_{i=1}^{m} (\hat{y}^{(i)} - y^{(i)})^2",
        [
            (r"\frac{1}{m} ", "", "value"),
            (r"\frac{1}{m}", r"\frac{1}{2m}", "value"),
            (r"\frac{1}{m}", "m", "value"),
            (r"\frac{1}{m}", r"\frac{1}{m - 1}", "value"),
            ("i=1", "i=2", "value"),
            ("i=1", "i=0", "shape"),
            ("^{m}", "^{m-1}", "value"),
            ("^{m}", "^{m+1}", "shape"),
            ("^{m}", "", "reading"),
            ("_{i=1}", "", "reading"),
            (")^2", ")^3", "value"),
            (")^2", ")", "value"),
            ("- y", "+ y", "value"),
            (r"\hat{y}", "y", "value"),
            (r"- y^{(i)}", r"- y^{(1)}", "value"),
            (r"\hat{y}^{(i)} - y^{(i)}", r"\hat{y} - y", "symbol"),
            (r"\hat{y}^{(i)}", r"\hat{y}^{i}", "symbol"),
            (r"\hat{y}^{(i)}", r"\hat{y}_i", "symbol"),
            (r"\sum_{i=1}^{m} (", r"(\sum_{i=1}^{m} ", "value"),
            (r"\sum_{i=1}^{m} (", r"\left(\sum_{i=1}^{m} (", "reading"),
            (r"\sum_{i=1}", r"\sum_{j=1}", "value"),
            (r"\sum", r"\prod", "value"),
            ("^{(i)})^2", "^{(i)}^2)", "reading"),
        ],
    ),
    (
        ONE_OUTPUT,
        ENTROPY,
        [
            (r"-\frac{1}{m}", r"\frac{1}{m}", "value"),
            (r"-\frac{1}{m}", "-", "value"),
            (r"y^{(i)} \log", r"\log", "value"),
            (r"[L](i)} +", r"[L](i)} -", "value"),
            (r"(1-y^{(i)})", r"(1+y^{(i)})", "value"),
            (r"(1-y^{(i)})", r"y^{(i)}", "value"),
            (r"\log(1-a", r"\log(a", "value"),
            (r"\log(1-a", r"\log(1+a", "value"),
            (r"\log(1-a", r"\exp(1-a", "value"),
            (r"a^{[L](i)}) \right", r"a^{[L](1)}) \right", "value"),
            ("a^{[L](i)} +", "a^{[L-1](i)} +", "shape"),
            ("a^{[L](i)} +", "a^{[L+1](i)} +", "shape"),
            ("a^{[L](i)} +", "a^{(i)} +", "symbol"),
            ("a^{[L](i)} +", "A^{[L](i)} +", "symbol"),
            ("a^{[L](i)} +", "a^{[L]} +", "symbol"),
            (r"\log a^{[L](i)} +", r"\log a^{[L](i)} y^{(i)} +", "reading"),
            (r"\left[ ", "", "reading"),
        ],
    ),
    (
        DEEP,
        r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}",
        [
            ("+ b^{[l]}", "- b^{[l]}", "value"),
            ("+ b^{[l]}", "", "value"),
            ("A^{[l-1]}", "A^{[l]}", "shape"),
            ("A^{[l-1]}", "A^{[l+1]}", "shape"),
            ("W^{[l]}", "W^{[l-1]}", "shape"),
            ("W^{[l]}", "W^{[l+1]}", "shape"),
            ("b^{[l]}", "b^{[l-1]}", "shape"),
            ("b^{[l]}", "b^{[l+1]}", "shape"),
            ("b^{[l]}", r"b^{[l]\top}", "shape"),
            ("b^{[l]}", "b", "symbol"),
            ("W^{[l]}", r"W^{[l]\top}", "shape"),
            ("W^{[l]} A^{[l-1]}", "A^{[l-1]} W^{[l]}", "shape"),
            ("W^{[l]} A^{[l-1]}", r"W^{[l]} \odot A^{[l-1]}", "shape"),
            ("W^{[l]} A^{[l-1]} + b^{[l]}", "W^{[l]} (A^{[l-1]} + b^{[l]})", "shape"),
            ("A^{[l-1]}", "Z^{[l-1]}", "shape"),
            ("A^{[l-1]}", "X", "shape"),
            ("Z^{[l]} =", "Z^{[l-1]} =", "shape"),
            ("Z^{[l]} =", "A^{[l]} =", "value"),
            ("Z^{[l]} =", "Z^{l} =", "symbol"),
            ("Z^{[l]} =", "Z^{(l)} =", "symbol"),
            ("W^{[l]}", "W^{[k]}", "symbol"),
        ],
    ),
    (
        DEEP,
        WEIGHTS,
        [
            (r"\frac{1}{m} ", "", "value"),
            (r"\frac{1}{m}", "m", "value"),
            (r"\frac{1}{m}", r"-\frac{1}{m}", "value"),
            (r"A^{[l-1]\top}", r"A^{[l-1]}", "shape"),
            (r"A^{[l-1]\top}", r"A^{[l]\top}", "shape"),
            (r"A^{[l-1]\top}", r"A^{[l-2]\top}", "shape"),
            (r"dZ^{[l]} A^{[l-1]\top}", r"dZ^{[l]\top} A^{[l-1]}", "shape"),
            (r"dZ^{[l]} A^{[l-1]\top}", r"A^{[l-1]} dZ^{[l]\top}", "shape"),
            (r"dZ^{[l]} A^{[l-1]\top}", r"dZ^{[l]} \odot A^{[l-1]\top}", "shape"),
            ("dZ^{[l]}", "dZ^{[l+1]}", "shape"),
            ("dZ^{[l]}", "Z^{[l]}", "value"),
            (r"\partial W^{[l]}", r"\partial W^{[l+1]}", "shape"),
            (r"\partial W^{[l]}", r"\partial W^{[l-1]}", "shape"),
            (r"\partial W^{[l]}", r"\partial Z^{[l]}", "shape"),
            (r"\partial W^{[l]}", r"\partial W^{[l]\top}", "shape"),
            (r"\partial W^{[l]}", r"W^{[l]}", "reading"),
            (r"\partial W^{[l]}", r"d W^{[l]}", "reading"),
            (r"\partial W^{[l]}", r"\partial Y", "shape"),
            ("dW^{[l]} =", "dW^{[l+1]} =", "shape"),
            ("dW^{[l]} =", r"dW^{[l]\top} =", "shape"),
            (r"\frac{\partial \mathcal{L}}{", r"\frac{\partial^2 \mathcal{L}}{", "reading"),
        ],
    ),
    (
        DEEP,
        r"\frac{\partial \mathcal{L}}{\partial W^{[l]}} = dW^{[l]}",
        [(r"\mathcal{L}", "X", "path"), (r"\mathcal{L}", "m", "path"), ("W", "L", "symbol")],
    ),
    (
        SINGLE,
        r"\delta^{[l]} = \left(W^{[l+1]}\right)^\top \delta^{[l+1]} \odot g'(z^{[l]})" + RANGE,
        [
            (RANGE, "", "shape"),
            ("L-1", "L", "shape"),
            ("L-1", "L+1", "shape"),
            ("l = 1", "l = 0", "shape"),
            ("l = 1", "l = L", "vacuous"),
            ("W^{[l+1]}", "W^{[l]}", "shape"),
            (r"\right)^\top", r"\right)", "shape"),
            (r"\delta^{[l+1]}", r"\delta^{[l]}", "shape"),
            (r"\delta^{[l]} =", r"\delta^{[l+1]} =", "shape"),
            ("g'", "g", "value"),
            ("g'", "g''", "value"),
            ("g'(z^{[l]})", "g'(z^{[l+1]})", "shape"),
            ("g'(z^{[l]})", "g'(a^{[l]})", "value"),
            (r" \odot g'(z^{[l]})", "", "value"),
            (r"\odot", "+", "value"),
            (r"\odot", "", "shape"),
            (r"\odot", r"\cdot", "shape"),
            (r"= \left", r"= -\left", "value"),
        ],
    ),
    (
        RELU,
        r"\mathrm{ReLU}'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}",
        [
            ("1 & z > 0", "1 & z < 0", "value"),
            ("1 & z > 0", "z & z > 0", "value"),
            ("1 & z > 0", "-1 & z > 0", "value"),
            ("0 & z < 0", "0.01 & z < 0", "value"),
            ("0 & z < 0", "1 & z < 0", "value"),
            ("1 & z > 0", "1 & z > 1", "coverage"),
            (r"1 & z > 0 \\ ", "", "coverage"),
            (r"\\ 0 & z < 0", "", "coverage"),
            (r"0 & z < 0", r"0 & z < 0 \\ 2 & z > 100", "coverage"),
            (r"0 & z < 0", r"0 & z < 0 \\ 2 & z = 0", "coverage"),
            (r"1 & z > 0", r"1 & z > -1", "value"),
            ("z > 0", "", "reading"),
            ("1 & z > 0", "1", "reading"),
            (r"\mathrm{ReLU}'", r"\mathrm{ReLU}", "value"),
            (r"\mathrm{ReLU}'", r"\mathrm{Relu}'", "symbol"),
            (r"\end{cases}", "", "reading"),
        ],
    ),
    (
        SOFTMAX,
        r"\frac{\partial a_i}{\partial z_j} = a_i(\delta_{ij} - a_j)",
        [
            (r"\delta_{ij} - a_j", r"\delta_{ij} + a_j", "value"),
            (r"\delta_{ij} - a_j", r"1 - a_j", "value"),
            (r"\delta_{ij} - a_j", r"\delta_{ij} - a_i", "value"),
            (r"\delta_{ij} - a_j", r"\delta_{ij} - z_j", "value"),
            (r"\delta_{ij} - a_j", r"\delta_{ii} - a_j", "value"),
            (r"a_i(\delta_{ij} - a_j)", r"a_i \delta_{ij} - a_j", "value"),
            ("= a_i", "= a_j", "value"),
            ("= a_i", "= -a_i", "value"),
            (r"\partial a_i", r"\partial z_i", "value"),
            (r"\partial z_j", r"\partial z_i", "value"),
            (r"\partial z_j", r"\partial a_j", "value"),
            (r"\partial z_j", r"\partial y_j", "path"),
            (r"\partial a_i", r"\partial a", "shape"),
            (r"\partial z_j", r"\partial z", "shape"),
            (r"\delta_{ij}", r"\delta_i", "symbol"),
            (r"\delta_{ij}", r"\epsilon_{ij}", "symbol"),
            (r"z_j", r"z_{ij}", "symbol"),
            (r"z_j", r"z_5", "shape"),
        ],
    ),
    (
        DEEP,
        r"W^{[l]} \leftarrow W^{[l]} - \alpha \frac{\partial \mathcal{L}}{\partial W^{[l]}}",
        [
            (r"- \alpha", r"+ \alpha", "value"),
            (r"- \alpha", "-", "value"),
            (r"\alpha", r"\alpha^2", "value"),
            (r"\alpha", r"\frac{\alpha}{m}", "value"),
            (r"W^{[l]} - ", r"- ", "value"),
            (r"\partial W^{[l]}", r"\partial W^{[l+1]}", "shape"),
            (r"\partial W^{[l]}", r"\partial b^{[l]}", "shape"),
            (r"\partial W^{[l]}", r"\partial \alpha", "path"),
            (r"\leftarrow W^{[l]}", r"\leftarrow W^{[l+1]}", "shape"),
            (r"\leftarrow W^{[l]}", r"\leftarrow b^{[l]}", "value"),
            (r"W^{[l]} \leftarrow", r"b^{[l]} \leftarrow", "shape"),
            (r"W^{[l]} \leftarrow", r"Z^{[l]} \leftarrow", "symbol"),
            (r"\leftarrow", "=", "value"),
            (r"\leftarrow", ":=", "symbol"),
        ],
    ),
    (
        SHAPES,
        r"X \in \mathbb{R}^{n_x \times m}",
        [
            (r"n_x \times m", r"m \times n_x", "shape"),
            (r"n_x \times m", r"n_x \times n_x", "shape"),
            (r"n_x \times m", r"m", "shape"),
            (r"n_x \times m", r"n_x m", "shape"),
            (r"^{n_x \times m}", "", "shape"),
            (r"n_x \times m", r"n_y \times m", "symbol"),
            ("X", r"X^\top", "shape"),
            ("X", "x", "shape"),
            (r"\mathbb{R}^{n_x \times m}", r"\{0, 1\}", "value"),
            (r"\mathbb{R}^{n_x \times m}", r"(0, 1)", "value"),
            (r"\mathbb{R}^{n_x \times m}", "X", "vacuous"),
            (r"\mathbb{R}^{n_x \times m}", "x", "reading"),
        ],
    ),
    (
        COLUMN,
        COLUMNS,
        [
            (r"z_1 \\ z_2", r"z_2 \\ z_1", "value"),
            (r"w_{12}", "w_{21}", "value"),
            (r"w_{11} & w_{12}", "w_{12} & w_{11}", "value"),
            (r"x_1 \\ x_2", r"x_2 \\ x_1", "value"),
            (r"+ \begin", r"- \begin", "value"),
            (r"b_1 \\ b_2", r"b_1 \\ b_1", "value"),
            (r"x_1 \\ x_2", r"x_1 & x_2", "shape"),
            (r"\\ b_3", "", "shape"),
            (r"\\ z_3", "", "shape"),
            (r"w_{31} & w_{32}", "w_{31}", "shape"),
            (r"w_{31} & w_{32}", r"w_{41} & w_{42}", "shape"),
            (r"w_{31} & w_{32}", r"w_{31} & ", "reading"),
            (r"w_{31} & w_{32}", r"w_{13} & w_{23}", "shape"),
            ("w_{12}", "w_{1}", "symbol"),
            (r" \begin{bmatrix} x_1", r" \odot \begin{bmatrix} x_1", "shape"),
        ],
    ),
    (
        NUMBERS,
        r"\sigma(0.5) = \frac{1}{1+e^{-0.5}} \approx 0.6225",
        [
            ("0.6225", "0.6224", "value"),
            ("0.6225", "0.6226", "value"),
            ("0.6225", "0.62250", "value"),
            ("0.6225", "0.623", "value"),
            ("0.6225", "0.7", "value"),
            ("0.6225", "-0.6225", "value"),
            ("0.6225", ".6225", "reading"),
            ("0.6225", "0,6225", "reading"),
            ("0.6225", r"62.25\,\%", ""),
            (r"\approx", "=", "value"),
            ("e^{-0.5}", "e^{0.5}", "value"),
            ("e^{-0.5}", "e^{-0.6}", "value"),
            (r"\sigma(0.5)", r"\sigma(-0.5)", "value"),
            (r"\sigma(0.5)", r"\sigma(0.51)", "value"),
        ],
    ),
]


def slips():
    """Each slip, named by the number of its formula, what stood there and what stands there now."""
    for number, (page, latex, misses) in enumerate(SLIPS):
        for old, new, category in misses:
            assert old in latex, (old, latex)
            changed = latex.replace(old, new, 1)
            yield pytest.param(page, changed, category, id=f"{number}: {old} -> {new or 'nothing'}")


@pytest.mark.parametrize(("page", "latex"), TRUE, ids=[latex for _, latex in TRUE])
def test_a_true_formula_holds(page, latex):
    assert_holds(latex, page)


@pytest.mark.parametrize(("page", "latex", "category"), list(slips()))
def test_a_near_miss_fails(page, latex, category):
    if category:
        assert_fails(latex, page, category)
    else:
        assert_holds(latex, page)


@pytest.mark.parametrize("layers", [1, 2, 3, 5])
def test_a_network_of_any_depth(layers):
    page = network(layers)
    assert_holds(r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}", page)
    slopes = WEIGHTS
    result = assert_holds(slopes, page)
    assert result.methods == {"complex step", "five-point differences"}
    assert_holds(r"W^{[l]} \leftarrow W^{[l]} - \alpha\, dW^{[l]}", page)
    assert_fails(r"Z^{[l]} = W^{[l]} A^{[l-1]} - b^{[l]}", page, "value")
    assert_fails(slopes.replace(r"\frac{1}{m} ", ""), page, "value")


@pytest.mark.parametrize("layers", [1, 2, 3, 5])
def test_errors_of_a_network_of_any_depth(layers):
    page = one_example(layers)
    assert_holds(r"\delta^{[L]} = a^{[L]} - y", page)
    recursion = r"\delta^{[l]} = (W^{[l+1]})^\top \delta^{[l+1]} \odot g'(z^{[l]})" + RANGE
    if layers == 1:  # no layer is below the last, so nothing could be compared
        assert_fails(recursion, page, "vacuous", "no sampled point")
    else:
        assert_holds(recursion, page)
        assert_fails(recursion.replace("g'", "g"), page, "value", "l = ")


def test_every_layer_and_example_is_compared():
    result = verdict(r"Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}", DEEP)
    assert result.comparisons == 6 * 5 * (3 + 4 + 6)  # worlds, examples, neurons


def test_the_failing_index_is_named():
    page = network(3)
    result = assert_fails("A^{[l]} = A^{[1]}", page, "shape", "l = 2")
    assert "6 x 5" in result.message or "4 x 5" in result.message


DIGITS = (
    size("D", 3, "inputs"),
    size("M", 4, "hidden units"),
    index("i", 1, "D", "counts inputs"),
    index("j", 1, "M", "counts hidden units"),
    drawn("W", ("D", "M"), "weights, one unit a column"),
    drawn("b", ("M", 1), "biases"),
    drawn("x", ("D", 1), "inputs of an example"),
    computed("z", ("M", 1), "weighted inputs", lambda W, x, b: W.T @ x + b, "W", "x", "b"),
    view("a_j", (), "one weighted input", "z_j"),
    view("w_{ji}", (), "one weight", "W_{ij}"),
    view("w_{j0}", (), "one bias", "b_j"),
    view(r"\alpha_{0j}", (), "one bias with its index last", "b_j"),
    view(r"\alpha_j", ("D", 1), "weights of one unit", "W_{:j}"),
)


@pytest.mark.parametrize("bias", ["w_{j0}", r"\alpha_{0j}"])
def test_a_digit_beside_an_index_is_a_part_of_the_name(bias):
    page = Page(*DIGITS)
    assert_holds(rf"a_j = \sum_{{i=1}}^{{D}} w_{{ji}} x_i + {bias}", page)
    assert_holds(rf"a_j = \alpha_j^\top x + {bias}", page)
    assert_fails(rf"a_j = \alpha_j^\top x + {bias.replace('0', '4')}", page, "shape")
    assert_fails(rf"a_j = \alpha_j^\top x + {bias.replace('j', '2')}", page, "value")


def test_two_indices_are_no_product_in_one_slot():
    letters = [item for item in DIGITS if item.name not in ("a_j", "w_{ji}")]
    ell = (
        index(r"\ell", 1, "D", "counts inputs a second time"),
        view("w_j", ("D", 1), "all weights of a unit", "W_{:j}"),
        view(r"w_{j\ell}", (), "one weight", r"W_{\ell j}"),
    )
    assert_holds(r"z_j = \sum_{\ell=1}^{D} w_{j\ell} x_\ell + w_{j0}", Page(*letters, *ell))
