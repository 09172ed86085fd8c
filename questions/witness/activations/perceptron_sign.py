"""A perceptron with the sign as output: run on its inputs, and nudged to see whether anything moves."""

STEP = 1e-3


def preactivation(w, x, np):
    return w[0] * x[0] + w[1] * x[1] + w[2]


def sign(a, np):
    return np.where(a > 0, 1.0, -1.0)


def slope(f, w, x, np):
    """Of f(a) in the first weight, by a fourth-order difference."""

    def at(k):
        return f(preactivation(w + np.array([k * STEP, 0.0, 0.0]), x, np))

    return (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * STEP)


def decide(statement, w, inputs, y, np):
    outputs = [float(sign(preactivation(w, x, np), np)) for x in inputs]
    tripled = [float(sign(preactivation(3 * w, x, np), np)) for x in inputs]
    sigmoids = [float(1 / (1 + np.exp(-preactivation(w, x, np)))) for x in inputs]

    def loss(v):
        return float((sign(preactivation(v, inputs[0], np), np) - y) ** 2) / 2

    steps = np.eye(3) * STEP
    nudged = [loss(w + side * step) - loss(w) for step in steps for side in (-1, 1)]
    gradient = [(loss(w + step) - loss(w - step)) / (2 * STEP) for step in steps]
    return {
        "two_values": lambda: set(outputs) <= {-1.0, 1.0},
        "zero_or_one": lambda: set(outputs) <= {0.0, 1.0},
        "between": lambda: any(-1 < out < 1 for out in outputs),
        "learns_when_wrong": lambda: max(map(abs, gradient)) > 1e-9,
        "loss_flat": lambda: max(map(abs, nudged)) < 1e-9,
        "scale_free": lambda: tripled == outputs,
        "sigmoid_same_side": lambda: [s > 0.5 for s in sigmoids] == [out > 0 for out in outputs],
        "right_on_first": lambda: outputs[0] == y,
    }[statement]()


def witness(params, at, np):
    w = np.array([float(v) for v in [*params["w"], params["b"]]])
    inputs = [np.array([float(v) for v in row]) for row in params["inputs"]]
    held = [decide(statement, w, inputs, float(params["label"]), np) for statement in params["statements"]]
    return {
        "a": np.array([float(sign(preactivation(w, x, np), np)) for x in inputs]),
        "b": np.array([slope(lambda a: sign(a, np), w, inputs[0], np), slope(np.tanh, w, inputs[0], np)]),
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(held) if yes),
    }
