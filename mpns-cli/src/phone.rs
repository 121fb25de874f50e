//! `mpns phone`.

mod channel;
mod options;
mod reconnect;
mod registration;
mod screen;
mod service_options;
mod text;

use std::process::ExitCode;

use self::channel::Channel;
pub(crate) use self::options::{EXAMPLES, Options};
use self::reconnect::reconnect;
use self::registration::Registration;
use self::screen::Screen;
use crate::failure::Failure;
use crate::interrupt;
use crate::transport::runtime;

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    runtime()?.block_on(async {
        let interrupt = interrupt::wait()?;
        let registration = options.service.read()?;
        let mut channel = Channel::open(options).await?;
        let screen = Screen::new(options.output);
        let ended = tokio::select! {
            () = interrupt => Ok(()),
            ended = show(&mut channel, &screen, registration.as_ref(), options) => ended,
        };
        if !options.keep {
            channel.close().await;
        }
        ended.map(|()| ExitCode::SUCCESS)
    })
}

/// Shows what comes, until nobody reads it any more.
async fn show(
    channel: &mut Channel,
    screen: &Screen,
    registration: Option<&Registration>,
    options: &Options,
) -> Result<(), Failure> {
    let mut is_read = begin(channel, screen, registration).await?;
    while is_read {
        match channel.next_deliveries().await? {
            Ok(deliveries) => {
                for delivery in &deliveries {
                    is_read = is_read && screen.delivery(delivery)?;
                }
            }
            Err(gone) => {
                let is_new = reconnect(channel, options, &gone).await?;
                if is_new {
                    is_read = begin(channel, screen, registration).await?;
                }
            }
        }
    }
    Ok(())
}

/// Shows a channel that was opened, and registers it. Whether someone reads it.
async fn begin(
    channel: &Channel,
    screen: &Screen,
    registration: Option<&Registration>,
) -> Result<bool, Failure> {
    let is_read = screen.channel(channel.view())?;
    if let Some(registration) = registration {
        let status = registration.register(channel.uri(), channel.device()).await?;
        screen.registered(status)?;
    }
    Ok(is_read)
}
