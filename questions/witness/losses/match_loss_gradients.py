"""Which formula is which slope: the losses are differentiated by complex steps in the logit, the formulas evaluated."""


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


LOSSES = {
    "squared_error": lambda z, y, np: (z - y) ** 2 / 2,
    "cross_entropy": lambda z, y, np: -y * np.log(sigmoid(z, np)) - (1 - y) * np.log(1 - sigmoid(z, np)),
    "squared_error_of_sigmoid": lambda z, y, np: (sigmoid(z, np) - y) ** 2 / 2,
    "poisson": lambda z, y, np: np.exp(z) - y * z,
    "log_cosh": lambda z, y, np: np.log(np.cosh(z - y)),
    "pseudo_huber": lambda z, y, np: np.sqrt(1 + (z - y) ** 2) - 1,
    "logistic": lambda z, y, np: np.log(1 + np.exp(-y * z)),
    "exponential": lambda z, y, np: np.exp(-y * z),
}
FORMULAS = {
    "residual": lambda z, y, np: z - y,
    "doubled_residual": lambda z, y, np: 2 * (z - y),
    "probability_minus_target": lambda z, y, np: sigmoid(z, np) - y,
    "target_minus_probability": lambda z, y, np: y - sigmoid(z, np),
    "vanishing": lambda z, y, np: (sigmoid(z, np) - y) * sigmoid(z, np) * (1 - sigmoid(z, np)),
    "rate_minus_count": lambda z, y, np: np.exp(z) - y,
    "tanh_of_residual": lambda z, y, np: np.tanh(z - y),
    "soft_sign": lambda z, y, np: (z - y) / np.sqrt(1 + (z - y) ** 2),
    "root_alone": lambda z, y, np: np.sqrt(1 + (z - y) ** 2),
    "margin": lambda z, y, np: -y * sigmoid(-y * z, np),
    "margin_by_exp": lambda z, y, np: -y / (1 + np.exp(y * z)),
    "margin_without_label": lambda z, y, np: -sigmoid(-y * z, np),
    "exponential_rule": lambda z, y, np: -y * np.exp(-y * z),
    "exponential_without_label": lambda z, y, np: -np.exp(-y * z),
}


def witness(params, at, np):
    z, y = (grid.ravel() for grid in np.meshgrid([-1.7, -0.6, 0.4, 1.3], [-1.0, 0.0, 0.25, 1.0]))

    def is_gradient(loss, formula):
        slope = np.imag(LOSSES[loss](z + 1e-20j, y, np)) / 1e-20
        return bool(np.max(np.abs(slope - FORMULAS[formula](z, y, np))) < 1e-9)

    return {"a": [[is_gradient(loss, g) for g in params["gradients"]] for loss in params["losses"]]}
