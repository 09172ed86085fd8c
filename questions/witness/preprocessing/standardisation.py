"""The two lines of NumPy run as they stand; the test examples go through the statistics of the training set."""


def witness(params, at, np):
    X = np.array(params["train"], dtype=np.float64)
    mean, spread = np.mean(X, axis=0), np.std(X, axis=0)
    X -= np.mean(X, axis=0)
    centred = X.copy()
    X /= np.std(X, axis=0)
    test = np.array(params["test"], dtype=np.float64)
    return {"a": centred, "b": X, "c": (test - mean) / spread}
