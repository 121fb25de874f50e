//! Laws that hold for all notifications and all replies.

mod notifications;
mod replies;
