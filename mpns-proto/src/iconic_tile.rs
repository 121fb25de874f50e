use std::borrow::Cow;

use crate::document::{self, Document, fields};
use crate::owned::into_owned;
use crate::{BatchingInterval, BuildError, Color, Kind, Limits, Notification, Property};

/// An iconic tile: an icon with a count, and lines of text in the wide size.
///
/// Windows Phone 7.8 and later. A tile that neither sets nor clears anything is refused.
///
/// An image is a path in the app's package, or the `http` URI of a .jpg or .png from a domain that the app
/// allowed: at most 80 KB, downloaded by the phone within 30 seconds (MSDN `hh202945`).
///
/// Source: MSDN `jj207009`.
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
pub struct IconicTile<'a> {
    /// The navigation URI of a secondary tile, such as `/SecondaryTile.xaml?DefaultTitle=FromTile`.
    /// Absent means the primary tile. Windows Phone 7.1 and later.
    pub id: Option<Cow<'a, str>>,
    /// The icon of the small size.
    pub small_icon_image: Property<Cow<'a, str>>,
    /// The icon of the medium and wide sizes.
    pub icon_image: Property<Cow<'a, str>>,
    /// The first line of the wide size, in large letters.
    pub wide_content1: Property<Cow<'a, str>>,
    /// The second line of the wide size.
    pub wide_content2: Property<Cow<'a, str>>,
    /// The third line of the wide size.
    pub wide_content3: Property<Cow<'a, str>>,
    /// The number beside the icon. At most [`Limits::MAX_COUNT`]; 0 hides it.
    pub count: Property<u8>,
    /// The title. A phone shows about 15 characters.
    pub title: Property<Cow<'a, str>>,
    /// The colour behind the icon.
    pub background_color: Property<Color>,
    /// How long the service may hold the tile back.
    pub interval: BatchingInterval,
}

impl IconicTile<'_> {
    /// Checks the tile against the default limits and encodes it.
    ///
    /// # Errors
    ///
    /// See [`build_with`](Self::build_with).
    pub fn build(&self) -> Result<Notification, BuildError> {
        self.build_with(&Limits::default())
    }

    /// Checks the tile and encodes it.
    ///
    /// # Errors
    ///
    /// If the tile changes nothing, the count is too high, a text contains a character that XML 1.0
    /// forbids, the tile or an element is newer than the phone, or the document is too long.
    pub fn build_with(&self, limits: &Limits) -> Result<Notification, BuildError> {
        document::build(self, limits)
    }
}

into_owned!(IconicTile {
    id,
    small_icon_image,
    icon_image,
    wide_content1,
    wide_content2,
    wide_content3,
    count,
    title,
    background_color,
    interval
});

impl<'a> Document<'a> for IconicTile<'a> {
    const KIND: Kind = Kind::IconicTile;
    fields! {
        @Id => id,
        SmallIconImage => small_icon_image,
        IconImage => icon_image,
        WideContent1 => wide_content1,
        WideContent2 => wide_content2,
        WideContent3 => wide_content3,
        Count => count,
        Title => title,
        BackgroundColor => background_color,
    }

    fn interval(&self) -> BatchingInterval {
        self.interval
    }

    fn check(&self) -> Result<(), BuildError> {
        document::check_tile(self, self.count)
    }
}
