//! Images of tiles that are on other servers, fetched and checked as a phone does.

mod error;
mod fetch;
mod kept;

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::Uri;
use http::uri::Scheme;
use mpns_proto::{AllowedHosts, Kind};
use tokio::sync::Semaphore;
use tokio::time::Instant;

pub(crate) use self::error::ImageError;
use self::kept::Kept;
use crate::{Bounds, Settings};

/// Fetches images, a few at a time, and keeps the newest for a while.
#[derive(Debug)]
pub(crate) struct Images {
    is_enabled: bool,
    hosts: AllowedHosts,
    bounds: Bounds,
    kept: Mutex<Kept>,
    turns: Semaphore,
}

/// An image that a phone would show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Image {
    pub(crate) content_type: &'static str,
    pub(crate) bytes: Bytes,
}

/// An image, or why there is none.
pub(crate) type Fetched = Result<Image, Arc<ImageError>>;

impl Images {
    pub(crate) fn new(is_enabled: bool, hosts: AllowedHosts, bounds: &Bounds) -> Self {
        let kept = Mutex::new(Kept::new(bounds.images));
        Self { is_enabled, hosts, bounds: bounds.clone(), kept, turns: Semaphore::new(AT_A_TIME) }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.is_enabled
    }

    /// Checks what a phone checks before it fetches an image for tiles with these templates.
    pub(crate) fn check(
        &self,
        uri: &str,
        templates: &[Kind],
        settings: &Settings,
    ) -> Result<Uri, Arc<ImageError>> {
        if !self.is_enabled {
            return Err(ImageError::Off.into());
        }
        let uri: Uri = uri.parse().map_err(|_| ImageError::Uri)?;
        if uri.scheme() != Some(&Scheme::HTTP) {
            return Err(ImageError::NotHttp.into());
        }
        let path = uri.path().to_ascii_lowercase();
        if !path.ends_with(".jpg") && !path.ends_with(".png") {
            return Err(ImageError::Name.into());
        }
        if !templates.iter().any(|kind| matches!(kind, Kind::Tile | Kind::FlipTile)) {
            return Err(ImageError::Template.into());
        }
        if !settings.allow_images_on(uri.host()) {
            return Err(ImageError::Domain.into());
        }
        Ok(uri)
    }

    /// Fetches an image, unless it is known. Those who ask for the same one share one request.
    pub(crate) async fn fetch(&self, uri: Uri) -> Fetched {
        let kept = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.entry(&uri, Instant::now())
        };
        let fetched = kept.get_or_init(async || {
            // The semaphore is never closed.
            let _turn = self.turns.acquire().await;
            fetch::fetch(&uri, &self.hosts, &self.bounds).await.map_err(Arc::new)
        });
        fetched.await.clone()
    }
}

/// How many images are fetched at a time.
const AT_A_TIME: usize = 4;

#[cfg(test)]
mod tests;
