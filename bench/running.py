"""What `vigie run` takes: memory while 100,000 mentions come in, and the time of `--help`."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.posts import about
from pipeline.first_settings import quoted
from pipeline.secrets_file import make_key
from pipeline.settings import FILE_NAME


def memory(count: int = 100_000) -> list[tuple[float, float]]:
    """Return (seconds, megabytes of resident memory) while a file of mentions is read."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        make_key(home)
        with (home / "posts.jsonl").open("w", encoding="utf-8") as file:
            for n, text in enumerate(about(count)):
                file.write(json.dumps({"id": str(n), "text": text}) + "\n")
        (home / FILE_NAME).write_text(
            f"towns = [{quoted('trois-rivieres')}]\n[web]\nport = 0\n[[source]]\n"
            'kind = "import"\nname = "banc"\nfile = "posts.jsonl"\n'
        )
        return _watch(home, count)


def _watch(home: Path, count: int) -> list[tuple[float, float]]:
    command = [sys.executable, "-m", "pipeline", "--home", str(home), "run", "--log-json"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    started, events, samples = time.monotonic(), 0, []
    try:
        for line in process.stderr:
            told = json.loads(line)
            events += told.get("events", 0)
            if told.get("event") == "page.written":
                samples.append((time.monotonic() - started, _resident(process.pid)))
            if events >= count:
                break
    finally:
        process.terminate()
        process.communicate()
    return samples


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1000
    return 0.0


def help_time(rounds: int = 15) -> tuple[float, float]:
    """Return the median seconds of `vigie --help`, and of a bare `python -c pass`."""
    ours = [_wall([sys.executable, "-m", "pipeline", "--help"]) for _ in range(rounds)]
    bare = [_wall([sys.executable, "-c", "pass"]) for _ in range(rounds)]
    return statistics.median(ours), statistics.median(bare)


def _wall(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    print(help_time())
    print(memory()[-1])
