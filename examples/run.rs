//! What the examples share: where they send to, and what they show.

use std::env;
use std::error::Error;

use mpns_emulator::Emulator;
use mpns_proto::{ChannelUri, Reply};

/// Sends to the channel on the command line and shows the outcomes. Without one, it sends to an emulator and shows
/// what the phone got, too.
///
/// # Errors
///
/// If the channel URI is wrong, or there is no reply.
pub fn run(
    send: impl FnOnce(&ChannelUri) -> Result<Vec<Reply>, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    if let Some(channel) = env::args().nth(1) {
        show(&send(&channel.parse()?)?);
        return Ok(());
    }
    let emulator = Emulator::start_blocking(Emulator::LOOPBACK)?;
    let channel = emulator.open_channel();
    show(&send(channel.uri())?);
    for delivery in channel.deliveries() {
        println!("the phone got {:?}", delivery.notification);
    }
    Ok(())
}

fn show(replies: &[Reply]) {
    for reply in replies {
        let outcome = reply.outcome();
        println!("{} {outcome}: {}", reply.status(), outcome.advice());
    }
}
