//! How to use the service, as plain text.

use std::sync::Arc;

use axum::extract::State;
use mpns_proto::OsVersion;

use crate::base::{UNAUTHENTICATED, VERSION};
use crate::shared::Shared;

/// `GET /`
pub(crate) async fn show(State(shared): State<Arc<Shared>>) -> String {
    text(&shared)
}

pub(crate) fn text(shared: &Shared) -> String {
    let versions = OsVersion::ALL.map(|version| format!("{:?}", version.as_str())).join(", ");
    TEXT.replace("FOLDER", &format!("{UNAUTHENTICATED}/{VERSION}"))
        .replace("VERSIONS", &versions)
        .replace("BASE", &shared.base.to_string())
}

const TEXT: &str = r#"An MPNS service to develop and test against.

Open a channel. It is printed as JSON, with its "uri" for whoever sends to it and its "token" for what follows:

  curl -X POST BASE/channels

Send a toast and a raw notification to it:

  URI=BASE/FOLDER/TOKEN
  curl -i $URI -H 'X-WindowsPhone-Target: toast' -H 'X-NotificationClass: 2' -H 'Content-Type: text/xml' \
    -d '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>Goal!</wp:Text1></wp:Toast></wp:Notification>'
  curl -i $URI -H 'X-NotificationClass: 3' -d '{"goals": 3}'

See what the phone got, and forget it:

  curl BASE/channels/TOKEN/deliveries
  curl -X DELETE BASE/channels/TOKEN/deliveries

A notification that got 400 had no reason with it, as with the service. The channel says why, in "lastRefusal":

  curl BASE/channels/TOKEN

Change the phone, the app or the channel. PATCH changes what is named, PUT sets the rest back:

  curl -X PATCH BASE/channels/TOKEN -d '{"device": "tempDisconnected"}'
  curl -X PATCH BASE/channels/TOKEN -d '{"answer": "queueFull"}'
  curl -X PATCH BASE/channels/TOKEN -d '{"answer": {"exactly": {"status": 503, "headers": {"Retry-After": "120"}}}}'
  curl -X PUT BASE/channels/TOKEN

  device          "connected", "tempDisconnected" (notifications wait), "disconnected", "inactive" (412)
  subscription    "active", "expired" (404)
  appInFront      true, false: raw reaches an app in front alone, and a toast is shown where none is
  os              VERSIONS: what is newer closes the channel
  queueCapacity   how many notifications wait
  dailyLimit      how many notifications a day an unauthenticated channel takes
  answer          null, "queueFull", "suppressed", "dropped", "unauthorized", "forbidden", "throttled",
                  "unavailable", or {"exactly": {"status": N, "headers": {...}}}

All channels, one of them, and closing it:

  curl BASE/channels
  curl BASE/channels/TOKEN
  curl -X DELETE BASE/channels/TOKEN

A channel opens in the state that the body of its POST names. With "authenticated": true it is one without a daily
limit and with callbacks:

  curl -X POST BASE/channels -d '{"authenticated": true, "os": "7.1", "appInFront": false}'
"#;
