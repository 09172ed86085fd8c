"""A perceptron with the sign as output: run on its inputs, and nudged to see whether anything moves."""


def preactivation(w, x, np):
    return w[0] * x[0] + w[1] * x[1] + w[2]


def sign(a, np):
    return np.where(a > 0, 1.0, -1.0)


def witness(params, at, np):
    w = np.array([float(v) for v in [*params["w"], params["b"]]])
    inputs = [np.array([float(v) for v in row]) for row in params["inputs"]]
    outputs = [sign(preactivation(w, x, np), np) for x in inputs]
    first, h = inputs[0], 1e-3

    def slope(f):
        """Fourth-order difference in the first weight."""

        def at_step(k):
            return f(preactivation(w + np.array([k * h, 0.0, 0.0]), first, np))

        return (at_step(-2) - 8 * at_step(-1) + 8 * at_step(1) - at_step(2)) / (12 * h)

    def decide(statement):
        y = float(params["label"])
        target = y * np.ones(1)

        def loss(v):
            return np.sum((sign(preactivation(v, first, np), np) - target) ** 2) / 2

        nudged = [loss(w + step) - loss(w) for step in np.vstack([np.eye(3), -np.eye(3)]) * h]
        gradient = np.array([(loss(w + step) - loss(w - step)) / (2 * h) for step in np.eye(3) * h])
        return {
            "two_values": lambda: {float(v) for v in outputs} <= {-1.0, 1.0},
            "zero_or_one": lambda: {float(v) for v in outputs} <= {0.0, 1.0},
            "between": lambda: any(-1 < float(v) < 1 for v in outputs),
            "learns_when_wrong": lambda: np.max(np.abs(gradient)) > 1e-9,
            "loss_flat": lambda: np.max(np.abs(nudged)) < 1e-9,
            "scale_free": lambda: all(
                float(sign(preactivation(3 * w, x, np), np)) == float(out)
                for x, out in zip(inputs, outputs, strict=True)
            ),
            "sigmoid_same_side": lambda: all(
                (1 / (1 + np.exp(-preactivation(w, x, np))) > 0.5) == (float(out) > 0)
                for x, out in zip(inputs, outputs, strict=True)
            ),
            "right_on_first": lambda: float(outputs[0]) == y,
        }[statement]()

    held = [decide(statement) for statement in params["statements"]]
    return {
        "a": np.array([float(v) for v in outputs]),
        "b": np.array([slope(lambda a: sign(a, np)), slope(np.tanh)]),
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(held) if yes),
    }
