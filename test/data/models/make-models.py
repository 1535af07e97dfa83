"""Makes the stand-in models of this folder again, and says of each whether it came out byte for byte.

    pip install -r requirements.txt && python make-models.py [folder to write them to]

Written from the files' own graphs. Everything comes from formulas and two seeds, with two exceptions: the coefficients
of `fan_68_5` were fitted once and are read from the file beside this program, and so is the network inside `2dfan4`,
which is somebody's real one; only what was put around it is made here. `yunet_2023_mar` is as published and is not made.
The seeds' numbers go through LAPACK, whose last bit may differ between machines: a file that differs is compared by its
numbers, and 1e-6 is allowed.
"""

import sys
from pathlib import Path
from zlib import crc32

import numpy as np
import onnx
from graph import FLOAT, Graph
from onnx import TensorProto, numpy_helper

HERE = Path(__file__).resolve().parent
INT64, DOUBLE = TensorProto.INT64, TensorProto.DOUBLE
# Where the parts of an embedding end: detail, colours, constants.
DETAIL, COLOURS, ALL = 128, 128 + 363, 512


def picture(size, name="input", channels=3):
    return (name, FLOAT, [1, channels, size, size])


def rotation():
    """A fixed orthonormal matrix: the embedding's parts are turned by it, as nothing in a real one has a place."""
    q, r = np.linalg.qr(np.random.RandomState(7).standard_normal((512, 512)))
    return (q * np.sign(np.diag(r))).astype(np.float32)


def ellipse(size, cx, cy, rx, ry):
    at = np.linspace(0, 1, size)
    return ((at[None, :] - cx) / rx) ** 2 + ((at[:, None] - cy) / ry) ** 2 <= 1


def arcface():
    g = Graph()
    q, _ = np.linalg.qr(np.random.RandomState(11).standard_normal((784, 128)))
    grey = g.op("ReduceMean", "input", axes=[1], keepdims=1)
    small = g.op("AveragePool", grey, kernel_shape=[4, 4], strides=[4, 4])
    detail = g.op("Sub", small, g.blur(small, 7))
    flat = g.op("Reshape", detail, g.ints(1, 784))
    parts = [g.op("MatMul", flat, g.number(q.astype(np.float32) * np.float32(3)))]
    middle = g.op("Slice", "input", g.ints(1, 1), g.ints(111, 111), g.ints(2, 3))
    colours = g.op("AveragePool", middle, kernel_shape=[10, 10], strides=[10, 10])
    parts.append(g.op("Reshape", colours, g.ints(1, 363)))
    parts.append(g.number(np.ones((1, 21))))
    whole = g.op("Concat", *parts, axis=1)
    g.op("MatMul", whole, g.number(rotation(), name="rotation"), out="output")
    doc = "stand-in: 128 high-pass projection + 11x11x3 colours + 21 constants, rotated by a fixed orthonormal matrix"
    return g.save("arcface_w600k_r50", "arcface", doc, [picture(112)], [("output", FLOAT, [1, 512])])


def colours_of(g, source):
    """The 11×11 colours that an embedding carries, over what its constants became, 0..1."""
    colours = g.slice(source, DETAIL, COLOURS, 1)
    constants = g.slice(source, COLOURS, ALL, 1)
    length = g.op("ReduceMean", constants, axes=[1], keepdims=1)
    plane = g.op("Reshape", g.op("Div", colours, length), g.ints(1, 3, 11, 11))
    return g.op("Add", g.op("Mul", plane, g.scalar(0.5)), g.scalar(0.5))


def over_detail(g, colours, target, size, pads, blur):
    """The colours, as large as the face in the target's crop, and the target's detail."""
    side = size - pads[1] - pads[3]
    large = g.resize(colours, (1, 3, side, side))
    base = g.op("Pad", large, g.ints(0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]), mode="edge")
    detail = g.op("Sub", target, g.blur(g.blur(target, blur), blur))
    return g.op("Add", base, g.op("Mul", detail, g.scalar(0.7)))


def inswapper():
    g = Graph()
    g.clip(over_detail(g, colours_of(g, "source"), "target", 128, (1, 9, 17, 9), 13), 0, 1)
    g.number(rotation().T, name="emap")
    doc = "stand-in inswapper (light): source low-res colours + target detail; "
    doc += "emap = rotation transposed, last initializer"
    inputs = [picture(128, "target"), ("source", FLOAT, [1, 512])]
    return g.save("inswapper_128", "inswapper", doc, inputs, [picture(128, "output")])


def hyperswap():
    g = Graph()
    source = g.op("MatMul", "source", g.number(rotation().T))
    target = g.op("Add", g.op("Mul", "target", g.scalar(0.5)), g.scalar(0.5))
    made = over_detail(g, colours_of(g, source), target, 256, (2, 18, 34, 18), 27)
    g.clip(g.op("Sub", g.op("Mul", made, g.scalar(2)), g.scalar(1)), -1, 1)
    doc = "stand-in hyperswap 256 (light), FaceFusion default swapper name"
    inputs = [("source", FLOAT, [1, 512]), picture(256, "target")]
    return g.save("hyperswap_1a_256", "hyperswap", doc, inputs, [picture(256, "output")])


def enhancer(file, doc, weighed):
    g = Graph()
    blurred = g.blur("input", 9)
    amount = g.scalar(1.5)
    if weighed:
        amount = g.op("Cast", "weight", to=FLOAT)
    detail = g.op("Mul", g.op("Sub", "input", blurred), amount)
    g.clip(g.op("Add", "input", detail), -1, 1)
    inputs = [picture(512)] + ([("weight", DOUBLE, [1])] if weighed else [])
    return g.save(file, "gfpgan", doc, inputs, [picture(512, "output")])


def upscaler():
    g = Graph()
    large = g.resize("input", (1, 3, 512, 512), mode="cubic")
    g.clip(g.op("Add", large, g.op("Sub", large, g.blur(large, 5))), 0, 1)
    doc = "stand-in frame enhancer: bicubic x2 + unsharp"
    return g.save("real_esrgan_x2", "real_esrgan_x2", doc, [picture(256)], [picture(512, "output")])


def occluder():
    g = Graph()
    nothing = g.nothing_of("input", [3], 1)
    g.op("Add", nothing, g.number(ellipse(256, 0.5, 0.5, 0.36, 0.45)[None, :, :, None]), out="output")
    sizes = [("input", FLOAT, [1, 256, 256, 3])], [("output", FLOAT, [1, 256, 256, 1])]
    return g.save("xseg_1", "xseg", "stand-in occluder: fixed ellipse", *sizes)


def parser():
    g = Graph()
    small = g.resize(g.op("ReduceMean", "input", axes=[1], keepdims=1), (1, 1, 64, 64))
    nothing = g.op("Mul", small, g.scalar(0))
    classes = np.zeros((1, 19, 64, 64))
    classes[0, 1] = ellipse(64, 0.5, 0.52, 0.33, 0.4)
    classes[0, 0] = 1 - classes[0, 1]
    large = {"mode": "nearest", "coordinates": "asymmetric", "nearest_mode": "floor"}
    g.resize(g.op("Add", nothing, g.number(classes)), (1, 19, 512, 512), out="output", **large)
    doc = "stand-in parser: fixed ellipse of skin, rest background"
    return g.save("bisenet_resnet_34", "bisenet", doc, [picture(512)], [picture(512, "output", 19)])


def classifier():
    g = Graph()
    nothing = g.nothing_of("input", [1, 2, 3], 0)
    for name, value in (("race_id", 0), ("gender_id", 0), ("age_id", 4)):
        g.op("Cast", g.op("Add", nothing, g.scalar(value)), out=name, to=INT64)
    doc = "stand-in: constant race 0 (white), gender 0 (male), age 4 (30-39)"
    outputs = [(name, INT64, [1]) for name in ("race_id", "gender_id", "age_id")]
    return g.save("fairface", "fairface", doc, [picture(224)], outputs)


def screen_of_boxes():
    g = Graph()
    nothing = g.op("Reshape", g.nothing_of("input", [0, 1, 2, 3], 1), g.ints(1, 1, 1))
    g.op("Expand", nothing, g.ints(1, 6, 8400), out="output")
    doc = "BENCH STAND-IN: always answers safe (all class scores 0); NOT a content classifier"
    return g.save("nsfw_1", "nsfw_1", doc, [picture(640)], [("output", FLOAT, [1, 6, 8400])])


def screen_of_classes(file, size, scores):
    g = Graph()
    nothing = g.op("Reshape", g.nothing_of("input", [1, 2, 3], 0), g.ints(1, 1))
    g.op("Add", nothing, g.number([scores]), out="output")
    doc = "BENCH STAND-IN: always answers safe; NOT a content classifier"
    return g.save(file, file, doc, [picture(size)], [("output", FLOAT, [1, len(scores)])])


def estimator():
    g = Graph()
    fitted = {one.name: numpy_helper.to_array(one) for one in onnx.load(HERE / "fan_68_5.onnx").graph.initializer}
    flat = g.op("Reshape", "input", g.ints(1, 10))
    turned = g.op("MatMul", flat, g.number(fitted["c3"]))
    g.op("Reshape", g.op("Add", turned, g.number(fitted["c5"])), g.ints(1, 68, 2), out="output")
    doc = "generated: ridge regression 5->68 fitted on PFLD-GhostOne outputs of the sample clips"
    sizes = [("input", FLOAT, [1, 5, 2])], [("output", FLOAT, [1, 68, 2])]
    return g.save("fan_68_5", "fan_68_5", doc, *sizes)


def landmarker():
    """PFLD-GhostOne, which takes RGB −1..1 of the face's middle and gives 98 points, behind 2dfan4's names."""
    g = Graph()
    published = onnx.load(HERE / "2dfan4.onnx").graph
    contour = list(range(0, 33, 2))
    # The 98 have a brow's lower edge, eyes of eight points and pupils besides.
    brows, nose = [*range(33, 38), *range(42, 47)], range(51, 60)
    eyes = [60, 61, 63, 64, 65, 67, 68, 69, 71, 72, 73, 75]
    chosen = [*contour, *brows, *nose, *eyes, *range(76, 96)]
    rgb = g.op("Gather", "input", g.ints(2, 1, 0), axis=1)
    middle = g.op("Slice", rgb, g.ints(28, 28), g.ints(228, 228), g.ints(2, 3))
    small = g.op("Mul", g.resize(middle, (1, 3, 112, 112)), g.scalar(2))
    g.op("Sub", small, g.scalar(1), out="pf_input")
    g.nodes += [node for node in published.node if node.output[0].startswith("pf_") and node.output[0] != "pf_input"]
    g.numbers += [one for one in published.initializer if one.name.startswith("pf_")]
    points = g.op("Gather", g.op("Reshape", "pf_output", g.ints(1, 98, 2)), g.ints(*chosen), axis=1)
    placed = g.op("Add", g.op("Mul", points, g.scalar(50)), g.scalar(7))
    g.op("Concat", placed, g.number(np.full((1, 68, 1), 0.9)), axis=2, out="landmarks")
    nothing = g.nothing_of(placed, [0, 1, 2], 1)
    sure = g.op("Reshape", g.op("Add", nothing, g.scalar(0.85)), g.ints(1, 1, 1, 1))
    g.op("Expand", sure, g.ints(1, 68, 64, 64), out="heatmaps")
    outputs = [("landmarks", FLOAT, [1, 68, 3]), ("heatmaps", FLOAT, [1, 68, 64, 64])]
    return g.save("2dfan4", "2dfan4", "", [picture(256)], outputs, "facefusion-bench-composite")


def everything():
    yield from (arcface(), inswapper(), hyperswap(), upscaler(), occluder(), parser(), classifier(), estimator())
    yield enhancer("gfpgan_1.4", "stand-in face enhancer: unsharp mask 9x9 x1.5", weighed=False)
    yield enhancer("codeformer", "stand-in face enhancer: unsharp mask 9x9, amount = weight", weighed=True)
    yield from (screen_of_boxes(), screen_of_classes("nsfw_2", 384, [-1, 1]))
    yield screen_of_classes("nsfw_3", 448, [5, 5, -5, -5])
    yield landmarker()


def same_numbers(made, kept):
    """The same graph, and numbers that are the same to 1e-6."""
    pairs = list(zip(made.graph.initializer, kept.graph.initializer, strict=True))
    near = all(
        a.name == b.name and np.allclose(numpy_helper.to_array(a), numpy_helper.to_array(b), rtol=0, atol=1e-6)
        for a, b in pairs
    )
    for model in (made, kept):
        model.graph.ClearField("initializer")
    return near and made.SerializeToString(deterministic=True) == kept.SerializeToString(deterministic=True)


def main(folder=None):
    different = 0
    for name, model in everything():
        kept = HERE / f"{name}.onnx"
        made = model.SerializeToString(deterministic=True)
        if folder is not None:
            Path(folder, kept.name).write_bytes(made)
            Path(folder, f"{name}.hash").write_text(f"{crc32(made):08x}")
        if made == kept.read_bytes():
            said = "byte for byte"
        elif same_numbers(model, onnx.load(kept)):
            said = "the same graph and numbers, not the same bytes"
        else:
            said, different = "DIFFERENT", different + 1
        print(f"{name}: {said}")
    return different


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
