"""Writes and reads sample files, the format in which every example ships its inputs.

A sample file is compact JSON:

    {"format": "proofpress-samples-1",
     "inputs": {"<graph input>": {"shape": [1, ...], "scale": s, "encoding": "base64-u8",
                                  "data": [sample 0, sample 1, ...]}},
     "labels": [...], "labelNames": [...]}

A sample is the flat list of a tensor's values in row-major order. value = number * scale; scale is 1
where it is absent. With the encoding "base64-u8" a sample is a base64 string with one unsigned byte a
number. Without an encoding it is a list of plain numbers. labels and labelNames are optional.
"""

import base64
import json

FORMAT = "proofpress-samples-1"


def encode_bytes(row):
    """One sample of integers 0..255 as a base64 string."""
    return base64.b64encode(bytes(row)).decode("ascii")


def decode_bytes(text):
    """The integers 0..255 of one "base64-u8" sample."""
    return list(base64.b64decode(text))


def write_samples(path, input_name, tensor, labels, label_names):
    """Writes one labelled graph input; tensor holds shape, data and, where they apply, scale and encoding."""
    document = {
        "format": FORMAT,
        "inputs": {input_name: tensor},
        "labels": labels,
        "labelNames": label_names,
    }
    with open(path, "w", encoding="ascii") as file:
        json.dump(document, file, separators=(",", ":"))
        file.write("\n")
