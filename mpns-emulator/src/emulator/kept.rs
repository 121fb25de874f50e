use std::path::Path;
use std::sync::Arc;

use super::start_error::StartError;
use crate::place::Place;
use crate::service::Service;
use crate::state::changes::Point;
use crate::state::{Rules, State};
use crate::store::{Progress, StateFile, Writer};

/// The state file of an emulator that starts, if it has one.
pub(super) struct Kept {
    file: Option<StateFile>,
    before: Place,
    from: Point,
}

impl Kept {
    pub(super) fn open(path: Option<&Path>) -> Result<Self, StartError> {
        let file = path.map(StateFile::open).transpose()?;
        let before = file.as_ref().map(StateFile::place).transpose()?.unwrap_or_default();
        Ok(Self { file, before, from: Point::default() })
    }

    /// Where the emulator was before.
    pub(super) fn place(&self) -> Place {
        self.before.clone()
    }

    /// The state in the file, or a new one, and whether it is from the file. Keeps where the emulator is now.
    pub(super) fn restore(
        &mut self,
        place: &Place,
        rules: Rules,
    ) -> Result<(State, bool), StartError> {
        let shape = rules.uris.shape;
        let mut state = State::new(rules);
        let Some(file) = &self.file else { return Ok((state, false)) };
        let snapshot = file.load()?;
        let is_restored = snapshot.as_ref().is_some_and(|snapshot| !snapshot.is_new());
        if let Some(snapshot) = snapshot {
            if let Some(known) = self.before.uri_shape.filter(|known| *known != shape)
                && !snapshot.channels.is_empty()
            {
                return Err(file.differs(known, shape).into());
            }
            state.import(snapshot).map_err(|error| file.damaged(&error))?;
        }
        if *place != self.before {
            file.set_place(place)?;
        }
        self.from = state.point();
        Ok((state, is_restored))
    }

    /// Begins to write what changes.
    pub(super) fn begin(
        self,
        mut service: Service,
    ) -> Result<(Arc<Service>, Option<Writer>), StartError> {
        let Some(file) = self.file else { return Ok((Arc::new(service), None)) };
        let (written, progress) = Progress::new(self.from.event);
        service.progress = Some(progress.clone());
        let service = Arc::new(service);
        let writer = Writer::start(file, self.from, &service, written, progress)?;
        // What was due while no emulator ran.
        service.change(|_, _| ());
        Ok((service, Some(writer)))
    }
}
