use std::fmt::{Debug, Display};
use std::future::Future;

use http::{Request, Response};

use crate::report::Report;
use crate::suite::Suite;

/// Runs all cases against a transport that blocks until it has the response, with the settings of
/// [`Suite::new`].
///
/// See [`Suite::run`].
pub fn run<T, B, E>(transport: T) -> Report
where
    T: Fn(Request<Vec<u8>>) -> Result<Response<B>, E> + Send + Sync + 'static,
    E: Debug + Display,
{
    Suite::new().run(transport)
}

/// Runs all cases against a transport that returns a future, with the settings of [`Suite::new`].
///
/// See [`Suite::run_async`].
pub async fn run_async<T, F, B, E>(transport: T) -> Report
where
    T: Fn(Request<Vec<u8>>) -> F,
    F: Future<Output = Result<Response<B>, E>>,
    E: Debug + Display,
{
    Suite::new().run_async(transport).await
}
