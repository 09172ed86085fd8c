"""Architectures as data: a list of layers with PyTorch's names, and what follows from it by counting.

    [{"type": "Input", "shape": [1, 28, 28]},
     {"type": "Conv2d", "in_channels": 1, "out_channels": 6, "kernel_size": 5, "padding": 2},
     {"type": "ReLU"}, {"type": "Flatten"}, {"type": "Linear", "in_features": 4704, "out_features": 10}]

    fields.py    what an argument of a layer may be, and its default
    windows.py   how many places a sliding window has on an axis
    table.py     a row for each type of layer: its arguments, arrays, output shape, multiplications
    network.py   a list, run from layer to layer: residual branches, repetitions, and the first fault in it
    counting.py  parameters, multiplications and receptive fields of a list
    schema.py    the JSON Schema of such a list
    published/   networks that everybody knows, as lists

Shapes are those of one example, without the batch. Layers are numbered by their places in the list, as PyTorch numbers
them in a Sequential; the input is 0. Nothing here needs NumPy.
"""
