"""A WSGI application as a browser of this process meets it: without a network."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.test import Client

from simulator.stage.web_browser import Host, Shown, Visit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def wsgi_host(application: "WSGIApplication") -> Host:
    """Return what hands a browser's requests to it. Its pages set no cookies."""

    def answer(visit: Visit) -> Shown:
        parts = urlsplit(visit.url)
        told = Client(application, use_cookies=False).open(
            parts.path,
            method=visit.method,
            base_url=f"{parts.scheme}://{parts.netloc}",
            query_string=parts.query,
            headers=dict(visit.headers),
            data=visit.body,
        )
        headers = {name.lower(): value for name, value in told.headers.items()}
        return Shown(told.status_code, headers, told.get_data(as_text=True))

    return answer
