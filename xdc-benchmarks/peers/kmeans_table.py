"""Turns the lines of kmeans.sh into a table of medians, spreads and ratios in pairs."""

import collections
import statistics
import sys

runs = collections.defaultdict(list)
for line in open(sys.argv[1], encoding="utf-8"):
    rows, k, side, *numbers = line.split()
    runs[int(rows), int(k), side].append([float(number) for number in numbers])


def spread(values):
    return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"


print("\n| N | K | side | ms per iteration | side / xdc | all in s | side / xdc | inertia / xdc's |")
print("|---|---|---|---|---|---|---|---|")
for rows, k, side in sorted(runs):
    own, other = runs[rows, k, "xdc"], runs[rows, k, side]
    each = spread([o[1] for o in other])
    each_ratio = spread([o[1] / x[1] for o, x in zip(other, own)])
    whole = spread([o[0] for o in other])
    whole_ratio = spread([o[0] / x[0] for o, x in zip(other, own)])
    inertia = statistics.median(o[2] / x[2] for o, x in zip(other, own))
    print(f"| {rows} | {k} | {side} | {each} | {each_ratio} | {whole} | {whole_ratio} | {inertia:.5f} |")
