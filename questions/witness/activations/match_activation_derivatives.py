"""Which formula is which slope: the functions are differentiated by central differences, the formulas evaluated."""


def sigmoid(x, np):
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {
    "sigmoid": sigmoid,
    "tanh": lambda x, np: np.tanh(x),
    "softplus": lambda x, np: np.log(1 + np.exp(x)),
    "silu": lambda x, np: x / (1 + np.exp(-x)),
    "softsign": lambda x, np: x / (1 + np.abs(x)),
    "gaussian": lambda x, np: np.exp(-(x**2)),
    "log_cosh": lambda x, np: np.log(np.cosh(x)),
    "squared_sigmoid": lambda x, np: sigmoid(x, np) ** 2,
}
FORMULAS = {
    "sigmoid_rule": lambda x, np: sigmoid(x, np) * (1 - sigmoid(x, np)),
    "sigmoid_by_exp": lambda x, np: np.exp(x) / (1 + np.exp(x)) ** 2,
    "tanh_rule": lambda x, np: 1 - np.tanh(x) ** 2,
    "tanh_by_cosh": lambda x, np: 1 / np.cosh(x) ** 2,
    "sigmoid_itself": sigmoid,
    "tanh_itself": lambda x, np: np.tanh(x),
    "product_rule": lambda x, np: sigmoid(x, np) + x * sigmoid(x, np) * (1 - sigmoid(x, np)),
    "no_product_rule": lambda x, np: x * sigmoid(x, np) * (1 - sigmoid(x, np)),
    "softsign_rule": lambda x, np: 1 / (1 + np.abs(x)) ** 2,
    "no_square": lambda x, np: 1 / (1 + np.abs(x)),
    "gaussian_rule": lambda x, np: -2 * x * np.exp(-(x**2)),
    "no_inner": lambda x, np: np.exp(-(x**2)),
    "power_rule": lambda x, np: 2 * sigmoid(x, np) ** 2 * (1 - sigmoid(x, np)),
    "only_the_power": lambda x, np: 2 * sigmoid(x, np),
    "sigmoid_squared": lambda x, np: 1 - sigmoid(x, np) ** 2,
    "tanh_not_squared": lambda x, np: 1 - np.tanh(x),
}


def witness(params, at, np):
    x, h = np.array([-2.3, -1.1, -0.4, 0.3, 0.9, 1.7]), 1e-5

    def is_slope(function, formula):
        f = FUNCTIONS[function]
        slope = (f(x + h, np) - f(x - h, np)) / (2 * h)
        return bool(np.max(np.abs(slope - FORMULAS[formula](x, np))) < 1e-6)

    return {"a": [[is_slope(f, g) for g in params["derivatives"]] for f in params["activations"]]}
