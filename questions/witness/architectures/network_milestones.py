"""The networks are put in order of their years, and their sizes are compared."""


def witness(params, at, np):
    years = [network["year"] for network in params["networks"]]
    order = sorted(range(len(years)), key=lambda k: years[k])
    sizes = [network["parameters"] for network in params["networks"]]
    return {
        "a": np.array([k + 1 for k in order]),
        "b": np.max(years) - np.min(years),
        "c": sizes[order[-1]] / sizes[order[0]],
    }


def onward(params, seen, np):
    """From the printed order to the ratio of the sizes."""
    first, last = round(float(seen["a"][0])) - 1, round(float(seen["a"][-1])) - 1
    sizes = [network["parameters"] for network in params["networks"]]
    return {"c": {"the printed order": sizes[last] / sizes[first]}}
