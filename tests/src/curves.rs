//! What a send costs as its circumstances change: the figures of `docs/speed.md`.
//!
//! The drivers are child processes and send to a [`Service`] of this process. One run of each driver for each
//! [`Point`] of each [`Curve`] is a round. In a round the drivers take turns, so that what else the machine does
//! affects all of them; the figures are medians over rounds.

mod curve;
mod document;
mod driver;
mod line;
mod load;
mod measure;
mod plot;
mod report;
mod round;
mod sample;
mod service;
mod table;

pub use curve::{Curve, Point};
pub use document::replace_section;
pub use driver::Driver;
pub use line::Line;
pub use load::Load;
pub use measure::Measure;
pub use plot::plot;
pub use report::Report;
pub use round::Services;
pub use sample::Sample;
pub use service::Service;
pub use table::{csv, markdown};
