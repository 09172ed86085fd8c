"""Cross-entropies of two predictions, entry by entry; slopes are complex-step differences in one probability alone."""

STEP = 1e-30


def categorical(p, y, np):
    """Only entries with a target count: 0 times a logarithm of 0 is 0."""
    return -sum(y[k] * np.log(p[k]) for k in range(len(p)) if y[k] != 0)


def binary(p, y, np):
    return -sum(np.log(p[k]) if y[k] == 1 else np.log(1 - p[k]) for k in range(len(p)))


def slopes(loss, p, y, np):
    return np.array([np.imag(loss(p + STEP * 1j * unit, y, np)) / STEP for unit in np.eye(len(p))])


def holds(name, p, q, y, np):
    true = int(np.argmax(y))
    others = [k for k in range(len(p)) if k != true]
    loss_p, loss_q = categorical(p, y, np), categorical(q, y, np)
    swapped = p.copy()
    swapped[others[0]], swapped[others[1]] = p[others[1]], p[others[0]]
    raised = p.copy()
    raised[true] += 0.01
    nudged = p.copy()
    nudged[others[0]] -= 0.01
    return {
        "closer_to_0_lowers": all(slopes(categorical, p, y, np)[k] > 1e-6 for k in others),
        "closer_to_0_lowers_binary": all(slopes(binary, p, y, np)[k] > 1e-6 for k in others),
        "only_true_class": bool(np.all(np.abs(slopes(categorical, p, y, np)[others]) < 1e-9)),
        "shares_of_others_matter": abs(categorical(swapped, y, np) - loss_p) > 1e-6,
        "shares_matter_binary": abs(binary(swapped, y, np) - binary(p, y, np)) > 1e-4,
        "true_class_up": categorical(raised, y, np) < loss_p,
        "first_is_lower": loss_p < loss_q - 1e-6,
        "smaller_wrong_lower": (p[others[0]] < q[others[0]]) == (loss_p < loss_q - 1e-6),
        "prediction_minus_target": np.max(np.abs(slopes(categorical, p, y, np) - (p - y))) < 1e-6,
        "nudge_alone": abs(categorical(nudged, y, np) - loss_p) > 1e-9,
    }[name]


def witness(params, at, np):
    p = np.array([float(text) for text in params["first"]])
    q = np.array([float(text) for text in params["second"]])
    y = np.zeros(len(p))
    y[params["label"] - 1] = 1.0
    weights, probabilities = at["y"], at["q"]
    letters = "ABCDEFGH"
    return {
        "a": np.array(
            [
                np.imag(-np.sum(weights * np.log(probabilities + STEP * 1j * u))) / STEP
                for u in np.eye(len(weights))
            ]
        ),
        "b": np.array([categorical(p, y, np), categorical(q, y, np)]),
        "c": slopes(categorical, p, y, np),
        "d": slopes(binary, p, y, np),
        "e": ", ".join(letters[k] for k, name in enumerate(params["claims"]) if holds(name, p, q, y, np)),
    }
