"""Activations by their forward formulas; every slope is a difference quotient, every kink is found by measuring."""

STEP = 1e-3  # of the fourth-order central difference; the drawn points stay at least 1/128 away from a kink
SIDE = 1e-6  # of the one-sided differences on which the kinks are found
CANDIDATES = (-3.0, -1.0, 0.0, 1.0, 3.0)
PLACES = {(): "A", (0.0,): "B", (-1.0, 1.0): "C", (-3.0, 3.0): "D"}


def sigmoid(x, k, np):
    return 1 / (1 + np.exp(-x))


def softplus(x, k, np):
    return np.log(1 + np.exp(x))


def normal_share(x, np):
    """Phi(x): the area under the normal density up to x, by Gauss and Legendre's 60 points on [0, x]."""
    node, weight = np.polynomial.legendre.leggauss(60)
    share = 0.5 + 0 * x
    for t, w in zip((node + 1) / 2, weight / 2, strict=True):
        share = share + w * x * np.exp(-((t * x) ** 2) / 2) / np.sqrt(2 * np.pi)
    return share


def gelu_tanh(x, k, np):
    return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


def elu(x, k, np):
    return np.where(x > 0, x, k["alpha"] * (np.exp(np.minimum(x, 0)) - 1))


FORWARD = {
    "sigmoid": sigmoid,
    "tanh": lambda x, k, np: np.tanh(x),
    "relu": lambda x, k, np: np.maximum(x, 0),
    "leaky_relu": lambda x, k, np: np.where(x > 0, x, k["alpha"] * x),
    "prelu": lambda x, k, np: np.where(x > 0, x, k["a"] * x),
    "elu": elu,
    "selu": lambda x, k, np: k["lamda"] * elu(x, k, np),
    "silu": lambda x, k, np: x * sigmoid(x, k, np),
    "softplus": softplus,
    "softsign": lambda x, k, np: x / (1 + np.abs(x)),
    "gelu": lambda x, k, np: x * normal_share(x, np),
    "gelu_tanh": gelu_tanh,
    "mish": lambda x, k, np: x * np.tanh(softplus(x, k, np)),
    "hard_sigmoid": lambda x, k, np: np.minimum(np.maximum(x + 3, 0), 6) / 6,
    "hard_tanh": lambda x, k, np: np.minimum(np.maximum(x, -1), 1),
}


def slope(f, x):
    """(f(x-2h) - 8 f(x-h) + 8 f(x+h) - f(x+2h)) / 12h."""
    h = STEP
    return (f(x - 2 * h) - 8 * f(x - h) + 8 * f(x + h) - f(x + 2 * h)) / (12 * h)


def kinks(f):
    """The candidates at which the slopes from the left and from the right differ."""
    found = []
    for c in CANDIDATES:
        left, right = (f(c) - f(c - SIDE)) / SIDE, (f(c + SIDE) - f(c)) / SIDE
        if abs(right - left) > 1e-3:
            found.append(c)
    return tuple(found)


def centred(f, np):
    """A: f(-x) = -f(x) throughout. B: not so, though both signs occur. C: never negative."""
    x = np.linspace(0.05, 6, 120)
    if np.max(np.abs(f(x) + f(-x))) < 1e-9:
        return "A"
    return "B" if np.min(f(-x)) < 0 < np.max(f(x)) else "C"


def witness(params, at, np):
    forward = FORWARD[params["activation"]]
    drawn = {name: at[name] for name in ("alpha", "a", "lamda") if name in at}
    alpha = 1.6733 if params["activation"] == "selu" else float(params["alpha"])
    given = {"alpha": alpha, "a": alpha, "lamda": 1.0507}

    def symbolic(x):
        return forward(x, drawn, np)

    def numeric(x):
        return forward(np.asarray(x, dtype=float), given, np)

    point = float(params["x"])
    return {
        "a": slope(symbolic, at["x"]) + np.zeros(np.shape(at["x"])),
        "b": np.array([numeric(point), slope(numeric, point)]),
        "c": PLACES[kinks(numeric)],
        "d": centred(numeric, np),
    }


# From a printed value of f, and from what else is printed on the way, to (f(x), f'(x)). What a way goes on from
# stands in its name, and by its word in s; k holds the constants.
ONWARD = {
    "sigmoid": {"the printed value": lambda s, x, k, np: (s["value"], s["value"] * (1 - s["value"]))},
    "tanh": {"the printed value": lambda s, x, k, np: (s["value"], 1 - s["value"] ** 2)},
    "elu": {"the printed value": lambda s, x, k, np: (s["value"], s["value"] + k["alpha"] if x < 0 else 1)},
    "selu": {
        "the printed value": lambda s, x, k, np: (
            s["value"],
            s["value"] + k["lamda"] * k["alpha"] if x < 0 else k["lamda"],
        )
    },
    "softplus": {"the printed value": lambda s, x, k, np: (s["value"], 1 - np.exp(-s["value"]))},
    "softsign": {"the printed value": lambda s, x, k, np: (s["value"], (1 - np.abs(s["value"])) ** 2)},
    "silu": {
        "the printed sigmoid": lambda s, x, k, np: (
            x * s["sigmoid"],
            s["sigmoid"] * (1 + x * (1 - s["sigmoid"])),
        ),
        "the printed value and sigmoid": lambda s, x, k, np: (
            s["value"],
            s["value"] + s["sigmoid"] * (1 - s["value"]),
        ),
    },
    "gelu": {
        "the printed Phi and phi": lambda s, x, k, np: (x * s["Phi"], s["Phi"] + x * s["phi"]),
        "the printed value and phi": lambda s, x, k, np: (s["value"], s["value"] / x + x * s["phi"]),
    },
    "gelu_tanh": {
        "the printed tanh": lambda s, x, k, np: (
            x * (1 + s["tanh"]) / 2,
            gated((1 + s["tanh"]) / 2, x, np),
        ),
        "the printed value": lambda s, x, k, np: (s["value"], gated(s["value"] / x, x, np)),
    },
    "mish": {
        "the printed tanh and sigmoid": lambda s, x, k, np: (
            x * s["tanh"],
            s["tanh"] + x * (1 - s["tanh"] ** 2) * s["sigmoid"],
        ),
        "the printed value and sigmoid": lambda s, x, k, np: (
            s["value"],
            s["value"] / x + x * (1 - (s["value"] / x) ** 2) * s["sigmoid"],
        ),
    },
}
NAMES = {"sigmoid": "sigmoid of x", "Phi": "Phi of x", "phi": "phi of x", "tanh": "tanh of u"}


def gated(gate, x, np):
    """The slope of x (1 + tanh(u)) / 2 where (1 + tanh(u)) / 2 is known: 1 - tanh(u)^2 is 4 gate (1 - gate)."""
    inner = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x**2)
    return gate + 2 * x * gate * (1 - gate) * inner


def onward(params, seen, np):
    """From the printed value, gate and density to the slope."""
    x, alpha = float(params["x"]), float(params["alpha"])
    k = {"alpha": 1.6733 if params["activation"] == "selu" else alpha, "lamda": 1.0507}
    led = {}
    for way, go_on in ONWARD.get(params["activation"], {}).items():
        words = way.removeprefix("the printed ").split(" and ")
        taken = {word: seen["b"][0] if word == "value" else seen[NAMES[word]] for word in words}
        led[way] = np.array(go_on(taken, x, k, np))
    return {"b": led}
