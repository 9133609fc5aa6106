"""How long one nightly takes, step by step, on the company of `make demo`.

    python benchmarks/nightly.py [--raw FOLDER] [--units 11800] [--repeats 3]

Builds into a fresh warehouse each time, through the command that people use, and prints the seconds
of each step, their sum, the wall time of the whole process, and the median of the repeats. Without
`--raw` a company is simulated first; that is not part of the figure.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "orchestration.cli"]


def build(raw: Path, warehouse: Path) -> tuple[dict[str, float], float]:
    """Seconds by step, and of the whole process, of one build; leaves when it did not publish."""
    started = time.perf_counter()
    arguments = ["build", "--raw", str(raw), "--warehouse", str(warehouse), "--json"]
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    wall = time.perf_counter() - started
    if done.returncode:
        sys.exit(done.stdout + done.stderr[-2000:])
    return json.loads(done.stdout)["seconds"], wall


def main() -> None:
    """Build a few times and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw", type=Path)
    parser.add_argument("--units", type=int, default=11_800)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aftersales-") as scratch:
        raw = options.raw
        if raw is None:
            company = Path(scratch) / "company"
            arguments = ["simulate", "--out", str(company), "--units", str(options.units)]
            subprocess.run([*COMMAND, *arguments, "--seed", "1"], cwd=PROJECT, check=True)
            raw = company / "raw"
        sums, walls = [], []
        for repeat in range(options.repeats):
            seconds, wall = build(raw.resolve(), Path(scratch) / f"warehouse{repeat}")
            sums.append(sum(seconds.values()))
            walls.append(wall)
            steps = ", ".join(f"{name} {value:.1f}" for name, value in seconds.items())
            print(f"run {repeat + 1}: {steps}; together {sums[-1]:.1f} s, wall {wall:.1f} s")
        print(
            f"median {statistics.median(sums):.1f} s in its steps, "
            f"{statistics.median(walls):.1f} s from start to end of the process"
        )


if __name__ == "__main__":
    main()
