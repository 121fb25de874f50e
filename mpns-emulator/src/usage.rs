//! How to use the service, as plain text.

use mpns_proto::OsVersion;

use crate::Token;
use crate::service::Service;

/// The text for a program that asks for `GET /`.
pub(crate) fn text(service: &Service) -> String {
    let versions = OsVersion::ALL.iter().map(|version| format!("{:?}", version.as_str()));
    let versions = versions.collect::<Vec<_>>().join(", ");
    let token: Option<Token> = "TOKEN".parse().ok();
    let uri = token.map_or_else(String::new, |token| {
        service.read(|state, _| state.rules.uris.of(false, None, &token).expose())
    });
    TEXT.replace("CHANNEL_URI", &uri)
        .replace("VERSIONS", &versions)
        .replace("BASE", &service.base.to_string())
}

const TEXT: &str = r#"An MPNS service to develop and test against.

Open a channel. The answer is JSON, with the "uri" for senders and the "token" for the commands below:

  curl -X POST BASE/channels
  curl -X POST BASE/channels -d '{"token": "scores", "device": "alice"}'    # names of your choice

Send a toast and a raw notification to it:

  URI=CHANNEL_URI
  curl -i $URI -H 'X-WindowsPhone-Target: toast' -H 'X-NotificationClass: 2' -H 'Content-Type: text/xml' \
    -d '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>Goal!</wp:Text1></wp:Toast></wp:Notification>'
  curl -i $URI -H 'X-NotificationClass: 3' -d '{"goals": 3}'

See what the phone got, wait for the next delivery, see the tiles, and forget the deliveries:

  curl BASE/channels/TOKEN/deliveries
  curl "BASE/channels/TOKEN/deliveries?after=2&wait=5s"    # 204 if none comes
  curl BASE/channels/TOKEN/tiles
  curl -X DELETE BASE/channels/TOKEN/deliveries

Started with --images, the emulator fetches the images of tiles as a phone does:

  curl "BASE/channels/TOKEN/image?uri=http://127.0.0.1:3000/a.png"    # 403 or 502 says why it is not shown

See the requests with verdict and reason. What is broken is refused with 400, and like that of the real service the
answer carries no reason. What is odd is accepted, with "warnings"; a "strict" channel refuses it:

  curl BASE/requests
  curl "BASE/requests?channel=TOKEN&after=2&limit=10&search=toast&wait=5s"

Change the channel, the app or the phone. PATCH changes the settings that it names, PUT resets all others:

  curl -X PATCH BASE/channels/TOKEN -d '{"device": {"connection": "tempDisconnected"}}'
  curl -X PATCH BASE/channels/TOKEN -d '{"answers": ["unavailable", "queueFull"]}'
  curl -X PATCH BASE/channels/TOKEN -d '{"answer": {"exactly": {"status": 503, "headers": {"Retry-After": "120"}}}}'
  curl -X PUT BASE/channels/TOKEN

  subscription       "active", "expired" (404)
  app                "notInFront" (toasts are shown, raw is dropped), "obscured" (toasts are shown, the app gets raw),
                     "inFront" (the app gets both)
  imageDomains       null, or the hosts that images of tiles may be on
  suppressedClasses  the notification classes that are suppressed
  tilePinned         whether the tile of the app is on the start screen
  queueCapacity      how many notifications can wait
  dailyLimit         how many notifications a day an unauthenticated channel takes
  strict             true (odd notifications are refused with 400), false (they get warnings)
  answer             null, or what every request is answered
  answers            what the next requests are answered, one for each: "normal", "routed", "queueFull", "suppressed",
                     "dropped", "unauthorized", "forbidden", "throttled", "unavailable",
                     {"exactly": {"status": N, "headers": {...}}}, {"fault": {"kind": ...}}
  device             the settings of the phone, which /devices/NAME has, too:
    os               VERSIONS: newer elements close the channel
    connection       "connected", "tempDisconnected" (notifications wait), "disconnected", "inactive" (412)
    batterySaver     whether notifications to an app that is not running are dropped
    accent           the colour of tiles
    inactiveAfter    such as "24h": when a phone that is "tempDisconnected" becomes "inactive"

Answers and faults for all channels, faults by chance, the clock, and back to the beginning:

  curl -X PUT BASE/answers -d '["unavailable", {"fault": {"kind": "halfHead"}}]'
  curl -X PUT BASE/faults -d '{"seed": 1, "probability": 0.1, "faults": [{"kind": "delayHead", "delay": "5s"}]}'
  curl -X PUT BASE/faults -d '{"refuseConnections": "10s"}'
  curl -X POST BASE/clock -d '{"advance": "450s"}'    # the end of a batching interval
  curl -X POST BASE/reset

The whole state, kept and brought back:

  curl BASE/state > state.json
  curl -X PUT BASE/state -H 'Content-Type: application/json' --data-binary @state.json

All channels and phones, one of them, closing it, and what happens now:

  curl BASE/channels
  curl BASE/channels/TOKEN
  curl -X DELETE BASE/channels/TOKEN
  curl BASE/devices
  curl -N BASE/events

The body of the POST can name the state of the new channel. With "authenticated": true the channel has no daily
limit, and takes callbacks:

  curl -X POST BASE/channels -d '{"authenticated": true, "app": "inFront", "device": {"os": "7.1"}}'
"#;
