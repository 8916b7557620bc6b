"""Where Faust's time goes: the same records carried in every way, in one run.

`python -m bench.faust_forms [--short] [--records N]`. A few minutes in full.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Final

import altair as alt
import msgspec
from confluent_kafka import Producer

from bench.carried import Carried, Task
from bench.servers import Servers, make_topics, servers

PARTITIONS: Final = 4
SIZE: Final = 280
#: In the table's order: the form, and what it is called there.
NAMES: Final = {
    "confluent": "bare confluent-kafka, pass-through",
    "aiokafka_consuming": "bare aiokafka, consuming only",
    "aiokafka_carrying": "bare aiokafka, pass-through",
    "faust_consuming": "Faust `stream.take(500)`, consuming only",
    "faust_batch": "Faust `take(500)`, each batch through one aiokafka producer",
    "faust_send": "Faust, `await topic.send()` for each record",
}
REFERENCE: Final = "faust_batch"


def forms(where: Servers, count: int) -> dict[str, Carried]:
    """Carry `count` records in each form; a fresh process, group and target topic for each."""
    source = f"{where.prefix}-forms-in"
    make_topics(where, {source: PARTITIONS})
    fill(where.kafka, source, count)
    return {form: carried(where, form, source, count) for form in NAMES}


def fill(kafka: str, topic: str, count: int) -> None:
    """Put records of 280 bytes on a topic, evenly."""
    producer = Producer({"bootstrap.servers": kafka, "linger.ms": 20})
    while len(producer.list_topics(topic).topics[topic].partitions) < PARTITIONS:
        time.sleep(0.1)  # a broker learns of a new topic a little later than it answers
    for n in range(count):
        producer.produce(topic, str(n).encode().ljust(SIZE, b"."), str(n).encode(), n % PARTITIONS)
        if n % 10_000 == 0:
            producer.flush()
    producer.flush()


def carried(where: Servers, form: str, source: str, count: int) -> Carried:
    """Carry in one form, in a process of its own."""
    run = f"{where.prefix}-{form}-{secrets.token_hex(3)}".replace("_", "-")
    target = f"{run}-out"
    make_topics(where, {target: PARTITIONS})
    task = Task(
        form=form,
        kafka=where.kafka,
        source=source,
        target=target,
        count=count,
        group=run,
        broker=where.broker,
        core=max(os.sched_getaffinity(0)),
    )
    command = [sys.executable, "-m", "bench.faust_form", msgspec.json.encode(task).decode()]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=900)
    return msgspec.json.decode(done.stdout, type=Carried)


def table(found: dict[str, Carried], count: int) -> list[str]:
    """Return the rows of the table, ratios against the batch form."""
    reference = found[REFERENCE].wall
    rows = [
        "| form | records/s | against the batch form | client, µs CPU | broker, µs CPU |",
        "|---|---|---|---|---|",
    ]
    for form, name in NAMES.items():
        one = found[form]
        rows.append(
            f"| {name} | {count / one.wall:,.0f} | {reference / one.wall:.2f} |"
            f" {1e6 * one.client / count:.1f} | {1e6 * one.broker / count:.1f} |"
        )
    return rows


def draw(found: dict[str, Carried], count: int, path: Path) -> None:
    """Draw the CPU of each form, the client's and the broker's."""
    rows = [
        {"form": NAMES[form].replace("`", ""), "of": of, "us": 1e6 * spent / count}
        for form, one in found.items()
        for of, spent in (("client", one.client), ("broker", one.broker))
    ]
    order = [name.replace("`", "") for name in NAMES.values()]
    chart = (
        alt.Chart(alt.Data(values=rows), width=420, height=200)
        .mark_bar()
        .encode(
            x=alt.X("us:Q", title="CPU microseconds a record"),
            y=alt.Y("form:N", title=None, sort=order, axis=alt.Axis(labelLimit=360)),
            color=alt.Color("of:N", title=None, scale=alt.Scale(range=["#c9711d", "#1b5e8c"])),
        )
    )
    path.parent.mkdir(exist_ok=True)
    chart.save(str(path))


def main() -> None:
    """Measure, print the table, draw."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="a minute, to see that it runs")
    parser.add_argument("--records", type=int)
    told = parser.parse_args()
    count = told.records or (20_000 if told.short else 200_000)
    with servers() as where:
        found = forms(where, count)
    print("\n".join(table(found, count)))
    if not told.short:
        draw(found, count, Path(__file__).parents[1] / "docs" / "pictures" / "faust-forms.svg")


if __name__ == "__main__":
    main()
