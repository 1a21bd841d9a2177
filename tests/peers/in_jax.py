"""The network of the book in JAX: functions of arrays, columns are examples."""

import jax
import jax.numpy as jnp

ACTIVATIONS = {
    "identity": lambda z: z,
    "logistic": jax.nn.sigmoid,
    "relu": jax.nn.relu,
    "tanh": jnp.tanh,
}


# --8<-- [start:network]
def cost(parameters, X, c, activation, lam):
    """The penalised cost, for the classes c from 1 to K."""
    *hidden, (W, b) = parameters
    A = X
    for V, v in hidden:
        A = ACTIVATIONS[activation](V @ A + v)
    log_outputs = jax.nn.log_softmax(W @ A + b, axis=0)
    penalty = lam / 2 * sum((W**2).sum() for W, _ in parameters)
    return -log_outputs[c - 1, jnp.arange(c.size)].mean() + penalty


def gradients(X, c, parameters, activation):
    """(dW, db) of each layer."""
    slopes = jax.jit(jax.grad(cost), static_argnames="activation")
    return slopes(parameters, X, c, activation, 0.0)


# --8<-- [end:network]


# --8<-- [start:train]
def train(X, c, parameters, activation, batches, alpha, lam):
    """The penalised cost of each minibatch before its step."""

    @jax.jit
    def step(parameters, X, c):
        J, slopes = jax.value_and_grad(cost)(parameters, X, c, activation, lam)
        return J, jax.tree.map(lambda w, dw: w - alpha * dw, parameters, slopes)

    costs = []
    for batch in batches:
        J, parameters = step(parameters, X[:, batch], c[batch])
        costs.append(float(J))
    return costs


# --8<-- [end:train]
