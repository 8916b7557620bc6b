"""A report as one HTML file: nothing is fetched, no script runs, mail programs show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined

from vigie.report_document import Document

# Mail programs drop style sheets: what matters is on the elements themselves.
_TEMPLATE: Final = """\
<!doctype html>
<html lang="{{ d.language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{{ d.title }}</title>
</head>
<body style="margin:0;background:#f4f6f5;color:#1d2528;{{ font }}">
<div role="main" style="max-width:680px;margin:0 auto;padding:24px 20px;background:#ffffff">
<h1 style="font-size:26px;line-height:1.25;margin:0 0 4px">{{ d.title }}</h1>
<p style="margin:0 0 20px;color:#56636a">{{ d.subtitle }}</p>
{% for section in d.sections %}
<h2 style="font-size:19px;margin:28px 0 8px;padding-top:12px;border-top:1px solid #dde2e0">
{{- section.title }}</h2>
{% for block in section.blocks %}
{% if block.items is defined %}
<ul style="margin:0 0 12px;padding-left:22px">
{% for item in block.items %}
<li style="margin:0 0 4px">{{ item }}</li>
{% endfor %}
</ul>
{% elif block.chart is defined %}
{% if block.id in pictures %}
<p style="margin:0 0 8px"><img src="{{ pictures[block.id] }}" alt="{{ block.chart.alt }}"
 width="{{ width }}" style="display:block;width:100%;height:auto;border:0"></p>
{% endif %}
{% elif block.rows is defined %}
<table style="border-collapse:collapse;width:100%;margin:0 0 14px;font-size:15px">
<caption style="text-align:left;font-weight:bold;padding:6px 0">{{ block.caption }}</caption>
<thead><tr>
{% for head in block.heads %}
<th scope="col" style="{{ cell }};text-align:{{ 'left' if loop.first else 'right' }};
{{- ''}}color:#56636a">{{ head }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for row in block.rows %}
<tr>
<th scope="row" style="{{ cell }};text-align:left;font-weight:normal">{{ row[0] }}</th>
{% for figure in row[1:] %}
<td style="{{ cell }};text-align:right">{{ figure }}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
{% else %}
<p style="margin:0 0 12px{{ ';font-size:14px;color:#56636a' if block.note }}">{{ block.text }}</p>
{% endif %}
{% endfor %}
{% endfor %}
</div>
</body>
</html>
"""
#: Width of the drawings, in pixels.
WIDTH: Final = 640
_FONT: Final = "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5"
_CELL: Final = "padding:5px 6px;border-bottom:1px solid #dde2e0;vertical-align:top"
_environment = Environment(
    loader=DictLoader({"report": _TEMPLATE}),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html(document: Document, pictures: Mapping[str, str]) -> str:
    """Return the report as HTML; every text is escaped.

    Args:
        document: what it says.
        pictures: addresses of the drawings by id ("cid:…", "data:…"); a figure without one is
            left out, its table stays.
    """
    template = _environment.get_template("report")
    return template.render(d=document, pictures=pictures, font=_FONT, cell=_CELL, width=WIDTH)
