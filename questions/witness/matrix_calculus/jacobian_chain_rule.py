"""Polynomials evaluated from their terms; slopes from a tiny step up the imaginary axis, exact to rounding."""


def polynomial(terms, values, np):
    """The sum of coefficient times powers."""
    total = 0.0
    for coefficient, exponents in terms:
        product = coefficient
        for value, exponent in zip(values, exponents, strict=True):
            for _ in range(exponent):
                product = product * value
        total = total + product
    return total


def outputs(params, x, np):
    return [polynomial(terms, x, np) for terms in params["f"]]


def loss(params, x, np):
    return polynomial(params["L"], outputs(params, x, np), np)


def slope(f, values, k, np):
    """The derivative of f by entry k."""
    moved = [complex(value) for value in values]
    moved[k] += 1e-30j
    return np.imag(f(moved)) / 1e-30


def witness(params, at, np):
    x = [float(value) for value in params["x"]]
    reached = outputs(params, x, np)
    jacobian = [
        [slope(lambda moved, t=terms: polynomial(t, moved, np), x, j, np) for j in range(len(x))]
        for terms in params["f"]
    ]
    by_output = [
        slope(lambda moved: polynomial(params["L"], moved, np), reached, i, np) for i in range(len(reached))
    ]
    by_input = [slope(lambda moved: loss(params, moved, np), x, j, np) for j in range(len(x))]
    return {"a": np.array(jacobian), "b": np.array(by_output), "c": np.array(by_input)}
