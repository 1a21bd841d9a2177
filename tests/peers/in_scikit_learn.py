"""The network of the book in scikit-learn: a row is an example, `coefs_` is W transposed."""

import numpy as np
from sklearn.neural_network import MLPClassifier


# --8<-- [start:network]
def network(X, c, parameters, activation, alpha, penalty):
    """A classifier with these parameters, for steps of descent on one batch at a time."""
    model = MLPClassifier(
        hidden_layer_sizes=[W.shape[0] for W, _ in parameters[:-1]],
        activation=activation,
        solver="sgd",
        momentum=0,
        nesterovs_momentum=False,
        learning_rate_init=alpha,
        alpha=penalty,
        batch_size=c.size,
        shuffle=False,
    )
    classes = np.arange(1, parameters[-1][0].shape[0] + 1)
    model.partial_fit(X.T, c, classes=classes)  # makes the arrays, which are filled anew
    for (W, b), coefs, intercepts in zip(parameters, model.coefs_, model.intercepts_, strict=True):
        coefs[:], intercepts[:] = W.T, b[:, 0]
    return model


def gradients(X, c, parameters, activation):
    """(dW, db) of each layer: what one step with the learning rate 1 takes away."""
    model = network(X, c, parameters, activation, alpha=1.0, penalty=0.0)
    model.partial_fit(X.T, c)
    after = [(v.T, u[:, None]) for v, u in zip(model.coefs_, model.intercepts_, strict=True)]
    return [(W - V, b - u) for (W, b), (V, u) in zip(parameters, after, strict=True)]


# --8<-- [end:network]


# --8<-- [start:train]
def train(X, c, parameters, activation, batches, alpha, lam):
    """The penalised cost of each minibatch before its step."""
    B, costs = len(batches[0]), []
    start = X[:, batches[0]], c[batches[0]], parameters
    model = network(*start, activation, alpha, penalty=lam * B)  # it divides by B
    for batch in batches:
        model.partial_fit(X[:, batch].T, c[batch])
        costs.append(model.loss_)
    return costs


# --8<-- [end:train]
