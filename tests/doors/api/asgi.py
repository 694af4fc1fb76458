"""The application as a server runs it, without a network: what a program sends and gets over HTTP."""

import asyncio
import json

from vafa.asgi import application

COOKIE = {"Cookie": "none=of-ours"}
"""A request that brings a cookie is Django's own to answer."""


class Answered:
    def __init__(self):
        self.status, self.headers, self.body = 0, {}, b""

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode().title(): value.decode() for name, value in message["headers"]}
        else:
            self.body += message.get("body", b"")

    @property
    def plain(self):
        return json.loads(self.body)


def scope_of(method, path, headers, body):
    path, _, query = path.partition("?")
    named = {"host": "localhost", "content-length": str(len(body))} | {name.lower(): v for name, v in headers.items()}
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in named.items() if value is not None],
        "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 80),
    }  # fmt: skip


async def sent(method, path, headers, body, *, hangs_up=False):
    """In: one request; with `hangs_up` its body never ends. Out: what came back."""
    told = [{"type": "http.request", "body": body, "more_body": hangs_up}]

    async def receive():
        if told:
            return told.pop(0)
        if not hangs_up:
            await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    answered = Answered()
    await application(scope_of(method, path, headers, body), receive, answered.send)
    return answered


def headers_of(program, **more):
    named = {"Authorization": f"Bearer {program.plain}", "Content-Type": "application/json", "Accept-Language": "en"}
    return named | {name.replace("_", "-"): value for name, value in more.items()}


def together(*asked):
    """In: (method, path, headers, body) of many requests. Out: their answers, asked all at once."""

    async def all_of_them():
        return await asyncio.gather(*(sent(*each) for each in asked))

    return asyncio.run(all_of_them())
