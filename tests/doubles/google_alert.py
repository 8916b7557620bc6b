"""A mail of Google Alerts in its real form, about made-up pages."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from tests.doubles.imap import a_mail

SENDER = "googlealerts-noreply@google.com"


def link(url: str) -> str:
    """Return the redirection that stands in the mail."""
    return f"https://www.google.com/url?rct=j&sa=t&url={quote(url, safe=':/')}&ct=ga&cd=CAE&usg=AFQ"


def _row(url: str, title: str, publisher: str, excerpt: str) -> str:
    address = escape(link(url))
    return f"""<tr itemscope="" itemtype="http://schema.org/Article"> <td></td> <td>
<a href="{address}" style="text-decoration:none"> <table><tr><td> <link href="https://image.example"
 itemprop="image"> </td></tr></table> </a> <div> <span style="padding:0px"> <a href="{address}"
 itemprop="url" style="color:#427fed"> <span itemprop="name">{title}</span> </a> </span>
<div> <div> <div itemprop="publisher" itemscope="" itemtype="http://schema.org/Organization">
<a style="color:#737373"> <span itemprop="name">{publisher}</span> </a> </div>
<div itemprop="description">{excerpt}</div> </div>
<table> <tr> <td> <a href="https://www.google.com/alerts/share?hl=fr&amp;ru={escape(url)}&amp;ss=fb">
<img alt="Facebook" src="https://image.example"></a> </td> <td>
<a href="https://www.google.com/alerts/feedback?ffu={escape(url)}&amp;s=JETONDULECTEUR">
 Signaler comme non pertinent </a> </td> </tr> </table> </div> </div> </td> <td></td> </tr>"""


def _page(rows: str) -> str:
    return f"""<html lang="fr-CA"> <head> </head> <body> <div> <script data-scope="inboxmarkup"
 type="application/json">{{ "cards": [ {{ "title": "Alerte Google", "widgets": [] }} ] }}
</script> <!--[if mso]><table><tr><td width=650><![endif]--> <div> <table> <tr> <td> <a
 href="https://www.google.com/alerts?source=alertsmail&amp;msgid=MTI">
<img src="https://image.example" alt="Google"> </a> </td> </tr> {rows} <tr> <td>
<a href="https://www.google.com/alerts/remove?s=JETONDULECTEUR&amp;msgid=MTI"> Se désabonner </a>
</td> </tr> </table> </div> </div> </body> </html>"""


def _text(results: list[tuple[str, str, str, str]]) -> str:
    blocks = [f"{t}\n{p}\n{e}\n<{link(u)}>\n" for u, t, p, e in results]
    return (
        f"=== Actualités - {len(results)} nouveaux résultats pour [Trois-Rivières] ===\n\n"
        + "\n".join(blocks)
        + "\n\n- - - - - - - - - - - - - - -\nSe désabonner de cette alerte Google :\n"
        "<https://www.google.com/alerts/remove?source=alertsmail&s=JETONDULECTEUR>\n"
    )


def an_alert(*results: tuple[str, str, str, str], as_text: bool = False) -> bytes:
    """Return the mail of these results: address, title, publisher, excerpt (with `<b>`)."""
    plain = [(u, *(_bare(part) for part in rest)) for u, *rest in results]
    return a_mail(
        _text([(u, t, p, e) for u, t, p, e in plain]),
        sender=f"Google Alerts <{SENDER}>",
        subject="Alerte Google – Trois-Rivières",
        message_id="alerte.1@google.com",
        html="" if as_text else _page("\n".join(_row(*result) for result in results)),
    )


def _bare(markup: str) -> str:
    return markup.replace("<b>", "").replace("</b>", "").replace("&nbsp;", " ")
