use crate::kind_table::kind_table;
use crate::{BatchingInterval, Property};

/// A cycle tile: up to nine images, shown one at a time.
///
/// Windows Phone 8.0 and later. A tile that neither sets nor clears anything is refused.
///
/// An image is a path in the app's package, a .jpg or .png. A phone does not load remote ones for this kind of
/// tile: [`warnings`](Self::warnings) points them out.
///
/// Source: [`jj207036`](crate::protocol#jj207036).
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CycleTile {
    /// The navigation URI of a secondary tile, such as `/SecondaryTile.xaml?DefaultTitle=FromTile`.
    /// Absent means the primary tile; an empty one is refused. Windows Phone 7.1 and later.
    pub id: Option<String>,
    /// The image of the small size.
    pub small_background_image: Property<String>,
    /// The images, in the order in which they are shown.
    pub cycle_images: [Property<String>; 9],
    /// The badge. At most [`Limits::MAX_COUNT`](crate::Limits::MAX_COUNT); 0 hides it.
    pub count: Property<u8>,
    /// The title. A phone shows about 15 characters.
    pub title: Property<String>,
    /// How long the service may hold the tile back.
    pub interval: BatchingInterval,
}

kind_table!(CycleTile {
    Id => id,
    SmallBackgroundImage => small_background_image,
    CycleImage1 => cycle_images[0],
    CycleImage2 => cycle_images[1],
    CycleImage3 => cycle_images[2],
    CycleImage4 => cycle_images[3],
    CycleImage5 => cycle_images[4],
    CycleImage6 => cycle_images[5],
    CycleImage7 => cycle_images[6],
    CycleImage8 => cycle_images[7],
    CycleImage9 => cycle_images[8],
    Count => count,
    Title => title,
});
