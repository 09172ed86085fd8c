"""The table is read as arrays: a model is chosen by one column, and its entry in another one is looked up."""


def witness(params, at, np):
    train, validation, test = (
        np.array([float(loss) for loss in params[name]]) for name in ("train", "validation", "test")
    )
    units = np.array(params["units"])
    letters = "ABCDEFGH"
    chosen = int(np.argmin(validation))
    holds = {
        "train_is_goal": int(np.argmin(train)) == chosen,
        "train_best_test": test[np.argmin(train)] == test.min(),
        "wider_fits": bool((np.diff(train[np.argsort(units)]) < 0).all()),
        "wider_worse": bool((np.diff(test[np.argsort(units)]) > 0).all()),
        "optimistic": validation[chosen] < test[chosen],
        "peeking": test.min() <= test[chosen],
        "gap": int(np.argmax(test - train)) == int(np.argmin(train)),
        "widest_overfits": test[np.argmax(units)] == test.max(),
    }
    right = [letter for letter, name in zip(letters, params["claims"], strict=False) if holds[name]]
    return {
        "a": letters[chosen],
        "b": test[chosen],
        "c": test[chosen] - validation[chosen],
        "d": ", ".join(right),
    }
