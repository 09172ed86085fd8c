"""The network is run in double precision; derivatives are taken a tiny way up the imaginary axis."""


def activation(name, a, np):
    if name == "sigmoid":
        with np.errstate(over="ignore", invalid="ignore"):
            return np.where(np.real(a) > 40, 1.0, np.where(np.real(a) < -40, 0.0, 1 / (1 + np.exp(-a))))
    return np.where(np.real(a) > 0, a, 0.0)


def output(w, u, v, params, np):
    """The sum of v_k f(u_k w x)."""
    return np.sum(v * activation(params["activation"], u * w * float(params["x"]), np))


def witness(params, at, np):
    w = float(params["w"])
    u, v = (np.array([float(n) for n in params[name]]) for name in ("inner", "outer"))
    units = np.eye(len(u))
    step = 1e-30j
    by_w = np.imag(output(w + step, u, v, params, np)) / 1e-30
    by_u = np.array([np.imag(output(w, u + step * e, v, params, np)) / 1e-30 for e in units])
    by_v = np.array([np.imag(output(w, u, v + step * e, params, np)) / 1e-30 for e in units])
    found = {"w": by_w}
    for k in range(len(u)):
        found[f"u_{k + 1}"], found[f"v_{k + 1}"] = by_u[k], by_v[k]
    moved = ["ABCDEFG"[k] for k, name in enumerate(params["asked"]) if abs(found[name]) > 1e-12]
    return {"a": by_w, "b": by_v, "c": by_u, "d": ", ".join(moved)}


def onward(params, seen, np):
    """From the printed values of sigmoids that are not saturated to their slopes."""
    if params["activation"] != "sigmoid" or not any(name.startswith("value") for name in seen):
        return {}
    w, x = float(params["w"]), float(params["x"])
    u, v = ([float(n) for n in params[name]] for name in ("inner", "outer"))
    values = [
        seen[f"value {k + 1}"] if abs(u[k] * w * x) <= 40 else float(u[k] * w * x > 0) for k in range(len(u))
    ]
    slopes = [h * (1 - h) for h in values]
    return {
        "a": {"the printed values": sum(b * s * a * x for a, b, s in zip(u, v, slopes, strict=True))},
        "b": {"the printed values": np.array(values)},
        "c": {"the printed values": np.array([b * s * w * x for b, s in zip(v, slopes, strict=True)])},
    }
