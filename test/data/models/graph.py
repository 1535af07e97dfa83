"""Nodes and numbers of an ONNX graph, named as the stand-in models name theirs."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

FLOAT = TensorProto.FLOAT


class Graph:
    """Nodes and numbers in the order they are made, each under the next number of one count."""

    def __init__(self):
        self.nodes, self.numbers, self.count = [], [], 0

    def _next(self):
        self.count += 1
        return self.count

    def number(self, value, dtype=np.float32, name=None):
        name = name or f"c{self._next()}"
        self.numbers.append(numpy_helper.from_array(np.asarray(value, dtype, order="C"), name))
        return name

    def ints(self, *values):
        return self.number(values, np.int64)

    def scalar(self, value):
        return self.number([value])

    def op(self, kind, *inputs, out=None, **attributes):
        counted = f"t{self._next()}_0"
        name = out or counted
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def slice(self, data, start, end, axis):
        return self.op("Slice", data, self.ints(start), self.ints(end), self.ints(axis))

    def resize(self, data, shape, out=None, mode="linear", coordinates="half_pixel", **more):
        how = {"mode": mode, "coordinate_transformation_mode": coordinates, **more}
        return self.op("Resize", data, "", "", self.ints(*shape), out=out, **how)

    def blur(self, data, size):
        pad = [size // 2] * 4
        return self.op("AveragePool", data, kernel_shape=[size, size], strides=[1, 1], pads=pad, count_include_pad=0)

    def clip(self, data, low, high):
        bounds = self.number(np.float32(low)), self.number(np.float32(high))
        return self.op("Clip", data, *bounds, out="output")

    def nothing_of(self, data, axes, keepdims):
        """Depends on the input, as a real model does, and is 0."""
        mean = self.op("ReduceMean", data, axes=axes, keepdims=keepdims)
        return self.op("Mul", mean, self.scalar(0))

    def save(self, file, name, doc, inputs, outputs, producer="facefusion-bench-stand-in"):
        def values(pairs):
            return [helper.make_tensor_value_info(n, kind, shape) for n, kind, shape in pairs]

        graph = helper.make_graph(self.nodes, name, values(inputs), values(outputs), self.numbers)
        model = helper.make_model(graph, producer_name=producer, opset_imports=[helper.make_opsetid("", 13)])
        model.ir_version = 8
        if doc:
            model.doc_string = doc
        return file, model
