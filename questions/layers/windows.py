"""How many places a window has on one axis: convolution, pooling, and their transposes."""

from __future__ import annotations


def span(kernel: int, dilation: int = 1) -> int:
    """From the first to the last cell of a dilated kernel: `dilation` * (`kernel` - 1) + 1."""
    return dilation * (kernel - 1) + 1


def places(
    length: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    *,
    ceil_mode: bool = False,
) -> int:
    """Places of a window; not positive where it is longer than the padded axis.

    With `ceil_mode` a last window may hang over the end, but never begin in the padding on the right.
    """
    room = length + 2 * padding - span(kernel, dilation)
    if not ceil_mode:
        return room // stride + 1
    found = -(-room // stride) + 1
    return found - 1 if (found - 1) * stride >= length + padding else found


def spread(
    length: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    output_padding: int = 0,
) -> int:
    """The length that a transposed convolution puts out."""
    return (length - 1) * stride - 2 * padding + span(kernel, dilation) + output_padding
