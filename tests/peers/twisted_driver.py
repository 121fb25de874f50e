"""Sends jobs with mpns-client, on Twisted: a job of JSON a line in, in the end a result of JSON a line out.

The package is for Python 2, and is not changed. What Python 3 lacks is given to it here: a way to declare an
interface, which only declares, and an agent that takes text where Twisted takes bytes.
"""
import base64
import json
import sys

import zope.interface
from twisted.internet import reactor
from twisted.internet.defer import gatherResults, inlineCallbacks
from twisted.internet.protocol import Protocol
from twisted.web.client import Agent

zope.interface.implements = lambda *interfaces: None

from mpns import exceptions, notifications, pusher  # noqa: E402

CONCURRENCY = 8
KINDS = {
    "toast": notifications.ToastNotification,
    "tile": notifications.TileNotification,
    "raw": notifications.RawNotification,
}
PRIORITIES = {
    0: notifications.DELIVER_IMMEDIATELY,
    450: notifications.DELIVER_WITHIN_450_S,
    900: notifications.DELIVER_WITHIN_950_S,
}
# What the package calls the elements.
NAMES = {
    "text1": "text1",
    "text2": "text2",
    "param": "param",
    "sound": "sound",
    "title": "title",
    "count": "count",
    "backgroundImage": "background",
}


class TextAgent:
    """An agent that takes text, and remembers the status of its response."""

    def __init__(self):
        self.agent = Agent(reactor)
        self.code = None

    @inlineCallbacks
    def request(self, method, uri, headers, body):
        if isinstance(body.body, str):
            body = pusher.StringProducer(body.body.encode())
        response = yield self.agent.request(method.encode(), uri.encode(), headers, body)
        self.code = response.code
        # The package never reads a body, which would keep the connection open.
        response.deliverBody(Protocol())
        return response


def notification(job):
    arguments = {NAMES[name]: value for name, value in job["fields"].items()}
    if job["type"] == "raw":
        arguments["body"] = job["text"] if "text" in job else base64.b64decode(job["bytes"])
    if "messageId" in job:
        arguments["uuid"] = job["messageId"]
    return KINDS[job["type"]](job["channel"], priority=PRIORITIES[job["interval"]], **arguments)


@inlineCallbacks
def send(job):
    agent = TextAgent()
    sender = pusher.Pusher()
    sender._agent = agent
    reply = {"accepted": False, "gone": False, "wait": None, "failure": None}
    try:
        status = yield sender.send(notification(job))
        reply["accepted"] = True
    except Exception as error:
        if agent.code is None:
            return {"index": job["index"], "calls": 0, "thrown": f"{type(error).__name__}: {error}"}
        status = (getattr(error, "extra", None) or {}).get("status")
        reply["gone"] = isinstance(error, exceptions.SubscriptionExpiredError)
    reply["status"] = agent.code
    if status is not None:
        reply["notification"] = status.notification
        reply["device"] = status.device
        reply["subscription"] = status.subscription
    return {"index": job["index"], "calls": 1, "reply": reply}


@inlineCallbacks
def work(jobs, results):
    for job in jobs:
        results.append((yield send(job)))


@inlineCallbacks
def run(jobs):
    rest, results = iter(jobs), []
    try:
        yield gatherResults([work(rest, results) for _ in range(CONCURRENCY)])
        for result in results:
            print(json.dumps(result))
    finally:
        reactor.stop()


# All of them before the first is sent, so that neither side waits for the other's pipe.
jobs = [json.loads(line) for line in sys.stdin.buffer]
reactor.callWhenRunning(run, jobs)
reactor.run()
