"""Prints medians, and the range in brackets, of what reading_clips.sh has measured."""
import statistics
import sys


def show(values):
    return f"{statistics.median(values):.4g} ({min(values):.4g} to {max(values):.4g})"


def main():
    found = {}
    with open(sys.argv[1]) as file:
        for line in file:
            source, way, rate, cost = line.rstrip("\n").split("\t")
            found.setdefault((source, way), []).append((float(rate), float(cost)))
    print("| source | read by | clips/s | CPU-ms per clip |\n| --- | --- | --- | --- |")
    for (source, way), values in found.items():
        rates, costs = zip(*values)
        print(f"| {source} | {way} | {show(rates)} | {show(costs)} |")


if __name__ == "__main__":
    main()
