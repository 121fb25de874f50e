use std::fmt::{Debug, Display};

use http::Response;

/// The result of a send.
pub(crate) type SendResult = Result<Response<()>, ErrorText>;

/// An error of a transport, as text.
#[derive(Debug)]
pub(crate) struct ErrorText {
    pub(crate) display: String,
    pub(crate) debug: String,
    pub(crate) is_panic: bool,
}

impl ErrorText {
    pub(crate) fn new(error: &(impl Debug + Display)) -> Self {
        Self { display: error.to_string(), debug: format!("{error:?}"), is_panic: false }
    }

    pub(crate) fn panic() -> Self {
        Self { display: String::new(), debug: String::new(), is_panic: true }
    }
}

/// What a transport returned, without the body and with the error as text.
pub(crate) fn send_result<B, E: Debug + Display>(result: Result<Response<B>, E>) -> SendResult {
    result.map(|response| response.map(drop)).map_err(|error| ErrorText::new(&error))
}
