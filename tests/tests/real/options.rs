//! Every option against the servers that it is for, in every transport.

use std::collections::BTreeMap;

use crate::case::{Case, Seen};
use crate::nginx::{Entry, Nginx};
use crate::program::run_alone;
use crate::proxies::{HAPROXY, Proxies, SQUID, SQUID_AUTH, TINYPROXY, TINYPROXY_AUTH};
use crate::transport::Transport;
use crate::{alerts, identities, proxy_cases, trust};

#[test]
fn every_option_works_in_every_transport() {
    let _alone = run_alone();
    let nginx = Nginx::start();
    let servers = alerts::Servers::start();
    let proxies = Proxies::start();
    let cases: Vec<Case> = identities::cases(&nginx)
        .into_iter()
        .chain(trust::cases(&nginx))
        .chain(servers.cases())
        .chain(proxy_cases::cases(&nginx, &proxies))
        .collect();
    let seen: Vec<_> = cases
        .iter()
        .enumerate()
        .map(|(number, case)| Transport::ALL.map(|transport| case.run(number, transport)))
        .collect();
    let entries = nginx.stop();
    let mut wrong = Vec::new();
    print_heading();
    for (case, seen) in cases.iter().zip(&seen) {
        print(case, seen);
        for (transport, seen) in Transport::ALL.into_iter().zip(seen) {
            let name =
                format!("{} {}: {}: {}", case.option, case.value, case.server, transport.name());
            if seen.result != case.expected {
                wrong.push(format!("{name}: `{}`, not `{}`", seen.result, case.expected));
            }
            let path = seen.channel.expose_uri().path_and_query().expect("a path").as_str();
            let found: Vec<Entry> =
                entries.iter().filter(|entry| entry.path() == path).cloned().collect();
            wrong.extend(case.judge(&found).err().map(|error| format!("{name}: {error}")));
        }
    }
    wrong.extend(judge_proxies(&cases, &seen, &proxies));
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Compares all that each proxy logged with what the cases sent through it.
fn judge_proxies(cases: &[Case], seen: &[[Seen; 2]], proxies: &Proxies) -> Vec<String> {
    let mut expected: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (case, seen) in cases.iter().zip(seen) {
        let Some(via) = case.via else { continue };
        for seen in seen {
            let uri = seen.channel.expose_uri();
            let request = match uri.scheme_str() {
                Some("https") => format!("CONNECT {}", uri.authority().expect("a host")),
                _ => format!("POST {uri}"),
            };
            let line = match via.proxy {
                TINYPROXY | TINYPROXY_AUTH => request,
                _ => format!("{} {request}", via.status),
            };
            if via.proxy == HAPROXY {
                expected.entry(SQUID).or_default().push(line.clone());
            }
            expected.entry(via.proxy).or_default().push(line);
        }
    }
    let mut wrong = Vec::new();
    for proxy in [SQUID, SQUID_AUTH, TINYPROXY, TINYPROXY_AUTH, HAPROXY] {
        let mut expected = expected.remove(proxy).unwrap_or_default();
        expected.sort_unstable();
        let logged = proxies.logged(proxy, expected.len());
        print_log(proxy, &logged);
        if logged != expected {
            wrong.push(format!(
                "{proxy} logged\n{}\nnot\n{}",
                logged.join("\n"),
                expected.join("\n")
            ));
        }
    }
    wrong
}

fn print_heading() {
    println!("| option | value | server | hyper | blocking | the origin logged |");
    println!("|---|---|---|---|---|---|");
}

fn print(case: &Case, [hyper, blocking]: &[Seen; 2]) {
    let Case { option, value, server, logged, .. } = case;
    let logged = if logged.is_empty() { "-" } else { logged };
    println!(
        "| {option} | {value} | {server} | {} | {} | {logged} |",
        hyper.result, blocking.result
    );
}

/// The first line of each method and status.
fn print_log(proxy: &str, lines: &[String]) {
    println!("{proxy}: {} requests, such as", lines.len());
    let mut shown = Vec::new();
    for line in lines {
        let kind = line
            .split_once("://")
            .map_or_else(|| line.split_once(" localhost").unwrap_or_default().0, |(kind, _)| kind);
        if !shown.contains(&kind) {
            shown.push(kind);
            println!("    {line}");
        }
    }
}
