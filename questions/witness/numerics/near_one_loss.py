"""The loss in double precision; a probability stored in single precision; programs run in single precision."""

GRAIN = 2**24  # numbers of single precision between 1/2 and 1 are whole multiples of 1/GRAIN
DIGITS = 1.5e-4  # relative: what is nearer is right to about four digits

PROGRAMS = {
    "minus_log": lambda d, np: -np.log(1 / (1 + np.exp(-d))),
    "log_sum": lambda d, np: np.log(1 + np.exp(-d)),
    "log1p": lambda d, np: np.log1p(np.exp(-d)),
    "logaddexp": lambda d, np: np.logaddexp(d - d, -d),
    "exp_only": lambda d, np: np.exp(-d),
    "log_ratio": lambda d, np: np.log(np.exp(d) + 1) - d,
    "log1p_of_rest": lambda d, np: -np.log1p(-1 / (1 + np.exp(d))),
}


def right(name, d, exact, np):
    found = PROGRAMS[name](np.array([d], dtype=np.float32), np)
    return found.dtype == np.float32 and abs(float(found[0]) / exact - 1) < DIGITS


def witness(params, at, np):
    d = float(params["margin"])
    exact = np.log1p(np.exp(-d))
    stored = float(np.float32(1 / (1 + np.exp(-d))))
    good = [k for k, name in enumerate(params["programs"]) if right(name, d, exact, np)]
    return {
        "a": exact,
        "b": round((1 - stored) * GRAIN),
        "c": -np.log(np.array(stored)),
        "d": ", ".join("ABCDEFG"[k] for k in good),
    }


def onward(params, seen, np):
    """From the number of steps below 1 to the loss."""
    return {"c": {"the number of steps": -np.log1p(-seen["b"] / 2**24)}}
