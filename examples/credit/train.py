"""Makes a synthetic table of loans, trains a small network on it and writes the files of this folder.

Run: python3 examples/credit/train.py (about ten seconds on one core). Nothing is downloaded.
"""

import sys
from collections import OrderedDict
from pathlib import Path

import numpy
import onnx
import torch
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from sample_files import write_samples  # noqa: E402

SEED = 20220901
TRAINING, VALIDATION, TEST = 12000, 2000, 2000
SHIPPED = 200
EPOCHS = 60
LABELS = ["repaid", "defaulted"]


def make_table(count):
    """count loans: raw features (count x 10), outcomes 0/1, and the true probability of default.

    Everything is drawn from distributions written here. No person's data went into it.
    """
    # RandomState is the generator whose stream numpy has frozen, so the table is the same everywhere.
    draw = numpy.random.RandomState(SEED)
    age = 21 + 54 * draw.beta(1.6, 2.4, count)
    years_employed = (age - 20) * draw.beta(1.2, 2.2, count)
    income = numpy.exp(draw.normal(10.35, 0.45, count) + 0.012 * years_employed)
    history_years = (age - 18) * draw.beta(2.0, 1.6, count)
    open_accounts = 1 + draw.poisson(2 + 0.12 * history_years)
    utilisation = draw.beta(1.5, 2.5, count)
    late_payments = draw.poisson(0.15 + 1.3 * utilisation**2)
    loan = income * numpy.exp(draw.normal(-1.0, 0.7, count))
    term_months = 12 * draw.randint(1, 8, count)
    other_debt = income * draw.gamma(1.5, 0.12, count)

    instalment = 12 * loan / term_months
    burden = (instalment + 0.3 * other_debt) / income
    score = (
        -3.2
        + 9.0 * numpy.maximum(burden - 0.22, 0)
        + 1.5 * late_payments
        + 2.6 * numpy.maximum(utilisation - 0.45, 0) * 2
        - 0.09 * numpy.minimum(years_employed, 12)
        - 0.05 * numpy.minimum(history_years, 20)
        + 1.6 * (age < 25)
        + 1.2
    )
    probability = 1 / (1 + numpy.exp(-1.6 * score))
    outcome = (draw.uniform(size=count) < probability).astype(numpy.int64)
    # Amounts of money have long tails; their logarithms suit a clamped integer input better.
    features = numpy.stack(
        [
            age,
            numpy.log(income),
            years_employed,
            history_years,
            open_accounts,
            utilisation,
            late_payments,
            numpy.log(loan),
            term_months,
            other_debt / income,
        ],
        axis=1,
    )
    return features, outcome, probability


def accuracy(model, features, outcomes):
    with torch.no_grad():
        return (model(features).argmax(1) == outcomes).float().mean().item()


def train(features, outcomes, validation_features, validation_outcomes):
    """The network of the epoch that did best on the validation part."""
    torch.manual_seed(SEED)
    layers = [
        ("first", nn.Linear(10, 16)),
        ("first_relu", nn.ReLU()),
        ("second", nn.Linear(16, 8)),
        ("second_relu", nn.ReLU()),
        ("output", nn.Linear(8, len(LABELS))),
    ]
    model = nn.Sequential(OrderedDict(layers))
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, EPOCHS)
    loss = nn.CrossEntropyLoss()
    best, best_state = 0.0, None
    for _ in range(EPOCHS):
        order = torch.randperm(len(features))
        for batch in order.split(64):
            optimizer.zero_grad()
            loss(model(features[batch]), outcomes[batch]).backward()
            optimizer.step()
        schedule.step()
        score = accuracy(model, validation_features, validation_outcomes)
        if score > best:
            best = score
            best_state = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(best_state)
    return model.eval()


def main():
    torch.set_num_threads(1)
    raw, outcome, probability = make_table(TRAINING + VALIDATION + TEST)
    # The statistics come from the training part alone. Four decimals keep the shipped files short, and
    # the network is trained on exactly the numbers that are shipped.
    mean, deviation = raw[:TRAINING].mean(0), raw[:TRAINING].std(0)
    table = numpy.round(numpy.clip((raw - mean) / deviation, -4, 4), 4)
    features = torch.tensor(table, dtype=torch.float32)
    outcomes = torch.tensor(outcome)
    parts = [slice(0, TRAINING), slice(TRAINING, TRAINING + VALIDATION), slice(TRAINING + VALIDATION, None)]
    training, validation, test = parts

    model = train(features[training], outcomes[training], features[validation], outcomes[validation])
    print("parameters:", sum(parameter.numel() for parameter in model.parameters()))
    for name, part in zip(["training", "validation", "test"], parts):
        print(f"{name}: {accuracy(model, features[part], outcomes[part]):.4f}")
    shipped = slice(test.start, test.start + SHIPPED)
    print(f"samples.json: {accuracy(model, features[shipped], outcomes[shipped]):.4f}")
    print(f"test, always the commoner outcome: {max(outcome[test].mean(), 1 - outcome[test].mean()):.4f}")
    best_possible = ((probability[test] > 0.5) == outcome[test]).mean()
    print(f"test, deciding by the true probability: {best_possible:.4f}")

    torch.onnx.export(
        model,
        torch.zeros(1, 10),
        str(HERE / "credit.onnx"),
        input_names=["features"],
        output_names=["logits"],
        opset_version=13,
    )
    onnx.checker.check_model(onnx.load(str(HERE / "credit.onnx")), full_check=True)
    for name, start in [("samples.json", test.start), ("calibration.json", training.start)]:
        rows = slice(start, start + SHIPPED)
        write_samples(
            HERE / name,
            "features",
            {"shape": [1, 10], "data": table[rows].tolist()},
            outcome[rows].tolist(),
            LABELS,
        )


if __name__ == "__main__":
    main()
