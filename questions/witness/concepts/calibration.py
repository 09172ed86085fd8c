"""The table is unrolled into single examples with logits and outcomes, and everything is averaged over them."""


def unrolled(params, np):
    confidence, right = [], []
    for p, count, hits in params["bins"]:
        confidence += [float(p)] * count
        right += [1] * hits + [0] * (count - hits)
    return np.array(confidence), np.array(right)


def sigmoid(z, np):
    return 1 / (1 + np.exp(-z))


def witness(params, at, np):
    confidence, right = unrolled(params, np)
    logits = np.log(confidence / (1 - confidence))
    scaled = sigmoid(params["factor"] * logits, np)
    gaps = [np.sum(confidence == p) * abs(np.mean(right[confidence == p]) - p) for p in np.unique(confidence)]
    calibrated = all(np.isclose(np.mean(right[confidence == p]), p) for p in np.unique(confidence))
    same_class = ((scaled > 0.5) == (confidence > 0.5)).all()
    order = np.argsort(confidence, kind="stable")
    holds = {
        "calibrated": calibrated,
        "score": calibrated,
        "over": np.mean(confidence) > np.mean(right) + 1e-12,
        "under": np.mean(confidence) < np.mean(right) - 1e-12,
        "accuracy_kept": same_class,
        "accuracy_raised": not same_class,
        "more_confident": np.mean(scaled) > np.mean(confidence),
        "order_changed": not (np.diff(scaled[order]) >= -1e-15).all(),
    }
    letters = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    return {
        "a": np.mean(right),
        "b": np.mean(confidence),
        "c": np.sum(gaps) / len(right),
        "d": np.mean(scaled),
        "e": ", ".join(letters),
    }
