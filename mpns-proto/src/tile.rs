use crate::kind_table::kind_table;
use crate::{BatchingInterval, Property};

/// A tile without a template, the only one of Windows Phone 7.0 and 7.1.
///
/// The background image cannot be cleared, only replaced. The back needs Windows Phone 7.1. A tile that
/// neither sets nor clears anything is refused.
///
/// An image is a path in the app's package, or the `http` URI of a .jpg or .png from a domain that the app
/// allowed: at most 80 KB, downloaded by the phone within 30 seconds
/// ([`hh202945`](crate::protocol#hh202945)).
///
/// Source: [`hh202945`](crate::protocol#hh202945) (the front), [`ff402558`](crate::protocol#ff402558).
///
/// ```
/// use mpns_proto::{Tile, Property};
///
/// let tile = Tile {
///     title: "Inbox".into(),
///     count: 7.into(),
///     back_title: Property::Clear,
///     ..Tile::default()
/// };
/// let notification = tile.build()?;
/// # Ok::<(), mpns_proto::BuildError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tile {
    /// The navigation URI of a secondary tile, such as `/SecondaryTile.xaml?DefaultTitle=FromTile`.
    /// Absent means the primary tile; an empty one is refused. Windows Phone 7.1 and later.
    pub id: Option<String>,
    /// The image on the front: a path in the app's package, or an `http` URI. Cannot be cleared.
    pub background_image: Option<String>,
    /// The badge. At most [`Limits::MAX_COUNT`](crate::Limits::MAX_COUNT); 0 hides it.
    pub count: Property<u8>,
    /// The title. A phone shows about 15 characters.
    pub title: Property<String>,
    /// The image on the back. Windows Phone 7.1 and later.
    pub back_background_image: Property<String>,
    /// The title on the back. Windows Phone 7.1 and later.
    pub back_title: Property<String>,
    /// The text on the back. A phone shows about 40 characters. Windows Phone 7.1 and later.
    pub back_content: Property<String>,
    /// How long the service may hold the tile back.
    pub interval: BatchingInterval,
}

kind_table!(Tile {
    Id => id,
    BackgroundImage => background_image,
    Count => count,
    Title => title,
    BackBackgroundImage => back_background_image,
    BackTitle => back_title,
    BackContent => back_content,
});
