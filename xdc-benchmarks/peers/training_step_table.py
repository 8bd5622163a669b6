"""Turns the lines of training_step.sh into a table of medians and ratios to the peer's best form."""

import collections
import statistics
import sys

times = collections.defaultdict(list)
for line in open(sys.argv[1], encoding="utf-8"):
    case, side, precision, step, features = line.split()
    times[case, precision, side, "step"].append(float(step))
    times[case, precision, side, "features"].append(float(features))


def spread(values):
    return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"


print("\n| case | precision | what | xdc, ms | best peer, ms | its form | peer / xdc |")
print("|---|---|---|---|---|---|---|")
for case, precision, what in sorted({(c, p, w) for c, p, _, w in times}):
    ours = times[case, precision, "xdc", what]
    forms = {s: v for (c, p, s, w), v in times.items() if (c, p, w) == (case, precision, what) and s != "xdc"}
    best = min(forms, key=lambda form: statistics.median(forms[form]))
    ratios = [peer / own for peer, own in zip(forms[best], ours)]
    print(f"| {case} | {precision} | {what} | {spread(ours)} | {spread(forms[best])} | {best} | {spread(ratios)} |")
for case, what in sorted({(c, w) for c, p, _, w in times if p == "bfloat16"}):
    gains = [a / b for a, b in zip(times[case, "float32", "xdc", what], times[case, "bfloat16", "xdc", what])]
    print(f"{case} {what}: bfloat16 is {spread(gains)} times as fast as float32")
