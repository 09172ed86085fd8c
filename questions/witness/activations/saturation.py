"""Slopes far from 0 by the complex step, the first whole number at which they are small enough by trying."""


def share_free(name, z, alpha, np):
    """The activation; only the real part decides on which side of 0 the input is."""
    right = np.real(z) > 0
    table = {
        "sigmoid": lambda: 1 / (1 + np.exp(-z)),
        "tanh": lambda: np.tanh(z),
        "relu": lambda: z if right else 0 * z,
        "leaky_relu": lambda: z if right else 0.01 * z,
        "elu": lambda: z if right else alpha * (np.exp(z) - 1),
        "softsign": lambda: z / (1 + (z if right else -z)),
    }
    return table[name]()


def slope(name, z, alpha, np):
    return np.imag(share_free(name, z + 1e-20j, alpha, np)) / 1e-20


def witness(params, at, np):
    name, alpha = params["activation"], float(params["alpha"])
    limit = 10.0 ** -params["m"]
    side = 1 if params["z"] > 0 else -1
    first = next(n for n in range(1, 200) if abs(slope(name, side * float(n), alpha, np)) < limit)
    flat = []
    for row in params["rows"]:
        kind, place = row.split("@")
        z = float(place)
        if kind == "float64":  # the program itself, in double precision
            flat.append(float(np.exp(np.array(z))) == 0.0)
        else:
            flat.append(abs(slope(kind, z, 1.0, np)) < limit)
    return {
        "a": slope(name, float(params["z"]), alpha, np),
        "b": first,
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(flat) if yes),
    }
