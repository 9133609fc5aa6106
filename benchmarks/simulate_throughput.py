"""How many raw rows a second the simulator writes, and how much memory it needs.

    python benchmarks/simulate_throughput.py [--units 100000] [--years 4] [--repeats 3]

Prints rows, seconds, rows a second (median of the repeats) and the peak memory of the parent and of
its largest worker. Rows a processor second stand beside it: on a busy machine they say more.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from simulator import simulate


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


def main() -> None:
    """Simulate a few times into a temporary folder and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    rates, efficiencies = [], []
    for repeat in range(options.repeats):
        folder = Path(tempfile.mkdtemp(prefix="aftersales-"))
        before, started = _processor_seconds(), time.perf_counter()
        report = simulate(
            folder, units=options.units, years=options.years, seed=1, workers=options.workers
        )
        seconds = time.perf_counter() - started
        processor = _processor_seconds() - before
        size = sum(path.stat().st_size for path in report.raw.rglob("*") if path.is_file())
        shutil.rmtree(folder)
        rates.append(report.total_rows / seconds)
        efficiencies.append(report.total_rows / processor)
        print(
            f"run {repeat + 1}: {report.total_rows:,} rows, {size / 1e6:,.0f} MB, {seconds:.2f} s, "
            f"{rates[-1]:,.0f} rows/s; {processor:.2f} processor seconds"
        )
    peaks = [
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(
        f"median {statistics.median(rates):,.0f} rows/s with {options.workers} workers, "
        f"{statistics.median(efficiencies):,.0f} rows a processor second; "
        f"peak memory {peaks[0]:,.0f} MB (parent), {peaks[1]:,.0f} MB (largest worker)"
    )


if __name__ == "__main__":
    main()
