use std::fmt;

use rustls::AlertDescription;

/// A TLS alert (RFC 8446, section 6): a number, shown by its name, or as a number if it is not registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alert(pub u8);

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match AlertDescription::from(self.0) {
            AlertDescription::Unknown(number) => write!(f, "alert {number}"),
            known => write!(f, "{known:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_its_name_or_its_number() {
        for (number, text) in
            [(48, "UnknownCA"), (116, "CertificateRequired"), (0, "CloseNotify"), (7, "alert 7")]
        {
            assert_eq!(Alert(number).to_string(), text);
        }
    }
}
