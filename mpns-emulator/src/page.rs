//! The page for people, which shows the phones and the log in a browser: its files.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::service::Service;
use crate::usage;

/// `GET /`: the page for a browser, and how to use the service for everything else.
pub(crate) async fn show(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    let mut response = if accepts_html(&headers) {
        send(INDEX, &headers)
    } else {
        usage::text(&service).into_response()
    };
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    response
}

/// `GET /page/{name}`
pub(crate) async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match FILES.iter().find(|file| file.name == name) {
        Some(file) => send(*file, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A browser asks each time whether it has the current version, since the next emulator on this port may be another.
fn send(file: File, headers: &HeaderMap) -> Response {
    let tag = file.tag();
    let is_known = headers.get(IF_NONE_MATCH).is_some_and(|known| *known == tag);
    let caching = [(CACHE_CONTROL, "no-cache"), (ETAG, &tag)];
    if is_known {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, file.content_type())], file.content).into_response()
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accepted| {
        let types = accepted.to_str().unwrap_or_default().split(',');
        types
            .filter_map(|accepted| accepted.split(';').next())
            .any(|accepted| accepted.trim().eq_ignore_ascii_case("text/html"))
    })
}

/// A file of the page, as it is in the binary.
#[derive(Clone, Copy)]
struct File {
    name: &'static str,
    content: &'static [u8],
}

impl File {
    fn content_type(self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("woff2") => "font/woff2",
            _ => "text/plain; charset=utf-8",
        }
    }

    /// The same content has the same tag.
    fn tag(self) -> String {
        let mut hasher = DefaultHasher::new();
        self.content.hash(&mut hasher);
        format!("\"{:016x}\"", hasher.finish())
    }
}

macro_rules! file {
    ($name:literal) => {
        File { name: $name, content: include_bytes!(concat!("../page/", $name)) }
    };
}

const INDEX: File = file!("index.html");
const FILES: &[File] = &[
    file!("accents.css"),
    file!("announce.js"),
    file!("answer-form.js"),
    file!("api.js"),
    file!("app-card.js"),
    file!("app-page.js"),
    file!("controls.css"),
    file!("copy.js"),
    file!("deliveries.js"),
    file!("device-form.js"),
    file!("dom.js"),
    file!("events.js"),
    file!("faces.css"),
    file!("header.css"),
    file!("icon.svg"),
    file!("image-switch.js"),
    file!("image.js"),
    file!("images.css"),
    file!("images.js"),
    file!("log-entry.js"),
    file!("log.css"),
    file!("log.js"),
    file!("main.js"),
    file!("model.js"),
    file!("mover.js"),
    file!("open-sans-license.txt"),
    file!("open-sans.woff2"),
    file!("page.css"),
    file!("panel.css"),
    file!("panel.js"),
    file!("phone.css"),
    file!("phone.js"),
    file!("phones.js"),
    file!("samples.js"),
    file!("service-dialog.js"),
    file!("start-screen.js"),
    file!("tile-faces.js"),
    file!("tile-size.js"),
    file!("tile.css"),
    file!("tile.js"),
    file!("toast.css"),
    file!("toast.js"),
    file!("toolbar.js"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;

    #[test]
    fn every_file_is_served() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/page");
        let entries = fs::read_dir(folder).expect("the folder");
        let names = entries
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"));
        let there: BTreeSet<_> = names.filter(|name| name != INDEX.name).collect();
        let served: BTreeSet<_> = FILES.iter().map(|file| file.name.to_owned()).collect();
        assert_eq!(served, there);
    }

    #[test]
    fn every_name_in_a_file_is_that_of_a_file() {
        for file in
            FILES.iter().chain([&INDEX]).filter(|file| file.content_type().starts_with("text/"))
        {
            let text = str::from_utf8(file.content).expect("UTF-8");
            let quoted = text.split(['"', '\'']).skip(1).step_by(2);
            let names = quoted
                .filter_map(|name| name.strip_prefix("/page/").or_else(|| name.strip_prefix("./")));
            for name in names {
                assert!(FILES.iter().any(|file| file.name == name), "{}: {name}", file.name);
            }
        }
    }

    #[test]
    fn neither_script_nor_style_is_in_the_markup() {
        let index = str::from_utf8(INDEX.content).expect("UTF-8");
        for forbidden in
            ["<style", " style=", "javascript:", " onclick=", " onload=", "http://", "https://"]
        {
            assert!(!index.contains(forbidden), "{forbidden}");
        }
        assert!(
            index.split("<script").skip(1).all(|script| script.contains("src=\"/page/")),
            "{index}"
        );
    }

    #[test]
    fn no_script_reads_markup() {
        for file in FILES.iter().filter(|file| file.name.ends_with(".js")) {
            let text = str::from_utf8(file.content).expect("UTF-8");
            for forbidden in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "Function(",
            ] {
                assert!(!text.contains(forbidden), "{}: {forbidden}", file.name);
            }
        }
    }

    #[test]
    fn browsers_accept_html() {
        for (accept, is_browser) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("application/json, TEXT/HTML;q=0.1", true),
            ("*/*", false),
            ("text/plain", false),
            ("application/x-text/html", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(accepts_html(&headers), is_browser, "{accept}");
        }
        assert!(!accepts_html(&HeaderMap::new()));
    }

    #[test]
    fn a_known_file_is_not_sent_again() {
        for file in FILES {
            let known = |tag: &str| {
                HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_str(tag).expect("a tag"))])
            };
            assert_eq!(send(*file, &known(&file.tag())).status(), StatusCode::NOT_MODIFIED);
            assert_eq!(send(*file, &known(&INDEX.tag())).status(), StatusCode::OK);
        }
    }
}
