"""The loops of a grid search with cross-validation, run without a model: each training is counted."""


def witness(params, at, np):
    combinations = [()]
    for count in params["grid"]:
        combinations = [(*row, value) for row in combinations for value in range(count)]
    trainings = 0
    for _ in combinations:
        for held_out in range(params["folds"]):
            trainings += len({held_out})
    random = sum(1 for _ in range(params["samples"]) for _ in range(params["folds"]))
    wider = sum(params["more"] for _ in range(trainings))
    return {"a": len(combinations), "b": trainings, "c": wider, "d": random}
