use crate::document::Document;
use crate::{
    BatchingInterval, BuildError, CycleTile, Element, FlipTile, IconicTile, Kind, Limits, Misfit,
    Notification, OsVersion, Raw, Tile, Toast, Value, ValueError, Warning, encode,
};

/// A notification of any kind, before it is built.
///
/// For tools that know the kind only at run time: elements are read and set by name.
///
/// ```
/// use mpns_proto::{Content, Element, Kind, Value};
///
/// let mut content = Content::new(Kind::FlipTile);
/// content.set(Element::Title, Value::Text("Inbox".into()))?;
/// content.set(Element::Count, Value::Text("7".into()))?;
/// content.set(Element::BackTitle, Value::Clear)?;
/// let notification = content.build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// A toast.
    Toast(Toast),
    /// A tile without a template.
    Tile(Tile),
    /// A flip tile.
    FlipTile(FlipTile),
    /// An iconic tile.
    IconicTile(IconicTile),
    /// A cycle tile.
    CycleTile(CycleTile),
    /// A raw notification.
    Raw(Raw),
}

/// Runs one expression for every kind of document, and another for raw.
macro_rules! each {
    ($content:expr, $document:ident => $of_document:expr, $raw:ident => $of_raw:expr) => {
        match $content {
            Content::Toast($document) => $of_document,
            Content::Tile($document) => $of_document,
            Content::FlipTile($document) => $of_document,
            Content::IconicTile($document) => $of_document,
            Content::CycleTile($document) => $of_document,
            Content::Raw($raw) => $of_raw,
        }
    };
}

impl Content {
    /// An empty notification of a kind.
    pub fn new(kind: Kind) -> Self {
        match kind {
            Kind::Toast => Self::Toast(Toast::default()),
            Kind::Tile => Self::Tile(Tile::default()),
            Kind::FlipTile => Self::FlipTile(FlipTile::default()),
            Kind::IconicTile => Self::IconicTile(IconicTile::default()),
            Kind::CycleTile => Self::CycleTile(CycleTile::default()),
            Kind::Raw => Self::Raw(Raw::default()),
        }
    }

    /// The kind of the notification.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Toast(_) => Kind::Toast,
            Self::Tile(_) => Kind::Tile,
            Self::FlipTile(_) => Kind::FlipTile,
            Self::IconicTile(_) => Kind::IconicTile,
            Self::CycleTile(_) => Kind::CycleTile,
            Self::Raw(_) => Kind::Raw,
        }
    }

    /// The value of an element; [`Value::Keep`] if the kind has no such element.
    pub fn get(&self, element: Element) -> Value<'_> {
        each!(self, document => document.get(element), _raw => Value::Keep)
    }

    /// Sets an element. A text is parsed if the element takes a number or a colour.
    ///
    /// # Errors
    ///
    /// If the kind has no such element, or the element cannot take the value.
    pub fn set(&mut self, element: Element, value: Value<'_>) -> Result<(), ValueError> {
        each!(self, document => document.set(element, value), _raw => {
            Err(ValueError { element, misfit: Misfit::NotInKind(Kind::Raw) })
        })
    }

    /// How long the service may hold the notification back.
    pub fn interval(&self) -> BatchingInterval {
        each!(self, document => document.interval, raw => raw.interval)
    }

    /// Sets how long the service may hold the notification back.
    pub fn set_interval(&mut self, interval: BatchingInterval) {
        each!(self, document => document.interval = interval, raw => raw.interval = interval);
    }

    /// Checks the notification against the default limits and encodes it.
    ///
    /// # Errors
    ///
    /// See the `build_with` of the kind, such as [`Toast::build_with`].
    pub fn build(&self) -> Result<Notification, BuildError> {
        self.build_with(&Limits::default())
    }

    /// Checks the notification and encodes it.
    ///
    /// # Errors
    ///
    /// See the `build_with` of the kind, such as [`Toast::build_with`].
    pub fn build_with(&self, limits: &Limits) -> Result<Notification, BuildError> {
        each!(self, document => document.build_with(limits), raw => raw.build_with(limits))
    }

    /// Checks the notification without encoding it, and returns the size of its body in bytes.
    ///
    /// # Errors
    ///
    /// The same as [`build_with`](Self::build_with).
    pub fn check(&self, limits: &Limits) -> Result<usize, BuildError> {
        each!(self, document => encode::check(document, limits), raw => raw.check(limits))
    }

    /// What is odd about the notification although it can be built: a text that is longer than a phone shows,
    /// an image that a phone cannot load, an `Id` that does not begin with `/`, a raw body that is the
    /// document of a toast or tile.
    ///
    /// What is refused when it is built has no warning.
    pub fn warnings(&self) -> Vec<Warning> {
        each!(self, document => document.warnings(), raw => raw.warnings())
    }

    /// Whether a toast shows nothing, or a tile changes nothing.
    #[cfg(feature = "service")]
    pub(crate) fn is_unchanged(&self) -> bool {
        each!(self, document => encode::is_unchanged(document), _raw => false)
    }

    /// Checks that a phone knows the kind and its elements, as [`check`](Self::check) does with
    /// [`Limits::os`]. Otherwise the phone closes the channel.
    ///
    /// # Errors
    ///
    /// If the kind or an element is newer.
    pub fn check_os(&self, os: OsVersion) -> Result<(), BuildError> {
        each!(self, document => encode::check_os(document, os), _raw => Ok(()))
    }
}

impl Kind {
    /// The elements of the kind in the order of the document: first the `Id` of a tile. Raw has none.
    pub const fn elements(self) -> &'static [Element] {
        match self {
            Self::Toast => Toast::ELEMENTS,
            Self::Tile => Tile::ELEMENTS,
            Self::FlipTile => FlipTile::ELEMENTS,
            Self::IconicTile => IconicTile::ELEMENTS,
            Self::CycleTile => CycleTile::ELEMENTS,
            Self::Raw => &[],
        }
    }
}

macro_rules! from_kind {
    ($($kind:ident),+) => {$(
        impl From<$kind> for Content {
            fn from(content: $kind) -> Self {
                Self::$kind(content)
            }
        }
    )+};
}

from_kind!(Toast, Tile, FlipTile, IconicTile, CycleTile, Raw);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_element_is_older_than_all_kinds_that_have_it() {
        for element in Element::ALL {
            let kinds = Kind::ALL.iter().filter(|kind| kind.elements().contains(element));
            let oldest = kinds.map(|kind| kind.since()).min().expect("a kind that has it");
            assert!(element.since() >= oldest, "{element}");
        }
    }
}
