/// Raises the limit for descriptors, which is too low for a thousand connections by default.
#[cfg(unix)]
pub fn allow_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.map_or(DESCRIPTORS, |maximum| maximum.min(DESCRIPTORS));
    if limit.current.is_some_and(|current| current < most) {
        let wanted = Rlimit { current: Some(most), maximum: limit.maximum };
        setrlimit(Resource::Nofile, wanted).expect("descriptors up to the hard limit");
    }
}

/// Raises the limit for descriptors, where there is one.
#[cfg(not(unix))]
pub fn allow_descriptors() {}

#[cfg(unix)]
const DESCRIPTORS: u64 = 8192;
