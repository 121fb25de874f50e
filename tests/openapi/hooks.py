"""What the run of schemathesis needs beyond the document."""

import http.client
import itertools
import json
import re
import urllib.parse

import schemathesis

DURATION = re.compile(r"\d+ ?[a-zA-Z]+( \d+ ?[a-zA-Z]+)*")
# Times of at most 10 minutes, which a schema cannot bound. For so long the emulator waits or cannot be reached.
WAITED = {"delay", "refuseConnections", "wait"}
# Times that a schema cannot keep below what 64 bits count.
COUNTED = {"advance", "advanced", "inactiveAfter"}
# How many requests of schemathesis come between notifications: among them are those that forget everything.
PAUSE = 25
calls = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    shorten(case.query)
    shorten(case.body)
    if next(calls) % PAUSE == 0:
        push(urllib.parse.urlsplit(case.operation.base_url).netloc)


def shorten(value):
    """Makes times short that would end the run, or would be refused as too long."""
    if isinstance(value, dict):
        for field, item in value.items():
            if isinstance(item, str) and DURATION.fullmatch(item) and is_too_long(field, item):
                value[field] = "20ms"
            else:
                shorten(item)
    elif isinstance(value, list):
        for item in value:
            shorten(item)


def is_too_long(field, time):
    return field in WAITED or (field in COUNTED and re.search(r"\d{10}", time))


def push(emulator):
    """Sends notifications to channels, so that there is something to show."""
    for options in [
        {"token": "scores", "device": "alice"},
        {"token": "news", "device": "alice", "appName": "News", "authenticated": True},
        {"token": "chat", "device": {"connection": "tempDisconnected"}},
    ]:
        body = exchange(emulator, "/channels", {}, json.dumps(options).encode())
        if not body.startswith(b"{"):
            continue
        path = urllib.parse.urlsplit(json.loads(body)["uri"]).path
        for suffix, headers, document in REQUESTS:
            exchange(emulator, path + suffix, headers, document)


def exchange(emulator, path, headers, body):
    """The body of the answer; empty if a fault damages it."""
    connection = http.client.HTTPConnection(emulator, timeout=2)
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().read(1 << 20)
    except (OSError, http.client.HTTPException):
        return b""
    finally:
        connection.close()


def document(content):
    return f'<wp:Notification xmlns:wp="WPNotification" Version="2.0">{content}</wp:Notification>'.encode()


REQUESTS = [
    (
        "",
        {"X-WindowsPhone-Target": "toast", "X-NotificationClass": "2", "X-MessageID": "7"},
        document("<wp:Toast><wp:Text1>Goal!</wp:Text1><wp:Param>/</wp:Param></wp:Toast>"),
    ),
    (
        "",
        {"X-WindowsPhone-Target": "token", "X-NotificationClass": "1"},
        document(
            '<wp:Tile Id="/" Template="FlipTile"><wp:Count>7</wp:Count><wp:BackTitle Action="Clear"/>'
            "<wp:BackgroundImage>http://localhost/a.jpg</wp:BackgroundImage></wp:Tile>"
        ),
    ),
    ("", {"X-NotificationClass": "13", "X-Odd": b"\xff\xfe"}, b"\xff\xfe"),
    ("", {"X-NotificationClass": "3"}, b"raw"),
    ("", {"X-WindowsPhone-Target": "toast", "X-NotificationClass": "2"}, b"<?xml"),
    ("/callback", {"X-CallbackURI": "http://127.0.0.1:1/inactive"}, b"blob"),
]
