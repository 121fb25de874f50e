//! How to use the service, as plain text.

use std::sync::Arc;

use axum::extract::State;
use mpns_proto::OsVersion;

use crate::base_uri::{UNAUTHENTICATED, VERSION};
use crate::service::Service;

/// `GET /`
pub(crate) async fn show(State(service): State<Arc<Service>>) -> String {
    text(&service)
}

pub(crate) fn text(service: &Service) -> String {
    let versions = OsVersion::ALL.iter().map(|version| format!("{:?}", version.as_str()));
    let versions = versions.collect::<Vec<_>>().join(", ");
    TEXT.replace("FOLDER", &format!("{UNAUTHENTICATED}/{VERSION}"))
        .replace("VERSIONS", &versions)
        .replace("BASE", &service.base.to_string())
}

const TEXT: &str = r#"An MPNS service to develop and test against.

Open a channel. The answer is JSON, with the "uri" for senders and the "token" for the commands below:

  curl -X POST BASE/channels

Send a toast and a raw notification to it:

  URI=BASE/FOLDER/TOKEN
  curl -i $URI -H 'X-WindowsPhone-Target: toast' -H 'X-NotificationClass: 2' -H 'Content-Type: text/xml' \
    -d '<wp:Notification xmlns:wp="WPNotification"><wp:Toast><wp:Text1>Goal!</wp:Text1></wp:Toast></wp:Notification>'
  curl -i $URI -H 'X-NotificationClass: 3' -d '{"goals": 3}'

See what the phone got, and forget the deliveries:

  curl BASE/channels/TOKEN/deliveries
  curl -X DELETE BASE/channels/TOKEN/deliveries

What is broken is refused with 400. Like the real service, it carries no reason. The channel has it, in "lastRefusal":

  curl BASE/channels/TOKEN

What is odd is accepted, and its delivery has "warnings". A strict channel refuses it:

  curl -X PATCH BASE/channels/TOKEN -d '{"strict": true}'

Change the phone, the app or the channel. PATCH changes the settings that it names, PUT resets all others:

  curl -X PATCH BASE/channels/TOKEN -d '{"device": "tempDisconnected"}'
  curl -X PATCH BASE/channels/TOKEN -d '{"answer": "queueFull"}'
  curl -X PATCH BASE/channels/TOKEN -d '{"answer": {"exactly": {"status": 503, "headers": {"Retry-After": "120"}}}}'
  curl -X PUT BASE/channels/TOKEN

  device          "connected", "tempDisconnected" (notifications wait), "disconnected", "inactive" (412)
  subscription    "active", "expired" (404)
  appInFront      true (the app gets raw notifications and toasts), false (toasts are shown, raw is dropped)
  os              VERSIONS: newer elements close the channel
  queueCapacity   how many notifications can wait
  dailyLimit      how many notifications a day an unauthenticated channel takes
  strict          true (odd notifications are refused with 400), false (they get warnings)
  answer          null, "queueFull", "suppressed", "dropped", "unauthorized", "forbidden", "throttled",
                  "unavailable", or {"exactly": {"status": N, "headers": {...}}}

All channels, one of them, and closing it:

  curl BASE/channels
  curl BASE/channels/TOKEN
  curl -X DELETE BASE/channels/TOKEN

The body of the POST can name the state of the new channel. With "authenticated": true the channel has no daily
limit, and takes callbacks:

  curl -X POST BASE/channels -d '{"authenticated": true, "os": "7.1", "appInFront": false}'
"#;
