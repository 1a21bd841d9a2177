"""Each step of docs/optimizers.md against PyTorch's, number by number over 100 steps.

The gradients are those of a small network, at the weights that each of the two has reached by
itself: a difference in one step would grow in all later ones.
"""

import numpy as np
import pytest
import torch

from nnbook.optimizers import (
    adam_step,
    adamw_step,
    average_step,
    momentum_step,
    nesterov_step,
    rmsprop_step,
)

STEPS = 100


class Network:
    """A network of 3, 5 and 2 neurons with tanh, its weights in one column, and its squared error.

    Each call of `gradient` takes the next batch, so that the gradients are noisy too.
    """

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.X, self.Y = rng.normal(size=(STEPS, 3, 7)), rng.normal(size=(STEPS, 2, 7))
        self.start = rng.normal(size=(3 * 5 + 5 + 5 * 2 + 2, 1))

    def cost(self, w, t):
        X, Y = torch.from_numpy(self.X[t]), torch.from_numpy(self.Y[t])
        W1, b1, W2, b2 = (part for part in torch.split(w[:, 0], [15, 5, 10, 2]))
        A = torch.tanh(W1.reshape(5, 3) @ X + b1[:, None])
        return torch.mean((W2.reshape(2, 5) @ A + b2[:, None] - Y) ** 2)

    def gradient(self, w, t):
        leaf = torch.tensor(w, requires_grad=True)
        self.cost(leaf, t).backward()
        return leaf.grad.numpy()


def peer_path(network, make):
    """The weights on PyTorch's way."""
    w = torch.tensor(network.start, dtype=torch.float64, requires_grad=True)
    optimizer, path = make([w]), []
    for t in range(STEPS):
        optimizer.zero_grad()
        network.cost(w, t).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


def our_path(network, step, settings, memory, penalty):
    """The weights on our way; the penalty is in the gradient, as PyTorch's weight_decay is."""
    state, path = (network.start, *memory), []
    for t in range(STEPS):
        g = network.gradient(state[0], t) + penalty * state[0]
        state = step(g, *state, *settings)
        path.append(state[0])
    return np.array(path)


sgd, rms, adam, adamw = (
    torch.optim.SGD,
    torch.optim.RMSprop,
    torch.optim.Adam,
    torch.optim.AdamW,
)
PAIRS = {
    "descent": (momentum_step, (0.1, 0.0), (0,), 0.0, sgd, {"lr": 0.1}),
    "momentum": (momentum_step, (0.05, 0.9), (0,), 0.0, sgd, {"lr": 0.05, "momentum": 0.9}),
    "momentum with penalty": (
        momentum_step,
        (0.05, 0.9),
        (0,),
        0.03,
        sgd,
        {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.03},
    ),
    "Nesterov": (
        nesterov_step,
        (0.05, 0.9),
        (0,),
        0.0,
        sgd,
        {"lr": 0.05, "momentum": 0.9, "nesterov": True},
    ),
    "Nesterov with penalty": (
        nesterov_step,
        (0.05, 0.9),
        (0,),
        0.03,
        sgd,
        {"lr": 0.05, "momentum": 0.9, "nesterov": True, "weight_decay": 0.03},
    ),
    "RMSProp": (
        rmsprop_step,
        (0.01, 0.99, 1e-8),
        (0,),
        0.0,
        rms,
        {"lr": 0.01, "alpha": 0.99, "eps": 1e-8},
    ),
    "RMSProp with penalty and a large eps": (
        rmsprop_step,
        (0.01, 0.9, 0.1),
        (0,),
        0.03,
        rms,
        {"lr": 0.01, "alpha": 0.9, "eps": 0.1, "weight_decay": 0.03},
    ),
    "Adam": (
        adam_step,
        (0.01, 0.9, 0.999, 1e-8),
        (0, 0, 0),
        0.0,
        adam,
        {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-8},
    ),
    "Adam with penalty and a large eps": (
        adam_step,
        (0.02, 0.8, 0.95, 0.1),
        (0, 0, 0),
        0.03,
        adam,
        {"lr": 0.02, "betas": (0.8, 0.95), "eps": 0.1, "weight_decay": 0.03},
    ),
    "AdamW": (
        adamw_step,
        (0.01, 0.9, 0.999, 1e-8, 0.01),
        (0, 0, 0),
        0.0,
        adamw,
        {"lr": 0.01, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01},
    ),
    "AdamW with a large decay and a large eps": (
        adamw_step,
        (0.02, 0.8, 0.95, 0.1, 0.5),
        (0, 0, 0),
        0.0,
        adamw,
        {"lr": 0.02, "betas": (0.8, 0.95), "eps": 0.1, "weight_decay": 0.5},
    ),
}


def worst(ours, theirs):
    """The largest difference of any weight at any step, by the size of the largest weight."""
    return np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", PAIRS)
def test_each_step_is_that_of_pytorch(name, seed):
    step, settings, memory, penalty, peer, options = PAIRS[name]
    network = Network(seed)
    theirs = peer_path(network, lambda weights: peer(weights, **options))
    assert np.max(np.abs(theirs[-1] - network.start)) > 0.1, "the run goes nowhere"
    assert worst(our_path(network, step, settings, memory, penalty), theirs) < 1e-12


@pytest.mark.parametrize("seed", range(3))
def test_the_average_is_momentum_with_damping(seed):
    """PyTorch leaves the first gradient whole, so the two agree if the average begins with it."""
    network = Network(seed)
    theirs = peer_path(network, lambda w: sgd(w, lr=0.05, momentum=0.9, dampening=0.9))
    first = network.gradient(network.start, 0)
    state, ours = (network.start, first), []
    for t in range(STEPS):
        state = average_step(network.gradient(state[0], t), *state, 0.05, 0.9)
        ours.append(state[0])
    assert worst(np.array(ours), theirs) < 1e-12
    without = our_path(network, average_step, (0.05, 0.9), (0,), 0.0)
    assert worst(without, theirs) > 1e-3


WRONG = {
    "a penalty that is not decoupled": ("AdamW with a large decay and a large eps", adam_step),
    "Nesterov without looking ahead": ("Nesterov", momentum_step),
    "an average for a velocity": ("momentum", average_step),
}


@pytest.mark.parametrize("name", WRONG)
def test_another_step_is_not_that_of_pytorch(name):
    """The comparison can fail: with a wrong step the paths part."""
    pair, step = WRONG[name]
    _, settings, memory, _, peer, options = PAIRS[pair]
    network = Network(0)
    theirs = peer_path(network, lambda weights: peer(weights, **options))
    count, penalty = (4, settings[4]) if step is adam_step else (2, 0.0)
    ours = our_path(network, step, settings[:count], memory, penalty)
    assert worst(ours, theirs) > 1e-3
