"""The programs of the prompt, run on numbers that count what is done with them."""


class Counted:
    """A number that keeps a bill: every operation is written down under its name."""

    def __init__(self, value, bill):
        self.value, self.bill = value, bill

    def result(self, name, value):
        self.bill.append(name)
        return Counted(value, self.bill)

    def __neg__(self):
        return self.result("add", -self.value)

    def __add__(self, other):
        return self.result("add", self.value + plain(other))

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self.result("add", self.value - plain(other))

    def __mul__(self, other):
        return self.result("multiply", self.value * plain(other))

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self.result("divide", self.value / plain(other))

    def __rtruediv__(self, other):
        return self.result("divide", plain(other) / self.value)

    def __gt__(self, other):
        self.bill.append("compare")
        return self.value > plain(other)


def plain(number):
    return number.value if isinstance(number, Counted) else number


def exp(z, np):
    return z.result("exp", float(np.exp(z.value)))


def log(z, np):
    return z.result("log", float(np.log(z.value)))


def tanh_program(z, np):
    t = exp(2 * z, np)
    return (t - 1) / (t + 1)


PROGRAMS = {
    "relu": lambda z, np: z if z > 0 else 0,  # noqa: FURB136  the program as it is printed
    "leaky_relu": lambda z, np: z if z > 0 else 0.01 * z,
    "elu": lambda z, np: z if z > 0 else exp(z, np) - 1,
    "sigmoid": lambda z, np: 1 / (1 + exp(-z, np)),
    "tanh": tanh_program,
    "silu": lambda z, np: z / (1 + exp(-z, np)),
    "softplus": lambda z, np: log(1 + exp(z, np), np),
}


def price(name, z, costs, np):
    """What one run of a program costs at one input."""
    bill = []
    PROGRAMS[name](Counted(z, bill), np)
    return sum(costs[operation] for operation in bill)


def mean_price(name, costs, np):
    """As many positive as negative inputs."""
    inputs = [-1.5, -0.5, 0.5, 1.5]
    return sum(price(name, z, costs, np) for z in inputs) / len(inputs)


def decide(statement, names, costs, np):
    def price_of(name, **changes):
        return mean_price(name, {**costs, **changes}, np)

    own = {name: price_of(name) for name in names}
    bills = {}
    for name, program in PROGRAMS.items():
        bills[name] = []
        for z in (-1.0, 1.0):
            program(Counted(z, bills[name]), np)
    return {
        "relu_cheapest": lambda: all(own["relu"] < cost for name, cost in own.items() if name != "relu"),
        "all_need_exp": lambda: all("exp" in bills[name] for name in names),
        "relu_without_exp": lambda: "exp" not in bills["relu"],
        "same_if_exp_free": lambda: all(
            abs(price_of(name, exp=0) - price_of("relu", exp=0)) < 1e-9 for name in names
        ),
        "exp_is_most": lambda: 2 * costs["exp"] > price_of("sigmoid"),
        "sigmoid_twice": lambda: price_of("sigmoid") > 2 * price_of("relu"),
        "sign_matters_for_relu": lambda: price("relu", -1.0, costs, np) != price("relu", 1.0, costs, np),
        "sign_matters_for_leaky": lambda: (
            price("leaky_relu", -1.0, costs, np) != price("leaky_relu", 1.0, costs, np)
        ),
        "silu_as_sigmoid": lambda: abs(price_of("silu") - price_of("sigmoid")) < 1e-9,
        "tanh_below_sigmoid": lambda: price_of("tanh") < price_of("sigmoid"),
    }[statement]()


def witness(params, at, np):
    costs = {"compare": 1, "add": 1, **{name: params[name] for name in ("multiply", "divide", "exp", "log")}}
    names = params["activations"]
    each = [mean_price(name, costs, np) for name in names]
    held = [decide(statement, names, costs, np) for statement in params["statements"]]
    return {
        "a": np.array(each),
        "b": sum(each) * params["units"],
        "c": ", ".join("ABCDEFGH"[k] for k, yes in enumerate(held) if yes),
    }
