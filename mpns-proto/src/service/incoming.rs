use super::located::Located;
use super::refusal::Refusal;
use crate::{Content, Identifier, Warning};

/// A notification as a service received it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Incoming {
    /// The notification, without what means nothing to a phone.
    pub content: Content,
    /// The message ID, to be echoed in the reply: `X-MessageID`, if it has at most [`Identifier::MAX_BYTES`].
    pub message_id: Option<Identifier>,
    /// What is odd about the notification, in the order of the document. That it has no content is the last.
    pub warnings: Vec<Located<Warning>>,
}

impl Incoming {
    /// The same, unless a warning is more than [advice](Warning::is_advice): for those who develop a sender.
    ///
    /// What is read strictly can be built with the same limits, except for the size of its document, and what can
    /// be built is read strictly. One thing that can be built is refused: a raw notification whose body is the
    /// document of a toast or tile, without a target.
    ///
    /// # Errors
    ///
    /// The first warning that is more than advice.
    pub fn strict(self) -> Result<Self, Refusal> {
        match self.warnings.iter().find(|warning| !warning.what.is_advice()) {
            Some(warning) => Err(Refusal::Odd(warning.clone())),
            None => Ok(self),
        }
    }
}
