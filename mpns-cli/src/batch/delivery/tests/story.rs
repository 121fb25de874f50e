use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::time::{Duration, SystemTime};

use mpns_outbox::{Now, Settings};
use mpns_proto::{Jitter, Limits, NoReply, Reply};
use serde_json::{Value, json};

use crate::batch::delivery::{Delivery, Rules, Shipment, Step, WallSecond as _};
use crate::batch::job_line::Form;
use crate::batch::note::Note;
use crate::batch::record::Record;
use crate::batch::result_line::Sent;
use crate::lines::Line;

/// A batch in virtual time: its jobs, its files, and what was sent. Each step checks what has to be true at any time.
pub(super) struct Story {
    pub(super) delivery: Delivery,
    /// The URI and the line of each job.
    jobs: Vec<(String, String)>,
    /// The next line of the pass; `None` between passes.
    next_line: Option<usize>,
    now: Now,
    in_flight: VecDeque<Shipment>,
    pub(super) sent: Vec<Request>,
    pub(super) results: BTreeMap<u64, Value>,
    notes: Vec<Note>,
    /// Until when nothing may be sent to a channel, by the notes.
    holds: BTreeMap<String, u64>,
    /// How many requests may have been sent whose results were lost.
    pub(super) unknown: usize,
}

/// A request, the seconds since the start before it, and the number of the line that it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) uri: String,
    pub(super) second: u64,
    pub(super) line: u64,
}

/// What a request leads to.
pub(super) type Service<'a> = &'a mut dyn FnMut(&Request) -> Result<Reply, NoReply>;

impl Story {
    /// A job for each URI.
    pub(super) fn new(uris: impl IntoIterator<Item = String>) -> Self {
        let job = |(line, uri): (usize, String)| {
            let job = json!({"channel": uri, "type": "raw", "payload": line.to_string()});
            (uri, job.to_string())
        };
        Self {
            delivery: delivery(Record::default()),
            jobs: (1..).zip(uris).map(job).collect(),
            next_line: Some(0),
            now: Now { monotonic: Duration::ZERO, wall: start() },
            in_flight: VecDeque::new(),
            sent: Vec::new(),
            results: BTreeMap::new(),
            notes: Vec::new(),
            holds: BTreeMap::new(),
            unknown: 0,
        }
    }

    /// Whether each job has a result.
    pub(super) fn is_over(&self) -> bool {
        self.results.len() == self.jobs.len()
    }

    /// Hands over jobs, sends what can be sent, and takes the next reply, or lets time pass if there is none.
    pub(super) fn step(&mut self, service: Service<'_>) {
        self.read_jobs();
        let wait = loop {
            let step = self.delivery.poll(self.now);
            self.write();
            match step {
                Step::Wait(wait) => break wait,
                Step::Send(shipment) => self.send(shipment),
            }
        };
        assert!(self.delivery.jobs() <= PLACES, "more jobs than places");
        if let Some(shipment) = self.in_flight.pop_front() {
            let result = service(&self.request(&shipment));
            let sent = Sent { result, at: self.now.wall, took: Duration::ZERO };
            self.delivery.land(shipment.ticket, sent, Jitter::NONE, self.now);
        } else if self.next_line.is_none() {
            let due = self.delivery.next_due();
            let due = due.map(|due| due.saturating_sub(self.now.wall_second()));
            let wait = wait.min(due.map_or(Duration::MAX, Duration::from_secs));
            let wait = wait.clamp(Duration::from_millis(100), Duration::from_secs(3600));
            self.now.monotonic += wait;
            self.now.wall += wait;
        }
    }

    /// The program is killed and started again: only its files are left.
    pub(super) fn kill(&mut self) {
        let mut record = Record::default();
        for result in self.results.values() {
            record.read_result(result.to_string().as_bytes()).expect("a result");
        }
        for note in &self.notes {
            let note = serde_json::to_vec(note).expect("JSON");
            record.read_note(&note, self.now.wall).expect("a note");
        }
        self.delivery = delivery(record);
        // One more has been answered since what was to be written was.
        self.unknown += self.in_flight.len() + 1;
        self.in_flight.clear();
        self.next_line = Some(0);
    }

    /// The results with their numbers.
    pub(super) fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for result in self.results.values() {
            *counts.entry(result["result"].as_str().expect("a word")).or_default() += 1;
        }
        counts
    }

    fn read_jobs(&mut self) {
        let second = self.now.wall_second();
        if self.next_line.is_none() && self.delivery.next_due().is_some_and(|due| due <= second) {
            self.next_line = Some(0);
        }
        while let Some(index) = self.next_line
            && self.delivery.has_room()
        {
            let Some((_, job)) = self.jobs.get(index) else {
                self.next_line = None;
                self.delivery.end_pass();
                return;
            };
            let line =
                Line { number: number(index), text: Some(job.as_bytes()), is_complete: true };
            self.delivery.take(line, self.now);
            self.next_line = Some(index + 1);
        }
    }

    /// Checks that the request may be sent.
    fn send(&mut self, shipment: Shipment) {
        let request = self.request(&shipment);
        assert!(!self.results.contains_key(&request.line), "has a result: {request:?}");
        let until = self.holds.get(&request.uri).copied().unwrap_or_default();
        assert!(until <= self.now.wall_second(), "held: {request:?}");
        let is_in_flight = self.in_flight.iter().any(|other| other.channel == shipment.channel);
        assert!(!is_in_flight, "two requests to a channel: {request:?}");
        let earlier = self.jobs.iter().take(index(request.line)).enumerate();
        let mut earlier = earlier.filter(|(_, (uri, _))| *uri == request.uri);
        assert!(earlier.all(|(index, _)| self.results.contains_key(&number(index))), "{request:?}");
        self.sent.push(request);
        self.in_flight.push_back(shipment);
    }

    /// Writes what is to be written.
    fn write(&mut self) {
        let output = &mut self.delivery.output;
        for note in lines(&output.holds) {
            let note = serde_json::from_slice(note).expect("a note");
            if let Note::Held(held) = &note {
                let (uri, _) = &self.jobs[index(held.line)];
                let until = self.holds.entry(uri.clone()).or_default();
                *until = (*until).max(held.held_at + held.held_seconds);
            }
            self.notes.push(note);
        }
        for line in lines(&output.results) {
            let result: Value = serde_json::from_slice(line).expect("a result");
            let line = result["line"].as_u64().expect("a number");
            assert_eq!(self.results.insert(line, result), None, "a second result");
        }
        output.holds.clear();
        output.results.clear();
    }

    fn request(&self, shipment: &Shipment) -> Request {
        let uri = shipment.channel.expose().to_owned();
        let line = std::str::from_utf8(shipment.notification.body()).expect("UTF-8");
        let second = self.now.wall.duration_since(start()).expect("later").as_secs();
        Request { uri, second, line: line.parse().expect("a number") }
    }
}

fn delivery(record: Record) -> Delivery {
    let rules = Rules {
        form: Form::Jobs,
        limits: Limits::default(),
        deadline: Some(start() + Duration::from_secs(24 * 60 * 60)),
        attempts: None,
        no_retry: false,
        may_show_twice: false,
        with_content: false,
    };
    let mut settings = Settings::default();
    let bound = |bound| NonZeroUsize::new(bound).expect("not zero");
    (settings.in_flight, settings.in_flight_per_host) = (bound(8), bound(4));
    (settings.jobs, settings.channels) = (bound(PLACES), bound(2 * PLACES));
    Delivery::new(rules, settings, 1, record)
}

fn start() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

fn number(index: usize) -> u64 {
    index as u64 + 1
}

fn index(line: u64) -> usize {
    line as usize - 1
}

const PLACES: usize = 200;
