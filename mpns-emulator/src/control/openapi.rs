use axum::response::IntoResponse;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

/// `GET /openapi.json`: this API, for clients that are generated and programs that test.
pub(crate) async fn show() -> impl IntoResponse {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], DOCUMENT)
}

const DOCUMENT: &str = include_str!("../../openapi.json");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::control::routes;

    /// The methods are compared over HTTP, where `Allow` has them.
    #[test]
    fn has_exactly_the_paths_of_the_api() {
        let document: Value = serde_json::from_str(DOCUMENT).expect("JSON");
        let described = document["paths"].as_object().expect("paths").keys().map(String::as_str);
        let routed = routes().into_iter().map(|(path, _)| path).chain(["/"]);
        assert_eq!(described.collect::<BTreeSet<_>>(), routed.collect::<BTreeSet<_>>());
        assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    }
}
