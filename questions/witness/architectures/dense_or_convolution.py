"""Both layers are run on small images; what reaches an output is found by moving one number after the other."""

SHARE = 1e-3  # of a weight; those of the layers are above 0.07


def convolution(images, kernels, np):
    """Filters of shape (F, C, k, k) at all places of images (N, C, H, W) where they fit, pixel by pixel."""
    k, (height, width) = kernels.shape[-1], images.shape[2:]
    out = np.zeros((len(images), len(kernels), height - k + 1, width - k + 1))
    for i in range(k):
        for j in range(k):
            seen = images[:, :, i : i + height - k + 1, j : j + width - k + 1]
            out += np.einsum("fc,nchw->nfhw", kernels[:, :, i, j], seen)
    return out


def image_of(shape, np):
    return np.sin(1.0 + 1.3 * np.arange(np.prod(shape))).reshape(shape)


def reaching(layer, shape, np):
    """How many numbers of the image move the first output: each is moved in a copy of its own."""
    image, count = image_of(shape, np), int(np.prod(shape))
    moved = image[None] + np.eye(count).reshape(count, *shape)
    first = layer(moved).reshape(count, -1)[:, 0]
    return int(np.sum(np.abs(first - layer(image[None]).ravel()[0]) > SHARE))


def layers(shape, hidden, k, np):
    """A fully connected layer and a convolution with weights that are not 0, on images of this shape."""
    weights = 0.2 + np.cos(np.arange(np.prod(shape) * hidden)).reshape(np.prod(shape), hidden) / 8
    kernels = 0.3 + np.cos(1.0 + np.arange(hidden * shape[0] * k * k)).reshape(hidden, shape[0], k, k) / 8
    return (
        (lambda x: x.reshape(len(x), -1) @ weights),
        (lambda x: convolution(x, kernels, np)),
        weights,
        kernels,
    )


def same(a, b, np):
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-4, atol=1e-5)


def defined(layer, image):
    """Whether a layer runs on an image."""
    try:
        layer(image)
    except ValueError:
        return False
    return True


def sizes(shape, side, k, np):
    """Weights of both layers on images of another size."""
    return [array.size for array in layers((shape[0], side, side), 2, k, np)[2:]]


def holds(name, params, np):
    shape, k = (params["channels"], params["size"], params["size"]), params["kernel"]
    dense, conv, weights, kernels = layers(shape, 2, k, np)
    image = image_of(shape, np)[None]
    order = np.argsort(np.cos(7.0 * np.arange(image.size)))
    shuffled = image.ravel()[order].reshape(image.shape)
    shifted, middle = np.roll(image, 1, axis=3), (image + 2 * shuffled) / 3
    larger = image_of((shape[0], shape[1] + 1, shape[2] + 1), np)[None]

    def affine(f):
        return same(f(middle), (f(image) + 2 * f(shuffled)) / 3, np)

    return {
        "permutation": lambda: same(shuffled.reshape(1, -1) @ weights[order], dense(image), np),
        "flatten_loses": lambda: not np.array_equal(image.ravel().reshape(image.shape), image),
        "conv_permutation": lambda: same(conv(shuffled), conv(image), np),
        "conv_grows": lambda: sizes(shape, shape[1], k, np)[1] != sizes(shape, shape[1] + 1, k, np)[1],
        "dense_grows": lambda: sizes(shape, shape[1], k, np)[0] < sizes(shape, shape[1] + 1, k, np)[0],
        "conv_shift": lambda: same(conv(shifted)[..., 1:], conv(image)[..., :-1], np),
        "dense_shift": lambda: same(dense(shifted), dense(image), np),
        "dense_sees_all": lambda: reaching(dense, shape, np) == image.size,
        "conv_sees_all": lambda: reaching(conv, shape, np) == image.size,
        "mlp_is_affine": lambda: affine(lambda x: np.tanh(dense(x))),
        "layer_is_affine": lambda: affine(dense),
        "fcn_any_size": lambda: defined(conv, larger),
        "dense_any_size": lambda: defined(dense, larger),
        "dense_costs_more": lambda: weights[:, 0].size > conv(image)[0, 0].size * kernels[0].size,
    }[name]()


def witness(params, at, np):
    channels, hidden, k = params["channels"], params["hidden"], params["kernel"]

    def dense(side):
        return np.broadcast_to(0.0, (channels * side * side, hidden)).size + np.zeros(hidden).size

    small = (channels, params["size"], params["size"])
    one_dense, one_conv, *_ = layers(small, 1, k, np)
    right = [c for c, name in zip("ABCDEFGH", params["claims"], strict=False) if holds(name, params, np)]
    return {
        "a": np.array([dense(params["size"]), dense(params["large"])]),
        "b": np.zeros((hidden, channels, k, k)).size + np.zeros(hidden).size,
        "c": np.array([reaching(one_dense, small, np), reaching(one_conv, small, np)]),
        "d": ", ".join(right),
    }
