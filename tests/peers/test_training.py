"""The networks of the book and their peers: equal gradients, equal costs step by step."""

import numpy as np
import pytest

from nnbook import activations, sigmoid
from nnbook.backpropagation import backward, forward, initialize, softmax_cost
from nnbook.softmax import one_hot, softmax
from nnbook.training import digits, minibatches, penalty, start, step
from tests.peers import in_jax, in_pytorch, in_scikit_learn

PEERS = [in_pytorch, in_jax, in_scikit_learn]
NAMES = ["PyTorch", "JAX", "scikit-learn"]
HIDDEN = {
    "identity": (activations.identity, activations.identity_derivative),
    "logistic": (sigmoid.sigmoid, sigmoid.sigmoid_derivative),
    "relu": (activations.relu, activations.relu_derivative),
    "tanh": (np.tanh, activations.tanh_derivative),
}


def random_network(seed):
    """X, classes, parameters and a hidden activation of random depth, width and size."""
    rng = np.random.default_rng(seed)
    depth = rng.integers(1, 6)
    sizes = [*rng.integers(1, 20, size=depth).tolist(), int(rng.integers(3, 12))]
    parameters = initialize(sizes, seed)
    parameters = [(W / np.sqrt(W.shape[1]), rng.standard_normal(b.shape)) for W, b in parameters]
    m = int(rng.integers(1, 50))
    X = rng.standard_normal((sizes[0], m))
    return X, rng.integers(1, sizes[-1] + 1, size=m), parameters, rng.choice(list(HIDDEN))


def test_the_random_networks_differ_in_all_that_matters():
    drawn = [random_network(seed) for seed in range(40)]
    assert {len(parameters) for _, _, parameters, _ in drawn} == {1, 2, 3, 4, 5}
    assert {activation for *_, activation in drawn} == set(HIDDEN)
    assert len({W.shape for _, _, parameters, _ in drawn for W, _ in parameters}) > 50


@pytest.mark.parametrize("peer", PEERS, ids=NAMES)
@pytest.mark.parametrize("seed", range(40))
def test_the_gradients_are_equal(peer, seed):
    X, c, parameters, activation = random_network(seed)
    g, dg = HIDDEN[activation]
    values = forward(X, parameters, g, softmax)
    ours, _, _ = backward(X, one_hot(c, len(parameters[-1][0])), parameters, values, dg)
    theirs = peer.gradients(X, c, parameters, activation)
    for pair, other in zip(ours, theirs, strict=True):
        for dw, slope in zip(pair, other, strict=True):
            slope = np.asarray(slope)
            assert slope.shape == dw.shape
            assert slope.dtype == dw.dtype == np.float64
            np.testing.assert_allclose(slope, dw, rtol=1e-10, atol=1e-10)


def losses(X, c, parameters, activation, batches, alpha, lam):
    """The penalised cost of each minibatch before its step, with the code of the book."""
    g, dg = HIDDEN[activation]
    Y, costs = one_hot(c, len(parameters[-1][0])), []
    for batch in batches:
        A = forward(X[:, batch], parameters, g, softmax)[-1][1]
        costs.append(softmax_cost(A, Y[:, batch]) + penalty(parameters, lam))
        ones = [np.ones((len(b), len(batch))) for _, b in parameters]
        ours = X[:, batch], Y[:, batch], parameters, alpha, lam
        parameters = step(*ours, g, dg, softmax, ones)
    return costs


@pytest.mark.parametrize("peer", PEERS, ids=NAMES)
@pytest.mark.parametrize("activation", list(HIDDEN))
@pytest.mark.parametrize("lam", [0.0, 0.01])
def test_the_costs_of_a_hundred_steps_are_equal(peer, activation, lam):
    X, c = digits()
    c = c[0].astype(int)
    rng = np.random.default_rng(5)
    epochs = [minibatches(c.size, 32, rng)[:-1] for _ in range(2)]  # the last one is smaller
    batches = [batch for epoch in epochs for batch in epoch][:100]
    assert len(batches) == 100
    run = X, c, start([64, 20, 15, 10], seed=3), activation, batches, 0.2, lam
    ours, theirs = losses(*run), peer.train(*run)
    np.testing.assert_allclose(theirs, ours, rtol=1e-10)
    assert np.mean(ours[-10:]) < np.mean(ours[:10]) - 0.1  # they did move
