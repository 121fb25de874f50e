use mpns_proto::NoReply;

/// What the outbox has to know of a request that got no reply.
///
/// It is made from a [`NoReply`], which the errors of the transports become, or by a transport of your own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// Whether the service may have read the request.
    pub may_have_been_delivered: bool,
    /// Whether it would fail again: the request or the configuration is at fault, not the connection.
    pub is_permanent: bool,
}

impl From<&NoReply> for Failure {
    fn from(no_reply: &NoReply) -> Self {
        let NoReply { may_have_been_delivered, is_permanent, .. } = *no_reply;
        Self { may_have_been_delivered, is_permanent }
    }
}
