"""How often all eigenvalues are positive: signs by going through all of them, Gaussian matrices by integration."""


def positive_share(size, np):
    """The share of the density prod_{i<j} |l_j - l_i| exp(-sum l^2 / 4) that lies where all l are positive.

    On ordered eigenvalues l_1 < l_2 < ... the density is smooth: first the least one, then the gaps, by Gauss-Legendre.
    """
    nodes, weights = np.polynomial.legendre.leggauss(48)
    gaps, gap_weights = 7.5 * (nodes + 1), 7.5 * weights  # from 0 to 15
    least, least_weights = 12 * nodes, 12 * weights  # from -12 to 12

    def integral(first, first_weights):
        values = [first.reshape((-1,) + (1,) * (size - 1))]
        factors = first_weights.reshape((-1,) + (1,) * (size - 1))
        for k in range(1, size):
            shape = [1] * size
            shape[k] = len(gaps)
            values.append(values[-1] + gaps.reshape(shape))
            factors = factors * gap_weights.reshape(shape)
        density = np.exp(-sum(value**2 for value in values) / 4)
        for i in range(size):
            for j in range(i + 1, size):
                density = density * (values[j] - values[i])
        return np.sum(factors * density)

    return integral(gaps, gap_weights) / integral(least, least_weights)


def witness(params, at, np):
    signs = params["signs"]
    all_positive = sum(1 for bits in range(2**signs) if bits == 2**signs - 1)
    share = positive_share(params["size"], np)
    units, copies = params["units"], 1
    for k in range(units):  # the place that each unit takes, and its sign
        copies *= (units - k) * 2
    return {
        "a": all_positive / 2**signs,
        "b": share,
        "c": params["points"] * share,
        "d": copies,
    }


def onward(params, seen, np):
    """From the printed probability to the expected number."""
    return {"c": {"the printed probability": params["points"] * seen["b"]}}
