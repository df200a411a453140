"""Reads the ready-made sentences with every model of the catalogue and keeps the readings: `make examples`."""

from engine.catalogue import CATALOGUE
from engine.examples import EXAMPLES, keep_example
from engine.readers import read


def main() -> None:
    for model in CATALOGUE:
        for example in EXAMPLES:
            path = keep_example(read(example.text, model), example, model)
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
