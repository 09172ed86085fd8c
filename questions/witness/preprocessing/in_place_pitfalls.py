"""The program, run line by line on the array as it is written; an error ends it."""


def run(params, np):
    """The array at the end, the other name's array, and whether a line stopped with an error."""
    kind = np.int64 if params["written"] == "whole" else np.float64
    X = np.array(params["rows"], dtype=kind)
    Y = X if params["second"] == "same" else X.copy()
    try:
        if params["style"] == "in_place":
            X -= np.mean(X, axis=0)
            X /= np.std(X, axis=0)
        else:
            X = X - np.mean(X, axis=0)
            X = X / np.std(X, axis=0)
    except TypeError:  # NumPy's error of an in-place operation that cannot be cast is one
        return X, Y, True
    return X, Y, False


def witness(params, at, np):
    with np.errstate(all="ignore"):
        X, Y, stopped = run(params, np)
    missing = int(np.sum(np.isnan(X)))
    row, column = (k - 1 for k in params["place"])
    outcome = "error" if stopped else "missing" if missing else "finite"
    return {"a": "ABC"[params["outcomes"].index(outcome)], "b": missing, "c": float(Y[row, column])}
