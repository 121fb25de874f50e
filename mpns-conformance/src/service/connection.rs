use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::state::State;
use crate::received::{Received, end_of_head, end_of_request};
use crate::script::{Answer, Step};
use crate::wait::lock;

/// One connection to the service. It plays the greeting, and then for each request the next exchange of the
/// script, which all connections share.
pub(super) struct Connection {
    state: Arc<State>,
    stream: Arc<TcpStream>,
    number: usize,
    /// Bytes that were read and do not belong to a request yet.
    buffer: Vec<u8>,
    /// The place in the log of the request that is being played.
    request: Option<usize>,
}

impl Connection {
    pub(super) fn new(state: Arc<State>, stream: Arc<TcpStream>, number: usize) -> Self {
        Self { state, stream, number, buffer: Vec::new(), request: None }
    }

    /// Serves until either side closes. Returns whether the script wants a signal when that is done.
    pub(super) fn serve(mut self) -> bool {
        // If this fails, parts of an answer may be held back, which does not change the case.
        let _ = self.stream.set_nodelay(true);
        let greeting = self.state.greeting.clone();
        let mut flow = self.play(&greeting);
        while flow == Flow::GoOn && self.await_first_byte() {
            let next = lock(&self.state.exchanges).pop_front();
            self.request = Some(self.log_request());
            flow = match next {
                Some(steps) => self.play(&steps),
                None => self.play(&[Step::ReadRequest, Step::Close]),
            };
        }
        flow == Flow::CloseAndSignal
    }

    fn play(&mut self, steps: &[Step]) -> Flow {
        for step in steps {
            match self.step(step) {
                Flow::GoOn => {}
                end => return end,
            }
        }
        Flow::GoOn
    }

    fn step(&mut self, step: &Step) -> Flow {
        match step {
            Step::ReadHead => self.read_until(|bytes| end_of_head(bytes).map(|_| bytes.len())),
            Step::ReadRequest => self.read_until(end_of_request),
            Step::PeekRequest => self.peek_request(),
            Step::Write(bytes) => self.write(bytes),
            Step::WriteForever(bytes, pause) => loop {
                if self.state.is_over() || self.write(bytes) != Flow::GoOn {
                    return Flow::Close;
                }
                thread::sleep(*pause);
            },
            Step::Echo => self.echo(),
            Step::Redirect(status) => self.redirect(*status),
            Step::WaitQuarter => {
                thread::sleep(self.state.time_limit.checked_div(4).unwrap_or_default());
                Flow::GoOn
            }
            Step::AwaitTransport => {
                while !self.state.is_awaited() {
                    thread::sleep(TICK);
                }
                Flow::GoOn
            }
            Step::Signal => {
                self.state.give_signal();
                Flow::GoOn
            }
            Step::Hold => {
                while !self.state.is_over() {
                    thread::sleep(TICK);
                }
                Flow::Close
            }
            Step::Forbid(violation) => {
                if self.await_first_byte() {
                    lock(&self.state.log).violations.push((*violation).to_owned());
                }
                Flow::Close
            }
            Step::Close => Flow::CloseAndSignal,
        }
    }

    /// Waits for a request. Returns false if none comes any more.
    fn await_first_byte(&self) -> bool {
        !self.buffer.is_empty() || self.stream.peek(&mut [0]).is_ok_and(|read| read > 0)
    }

    fn log_request(&self) -> usize {
        let received = &mut lock(&self.state.log).received;
        received.push(Received { connection: self.number, bytes: Vec::new() });
        received.len().saturating_sub(1)
    }

    /// Logs what has come of the request so far.
    fn log_bytes(&self, bytes: &[u8]) {
        let received = &mut lock(&self.state.log).received;
        if let Some(received) = self.request.and_then(|number| received.get_mut(number)) {
            received.bytes = bytes.to_vec();
        }
    }

    /// Reads until `end` finds the end in the bytes.
    fn read_until(&mut self, end: impl Fn(&[u8]) -> Option<usize>) -> Flow {
        let mut has_continued = false;
        loop {
            if let Some(end) = end(&self.buffer) {
                let rest = self.buffer.split_off(end);
                let request = std::mem::replace(&mut self.buffer, rest);
                self.log_bytes(&request);
                return Flow::GoOn;
            }
            // A transport that waits for 100 gets it, so that it only fails for the header that it added.
            if !has_continued && end_of_head(&self.buffer).is_some_and(|(_, expects)| expects) {
                has_continued = true;
                self.write(b"HTTP/1.1 100 Continue\r\n\r\n");
            }
            let mut chunk = [0; CHUNK];
            match (&*self.stream).read(&mut chunk) {
                Ok(read) if read > 0 => self.buffer.extend(chunk.iter().take(read)),
                _ => return Flow::Close,
            }
            self.log_bytes(&self.buffer);
        }
    }

    fn peek_request(&mut self) -> Flow {
        let mut bytes = vec![0; PEEKED];
        loop {
            let Ok(read) = self.stream.peek(&mut bytes) else { return Flow::Close };
            let peeked = bytes.get(..read).unwrap_or_default();
            self.log_bytes(peeked);
            if end_of_request(peeked).is_some() {
                return Flow::GoOn;
            }
            if read == 0 || self.state.is_over() {
                return Flow::Close;
            }
            thread::sleep(TICK);
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Flow {
        match (&*self.stream).write_all(bytes) {
            Ok(()) => Flow::GoOn,
            Err(_) => Flow::Close,
        }
    }

    fn echo(&mut self) -> Flow {
        let id =
            self.request.and_then(|n| lock(&self.state.log).received.get(n)?.header(MESSAGE_ID));
        let answer = Answer::new(200).header("X-MessageID", id.unwrap_or_default());
        self.write(&answer.to_bytes())
    }

    fn redirect(&mut self, status: u16) -> Flow {
        let location = format!("http://{}/elsewhere", self.state.decoy);
        self.write(&Answer::new(status).header("Location", location).to_bytes())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    GoOn,
    Close,
    CloseAndSignal,
}

const MESSAGE_ID: &str = "x-messageid";
const CHUNK: usize = 16 * 1024;
/// Longer than any request that is peeked at.
const PEEKED: usize = 16 * 1024;
/// The pause between two looks at something that cannot be waited for.
const TICK: Duration = Duration::from_millis(2);
