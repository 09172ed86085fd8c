"""Softmax as the prompt defines it: exponentials over their sum, class by class; then the loss of the label."""


def witness(params, at, np):
    logits = [float(z) for z in params["logits"]]
    exponentials = [np.exp(z) for z in logits]
    probabilities = [e / sum(exponentials) for e in exponentials]
    letters = "ABCDEFGH"
    predicted = letters[int(np.argmax(probabilities))]
    label = letters.index(params["label"])
    return {"a": np.array(probabilities), "b": predicted, "c": -np.log(probabilities[label])}
