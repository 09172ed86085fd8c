"""Identities of sigmoid and hyperbolic tangent: both sides are evaluated at many points."""


def sigmoid(x, np):
    return 1 / (1 + np.exp(-x))


FORMS = {
    "mirrored": lambda x, np: sigmoid(-x, np),
    "minus_over_plus": lambda x, np: np.exp(-x) / (1 + np.exp(-x)),
    "one_over": lambda x, np: 1 / (1 + np.exp(x)),
    "exp_over": lambda x, np: np.exp(x) / (1 + np.exp(x)),
    "negative": lambda x, np: -sigmoid(x, np),
    "minus_one": lambda x, np: sigmoid(x, np) - 1,
    "exp_times": lambda x, np: np.exp(-x) * sigmoid(x, np),
    "by_tanh": lambda x, np: (1 - np.tanh(x / 2)) / 2,
    "by_tanh_unscaled": lambda x, np: (1 - np.tanh(x)) / 2,
    "scaled": lambda x, np: 2 * sigmoid(2 * x, np) - 1,
    "unscaled": lambda x, np: 2 * sigmoid(x, np) - 1,
    "double_plus": lambda x, np: (np.exp(2 * x) - 1) / (np.exp(2 * x) + 1),
    "double_minus": lambda x, np: (1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x)),
    "single": lambda x, np: (np.exp(x) - 1) / (np.exp(x) + 1),
    "difference": lambda x, np: sigmoid(2 * x, np) - sigmoid(-2 * x, np),
    "difference_unscaled": lambda x, np: sigmoid(x, np) - sigmoid(-x, np),
    "mirrored_scaled": lambda x, np: 1 - 2 * sigmoid(-2 * x, np),
    "upside_down": lambda x, np: (np.exp(x) + np.exp(-x)) / (np.exp(x) - np.exp(-x)),
    "without_shift": lambda x, np: 2 * sigmoid(2 * x, np),
}


def witness(params, at, np):
    case = params["identity"]
    x = at["x"]
    number = float(params["number"])
    if case == "complement":
        left, y = 1 - sigmoid(x, np), np.log(number / (1 - number))
        value = sigmoid(-2 * y, np)
    else:
        left = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
        y = np.log(number / (1 - number)) if case == "tanh_by_sigmoid" else np.log(number)
        value = np.tanh(y)
    grid = np.linspace(-3, 3, 60)  # without 0
    target = 1 - sigmoid(grid, np) if case == "complement" else np.tanh(grid)
    same = [np.max(np.abs(FORMS[form](grid, np) - target)) < 1e-9 for form in params["forms"]]
    return {"a": left, "b": value, "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(same) if yes)}
