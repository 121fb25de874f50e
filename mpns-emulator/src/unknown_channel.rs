use http::Response;
use mpns_proto::service::{Refusal, respond};

use crate::DeviceConnection;
use crate::received_request::ReceivedRequest;
use crate::verdict::Verdict;

/// Answers a request to a channel that the service does not know.
pub(crate) fn answer<T>(request: ReceivedRequest<T>) -> Response<Vec<u8>> {
    let ReceivedRequest { content, metadata } = request;
    match content {
        Err(refusal @ Refusal::Method) => respond(&refusal.reply()),
        _ => respond(&metadata.identify(Verdict::Expired.reply(DeviceConnection::Disconnected))),
    }
}
