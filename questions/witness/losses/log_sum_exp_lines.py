"""A derivation read line by line: each printed line is evaluated at the numbers given, and compared with the first."""


def lines(z, y, np):
    """The seven lines as they should be."""
    powers, sums = np.exp(z), np.sum(np.exp(z))
    return [
        -np.sum(y * np.log(powers / sums)),
        -np.sum(y * np.log(powers / sums)),
        -np.sum(y * (np.log(powers) - np.log(sums))),
        -np.sum(y * (z - np.log(sums))),
        -np.sum(y * z - y * np.log(sums)),
        -np.sum(y * z) + np.sum(y * np.log(sums)),
        -np.sum(y * z) + np.log(sums),
    ]


def slipped(name, z, y, np):
    """A line with a slip, read as it is printed; the number before the name is that of the line."""
    powers, sums = np.exp(z), np.sum(np.exp(z))
    return {
        "2_no_exponential_below": lambda: -np.sum(y * np.log(powers / np.sum(z))),
        "2_own_exponential_lost": lambda: -np.sum(y * np.log(1 / sums)),
        "3_quotient_as_sum": lambda: -np.sum(y * (np.log(powers) + np.log(sums))),
        "3_log_into_the_sum": lambda: -np.sum(y * (np.log(powers) - np.sum(np.log(powers)))),
        "4_minus_lost": lambda: -np.sum(y * (z + np.log(sums))),
        "4_exponential_kept": lambda: -np.sum(y * (powers - np.log(sums))),
        "5_bracket_lost": lambda: -np.sum(y * z) - np.sum(y * np.log(sums)),
        "5_target_lost": lambda: -np.sum(y * z - np.log(sums)),
        "6_both_minus": lambda: -np.sum(y * z) - np.sum(y * np.log(sums)),
        "6_target_lost": lambda: -np.sum(z) + np.sum(y * np.log(sums)),
        "7_classes_counted": lambda: -np.sum(y * z) + len(z) * np.log(sums),
        "7_minus_sum": lambda: -np.sum(y * z) - np.log(sums),
    }[name]()


def witness(params, at, np):
    z = np.array([float(text) for text in params["logits"]])
    y = np.zeros(len(z))
    y[params["label"] - 1] = 1.0
    found = lines(z, y, np)
    place = int(params["slip"][0]) - 1
    found[place] = slipped(params["slip"], z, y, np)
    wrong = [k + 1 for k, value in enumerate(found) if abs(value - found[0]) > 1e-6]
    letters = "ABCDEFGH"
    right = [
        letters[k]
        for k, name in enumerate(params["options"])
        if abs((lines(z, y, np)[place] if name == "right" else slipped(name, z, y, np)) - found[0]) < 1e-4
    ]
    return {"a": letters[wrong[0] - 1], "b": found[0], "c": found[wrong[0] - 1], "d": ", ".join(right)}
