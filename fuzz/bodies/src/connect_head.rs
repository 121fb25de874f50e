use http::StatusCode;
use mpns_connect::transport::{Progress, ProxyError, Tunnel};

/// The response of a proxy gets the same verdict, no matter how it is split. Only a 2xx opens a tunnel; any other final
/// response refuses it.
pub fn connect_head(data: &[u8]) {
    let whole = verdict(data, &[data.len()]);
    let opened = matches!(whole, Ok(Progress::Established) | Err(ProxyError::UnexpectedData));
    if opened {
        assert!(data.windows(3).any(|window| window.starts_with(b" 2")), "no 2xx");
    }
    if let Some(status) = first_status(data).filter(|status| status.as_u16() >= 300) {
        assert_eq!(whole, Err(ProxyError::Refused(status)));
    }
    let mut seed =
        data.iter().fold(5381_usize, |seed, byte| seed.wrapping_mul(33) ^ usize::from(*byte));
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below.max(1)
    };
    let mut cuts = vec![vec![1 + data.len() / 2]];
    cuts.extend((0..6).map(|_| vec![1 + random(data.len()), 1 + random(data.len())]));
    cuts.push((0..32).map(|_| 1 + random(700)).collect());
    if data.len() <= 512 {
        cuts.push(vec![1]);
    }
    for sizes in cuts {
        let pieces = verdict(data, &sizes);
        match pieces {
            // The bytes after the head were in a later piece, which is not read.
            Ok(Progress::Established) => assert!(opened, "{whole:?} whole, a tunnel in {sizes:?}"),
            verdict => assert_eq!(verdict, whole, "in pieces of {sizes:?}"),
        }
    }
}

/// The verdict on the response in pieces of these sizes, repeated.
fn verdict(answer: &[u8], sizes: &[usize]) -> Result<Progress, ProxyError> {
    let proxy = "http://proxy.example:3128".parse().expect("a proxy");
    let target = http::Uri::from_static("https://origin.example/1");
    let mut tunnel = Tunnel::new(&proxy, &target).expect("a host");
    let mut sizes = sizes.iter().cycle();
    let mut rest = answer;
    while let (false, Some(size)) = (rest.is_empty(), sizes.next()) {
        let (piece, behind) = rest.split_at_checked(*size).unwrap_or((rest, &[]));
        rest = behind;
        match tunnel.receive(piece) {
            Ok(Progress::NeedMore) => {}
            verdict => return verdict,
        }
    }
    Ok(Progress::NeedMore)
}

/// The status of the first head, if it is complete and not too long.
fn first_status(answer: &[u8]) -> Option<StatusCode> {
    let mut headers = [httparse::EMPTY_HEADER; Tunnel::MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(answer).ok()?;
    let httparse::Status::Complete(1..=Tunnel::MAX_HEAD) = parsed else { return None };
    StatusCode::from_u16(response.code?).ok()
}
