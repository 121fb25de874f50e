use std::fmt;

use http::{Request, Uri};

use super::refusal::Refusal;
use super::request_header::{check_method, only};
use crate::{Limits, Origin, OriginError, header};

/// A callback registration as a service received it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Callback {
    /// The URI to POST the blob to when the phone becomes inactive.
    pub uri: Uri,
    /// The body to POST.
    pub blob: Vec<u8>,
}

/// Reads a callback registration from a request to `<channel URI>/callback`.
///
/// Source: [`ff402554`](crate::protocol#ff402554).
///
/// # Errors
///
/// If the method is not POST, `X-CallbackURI` is absent or not one absolute `http` or `https` URI, its port is above
/// 65535, it has user info, or the blob is longer than [`Limits::MAX_CALLBACK_BYTES`].
pub fn read_callback<B: AsRef<[u8]>>(request: &Request<B>) -> Result<Callback, Refusal> {
    check_method(request.method())?;
    let uri = only(request, &header::CALLBACK_URI)?.ok_or(Refusal::CallbackUriAbsent)?;
    let uri = read_uri(uri)?;
    let blob = request.body().as_ref();
    let (size, limit) = (blob.len(), Limits::MAX_CALLBACK_BYTES);
    if size > limit {
        return Err(Refusal::TooLarge { size, limit });
    }
    Ok(Callback { uri, blob: blob.to_vec() })
}

fn read_uri(uri: &str) -> Result<Uri, Refusal> {
    let uri: Uri = uri.parse().map_err(|_| Refusal::CallbackUri)?;
    match Origin::of(&uri) {
        Ok(origin) if origin.has_user_info() => Err(Refusal::CallbackUserInfo),
        Ok(_) => Ok(uri),
        Err(OriginError::Port) => Err(Refusal::CallbackPort),
        Err(_) => Err(Refusal::CallbackUri),
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("host", &self.uri.host())
            .field("bytes", &self.blob.len())
            .finish_non_exhaustive()
    }
}
