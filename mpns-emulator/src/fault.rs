mod json;
mod time;

use serde::{Deserialize, Serialize};

use self::json::FaultJson;
pub use self::time::{FaultTime, FaultTimeError};

/// What goes wrong with the answer to a request, on the connection.
///
/// Unless the fault is [before reading](Self::is_before_reading), the request is read and judged as usual: a
/// notification is delivered, and only its answer is damaged. After a fault the connection ends, except after a
/// delay. Answers of channels have no body. For the faults that need one, the answer gets a text of the emulator.
///
/// In JSON the kind is in `kind`, with its parameters beside it:
///
/// ```
/// use mpns_emulator::Fault;
///
/// let fault: Fault = serde_json::from_str(r#"{"kind": "cutBody", "bytes": 10}"#)?;
/// assert_eq!(fault, Fault::CutBody { bytes: 10 });
/// let fault: Fault = serde_json::from_str(r#"{"kind": "delayHead", "delay": "1m 30s"}"#)?;
/// assert!(!fault.is_before_reading());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", try_from = "FaultJson")]
#[non_exhaustive]
pub enum Fault {
    /// The answer starts after a delay.
    DelayHead {
        /// The delay.
        delay: FaultTime,
    },
    /// The body comes after a delay, which begins when the head has been sent.
    DelayBody {
        /// The delay.
        delay: FaultTime,
    },
    /// The answer ends in the middle of its head.
    HalfHead,
    /// The answer ends within its body, or at once after its head.
    CutBody {
        /// How many bytes of the body are sent. Its length announces at least one more.
        bytes: u16,
    },
    /// The body does not end, in chunks of HTTP/1.1, until the client goes away or stops reading for
    /// [too long](crate::Bounds::write_time).
    EndlessBody,
    /// `Content-Length` is not the length of the body.
    WrongLength {
        /// How much greater than the length of the body `Content-Length` is. Below 0 it is less, at least 0.
        by: i16,
    },
    /// What is sent is not HTTP.
    Garbage,
    /// The connection is closed (FIN) in the middle of the answer.
    Close {
        /// How many bytes of the answer are sent; all of it if it has fewer.
        at: u16,
    },
    /// The connection is reset (RST) in the middle of the answer.
    Reset {
        /// How many bytes of the answer are sent; all of it if it has fewer.
        at: u16,
    },
    /// The connection is closed when the head of the request has arrived. The body is not read, and the notification
    /// is not delivered.
    CloseBeforeReading,
    /// The connection is reset when the head of the request has arrived. The body is not read, and the notification
    /// is not delivered.
    ResetBeforeReading,
}

impl Fault {
    /// Whether the request is neither read nor judged.
    pub fn is_before_reading(&self) -> bool {
        matches!(self, Self::CloseBeforeReading | Self::ResetBeforeReading)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_read_as_it_is_written() {
        let delay = FaultTime::new(Duration::from_millis(90_500)).expect("a delay");
        for (fault, value) in [
            (Fault::DelayHead { delay }, json!({"kind": "delayHead", "delay": "1m 30s 500ms"})),
            (Fault::DelayBody { delay }, json!({"kind": "delayBody", "delay": "1m 30s 500ms"})),
            (Fault::HalfHead, json!({"kind": "halfHead"})),
            (Fault::CutBody { bytes: 0 }, json!({"kind": "cutBody", "bytes": 0})),
            (Fault::EndlessBody, json!({"kind": "endlessBody"})),
            (Fault::WrongLength { by: -5 }, json!({"kind": "wrongLength", "by": -5})),
            (Fault::Garbage, json!({"kind": "garbage"})),
            (Fault::Close { at: 12 }, json!({"kind": "close", "at": 12})),
            (Fault::Reset { at: u16::MAX }, json!({"kind": "reset", "at": 65535})),
            (Fault::CloseBeforeReading, json!({"kind": "closeBeforeReading"})),
            (Fault::ResetBeforeReading, json!({"kind": "resetBeforeReading"})),
        ] {
            assert_eq!(serde_json::to_value(fault).expect("JSON"), value);
            assert_eq!(serde_json::from_value::<Fault>(value).expect("a fault"), fault);
            let kind = format!("{fault:?}");
            assert_eq!(fault.is_before_reading(), kind.ends_with("BeforeReading"), "{kind}");
        }
    }

    #[test]
    fn an_error_names_the_field_and_the_limit() {
        for (json, error) in [
            (r#"{"kind": "close", "at": 65536}"#, "at: 65536 is not a number from 0 to 65535"),
            (r#"{"kind": "cutBody", "bytes": -1}"#, "bytes: -1 is not a number from 0 to 65535"),
            (
                r#"{"kind": "wrongLength", "by": 40000}"#,
                "by: 40000 is not a number from -32768 to 32767",
            ),
            (
                r#"{"kind": "delayBody", "delay": "10m 1ms"}"#,
                "delay: 10m 1ms is longer than 10m, the most that a fault lasts",
            ),
            (r#"{"kind": "delayHead", "delay": "soon"}"#, "delay: expected number at 0"),
            (r#"{"kind": "delayHead"}"#, "a fault of this kind needs `delay`"),
            (r#"{"kind": "reset"}"#, "a fault of this kind needs `at`"),
            (r#"{"kind": "garbage", "at": 1}"#, "a fault of this kind has no `at`"),
            (r#"{"kind": "garbage", "at": null}"#, "at: invalid type: null"),
            (r#"{"kind": "delayHead", "delay": null}"#, "delay: invalid type: null"),
            (r#"{"kind": "close", "at": 1, "by": 1}"#, "a fault of this kind has no `by`"),
            (r#"{"kind": "halfHead", "size": 1}"#, "size: unknown field `size`"),
            (r#"{"kind": "fire"}"#, "kind: unknown variant `fire`, expected one of `delayHead`"),
            ("{}", "missing field `kind`"),
        ] {
            let found = serde_path_to_error::deserialize::<_, Fault>(
                &mut serde_json::Deserializer::from_str(json),
            );
            let found = found.expect_err(json).to_string();
            assert!(found.starts_with(error), "{json}: {found}");
        }
    }
}
