use mpns_proto::ChannelUri;

use crate::{BaseUri, Label, Token, UriShape};

/// What the URIs of channels are made of.
#[derive(Clone, Debug)]
pub(crate) struct ChannelUris {
    pub(crate) base: BaseUri,
    pub(crate) authenticated_base: BaseUri,
    pub(crate) shape: UriShape,
}

impl ChannelUris {
    /// The URI of a channel.
    pub(crate) fn of(
        &self,
        is_authenticated: bool,
        service: Option<&Label>,
        token: &Token,
    ) -> ChannelUri {
        let base = if is_authenticated { &self.authenticated_base } else { &self.base };
        base.channel(self.shape, is_authenticated, service, token)
    }
}
