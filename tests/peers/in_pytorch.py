"""The network of the book in PyTorch: rows are examples there, columns are here."""

import torch
from torch import nn

ACTIVATIONS = {
    "identity": nn.Identity,
    "logistic": nn.Sigmoid,
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
}


# --8<-- [start:network]
def network(parameters, activation):
    """The layers with these parameters; a weight has the shape of W."""
    layers = []
    for W, b in parameters:
        linear = nn.Linear(W.shape[1], W.shape[0], dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(W))
            linear.bias.copy_(torch.tensor(b[:, 0]))
        layers += [linear, ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])  # the softmax is in the loss


def gradients(X, c, parameters, activation):
    """(dW, db) of each layer, for the classes c from 1 to K."""
    model = network(parameters, activation)
    logits = model(torch.tensor(X.T))
    nn.functional.cross_entropy(logits, torch.tensor(c - 1)).backward()
    return [(layer.weight.grad, layer.bias.grad[:, None]) for layer in model[::2]]


# --8<-- [end:network]


# --8<-- [start:train]
def train(X, c, parameters, activation, batches, alpha, lam):
    """The penalised cost of each minibatch before its step."""
    model, costs = network(parameters, activation), []
    weights = [layer.weight for layer in model[::2]]
    biases = [layer.bias for layer in model[::2]]
    groups = [{"params": weights, "weight_decay": lam}, {"params": biases}]
    optimizer = torch.optim.SGD(groups, lr=alpha)
    for batch in batches:
        logits = model(torch.tensor(X[:, batch].T))
        cost = nn.functional.cross_entropy(logits, torch.tensor(c[batch] - 1))
        penalty = lam / 2 * sum((weight**2).sum() for weight in weights)
        costs.append((cost + penalty).item())
        optimizer.zero_grad()
        cost.backward()  # weight_decay adds the gradient of the penalty
        optimizer.step()
    return costs


# --8<-- [end:train]
