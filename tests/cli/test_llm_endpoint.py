"""The extractor through an endpoint: a recorded server on this machine answers, and the text goes nowhere else."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result

from pledgeline.cli import llm_endpoint
from pledgeline.cli.llm_endpoint import EndpointTrouble, endpoint_at
from pledgeline.cli.main import pledgeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "Alder a promis 5 milliards de dollars aux États-Unis.\nLe tableau dit 20 milliards.\n"
FACTS = {"facts": [{"kind": "money", "quote": "20 milliards"}, {"kind": "jobs", "quote": "3 000 emplois"}]}


def completion(content: object) -> bytes:
    """An answer as such endpoints give it."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


@dataclass
class Recorded:
    """What the server answers, and what it was asked."""

    body: bytes = field(default_factory=lambda: completion(json.dumps(FACTS)))
    code: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)


@contextmanager
def served(recorded: Recorded) -> Iterator[str]:
    """The address of a server that answers as recorded."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            recorded.asked.append((self.path, dict(self.headers), json.loads(self.rfile.read(length))))
            time.sleep(recorded.wait)
            self.send_response(recorded.code)
            for name, text in recorded.headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(recorded.body)))
            self.end_headers()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked has gone
                self.wfile.write(recorded.body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

        do_GET = do_POST  # noqa: N815  as the library calls it

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with one article, no proxy and no key."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "press.txt").write_text(TEXT, encoding="utf-8")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", llm_endpoint.KEY):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def read(url: str, *more: str) -> Result:
    return CliRunner().invoke(pledgeline, ["read", "press.txt", "--llm", "--endpoint", url, "--model", "small", *more])


def test_what_the_grammar_missed_is_marked_and_what_is_not_there_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(llm_endpoint.KEY, "secret")
    recorded = Recorded()
    with served(recorded) as url:
        found = json.loads(read(url, "--json", "-").stdout)
        page = read(url).stdout
    assert "found by the extractor alone" in " ".join(page.split())
    by_quote = {fact["quote"]: fact["found_by"] for fact in found["facts"]}
    assert by_quote == {"5 milliards de dollars": "grammar", "20 milliards": "extractor"}
    assert found["documents"][0]["refused"] == [
        {"quote": "3 000 emplois", "why": "these words do not stand in the text"}
    ]
    assert "The extractor gave “3 000 emplois”: these words do not stand in the text." in " ".join(page.split())
    path, headers, body = recorded.asked[0]
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert (body["model"], body["temperature"]) == ("small", 0)
    assert body["messages"][-1]["content"] == TEXT


def test_without_a_key_none_is_sent() -> None:
    recorded = Recorded()
    with served(recorded) as url:
        read(url)
    assert "Authorization" not in recorded.asked[0][1]


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        (Recorded(code=401, body=b"{}"), "answered 401 Unauthorized"),
        (Recorded(code=500, body=b"oops"), "answered 500 Internal Server Error"),
        (Recorded(code=302, headers={"Location": "http://127.0.0.1:9/elsewhere"}), "answered 302 Found"),
        (Recorded(body=b"<html>"), "the answer is not that of a chat completion: '<html>'"),
        (Recorded(body=b'{"choices": []}'), "the answer is not that of a chat completion"),
        (Recorded(body=completion(None)), "the answer holds no text"),
        (Recorded(body=completion("no facts here")), "the reply is not JSON: no facts here"),
    ],
)
def test_a_bad_answer_is_told_and_the_facts_of_the_grammar_are_still_shown(recorded: Recorded, words: str) -> None:
    with served(recorded) as url:
        found = read(url)
    assert found.exit_code == 2
    assert "USD 5bn" in found.stdout
    assert "the model was not heard: " in found.stderr
    assert words in found.stderr
    assert len(recorded.asked) == 1


def test_nobody_at_the_address() -> None:
    with served(Recorded()) as url:
        pass
    found = read(url)
    assert found.exit_code == 2
    assert "cannot be reached" in found.stderr
    assert "USD 5bn" in found.stdout


def test_a_slow_answer_is_not_waited_for() -> None:
    with served(Recorded(wait=0.5)) as url, pytest.raises(EndpointTrouble, match=r"did not answer within 0\.05 s"):
        endpoint_at(url, "small", key="", timeout=0.05).ask([{"role": "user", "content": "x"}])


def test_an_answer_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_endpoint, "_MOST_BYTES", 2**20)
    with served(Recorded(body=b"x" * (2**20 + 1))) as url, pytest.raises(EndpointTrouble, match="larger than 1 MB"):
        endpoint_at(url, "small", key="").ask([])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/v1", "host/v1", "http://"])
def test_only_addresses_of_the_web_are_taken(url: str) -> None:
    with pytest.raises(click.UsageError, match="is no address"):
        endpoint_at(url, "small", key="")


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://host/v1", "https://host/v1/chat/completions"),
        ("https://host/v1/", "https://host/v1/chat/completions"),
        ("https://host/v1/chat/completions", "https://host/v1/chat/completions"),
    ],
)
def test_the_address_is_completed(url: str, asked: str) -> None:
    assert endpoint_at(url, "small", key="").url == asked
