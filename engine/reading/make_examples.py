"""Reads the ready-made sentences with the model of a first visit and keeps the readings: `make examples`."""

from engine.reading.examples import EXAMPLES, KEPT_MODELS, keep_example
from engine.reading.readers import read


def main() -> None:
    for model in KEPT_MODELS:
        for example in EXAMPLES:
            path = keep_example(read(example.text, model), example, model)
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
