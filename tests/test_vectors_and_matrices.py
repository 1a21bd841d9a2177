"""Properties, shapes, errors and edge cases of nnbook/vectors_and_matrices.py."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

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

rng = np.random.default_rng(0)
entries = st.floats(-100, 100).map(lambda x: round(x, 3))
sizes = st.integers(1, 5)
one, flat = np.array(2.0), np.ones(3)
up, tall = np.ones((3, 1)), np.ones((4, 1))
wide = np.ones((4, 3))


def columns(n):
    return hnp.arrays(float, (n, 1), elements=entries)


pairs = sizes.flatmap(lambda n: st.tuples(columns(n), columns(n)))

CALLS = [
    (combination, (one, up, one, up)),
    (dot, (up, up)),
    (length, (up,)),
    (projection, (up, up)),
    (cosine, (up, up)),
    (polar, (one, one)),
    (neuron, (up, up, one)),
    (matrix_product, (wide, np.ones((3, 5)))),
    (outer, (tall, up)),
    (elementwise_product, (wide, wide)),
    (affine, (wide, np.ones((3, 5)), tall)),
    (counted_product, (wide, np.ones((3, 5)))),
]
each = pytest.mark.parametrize(
    ("function", "arguments"), CALLS, ids=[function.__name__ for function, _ in CALLS]
)


# Shapes, types, refusals


@each
def test_nan_and_text_are_refused_in_every_place(function, arguments):
    function(*arguments)
    for place, argument in enumerate(arguments):
        bad = argument.copy()
        bad[(0,) * bad.ndim] = np.nan
        with pytest.raises(ValueError, match="found NaN"):
            function(*arguments[:place], bad, *arguments[place + 1 :])
        with pytest.raises(TypeError, match="expected numbers"):
            function(*arguments[:place], argument.astype(str), *arguments[place + 1 :])


@each
def test_lists_are_arrays(function, arguments):
    listed, found = function(*[argument.tolist() for argument in arguments]), function(*arguments)
    if isinstance(found, tuple):
        listed, found = listed[0], found[0]
    assert np.array_equal(listed, found)


@each
def test_the_arguments_are_not_changed(function, arguments):
    before = [argument.copy() for argument in arguments]
    function(*arguments)
    assert all(np.array_equal(*pair) for pair in zip(before, arguments, strict=True))


@each
def test_complex_numbers_pass(function, arguments):
    found = function(*[argument + 1e-30j for argument in arguments])
    found = found[0] if isinstance(found, tuple) else found
    assert np.iscomplexobj(found)
    assert np.all(np.imag(found) != 0) or function is cosine


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (combination, (one, up, one, tall), r"v needs shape \(3, 1\), found \(4, 1\)"),
        (combination, (up, up, one, up), r"c needs to be a number, found shape \(3, 1\)"),
        (dot, (up, tall), r"v needs shape \(3, 1\)"),
        (dot, (flat, flat), r"u needs shape \(any, 1\), found \(3,\)"),
        (dot, (up.T, up.T), r"u needs shape \(any, 1\), found \(1, 3\)"),
        (length, (wide,), r"u needs shape \(any, 1\)"),
        (length, (np.ones((0, 1)),), r"u needs shape \(any, 1\)"),
        (projection, (tall, up), r"v needs shape \(3, 1\)"),
        (projection, (up, 0 * up), "u of length 0"),
        (cosine, (up, 0 * up), "length 0 has no direction"),
        (cosine, (0 * up, up), "length 0 has no direction"),
        (polar, (up, one), "r needs to be a number"),
        (polar, (one, flat), "psi needs to be a number"),
        (neuron, (up, tall, one), r"v needs shape \(3, 1\)"),
        (neuron, (up, up, up), "b needs to be a number"),
        (matrix_product, (wide, wide), r"U needs shape \(3, any\), found \(4, 3\)"),
        (matrix_product, (flat, wide), r"A needs shape \(any, any\)"),
        (counted_product, (wide, wide), r"U needs shape \(3, any\)"),
        (outer, (flat, up), r"u needs shape \(any, 1\)"),
        (outer, (up, flat), r"v needs shape \(any, 1\)"),
        (elementwise_product, (up, up.T), "arrays of one shape needed"),
        (elementwise_product, (wide, one), "arrays of one shape needed"),
        (affine, (wide, up, up), r"b needs shape \(4, 1\), found \(3, 1\)"),
        (affine, (wide, up, tall.T), r"b needs shape \(4, 1\), found \(1, 4\)"),
        (affine, (wide, up, np.ones(4)), r"b needs shape \(4, 1\), found \(4,\)"),
        (affine, (wide, tall, tall), r"X needs shape \(3, any\)"),
        (affine, (wide, np.ones((3, 0)), tall), r"X needs shape \(3, any\), found \(3, 0\)"),
    ],
)
def test_what_does_not_fit_is_refused(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)


# Properties


@given(pairs, entries, entries)
def test_dot_is_symmetric_and_linear(pair, c, t):
    u, v = pair
    assert dot(u, v) == dot(v, u)
    both = combination(c, u, t, v)
    assert dot(both, u) == pytest.approx(c * dot(u, u) + t * dot(v, u), rel=1e-9, abs=1e-6)


@given(pairs)
def test_cauchy_schwarz_and_the_triangle(pair):
    u, v = pair
    product = length(u) * length(v)
    assert abs(dot(u, v)) <= product * (1 + 1e-12)
    assert length(u + v) <= (length(u) + length(v)) * (1 + 1e-12)
    if product > 1e-6:
        assert abs(cosine(u, v)) <= 1 + 1e-12


@given(pairs, entries)
def test_the_projection_is_the_closest_multiple(pair, c):
    u, v = pair
    if length(u) < 1e-2:
        return
    nearest = projection(v, u)
    assert dot(u, v - nearest) == pytest.approx(0, abs=1e-6)
    assert length(v - nearest) <= length(v - c * u) + 1e-9
    assert np.allclose(projection(nearest, u), nearest)


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(-4, 4), st.floats(-4, 4))
def test_polar_columns_have_their_length_and_angle(r, other, phi, psi):
    u, v = polar(r, phi), polar(other, psi)
    assert length(u) == pytest.approx(r)
    assert cosine(u, v) == pytest.approx(np.cos(phi - psi), abs=1e-12)


@pytest.mark.parametrize(("k", "n", "m"), [(2, 3, 4), (1, 3, 1), (3, 1, 2), (1, 1, 1)])
def test_products_against_numpy(k, n, m):
    A, B, b = rng.normal(size=(k, n)), rng.normal(size=(n, m)), rng.normal(size=(k, 1))
    counted, count = counted_product(A, B)
    assert count == k * n * m
    assert np.allclose(matrix_product(A, B), A @ B, rtol=1e-14)
    assert np.allclose(counted, A @ B, rtol=1e-14)
    assert np.allclose(affine(A, B, b), A @ B + b @ np.ones((1, m)))
    assert matrix_product(A, B).shape == counted.shape == (k, m)


def test_outer_and_elementwise():
    u, v, W = rng.normal(size=(4, 1)), rng.normal(size=(3, 1)), rng.normal(size=(2, 5))
    assert np.array_equal(outer(u, v), np.outer(u, v))
    assert np.array_equal(outer(u, v).T, outer(v, u))
    assert np.array_equal(elementwise_product(W, W), W**2)


def test_a_bias_reaches_every_column_alike():
    Z = affine(np.zeros((3, 3)), np.zeros((3, 3)), [[1], [2], [3]])
    assert np.array_equal(Z, [[1, 1, 1], [2, 2, 2], [3, 3, 3]])


def test_a_neuron_is_a_layer_with_one_row():
    w, x = rng.normal(size=(3, 1)), rng.normal(size=(3, 1))
    assert neuron(w, x, 0.5) == pytest.approx(affine(w.T, x, [[0.5]])[0, 0])
