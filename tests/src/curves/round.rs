use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use super::curve::{Curve, Point};
use super::driver::Driver;
use super::sample::Sample;
use super::service::Service;

/// The services that the drivers send to.
#[derive(Debug)]
pub struct Services {
    near: Service,
    far: Service,
}

impl Services {
    /// Starts those that the curves need.
    ///
    /// # Errors
    ///
    /// If there is no address.
    pub fn start(curves: &[Curve]) -> io::Result<Self> {
        let hosts = curves.iter().flat_map(|curve| &curve.points).map(|point| point.load.hosts);
        Ok(Self {
            near: Service::start(hosts.max().unwrap_or(1), Duration::ZERO)?,
            far: Service::start(1, ROUND_TRIP)?,
        })
    }

    /// Whether the system has as many addresses as the point needs.
    pub fn have_hosts_for(&self, point: &Point) -> bool {
        point.load.hosts <= self.of(point).hosts()
    }

    /// Runs each driver at each point of the curve, in the order of [`Line::all_of`](super::line::Line::all_of). The drivers are in this folder.
    ///
    /// # Errors
    ///
    /// If one fails.
    pub fn round(&self, curve: &Curve, drivers: &Path) -> Result<Vec<Sample>, String> {
        let mut samples = Vec::new();
        let mut firsts = [None; Driver::ALL.len()];
        for point in &curve.points {
            let service = self.of(point);
            let mut floor = None;
            for (driver, first) in Driver::ALL.into_iter().zip(&mut firsts) {
                let before = service.connections();
                let address = (Ipv4Addr::LOCALHOST, service.port()).into();
                let report = driver.run(drivers, &point.load, address)?;
                let cpu_us = report.cpu_us();
                samples.push(Sample {
                    cpu_us,
                    floor_us: *floor.get_or_insert(cpu_us),
                    first_us: *first.get_or_insert(cpu_us),
                    per_second: report.per_second(),
                    peak_mib: report.peak_mib(),
                    connections: service.connections() - before,
                });
            }
        }
        Ok(samples)
    }

    fn of(&self, point: &Point) -> &Service {
        if point.load.is_far { &self.far } else { &self.near }
    }
}

/// How long the far service takes to answer: about what a packet takes across an ocean and back.
const ROUND_TRIP: Duration = Duration::from_millis(50);
