//! `mpns emulator --config`.

use std::path::Path;

use mpns_emulator::{Config, Profile, UriShape};

use crate::failure::Failure;
use crate::input;

/// Reads a configuration. An error names the file, the line and the path of the field.
pub(super) fn read(file: &Path) -> Result<Config, Failure> {
    let bytes = input::read(file)?;
    let refused = |why: String| Failure::usage(format_args!("{}: {why}", file.display()));
    let text = input::text(&bytes).map_err(|what| refused(format!("the file is {what}")))?;
    let config = parse(text).map_err(refused)?;
    for host in &config.allow_hosts {
        super::host(host).map_err(|why| refused(format!("allowHosts: {why}")))?;
    }
    for origin in &config.allow_origins {
        super::origin(origin).map_err(|why| refused(format!("allowOrigins: {why}")))?;
    }
    Ok(config)
}

pub(super) fn profile(text: &str) -> Result<Profile, &'static str> {
    match text {
        "mpns" => Ok(Profile::Mpns),
        "relivewp" => Ok(Profile::ReLiveWp),
        _ => Err("a service is mpns or relivewp"),
    }
}

pub(super) fn uri_shape(text: &str) -> Result<UriShape, &'static str> {
    match text {
        "throttled" => Ok(UriShape::Throttled),
        "u1" => Ok(UriShape::U1),
        "channel" => Ok(UriShape::Channel),
        _ => Err("a shape is throttled, u1 or channel"),
    }
}

fn parse(text: &str) -> Result<Config, String> {
    let shown = |error: &toml::de::Error| {
        let line = error.span().and_then(|span| text.get(..span.start)).map(|before| {
            let line = before.matches('\n').count().saturating_add(1);
            format!("line {line}: ")
        });
        (line.unwrap_or_default(), error.message().to_owned())
    };
    let document = toml::Deserializer::parse(text).map_err(|error| {
        let (line, message) = shown(&error);
        line + &message
    })?;
    serde_path_to_error::deserialize(document).map_err(|error| {
        let path = error.path().to_string();
        let (line, message) = shown(error.inner());
        if path == "." { line + &message } else { format!("{line}{path}: {message}") }
    })
}
