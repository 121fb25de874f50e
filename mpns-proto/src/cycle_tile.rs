use std::borrow::Cow;

use crate::document::{self, Document};
use crate::value::Slot;
use crate::{BatchingInterval, BuildError, Element, Kind, Limits, Notification, Property, Value};

/// A cycle tile: up to nine images that take turns.
///
/// Windows Phone 8.0 and later. A tile that neither sets nor clears anything is refused.
///
/// An image is a path in the app's package, or an `http` URI of a .jpg or .png of at most 80 KB that the
/// phone downloads within 30 seconds, from a domain that the app allowed (MSDN `hh202945`).
///
/// Source: MSDN `jj207036`.
///
/// ```
/// use mpns_proto::CycleTile;
///
/// let mut tile = CycleTile { count: 7.into(), ..CycleTile::default() };
/// for (image, path) in tile.cycle_images.iter_mut().zip(["Images/a.jpg", "Images/b.jpg"]) {
///     *image = path.into();
/// }
/// let notification = tile.build()?;
/// # Ok::<(), mpns_proto::BuildError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CycleTile<'a> {
    /// The navigation URI of a secondary tile, such as `/SecondaryTile.xaml?DefaultTitle=FromTile`.
    /// Absent means the primary tile. Windows Phone 7.1 and later.
    pub id: Option<Cow<'a, str>>,
    /// The image of the small size.
    pub small_background_image: Property<Cow<'a, str>>,
    /// The images that take turns.
    pub cycle_images: [Property<Cow<'a, str>>; 9],
    /// The badge. At most [`Limits::COUNT`]; 0 hides it.
    pub count: Property<u8>,
    /// The title. A phone shows about 15 characters.
    pub title: Property<Cow<'a, str>>,
    /// How long the service may hold the tile back.
    pub interval: BatchingInterval,
}

impl CycleTile<'_> {
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
    /// Where the tile changes nothing, the count is too high, a text holds a character that XML 1.0
    /// forbids, the tile or an element is newer than the phone, or the document is too long.
    pub fn build_with(&self, limits: &Limits) -> Result<Notification, BuildError> {
        document::build(self, limits)
    }
}

impl<'a> Document<'a> for CycleTile<'a> {
    const KIND: Kind = Kind::CycleTile;
    const ELEMENTS: &'static [Element] = &[
        Element::SmallBackgroundImage,
        Element::CycleImage1,
        Element::CycleImage2,
        Element::CycleImage3,
        Element::CycleImage4,
        Element::CycleImage5,
        Element::CycleImage6,
        Element::CycleImage7,
        Element::CycleImage8,
        Element::CycleImage9,
        Element::Count,
        Element::Title,
    ];

    fn interval(&self) -> BatchingInterval {
        self.interval
    }

    fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn get(&self, element: Element) -> Value<'_> {
        if let Some(image) = image_index(element).and_then(|i| self.cycle_images.get(i)) {
            return image.into();
        }
        match element {
            Element::Id => (&self.id).into(),
            Element::SmallBackgroundImage => (&self.small_background_image).into(),
            Element::Count => self.count.into(),
            Element::Title => (&self.title).into(),
            _ => Value::Keep,
        }
    }

    fn slot(&mut self, element: Element) -> Option<&mut dyn Slot<'a>> {
        if let Some(i) = image_index(element) {
            return Some(self.cycle_images.get_mut(i)?);
        }
        Some(match element {
            Element::Id => &mut self.id,
            Element::SmallBackgroundImage => &mut self.small_background_image,
            Element::Count => &mut self.count,
            Element::Title => &mut self.title,
            _ => return None,
        })
    }

    fn check(&self) -> Result<(), BuildError> {
        document::check_tile(self, self.count)
    }
}

fn image_index(element: Element) -> Option<usize> {
    Element::CYCLE_IMAGES.iter().position(|image| *image == element)
}
