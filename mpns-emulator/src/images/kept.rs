use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::Fetched;

/// The images that were asked for last, oldest first.
#[derive(Debug)]
pub(super) struct Kept {
    capacity: usize,
    entries: VecDeque<Entry>,
}

#[derive(Debug)]
struct Entry {
    uri: Uri,
    since: Instant,
    image: Arc<OnceCell<Fetched>>,
}

impl Kept {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, entries: VecDeque::new() }
    }

    /// The image with this URI, which is new if it is not known, or for too long.
    pub(super) fn entry(&mut self, uri: &Uri, now: Instant) -> Arc<OnceCell<Fetched>> {
        self.entries.retain(|entry| now.duration_since(entry.since) < TIME);
        if let Some(known) = self.entries.iter().find(|entry| entry.uri == *uri) {
            return Arc::clone(&known.image);
        }
        let image = Arc::default();
        self.entries.push_back(Entry { uri: uri.clone(), since: now, image: Arc::clone(&image) });
        if self.entries.len() > self.capacity {
            self.entries.pop_front();
        }
        image
    }
}

/// For so long an image is not fetched again.
const TIME: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_few_and_not_old() {
        let mut kept = Kept::new(2);
        let start = Instant::now();
        let uri = |name: &str| -> Uri { format!("http://h/{name}.png").parse().expect("a URI") };
        let mut entry = |name: &str, seconds: u64| {
            let image = kept.entry(&uri(name), start + Duration::from_secs(seconds));
            assert!(kept.entries.len() <= 2);
            image
        };
        let first = entry("a", 0);
        assert!(Arc::ptr_eq(&first, &entry("a", 59)));
        assert!(!Arc::ptr_eq(&first, &entry("a", 60)), "too old");
        let (b, c) = (entry("b", 61), entry("c", 62));
        assert!(Arc::ptr_eq(&b, &entry("b", 63)) && Arc::ptr_eq(&c, &entry("c", 63)));
        assert!(!Arc::ptr_eq(&b, &c));
        let _ = entry("a", 64);
        assert!(!Arc::ptr_eq(&b, &entry("b", 65)), "the oldest is forgotten");
    }
}
