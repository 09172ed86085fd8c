"""The schedules step by step, as a training loop would keep them; only the cosine and 1/t know the step number."""


def rates(params, last, np):
    """The learning rates of the steps 0 to `last`."""
    kind, start = params["schedule"], float(params["start"])
    found, rate, place = [], start, 0
    for step in range(last + 1):
        if kind == "inverse_time":
            rate = start / (1 + float(params["decay"]) * step)
        elif kind == "cosine_restarts":
            low = float(params["end"])
            rate = low + 0.5 * (start - low) * (1 + np.cos(np.pi * place / params["period"]))
        found.append(rate)
        place += 1
        if kind == "exponential":
            rate = rate * float(params["decay"])
        if place == params["period"]:
            place = 0
            if kind == "step":
                rate = rate * float(params["decay"])
    return found


def witness(params, at, np):
    first, second = params["steps"]
    found = rates(params, second, np)
    return {"a": found[first], "b": found[second]}


def onward(params, seen, np):
    """With exponential decay the later rate can be reached from the printed one."""
    if params["schedule"] != "exponential":
        return {}
    first, second = params["steps"]
    return {"b": {"the printed rate": seen["a"] * float(params["decay"]) ** (second - first)}}
