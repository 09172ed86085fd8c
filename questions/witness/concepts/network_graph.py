"""The diagram of a fully connected network is drawn as lists of nodes and edges, and counted."""


def diagram(sizes):
    nodes = [(layer, unit) for layer, size in enumerate(sizes) for unit in range(size)]
    edges = [(a, b) for a in nodes for b in nodes if b[0] == a[0] + 1]
    return nodes, edges


def witness(params, at, np):
    sizes = params["sizes"]
    nodes, edges = diagram(sizes)
    biases = [node for node in nodes if node[0] > 0]
    paths = np.zeros((len(nodes), len(nodes)), dtype=int)
    for a, b in edges:
        paths[nodes.index(a), nodes.index(b)] = 1
    into = [sum(1 for _, b in edges if b == node) for node in nodes]
    first_hidden = into[nodes.index((1, 0))]
    last = len(sizes) - 1
    step = np.linalg.matrix_power(paths, last)
    routes = sum(
        step[nodes.index(a), nodes.index(b)] for a in nodes for b in nodes if a[0] == 0 and b[0] == last
    )
    skipping = any(b[0] - a[0] != 1 for a, b in edges)
    between_peers = any(a[0] == b[0] for a, b in edges)
    x = np.linspace(-1, 1, sizes[0])
    weights = [np.cos(np.arange(n * m)).reshape(m, n) for n, m in zip(sizes[:-1], sizes[1:], strict=True)]
    values, h = [x], x
    for w in weights:
        h = np.tanh(w @ h)
        values.append(h)
    holds = {
        "one_value": sum(v.size for v in values) == len(nodes),
        "edge_is_weight": sum(w.size for w in weights) == len(edges),
        "edge_is_unit": sum(v.size for v in values) == len(edges),
        "node_is_example": len(nodes) == sizes[0],
        "all_to_all": len(edges) == len(nodes) * (len(nodes) - 1),
        "next_layer": not skipping and not between_peers,
        "same_layer": between_peers,
        "inputs_of_hidden": first_hidden == sizes[0],
        "more_edges": len(edges) > len(nodes),
    }
    right = [letter for letter, name in zip("ABCDEFGH", params["claims"], strict=False) if holds[name]]
    assert routes == np.prod(sizes)
    return {"a": len(nodes), "b": len(edges), "c": len(edges) + len(biases), "d": ", ".join(right)}
