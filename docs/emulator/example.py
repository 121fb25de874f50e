# The emulator in a test, with Python's standard library.
import json
import os
from urllib.request import Request, urlopen

EMULATOR = os.environ.get("EMULATOR", "http://127.0.0.1:8080")


def ask(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(EMULATOR + path, data, method=method)) as answer:
        return json.loads(answer.read() or b"null")


def send_toast(uri, text):  # what you test
    toast = f'<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>{text}</wp:Text1></wp:Toast></wp:Notification>'
    headers = {"Content-Type": "text/xml", "X-WindowsPhone-Target": "toast", "X-NotificationClass": "2"}
    with urlopen(Request(uri, toast.encode(), headers)) as answer:
        assert answer.headers["X-NotificationStatus"] == "Received"


# The five lines: open, send, wait, assert, reset.
channel = ask("POST", "/channels")
send_toast(channel["uri"], "Goal!")
[delivery] = ask("GET", f"/channels/{channel['token']}/deliveries?wait=5s")
assert delivery["notification"] == {"type": "toast", "text1": "Goal!"}
ask("POST", "/reset", {"channels": True})
