use crate::document::NAMESPACE;

/// Why an XML document is not a notification.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StructureError {
    /// The root is not `wp:Notification`.
    #[error("the root is not wp:Notification with xmlns:wp=\"{NAMESPACE}\"")]
    Root,
    /// The root is that of a document of WNS, the successor of MPNS.
    #[error(
        "the root {0} belongs to WNS, the successor of MPNS; a document of MPNS has the root wp:Notification with xmlns:wp=\"{NAMESPACE}\""
    )]
    Wns(String),
    /// The root does not contain exactly one `wp:Toast` or `wp:Tile`.
    #[error("wp:Notification does not contain exactly one wp:Toast or wp:Tile")]
    Part,
    /// A tile has both `Id` and `ID`.
    #[error("wp:Tile has the attributes Id and ID, which mean the same")]
    IdTwice,
}
