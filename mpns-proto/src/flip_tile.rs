use crate::kind_table::kind_table;
use crate::{BatchingInterval, Property};

/// A flip tile: a front and a back, in three sizes.
///
/// Windows Phone 7.8 and later. A tile that neither sets nor clears anything is refused.
///
/// An image is a path in the app's package, or the `http` URI of a .jpg or .png from a domain that the app
/// allowed: at most 80 KB, downloaded by the phone within 30 seconds
/// ([`hh202945`](crate::protocol#hh202945)).
///
/// Source: [`jj206971`](crate::protocol#jj206971).
///
/// ```
/// use mpns_proto::{FlipTile, Property};
///
/// let tile = FlipTile {
///     title: "Inbox".into(),
///     count: 7.into(),
///     wide_back_content: Property::Clear,
///     ..FlipTile::default()
/// };
/// let notification = tile.build()?;
/// # Ok::<(), mpns_proto::BuildError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FlipTile {
    /// The navigation URI of a secondary tile, such as `/SecondaryTile.xaml?DefaultTitle=FromTile`.
    /// Absent means the primary tile; an empty one is refused. Windows Phone 7.1 and later.
    pub id: Option<String>,
    /// The image of the small size.
    pub small_background_image: Property<String>,
    /// The image on the front of the wide size.
    pub wide_background_image: Property<String>,
    /// The image on the back of the wide size.
    pub wide_back_background_image: Property<String>,
    /// The text on the back of the wide size.
    pub wide_back_content: Property<String>,
    /// The image on the front of the medium size.
    pub background_image: Property<String>,
    /// The badge. At most [`Limits::MAX_COUNT`](crate::Limits::MAX_COUNT); 0 hides it.
    pub count: Property<u8>,
    /// The title. A phone shows about 15 characters.
    pub title: Property<String>,
    /// The image on the back of the medium size.
    pub back_background_image: Property<String>,
    /// The title on the back.
    pub back_title: Property<String>,
    /// The text on the back of the medium size. A phone shows about 40 characters.
    pub back_content: Property<String>,
    /// How long the service may hold the tile back.
    pub interval: BatchingInterval,
}

kind_table!(FlipTile {
    Id => id,
    SmallBackgroundImage => small_background_image,
    WideBackgroundImage => wide_background_image,
    WideBackBackgroundImage => wide_back_background_image,
    WideBackContent => wide_back_content,
    BackgroundImage => background_image,
    Count => count,
    Title => title,
    BackBackgroundImage => back_background_image,
    BackTitle => back_title,
    BackContent => back_content,
});
