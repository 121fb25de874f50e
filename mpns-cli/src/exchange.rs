//! One request and its response.

use std::fmt::Display;
use std::time::{Duration, Instant, SystemTime};

use clap::Args;
use http::{Request, Response};
use mpns_connect::Connection;
use mpns_proto::{ChannelUri, NoReply, Outcome, Reply};

use crate::connection_options::ConnectionOptions;
use crate::failure::{Failure, say};
use crate::transport::Transport;

#[derive(Args)]
#[group(skip)]
pub(crate) struct ExchangeOptions {
    #[command(flatten)]
    connection: ConnectionOptions,

    /// Prints to standard error how the service was reached
    #[arg(short, long, global = true)]
    verbose: bool,
}

pub(crate) struct Exchange {
    transport: Transport,
    has_identity: bool,
    verbose: bool,
}

/// The result of a request, and when there was one.
pub(crate) struct Exchanged {
    pub(crate) response: Result<Response<()>, NoReply>,
    pub(crate) sent_at: SystemTime,
    pub(crate) took: Duration,
}

impl Exchange {
    pub(crate) fn new(options: &ExchangeOptions) -> Result<Self, Failure> {
        let transport = Transport::new(&options.connection)?;
        let has_identity = options.connection.has_identity();
        Ok(Self { transport, has_identity, verbose: options.verbose })
    }

    /// Sends a request; `what` is in it.
    pub(crate) fn run(&self, what: impl Display, request: Request<Vec<u8>>) -> Exchanged {
        if self.verbose {
            let (host, bytes) = (request.uri().host().unwrap_or_default(), request.body().len());
            say(format_args!("* {what} of {bytes} bytes to {host}"));
        }
        let (sent_at, start) = (SystemTime::now(), Instant::now());
        let response = self.transport.request(request);
        let took = start.elapsed();
        if let Ok(response) = &response
            && let Some(connection) = response.extensions().get::<Connection>()
        {
            if self.verbose {
                let milliseconds = took.as_secs_f64() * 1000.0;
                say(format_args!("* {connection}, answered in {milliseconds:.1} ms"));
            }
            if let Some(unused) = self.transport.explain_connection(connection) {
                say(format_args!("mpns: {unused}"));
            }
        }
        Exchanged { response, sent_at, took }
    }

    /// Prints to standard error a likely reason for a refusal that the reply does not state.
    pub(crate) fn explain(&self, reply: &Reply, channel: &ChannelUri) {
        let missing = || missing_certificate(reply, channel, self.has_identity);
        if let Some(explanation) = self.transport.explain(reply, channel).or_else(missing) {
            say(format_args!("mpns: {explanation}"));
        }
    }
}

/// A likely reason for a 400 that does not come from MPNS: nginx, for one, sends it if it wants a client
/// certificate and gets none.
fn missing_certificate(
    reply: &Reply,
    channel: &ChannelUri,
    has_identity: bool,
) -> Option<&'static str> {
    let is_bare = reply.outcome() == Outcome::BadRequest && !reply.has_statuses();
    (is_bare && channel.is_authenticated() && !has_identity).then_some(
        "the server may want a client certificate, and none is configured (--pfx or --cert)",
    )
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use mpns_proto::{NotificationStatus, SubscriptionStatus};

    use super::*;

    #[test]
    fn a_missing_certificate_is_named_if_it_may_be_the_reason() {
        let bare = Reply::new(StatusCode::BAD_REQUEST);
        let dropped = bare.clone().with_notification_status(NotificationStatus::Dropped);
        let active = bare.clone().with_subscription_status(SubscriptionStatus::Active);
        for (reply, channel, has_identity, is_named) in [
            (&bare, "https://h/A", false, true),
            (&bare, "https://h/A", true, false),
            (&bare, "http://h/A", false, false),
            (&dropped, "https://h/A", false, false),
            (&active, "https://h/A", false, false),
            (&bare.clone().with_wns(), "https://h/A", false, false),
            (&Reply::new(StatusCode::NOT_FOUND), "https://h/A", false, false),
            (&Reply::new(StatusCode::OK), "https://h/A", false, false),
        ] {
            let channel = channel.parse().expect("a channel");
            let named = missing_certificate(reply, &channel, has_identity);
            assert_eq!(named.is_some(), is_named, "{reply:?} {channel:?} {has_identity}");
        }
    }
}
