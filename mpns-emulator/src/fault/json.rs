//! Reads a fault with all its fields beside each other, so that an error names the field.

use serde::de::{Deserialize, Deserializer, Error};

use super::{Fault, FaultTime};
use crate::serialize;

/// A fault before it is known whether it has the parameters of its kind, and no others.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FaultJson {
    kind: Kind,
    #[serde(default, deserialize_with = "serialize::given")]
    delay: Option<FaultTime>,
    #[serde(default, deserialize_with = "unsigned")]
    bytes: Option<u16>,
    #[serde(default, deserialize_with = "unsigned")]
    at: Option<u16>,
    #[serde(default, deserialize_with = "signed")]
    by: Option<i16>,
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    DelayHead,
    DelayBody,
    HalfHead,
    CutBody,
    EndlessBody,
    WrongLength,
    Garbage,
    Close,
    Reset,
    CloseBeforeReading,
    ResetBeforeReading,
}

/// A parameter that a fault of its kind lacks, or does not have.
#[derive(Debug, thiserror::Error)]
pub(super) enum ParameterError {
    #[error("a fault of this kind needs `{0}`")]
    Missing(&'static str),
    #[error("a fault of this kind has no `{0}`")]
    Surplus(&'static str),
}

impl TryFrom<FaultJson> for Fault {
    type Error = ParameterError;

    fn try_from(json: FaultJson) -> Result<Self, ParameterError> {
        let FaultJson { kind, mut delay, mut bytes, mut at, mut by } = json;
        let fault = match kind {
            Kind::DelayHead => Self::DelayHead { delay: take(&mut delay, "delay")? },
            Kind::DelayBody => Self::DelayBody { delay: take(&mut delay, "delay")? },
            Kind::HalfHead => Self::HalfHead,
            Kind::CutBody => Self::CutBody { bytes: take(&mut bytes, "bytes")? },
            Kind::EndlessBody => Self::EndlessBody,
            Kind::WrongLength => Self::WrongLength { by: take(&mut by, "by")? },
            Kind::Garbage => Self::Garbage,
            Kind::Close => Self::Close { at: take(&mut at, "at")? },
            Kind::Reset => Self::Reset { at: take(&mut at, "at")? },
            Kind::CloseBeforeReading => Self::CloseBeforeReading,
            Kind::ResetBeforeReading => Self::ResetBeforeReading,
        };
        let left = [
            ("delay", delay.is_some()),
            ("bytes", bytes.is_some()),
            ("at", at.is_some()),
            ("by", by.is_some()),
        ];
        match left.into_iter().find(|(_, is_given)| *is_given) {
            Some((name, _)) => Err(ParameterError::Surplus(name)),
            None => Ok(fault),
        }
    }
}

fn take<T>(parameter: &mut Option<T>, name: &'static str) -> Result<T, ParameterError> {
    parameter.take().ok_or(ParameterError::Missing(name))
}

fn unsigned<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u16>, D::Error> {
    number(from, u16::MIN, u16::MAX)
}

fn signed<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i16>, D::Error> {
    number(from, i16::MIN, i16::MAX)
}

/// A number, with an error that names the limits.
fn number<'de, D: Deserializer<'de>, N: TryFrom<i64> + Into<i64>>(
    from: D,
    min: N,
    max: N,
) -> Result<Option<N>, D::Error> {
    let refused = |number| {
        let (min, max) = (min.into(), max.into());
        D::Error::custom(format_args!("{number} is not a number from {min} to {max}"))
    };
    let number = i64::deserialize(from)?;
    N::try_from(number).map(Some).map_err(|_| refused(number))
}
