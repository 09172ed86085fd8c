"""Softmax of z/tau run forward; each statement is tried out on these very logits."""


def softmax(z, np):
    exponentials = np.exp(z)
    return exponentials / np.sum(exponentials)


def entropy(p, np):
    return -np.sum(p * np.log(p))


def holds(name, z, tau, np):
    """Whether a statement about the change from temperature 1 to tau is so for these logits."""
    before, after = softmax(z, np), softmax(z / tau, np)
    top = np.argmax(z)
    return {
        "same_class": np.argmax(after) == np.argmax(before),
        "more_confident": after[top] > before[top],
        "higher_entropy": entropy(after, np) > entropy(before, np),
        "ratio_to_the_power": np.allclose(after[0] / after[1], (before[0] / before[1]) ** (1 / tau)),
        "divided_and_renormalised": np.allclose(after, (before / tau) / np.sum(before / tau)),
        "sum_one_over_tau": np.isclose(np.sum(after), 1 / tau),
        "hot_is_uniform": np.max(np.abs(softmax(z / 1e6, np) - 1 / len(z))) < 1e-4,
        "cold_is_one_hot": np.max(np.abs(softmax((z - np.max(z)) / 1e-3, np) - np.eye(len(z))[top])) < 1e-4,
        "shift_first": np.allclose(softmax((z + 1) / tau, np), after),
    }[name]


def witness(params, at, np):
    z = np.array([float(entry) for entry in params["logits"]])
    tau = float(params["tau"])
    chances = softmax(z / tau, np)
    with np.errstate(under="ignore"):
        good = [k for k, name in enumerate(params["claims"]) if holds(name, z, tau, np)]
    return {
        "a": chances,
        "b": np.max(chances) / np.min(chances),
        "c": ", ".join("ABCDEFGHI"[k] for k in good),
    }


def onward(params, seen, np):
    """From the printed probabilities to their ratio."""
    return {"b": {"the printed probabilities": np.max(seen["a"]) / np.min(seen["a"])}}
