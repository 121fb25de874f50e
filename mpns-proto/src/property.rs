/// What a notification does to one property of a tile.
///
/// The phone keeps a property that a notification leaves out. So leaving it out ([`Keep`](Property::Keep))
/// and clearing it ([`Clear`](Property::Clear)) are different.
///
/// Values convert into [`Set`](Property::Set): `title: "Inbox".into()`, `count: 7.into()`.
///
/// Source: [`jj206971`](crate::protocol#jj206971), [`jj207009`](crate::protocol#jj207009),
/// [`jj207036`](crate::protocol#jj207036) (`Action="Clear"`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Property<T> {
    /// The phone keeps the property: the element is not sent.
    #[default]
    Keep,
    /// Removes the property from the tile: an empty element with `Action="Clear"`.
    Clear,
    /// Sets the property to this value.
    Set(T),
}

impl<T> Property<T> {
    /// Sets the property if there is a value, and otherwise keeps it.
    pub fn set_or_keep(value: Option<impl Into<T>>) -> Self {
        value.map_or(Self::Keep, |value| Self::Set(value.into()))
    }

    /// Sets the property if there is a value, and otherwise clears it.
    pub fn set_or_clear(value: Option<impl Into<T>>) -> Self {
        value.map_or(Self::Clear, |value| Self::Set(value.into()))
    }

    /// Whether the property is kept.
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T> From<T> for Property<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&str> for Property<String> {
    fn from(value: &str) -> Self {
        Self::Set(value.to_owned())
    }
}

impl From<&String> for Property<String> {
    fn from(value: &String) -> Self {
        Self::Set(value.clone())
    }
}
