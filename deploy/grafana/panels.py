"""The panels of the dashboard: what the person on duty looks at, most urgent first."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

Kind = Literal["stat", "timeseries"]


class Query(msgspec.Struct, frozen=True):
    """One expression of PromQL, and how its series are named."""

    expr: str
    legend: str = ""


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """One panel. `unit` is Grafana's name of a unit; `red` is the value from which it is bad."""

    title: str
    about: str
    queries: tuple[Query, ...]
    kind: Kind = "timeseries"
    unit: str = "short"
    red: float | None = None


class Row(msgspec.Struct, frozen=True):
    """A titled row of panels of equal width."""

    title: str
    panels: tuple[Panel, ...]


ROWS: Final = (
    Row(
        "En un coup d’œil",
        (
            Panel(
                title="Processus debout",
                about="Vigie's processes that answer.",
                kind="stat",
                queries=(Query('sum(up{job=~"vigie.*"})'),),
            ),
            Panel(
                title="En attente d’être jugées ou indexées",
                about="Records that the workers have not finished with (distributed mode).",
                kind="stat",
                red=2000,
                queries=(Query("sum(max by (topic) (vigie_lag_records))"),),
            ),
            Panel(
                title="Mis de côté, 24 h",
                about="Dead letters of the last day: `vigie dead-letters list`.",
                kind="stat",
                red=20,
                queries=(Query("sum(increase(vigie_dead_letters_total[24h]))"),),
            ),
            Panel(
                title="Alertes perdues, 24 h",
                about="Deliveries that a target refused for good.",
                kind="stat",
                red=1,
                queries=(Query('sum(increase(vigie_deliveries_total{result="dead"}[24h]))'),),
            ),
        ),
    ),
    Row(
        "Ce qui entre",
        (
            Panel(
                title="Publications entendues par heure, par sort",
                about="Posts heard, by outcome.",
                queries=(
                    Query("sum by (outcome) (rate(vigie_posts_total[1h])) * 3600", "{{outcome}}"),
                ),
            ),
            Panel(
                title="Mentions écrites par heure, par ville",
                about="Mentions written, by town and change.",
                queries=(
                    Query(
                        "sum by (town, change) (rate(vigie_mentions_written_total[1h])) * 3600",
                        "{{town}}, {{change}}",
                    ),
                ),
            ),
        ),
    ),
    Row(
        "Les sources",
        (
            Panel(
                title="Sources par état",
                about="Sources in each of the seven states, by their own rhythm.",
                queries=(
                    Query(
                        "sum by (state) (max by (source, state) (vigie_source_state))", "{{state}}"
                    ),
                ),
            ),
            Panel(
                title="Silence de chaque source",
                about="Time since each source last answered.",
                unit="s",
                red=172_800,
                queries=(
                    Query(
                        "time() - max by (source) (vigie_source_last_heard_timestamp_seconds)",
                        "{{source}}",
                    ),
                ),
            ),
            Panel(
                title="Requêtes et échecs de lecture par heure",
                about="Requests made for each source, and failed fetches.",
                queries=(
                    Query(
                        "sum by (source) (rate(vigie_source_failures_total[1h])) * 3600",
                        "échecs : {{source}}",
                    ),
                    Query(
                        "sum by (source) (rate(vigie_source_requests_total[1h])) * 3600",
                        "{{source}}",
                    ),
                ),
            ),
            Panel(
                title="Sources tenues et pauses",
                about="Leases held by each collector; 1 while it asks for nothing, by reason.",
                queries=(
                    Query("vigie_leases_held", "tenues par {{instance}}"),
                    Query("max by (reason) (vigie_paused)", "pause : {{reason}}"),
                ),
            ),
        ),
    ),
    Row(
        "Le débit",
        (
            Panel(
                title="En attente, par sujet Kafka",
                about="Lag of each topic.",
                queries=(Query("max by (topic) (vigie_lag_records)", "{{topic}}"),),
            ),
            Panel(
                title="Éléments finis par seconde",
                about="Records that each agent has finished with, durably.",
                queries=(Query("sum by (agent) (rate(vigie_records_total[5m]))", "{{agent}}"),),
            ),
            Panel(
                title="De l’écoute à l’écran",
                about="Time from hearing a post to its being judged or written: median and p95.",
                unit="s",
                red=300,
                queries=tuple(
                    Query(
                        f"histogram_quantile({rank},"
                        " sum by (stage, le) (rate(vigie_latency_seconds_bucket[5m])))",
                        f"{{{{stage}}}}, p{rank * 100:.0f}",
                    )
                    for rank in (0.5, 0.95)
                ),
            ),
        ),
    ),
    Row(
        "Le travail",
        (
            Panel(
                title="Temps de jugement, par étape",
                about="Share of a core that each judging stage takes.",
                unit="percentunit",
                queries=(Query("sum by (stage) (rate(vigie_stage_seconds_sum[5m]))", "{{stage}}"),),
            ),
            Panel(
                title="Durée et taille d’un lot",
                about="Mean time and mean size of each agent's batches.",
                queries=(
                    Query(
                        "sum by (agent) (rate(vigie_batch_seconds_sum[5m]))"
                        " / sum by (agent) (rate(vigie_batch_seconds_count[5m]))",
                        "{{agent}}, secondes",
                    ),
                    Query(
                        "sum by (agent) (rate(vigie_records_total[5m]))"
                        " / sum by (agent) (rate(vigie_batches_total[5m]))",
                        "{{agent}}, éléments",
                    ),
                ),
            ),
            Panel(
                title="Attentes d’un service absent",
                about="Waits for Kafka or the store, per minute.",
                queries=(
                    Query("sum by (service) (rate(vigie_waits_total[5m])) * 60", "{{service}}"),
                ),
            ),
        ),
    ),
    Row(
        "Les alertes et ce qui est mis de côté",
        (
            Panel(
                title="Livraisons par heure",
                about="Delivery attempts, by target and result.",
                queries=(
                    Query(
                        "sum by (target, result) (rate(vigie_deliveries_total[1h])) * 3600",
                        "{{target}}, {{result}}",
                    ),
                ),
            ),
            Panel(
                title="Mis de côté par heure, par étape",
                about="Dead letters, by the stage that gave up.",
                queries=(
                    Query(
                        "sum by (stage) (rate(vigie_dead_letters_total[1h])) * 3600", "{{stage}}"
                    ),
                ),
            ),
        ),
    ),
    Row(
        "Les dossiers du guichet",
        (
            Panel(
                title="Dossiers par état",
                about="Cases for the front door, by state, where the hand-off is on.",
                queries=(Query("max by (state) (vigie_cases)", "{{state}}"),),
            ),
            Panel(
                title="Transmis par jour, par issue",
                about="Cases handed over, by way and outcome.",
                queries=(
                    Query(
                        "sum by (way, outcome) (increase(vigie_case_handoffs_total[24h]))",
                        "{{way}}, {{outcome}}",
                    ),
                ),
            ),
        ),
    ),
)
