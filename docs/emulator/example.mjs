// The emulator in a test, with Node 18 or later alone.
import assert from "node:assert/strict";

const EMULATOR = process.env.EMULATOR ?? "http://127.0.0.1:8080";

async function ask(method, path, body) {
  const answer = await fetch(EMULATOR + path, { method, body: body && JSON.stringify(body) });
  return JSON.parse((await answer.text()) || "null");
}

async function sendToast(uri, text) { // what you test
  const body = `<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>${text}</wp:Text1></wp:Toast></wp:Notification>`;
  const headers = { "Content-Type": "text/xml", "X-WindowsPhone-Target": "toast", "X-NotificationClass": "2" };
  const answer = await fetch(uri, { method: "POST", headers, body });
  assert.equal(answer.headers.get("X-NotificationStatus"), "Received");
}

// The five lines: open, send, wait, assert, reset.
const channel = await ask("POST", "/channels");
await sendToast(channel.uri, "Goal!");
const [delivery] = await ask("GET", `/channels/${channel.token}/deliveries?wait=5s`);
assert.deepEqual(delivery.notification, { type: "toast", text1: "Goal!" });
await ask("POST", "/reset", { channels: true });
