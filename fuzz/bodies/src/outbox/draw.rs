//! What is drawn from the input.

use std::num::{NonZeroU16, NonZeroU32};
use std::time::Duration;

use arbitrary::{Result, Unstructured};
use mpns_outbox::{Failure, Job};
use mpns_proto::http::StatusCode;
use mpns_proto::{
    BatchingInterval, ChannelUri, NotificationStatus, Reply, RetryAfter, SubscriptionStatus,
};

pub(super) fn channel(input: &mut Unstructured<'_>) -> Result<(String, ChannelUri)> {
    let number = input.int_in_range(0..=7)?;
    let host = if number == 7 { HOSTS[2] } else { HOSTS[number % 2] };
    let channel = format!("{host}/{number}");
    let uri = channel.parse().expect("a channel URI");
    Ok((channel, uri))
}

pub(super) fn job(
    input: &mut Unstructured<'_>,
    channel: ChannelUri,
    number: u32,
) -> Result<Job<u32>> {
    let mut job = Job::new(channel, number);
    if input.ratio(1, 3)? {
        job.interval = BatchingInterval::Within450s;
    }
    let deadline: Option<u16> = input.arbitrary()?;
    job.deadline = deadline.map(|millis| Duration::from_millis(u64::from(millis) * 1_500));
    job.attempts = NonZeroU16::new(input.int_in_range(0..=3)?);
    job.may_show_twice = input.arbitrary()?;
    job.tile = NonZeroU32::new(input.int_in_range(0..=2)?);
    Ok(job)
}

pub(super) fn reply(input: &mut Unstructured<'_>) -> Result<Reply> {
    let status = *input.choose(&[200, 200, 202, 400, 404, 406, 412, 500, 503])?;
    let reply = Reply::new(StatusCode::from_u16(status).expect("a status"));
    Ok(match input.int_in_range(0..=7)? {
        0 => reply.with_notification_status(NotificationStatus::QueueFull),
        1 => reply.with_subscription_status(SubscriptionStatus::Expired),
        2 => {
            let seconds: u16 = input.arbitrary()?;
            reply.with_retry_after(RetryAfter::Delay(Duration::from_secs(seconds.into())))
        }
        _ => reply,
    })
}

pub(super) fn failure(input: &mut Unstructured<'_>) -> Result<Failure> {
    Ok(Failure { may_have_been_delivered: input.arbitrary()?, is_permanent: input.ratio(1, 8)? })
}

pub(super) const HOSTS: [&str; 3] = ["http://h0", "http://h1", "https://h1"];
