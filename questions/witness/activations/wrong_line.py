"""The lines of a derivation as they are printed, each evaluated; derivatives in them by the complex step."""


def sigmoid(x, np):
    return 1 / (1 + np.exp(-x))


def d(f, x, np):
    """Im f(x + ih) / h."""
    return np.imag(f(x + 1e-20j)) / 1e-20


def lines(name, x, np):
    """The lines without a slip, from the top."""
    e, s, t = np.exp(-x), sigmoid(x, np), np.tanh(x)
    above, below = np.exp(2 * x) - 1, np.exp(2 * x) + 1
    return {
        "power_rule": lambda: [
            d(lambda u: sigmoid(u, np), x, np),
            d(lambda u: (1 + np.exp(-u)) ** -1, x, np),
            -((1 + e) ** -2) * d(lambda u: 1 + np.exp(-u), x, np),
            -((1 + e) ** -2) * -e,
            e / (1 + e) ** 2,
            1 / (1 + e) * (e / (1 + e)),
            s * (1 - s),
        ],
        "odds": lambda: [
            d(lambda u: sigmoid(u, np), x, np),
            d(lambda u: 1 / (1 + np.exp(-u)), x, np),
            e / (1 + e) ** 2,
            e * s**2,
            (1 - s) / s * s**2,
            (1 - s) * s,
        ],
        "quotient_rule": lambda: [
            d(np.tanh, x, np),
            d(lambda u: (np.exp(2 * u) - 1) / (np.exp(2 * u) + 1), x, np),
            (2 * np.exp(2 * x) * below - above * 2 * np.exp(2 * x)) / below**2,
            4 * np.exp(2 * x) / below**2,
            (below**2 - above**2) / below**2,
            1 - (above / below) ** 2,
            1 - t**2,
        ],
    }[name]()


def slipped(slip, x, np):
    """What stands in the line with the slip: (line from the top, value)."""
    e, s, t = np.exp(-x), sigmoid(x, np), np.tanh(x)
    above, below = np.exp(2 * x) - 1, np.exp(2 * x) + 1
    inner = d(lambda u: 1 + np.exp(-u), x, np)
    return {
        "power_not_lowered": lambda: (2, -((1 + e) ** -1) * inner),
        "power_without_sign": lambda: (2, (1 + e) ** -2 * inner),
        "inner_sign": lambda: (3, -((1 + e) ** -2) * e),
        "square_lost": lambda: (4, e / (1 + e)),
        "split_wrongly": lambda: (5, e / (1 + e) * (e / (1 + e))),
        "plus_sigma": lambda: (6, s * (1 + s)),
        "rule_of_tanh": lambda: (6, 1 - s**2),
        "quotient_sign": lambda: (2, -e / (1 + e) ** 2),
        "sigma_not_squared": lambda: (3, e * s),
        "odds_upside_down": lambda: (4, s / (1 - s) * s**2),
        "odds_plus": lambda: (4, (1 + s) / s * s**2),
        "cancelled_too_much": lambda: (5, 1 - s),
        "cancelled_too_little": lambda: (5, (1 - s) * s**2),
        "quotient_plus": lambda: (2, (2 * np.exp(2 * x) * below + above * 2 * np.exp(2 * x)) / below**2),
        "quotient_inner": lambda: (2, (np.exp(2 * x) * below - above * np.exp(2 * x)) / below**2),
        "quotient_denominator": lambda: (2, (2 * np.exp(2 * x) * below - above * 2 * np.exp(2 * x)) / below),
        "collected_wrongly": lambda: (3, 2 * np.exp(2 * x) / below**2),
        "sum_of_squares": lambda: (4, (below**2 + above**2) / below**2),
        "plus_square": lambda: (5, 1 + (above / below) ** 2),
        "no_square": lambda: (6, 1 - t),
    }[slip]()


def witness(params, at, np):
    name, slip = params["derivation"], params["slip"]
    x = at["x"]

    def f(u):
        return np.tanh(u) if name == "quotient_rule" else sigmoid(u, np)

    wanted = d(f, x, np)
    found = lines(name, x, np)
    if slip != "no_slip":
        place, value = slipped(slip, x, np)
        found[place] = value
    wrong = [k for k, value in enumerate(found) if np.max(np.abs(value - wanted)) > 1e-9]
    at_log = np.log(float(params["m"]))
    return {
        "a": d(f, at_log, np),
        "b": "ABCDEFGH"[wrong[0] if wrong else len(found)],
        "c": wanted,
    }
