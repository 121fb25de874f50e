//! Which hosts and addresses a client may connect to: for senders whose channels come from others.

mod not_allowed;
mod restrictions;
mod special_address;

pub use not_allowed::NotAllowed;
pub use restrictions::Restrictions;
pub use special_address::special_address;
