"""Joins what run.sh found into result.json and table.md. Arguments: the device, the folder."""

import json
import os
import platform
import subprocess
import sys

import torch

device, folder = sys.argv[1], sys.argv[2]


def lines(name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file]


def first_line(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.partition("\n")[0]


checks, ahead = [], {}
for line in lines("checks.txt"):
    kind, *rest = line.split()
    if kind == "check":
        name, difference, allowed, verdict = rest
        checks.append(
            {"name": name, "difference": float(difference), "allowed": float(allowed), "ok": verdict == "ok"}
        )
    elif kind == "ahead":
        ahead[rest[0]] = float(rest[1])

machine = {"processor": platform.machine(), "cores": os.cpu_count(), "peer": torch.__version__}
if device != "cpu":
    machine["gpu"] = first_line("nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader")
with open(os.path.join(folder, "times.json"), encoding="utf-8") as file:
    times = json.load(file)
result = {"device": device, "machine": machine, "checks": checks, "callsToSteps": ahead, "times": times}
with open(os.path.join(folder, "result.json"), "w", encoding="utf-8") as file:
    json.dump(result, file, indent=1)

with open(os.path.join(folder, "table.md"), "w", encoding="utf-8") as file:
    print(f"Device {device}: {machine}\n", file=file)
    print("| check | difference from the CPU | allowed | |", file=file)
    print("|---|---|---|---|", file=file)
    for check in checks:
        verdict = "ok" if check["ok"] else "**failed**"
        print(f"| {check['name']} | {check['difference']:.1e} | {check['allowed']:.0e} | {verdict} |", file=file)
    print("\n| network, precision | time of the calls / time of the steps |", file=file)
    print("|---|---|", file=file)
    for name, share in ahead.items():
        print(f"| {name} | {share:.2f} |", file=file)
    table = [line for line in lines("times.txt") if line.startswith(("|", "small", "full", "paper"))]
    start = next(i for i, line in enumerate(table) if line.startswith("|"))
    print("", *table[start:], sep="\n", file=file)
print(f"{sum(not check['ok'] for check in checks)} of {len(checks)} checks failed; {folder}/result.json, {folder}/table.md")
