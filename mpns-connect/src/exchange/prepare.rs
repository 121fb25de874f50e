//! What is done to a request before it is sent.

use http::header::{CONTENT_LENGTH, HOST, PROXY_AUTHORIZATION, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Method, Request, Version};
use mpns_proto::Origin;

use super::error::Error;
use super::error_kind::ErrorKind;
use super::settings::Settings;
use crate::proxy::route::Route;

impl Settings {
    /// Makes a request ready for HTTP/1.1: with `Host` as the first header, unless it has one; with one
    /// `Content-Length`, the body's; without `Transfer-Encoding`; with the credentials of a proxy that forwards it.
    ///
    /// # Errors
    ///
    /// * [`ErrorKind::Request`] if its method is CONNECT, which is not for a service but for a proxy.
    /// * [`ErrorKind::Uri`] if its URI is not absolute, is neither `http` nor `https`, has an invalid port, or
    ///   has user info (`user:password@`), which HTTP libraries treat differently and a proxy would see.
    /// * [`ErrorKind::NotAllowed`] if the [`restrictions`](Self::restrictions) do not allow its host.
    /// * [`ErrorKind::IdentityRequired`] if it is `https`, and an identity is required and missing.
    pub fn prepare(&self, request: &mut Request<Vec<u8>>) -> Result<(), Error> {
        let target = request.uri();
        if request.method() == Method::CONNECT {
            return Err(Error::new(ErrorKind::Request, target));
        }
        let origin = match Origin::of(target) {
            Ok(origin) if !origin.has_user_info() => origin,
            _ => return Err(Error::new(ErrorKind::Uri, target)),
        };
        if let Err(error) = self.restrictions.check(&origin) {
            return Err(Error::new(ErrorKind::NotAllowed, target).with_source(error));
        }
        if origin.is_https() && self.require_identity && !self.tls.has_identity() {
            return Err(Error::new(ErrorKind::IdentityRequired, target));
        }
        let host = HeaderValue::try_from(origin.host_header().to_string())
            .map_err(|_| Error::new(ErrorKind::Uri, target))?;
        let authorization = match self.proxy.decide(target) {
            Route::Forward(proxy) => proxy.authorization().cloned(),
            Route::Direct | Route::Tunnel(_) => None,
        };
        let length = HeaderValue::from(request.body().len());
        *request.version_mut() = Version::HTTP_11;
        add_host(request.headers_mut(), host);
        let headers = request.headers_mut();
        headers.remove(TRANSFER_ENCODING);
        headers.insert(CONTENT_LENGTH, length);
        if let Some(authorization) = authorization {
            headers.insert(PROXY_AUTHORIZATION, authorization);
        }
        Ok(())
    }
}

/// RFC 9110 (section 7.2) wants `Host` first.
fn add_host(headers: &mut HeaderMap, host: HeaderValue) {
    if headers.contains_key(HOST) {
        return;
    }
    let others = std::mem::take(headers);
    headers.reserve(others.len().saturating_add(3));
    headers.insert(HOST, host);
    headers.extend(others);
}
