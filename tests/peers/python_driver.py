"""Sends jobs with python-mpns: a job of JSON a line in, in the end a result of JSON a line out."""
import base64
import json
import sys

from mpns import MPNSRaw, MPNSTile, MPNSToast

KINDS = {"toast": MPNSToast, "raw": MPNSRaw}
TEMPLATES = {"flipTile": "FlipTile", "iconicTile": "IconicTile", "cycleTile": "CycleTile"}
# What the package calls the elements.
NAMES = {
    "id": "id",
    "text1": "text1",
    "text2": "text2",
    "param": "param",
    "sound": "sound",
    "backgroundImage": "background_image",
    "count": "count",
    "title": "title",
    "backBackgroundImage": "back_background_image",
    "backTitle": "back_title",
    "backContent": "back_content",
}


def payload(job):
    if job["type"] == "raw":
        return job["text"] if "text" in job else base64.b64decode(job["bytes"])
    fields = {NAMES[name]: value for name, value in job["fields"].items()}
    if job["type"] in TEMPLATES:
        fields["template"] = TEMPLATES[job["type"]]
    return fields


def send(job):
    kind = KINDS.get(job["type"], MPNSTile)
    delay = {0: None, 450: kind.DELAY_450S, 900: kind.DELAY_900S}[job["interval"]]
    try:
        reply = kind(delay).send(
            job["channel"],
            payload(job),
            message_id=job.get("messageId"),
            callback_uri=job.get("callback"),
        )
    except Exception as error:
        return {"index": job["index"], "calls": 0, "thrown": f"{type(error).__name__}: {error}"}
    return {
        "index": job["index"],
        "calls": 1,
        "reply": {
            "accepted": "error" not in reply,
            "status": reply["http_status_code"],
            "notification": reply["notification_status"],
            "device": reply["device_connection_status"],
            "subscription": reply["subscription_status"],
            "messageId": reply["message_id"],
            "gone": reply.get("drop_subscription", False),
            "wait": reply.get("backoff_seconds"),
            "failure": None,
        },
    }


# All of them before the first is sent, so that neither side waits for the other's pipe.
jobs = [json.loads(line) for line in sys.stdin.buffer]
for job in jobs:
    print(json.dumps(send(job)))
