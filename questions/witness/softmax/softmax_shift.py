"""Softmax of shifted logits, and programs for it that are run in the given precision."""

SHIFT = 1.25  # any: the claim is that it does not matter
TOLERANCE = (
    0.02  # wider than the rounding of half precision, far narrower than what another softmax differs by
)


def softmax(z, np):
    exponentials = np.exp(z)
    return exponentials / np.sum(exponentials)


PROGRAMS = {
    "naive": lambda z, np: np.exp(z) / np.exp(z).sum(),
    "minus_max": lambda z, np: np.exp(z - z.max()) / np.exp(z - z.max()).sum(),
    "minus_min": lambda z, np: np.exp(z - z.min()) / np.exp(z - z.min()).sum(),
    "minus_mean": lambda z, np: np.exp(z - z.mean()) / np.exp(z - z.mean()).sum(),
    "minus_first": lambda z, np: np.exp(z - z[0]) / np.exp(z - z[0]).sum(),
    "over_max": lambda z, np: np.exp(z / z.max()) / np.exp(z / z.max()).sum(),
    "mixed": lambda z, np: np.exp(z - z.max()) / np.exp(z).sum(),
    "unit_sum": lambda z, np: z / z.sum(),
}


def witness(params, at, np):
    exact = np.array([float(z) for z in params["logits"]])
    moved = exact - np.max(exact)
    s = softmax(moved, np)
    kind = {"half": np.float16, "single": np.float32, "double": np.float64}[params["precision"]]
    logits = np.array([kind(z) for z in exact])
    good = []
    with np.errstate(all="ignore"):
        for k, name in enumerate(params["programs"]):
            found = PROGRAMS[name](logits, np)
            if np.all(np.abs(found - s) < TOLERANCE):
                good.append("ABCDEFGH"[k])
        missing = int(np.sum(np.isnan(PROGRAMS["naive"](logits, np))))
    return {"a": softmax(at["z"] - SHIFT, np), "b": s, "c": missing, "d": ", ".join(good)}
