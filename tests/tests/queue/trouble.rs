//! The bad days of a queue: each line of the table in `mpns_queue` that says what may happen.

mod clock;
mod connections;
mod hanging;
mod locks;
mod pooler;
mod proxy;
mod standby;
mod tls;
