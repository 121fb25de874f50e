use std::borrow::Cow;

use crate::document::{self, Document, fields};
use crate::owned::into_owned;
use crate::{BatchingInterval, BuildError, Kind, Limits, Notification, Property};

/// A flip tile: a front and a back, in three sizes.
///
/// Windows Phone 7.8 and later. A tile that neither sets nor clears anything is refused.
///
/// An image is a path in the app's package, or the `http` URI of a .jpg or .png from a domain that the app
/// allowed: at most 80 KB, downloaded by the phone within 30 seconds (MSDN `hh202945`).
///
/// Source: MSDN `jj206971`.
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
pub struct FlipTile<'a> {
    /// The navigation URI of a secondary tile, such as `/SecondaryTile.xaml?DefaultTitle=FromTile`.
    /// Absent means the primary tile. Windows Phone 7.1 and later.
    pub id: Option<Cow<'a, str>>,
    /// The image of the small size.
    pub small_background_image: Property<Cow<'a, str>>,
    /// The image on the front of the wide size.
    pub wide_background_image: Property<Cow<'a, str>>,
    /// The image on the back of the wide size.
    pub wide_back_background_image: Property<Cow<'a, str>>,
    /// The text on the back of the wide size.
    pub wide_back_content: Property<Cow<'a, str>>,
    /// The image on the front of the medium size.
    pub background_image: Property<Cow<'a, str>>,
    /// The badge. At most [`Limits::MAX_COUNT`]; 0 hides it.
    pub count: Property<u8>,
    /// The title. A phone shows about 15 characters.
    pub title: Property<Cow<'a, str>>,
    /// The image on the back of the medium size.
    pub back_background_image: Property<Cow<'a, str>>,
    /// The title on the back.
    pub back_title: Property<Cow<'a, str>>,
    /// The text on the back of the medium size. A phone shows about 40 characters.
    pub back_content: Property<Cow<'a, str>>,
    /// How long the service may hold the tile back.
    pub interval: BatchingInterval,
}

impl FlipTile<'_> {
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

into_owned!(FlipTile {
    id,
    small_background_image,
    wide_background_image,
    wide_back_background_image,
    wide_back_content,
    background_image,
    count,
    title,
    back_background_image,
    back_title,
    back_content,
    interval
});

impl<'a> Document<'a> for FlipTile<'a> {
    const KIND: Kind = Kind::FlipTile;
    fields! {
        @Id => id,
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
    }

    fn interval(&self) -> BatchingInterval {
        self.interval
    }

    fn check(&self) -> Result<(), BuildError> {
        document::check_tile(self, self.count)
    }
}
