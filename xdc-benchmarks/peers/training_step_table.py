"""Turns the lines of training_step.sh into a table of medians and ratios to the peer's best form.

With a second argument the same goes into a JSON file of that name.
"""

import collections
import json
import statistics
import sys

WHAT = {"step": "ms", "features": "ms", "memory": "MB"}
figures = collections.defaultdict(list)
for line in open(sys.argv[1], encoding="utf-8"):
    case, side, precision, *values = line.split()
    for what, value in zip(WHAT, values):
        figures[case, precision, side, what].append(float(value))


def spread(values):
    return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"


rows = []
print("\n| case | precision | what | xdc | best peer | its form | peer / xdc |")
print("|---|---|---|---|---|---|---|")
for case, precision, what in sorted({(c, p, w) for c, p, _, w in figures}):
    ours = figures[case, precision, "xdc", what]
    forms = {s: v for (c, p, s, w), v in figures.items() if (c, p, w) == (case, precision, what) and s != "xdc"}
    best = min(forms, key=lambda form: statistics.median(forms[form]))
    ratios = [peer / own for peer, own in zip(forms[best], ours)]
    of = f"{what}, {WHAT[what]}"
    print(f"| {case} | {precision} | {of} | {spread(ours)} | {spread(forms[best])} | {best} | {spread(ratios)} |")
    rows.append({"case": case, "precision": precision, "what": of, "xdc": ours, "peers": forms, "best": best})
for case, what in sorted({(c, w) for c, p, _, w in figures if p == "bfloat16" and w != "memory"}):
    gains = [a / b for a, b in zip(figures[case, "float32", "xdc", what], figures[case, "bfloat16", "xdc", what])]
    print(f"{case} {what}: bfloat16 is {spread(gains)} times as fast as float32")
if len(sys.argv) > 2:
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        json.dump(rows, out, indent=1)
