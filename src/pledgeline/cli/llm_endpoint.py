"""An OpenAI-compatible endpoint, asked over HTTP: nothing is sent but to the address a user has named."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from pledgeline.errors import PledgelineError
from pledgeline.language.saying import said

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import Message as Headers
    from typing import IO

    from pledgeline.articles.extractor import Message

KEY = "PLEDGELINE_LLM_KEY"
TIMEOUT = 120.0  # seconds
_MOST_BYTES = 8 * 2**20
_COMPLETIONS = "/chat/completions"


class EndpointTrouble(PledgelineError):
    """An endpoint that does not answer, or not as it should."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where to ask, which model, and with which key; empty where none is needed."""

    url: str
    model: str
    key: str = ""
    timeout: float = TIMEOUT

    def ask(self, messages: Sequence[Message]) -> str:
        """The text of the first answer; raises `EndpointTrouble`."""
        body = {"model": self.model, "messages": list(messages), "temperature": 0}
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(  # noqa: S310  the scheme has been checked
            self.url, data=json.dumps(body).encode(), headers=headers, method="POST"
        )
        return _answer(self._sent(request))

    def _sent(self, request: urllib.request.Request) -> bytes:
        opener = urllib.request.build_opener(_NoRedirects)
        host = urlsplit(self.url).netloc
        try:
            with opener.open(request, timeout=self.timeout) as response:
                content: bytes = response.read(_MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            with error:
                reason = http.client.responses.get(error.code, "")
            what = said("{host} answered {code} {reason}", host=host, code=error.code, reason=reason)
            raise EndpointTrouble(what) from None
        except TimeoutError:
            raise EndpointTrouble(_late(host, self.timeout)) from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise EndpointTrouble(_late(host, self.timeout)) from None
            raise EndpointTrouble(said("{host} cannot be reached: {reason}", host=host, reason=error.reason)) from None
        except (OSError, http.client.HTTPException) as error:
            reason = str(error) or type(error).__name__
            raise EndpointTrouble(said("{host} broke the answer off: {reason}", host=host, reason=reason)) from None
        if len(content) > _MOST_BYTES:
            limit = _MOST_BYTES // 2**20
            raise EndpointTrouble(said("the answer of {host} is larger than {limit} MB", host=host, limit=limit))
        return content


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An answer that leads elsewhere is an error: the text and the key go to the stated address and no other."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Headers,
        newurl: str,
    ) -> None:
        """No request at all."""
        del req, fp, code, msg, headers, newurl


def endpoint_at(url: str, model: str, *, key: str, timeout: float = TIMEOUT) -> Endpoint:
    """The endpoint of an address such as `https://host/v1`; raises click.UsageError."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise click.UsageError(said("'{url}' is no address; write for example https://host/v1.", url=url))
    whole = url if parts.path.endswith(_COMPLETIONS) else url.rstrip("/") + _COMPLETIONS
    return Endpoint(url=whole, model=model, key=key, timeout=timeout)


def _late(host: str, timeout: float) -> str:
    return said("{host} did not answer within {seconds} s", host=host, seconds=f"{timeout:g}")


def _answer(content: bytes) -> str:
    """The text in an answer."""
    try:
        found = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        start = content[:80].decode("utf-8", "replace")
        raise EndpointTrouble(said("the answer is not that of a chat completion: {start}", start=repr(start))) from None
    if not isinstance(found, str):
        raise EndpointTrouble(said("the answer holds no text"))
    return found
