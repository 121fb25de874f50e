use crate::kind_table::kind_table;
use crate::{BatchingInterval, Color, Property};

/// An iconic tile: an icon with a count, and lines of text in the wide size.
///
/// Windows Phone 7.8 and later. A tile that neither sets nor clears anything is refused.
///
/// An image is a path in the app's package, or the `http` URI of a .jpg or .png from a domain that the app
/// allowed: at most 80 KB, downloaded by the phone within 30 seconds
/// ([`hh202945`](crate::protocol#hh202945)).
///
/// Source: [`jj207009`](crate::protocol#jj207009).
///
/// ```
/// use mpns_proto::{IconicTile, Property};
///
/// let tile = IconicTile {
///     wide_content1: "Rain".into(),
///     count: 7.into(),
///     wide_content2: Property::Clear,
///     ..IconicTile::default()
/// };
/// let notification = tile.build()?;
/// # Ok::<(), mpns_proto::BuildError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IconicTile {
    /// The navigation URI of a secondary tile, such as `/SecondaryTile.xaml?DefaultTitle=FromTile`.
    /// Absent means the primary tile; an empty one is refused. Windows Phone 7.1 and later.
    pub id: Option<String>,
    /// The icon of the small size.
    pub small_icon_image: Property<String>,
    /// The icon of the medium and wide sizes.
    pub icon_image: Property<String>,
    /// The first line of the wide size, in large letters.
    pub wide_content1: Property<String>,
    /// The second line of the wide size.
    pub wide_content2: Property<String>,
    /// The third line of the wide size.
    pub wide_content3: Property<String>,
    /// The number beside the icon. At most [`Limits::MAX_COUNT`](crate::Limits::MAX_COUNT); 0 hides it.
    pub count: Property<u8>,
    /// The title. A phone shows about 15 characters.
    pub title: Property<String>,
    /// The colour behind the icon.
    pub background_color: Property<Color>,
    /// How long the service may hold the tile back.
    pub interval: BatchingInterval,
}

kind_table!(IconicTile {
    Id => id,
    SmallIconImage => small_icon_image,
    IconImage => icon_image,
    WideContent1 => wide_content1,
    WideContent2 => wide_content2,
    WideContent3 => wide_content3,
    Count => count,
    Title => title,
    BackgroundColor => background_color,
});
