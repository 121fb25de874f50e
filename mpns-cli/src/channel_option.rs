//! Where a channel comes from.

use std::env;

use clap::Args;
use mpns_proto::ChannelUri;

use crate::failure::Failure;

#[derive(Args)]
#[group(skip)]
pub(crate) struct ChannelOption {
    /// Channel URI (default: the job's, then $MPNS_CHANNEL). It is a secret; on the command line other
    /// users of this machine can see it
    #[arg(long, value_name = "URI", global = true)]
    channel: Option<String>,
}

impl ChannelOption {
    /// The channel of the command line, or else of the environment.
    pub(crate) fn read(&self) -> Result<ChannelUri, Failure> {
        if let Some(channel) = self.explicit()? {
            return Ok(channel);
        }
        let channel = env::var_os(CHANNEL).filter(|channel| !channel.is_empty());
        let channel = channel.ok_or_else(|| Failure::usage(NO_CHANNEL))?;
        channel
            .to_str()
            .ok_or_else(|| Failure::usage(format_args!("{CHANNEL} is not UTF-8")))?
            .parse()
            .map_err(|error| Failure::content(CHANNEL, &error))
    }

    /// The channel of the command line.
    pub(crate) fn explicit(&self) -> Result<Option<ChannelUri>, Failure> {
        let parse =
            |text: &String| text.parse().map_err(|error| Failure::content("--channel", &error));
        self.channel.as_ref().map(parse).transpose()
    }
}

/// The environment variable.
const CHANNEL: &str = "MPNS_CHANNEL";
const NO_CHANNEL: &str = "a channel is needed: --channel URI, or the variable MPNS_CHANNEL";
