"""Cost and noise of the three kinds of gradient descent, from a population of gradients that has the given spread."""


def deviation(batch, population, np):
    """Of the mean of `batch` different members: from the covariances of all ordered pairs of members."""
    count = len(population)
    centred = population - np.mean(population)
    square = np.mean(centred**2)
    pairs = (np.sum(np.outer(centred, centred)) - np.sum(centred**2)) / (count * (count - 1))
    variance = (batch * square + batch * (batch - 1) * pairs) / batch**2
    return np.sqrt(np.maximum(variance, 0.0)) if batch < count else 0.0


def witness(params, at, np):
    count, size, sigma = params["examples"], params["batch"], float(params["deviation"])
    population = np.arange(count) % 7 + 0.1 * (np.arange(count) % 3)
    population = population * (sigma / np.std(population))
    online, mini, full = (deviation(batch, population, np) for batch in (1, size, count))

    def epoch(batch):
        """How many gradients each update of an epoch takes."""
        return [len(range(count)[first : first + batch]) for first in range(0, count, batch)]

    cost = {name: epoch(batch)[0] for name, batch in (("online", 1), ("mini", size), ("full", count))}
    noise = {"online": online, "mini": mini, "full": full}

    growth = (
        1  # drawn with replacement, a batch that is so many times as large has a fraction of the deviation
    )
    while np.sqrt(sigma**2 / (size * growth)) > np.sqrt(sigma**2 / size) / params["reduction"] * (1 + 1e-9):
        growth += 1

    twice = deviation(2 * size, population, np)
    passes = {name: sum(epoch(cost[name])) for name in cost}
    updates = {name: len(epoch(cost[name])) for name in cost}
    judged = {
        "combines": cost["online"] < cost["mini"] < cost["full"] and full < mini < online,
        "swapped": cost["full"] < cost["mini"] < cost["online"] and online < mini < full,
        "exact": full == 0,
        "online_noise": noise["online"] == max(noise.values()),
        "online_calm": noise["online"] == min(noise.values()),
        "more_updates": updates["mini"] > updates["full"] and passes["mini"] == passes["full"],
        "epoch_saves": passes["online"] < passes["full"] / 2,
        "cost_linear": epoch(2 * size)[0] == 2 * cost["mini"],
        "cost_free": cost["mini"] <= cost["online"],
        "halves": abs(twice / mini - 0.5) < 0.05,
        "explores": twice > mini,
        "exploits": twice < mini,
    }
    labels = [label for label, name in zip("ABCDEFGH", params["claims"], strict=False) if judged[name]]
    return {
        "a": np.array([cost["online"], cost["mini"], cost["full"]]),
        "b": np.array([online, mini]),
        "c": growth,
        "d": ", ".join(labels),
    }
