/// What a driver is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// How many sends are measured.
    pub sends: usize,
    /// How many are under way at a time.
    pub at_most: usize,
    /// How many hosts have the channels.
    pub hosts: usize,
    /// The bytes of the body; `None` is a toast of the usual size.
    pub body: Option<usize>,
    /// Whether the service is far away.
    pub is_far: bool,
}

impl Load {
    /// How many sends precede those that are measured, so that connections are open and memory is allocated.
    pub fn warm(&self) -> usize {
        let at_least = if self.is_far { 0 } else { 200 };
        (2 * self.at_most.max(self.hosts)).max(at_least)
    }
}

/// One near host.
impl Default for Load {
    fn default() -> Self {
        Self { sends: 10_000, at_most: 64, hosts: 1, body: None, is_far: false }
    }
}
