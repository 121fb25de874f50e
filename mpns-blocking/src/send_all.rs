use std::{
    iter::Fuse,
    panic,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread::{self, JoinHandle},
};

use mpns_proto::{ChannelUri, Notification, Reply};

use crate::{Client, Error};

/// The results of [`Client::send_all`], as they come.
pub(crate) struct SendAll<K, I> {
    client: Client,
    jobs: Arc<Mutex<Fuse<I>>>,
    results: Receiver<(K, Result<Reply, Error>)>,
    workers: Vec<JoinHandle<()>>,
}

pub(crate) fn send_all<K, I>(client: Client, jobs: I, at_most: usize) -> SendAll<K, I>
where
    K: Send + 'static,
    I: Iterator<Item = (K, ChannelUri, Notification)> + Send + 'static,
{
    let threads = at_most.min(jobs.size_hint().1.unwrap_or(at_most)).max(1);
    let jobs = Arc::new(Mutex::new(jobs.fuse()));
    let (sender, results) = sync_channel(threads);
    // Fewer threads than asked for do the same work, only slower.
    let workers = (0..threads)
        .map_while(|_| {
            let (client, jobs, sender) = (client.clone(), Arc::clone(&jobs), sender.clone());
            thread::Builder::new().spawn(move || work(&client, &jobs, &sender)).ok()
        })
        .collect();
    SendAll { client, jobs, results, workers }
}

impl<K, I> Iterator for SendAll<K, I>
where
    I: Iterator<Item = (K, ChannelUri, Notification)>,
{
    type Item = (K, Result<Reply, Error>);

    fn next(&mut self) -> Option<Self::Item> {
        if let Ok(result) = self.results.recv() {
            return Some(result);
        }
        for worker in self.workers.drain(..) {
            if let Err(panic) = worker.join() {
                panic::resume_unwind(panic);
            }
        }
        // Jobs are left where no thread was to be had.
        step(&self.client, &self.jobs)
    }
}

fn work<K, I>(
    client: &Client,
    jobs: &Mutex<Fuse<I>>,
    results: &SyncSender<(K, Result<Reply, Error>)>,
) where
    I: Iterator<Item = (K, ChannelUri, Notification)>,
{
    while let Some(result) = step(client, jobs) {
        if results.send(result).is_err() {
            return;
        }
    }
}

fn step<K, I>(client: &Client, jobs: &Mutex<Fuse<I>>) -> Option<(K, Result<Reply, Error>)>
where
    I: Iterator<Item = (K, ChannelUri, Notification)>,
{
    // A poisoned lock means that the iterator panicked, which its own thread tells.
    let (key, channel, notification) = jobs.lock().ok()?.next()?;
    Some((key, client.send(&notification, &channel)))
}
