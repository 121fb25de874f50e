use std::net::IpAddr;

use mpns_hyper::mpns_connect::transport::random_seed;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, LoadBalanceHosts};

use crate::{Error, ErrorKind};

/// The servers that a configuration names, each in one of its own, in the order in which they are tried. `None` if it does not
/// name any, or names them and their ports by different counts.
pub(super) fn each_host(config: &Config) -> Option<Vec<Config>> {
    let (hosts, addresses, ports) =
        (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let count = hosts.len().max(addresses.len());
    let is_right = |other: usize, fewest: usize| other == count || other <= fewest;
    if count == 0
        || !is_right(hosts.len(), 0)
        || !is_right(addresses.len(), 0)
        || !is_right(ports.len(), 1)
    {
        return None;
    }
    let mut configs: Vec<_> = (0..count)
        .map(|place| {
            let port = ports.get(place).or_else(|| ports.first());
            with_host(config, hosts.get(place), addresses.get(place), port.copied())
        })
        .collect();
    if config.get_load_balance_hosts() == LoadBalanceHosts::Random {
        shift(&mut configs);
    }
    Some(configs)
}

/// The addresses of the one server of a configuration, each in one of its own.
pub(super) async fn each_address(config: &Config) -> Result<Vec<Config>, Error> {
    let [Host::Tcp(name)] = config.get_hosts() else { return Ok(vec![config.clone()]) };
    if !config.get_hostaddrs().is_empty() {
        return Ok(vec![config.clone()]);
    }
    let port = config.get_ports().first().copied().unwrap_or(PORT);
    let unknown = |error: std::io::Error| {
        Error::new(ErrorKind::Connection, "the host of the database has no address")
            .with_source(error)
    };
    let found = tokio::net::lookup_host((name.as_str(), port)).await.map_err(unknown)?;
    let mut configs: Vec<_> = found
        .map(|address| {
            let mut config = config.clone();
            config.hostaddr(address.ip());
            config
        })
        .collect();
    if config.get_load_balance_hosts() == LoadBalanceHosts::Random {
        shift(&mut configs);
    }
    Ok(configs)
}

/// A copy with one server.
fn with_host(
    config: &Config,
    host: Option<&Host>,
    address: Option<&IpAddr>,
    port: Option<u16>,
) -> Config {
    let mut copy = Config::new();
    match host {
        Some(Host::Tcp(name)) => _ = copy.host(name),
        #[cfg(unix)]
        Some(Host::Unix(path)) => _ = copy.host_path(path),
        None => {}
    }
    address.map(|address| copy.hostaddr(*address));
    port.map(|port| copy.port(port));
    config.get_user().map(|user| copy.user(user));
    config.get_password().map(|password| copy.password(password));
    config.get_dbname().map(|name| copy.dbname(name));
    config.get_options().map(|options| copy.options(options));
    config.get_application_name().map(|name| copy.application_name(name));
    config.get_connect_timeout().map(|limit| copy.connect_timeout(*limit));
    config.get_tcp_user_timeout().map(|limit| copy.tcp_user_timeout(*limit));
    config.get_keepalives_interval().map(|interval| copy.keepalives_interval(interval));
    config.get_keepalives_retries().map(|retries| copy.keepalives_retries(retries));
    copy.ssl_mode(config.get_ssl_mode())
        .ssl_negotiation(config.get_ssl_negotiation())
        .keepalives(config.get_keepalives())
        .keepalives_idle(config.get_keepalives_idle())
        .target_session_attrs(config.get_target_session_attrs())
        .channel_binding(config.get_channel_binding())
        .load_balance_hosts(config.get_load_balance_hosts());
    copy
}

/// Begins at a random place.
fn shift(configs: &mut [Config]) {
    if let Ok(count) = u128::try_from(configs.len())
        && let Some(by) = random_seed().checked_rem(count)
    {
        configs.rotate_left(usize::try_from(by).unwrap_or_default());
    }
}

const PORT: u16 = 5432;

#[cfg(test)]
mod tests {
    use super::*;

    fn split(url: &str) -> Option<Vec<String>> {
        let configs = each_host(&url.parse().expect(url))?;
        Some(configs.iter().map(|config| format!("{config:?}")).collect())
    }

    /// `Debug` of a configuration shows all of it but the password.
    #[test]
    fn a_server_of_many_is_as_if_it_were_alone() {
        let rest = "user=u password=p dbname=d options='-c geqo=off' application_name=a sslmode=require \
                    sslnegotiation=direct connect_timeout=3 tcp_user_timeout=4 keepalives=0 keepalives_idle=5 \
                    keepalives_interval=6 keepalives_retries=7 target_session_attrs=read-write \
                    channel_binding=require";
        for (hosts, each) in [
            ("host=h", &["host=h"] as &[_]),
            ("host=/a,h port=1,2", &["host=/a port=1", "host=h port=2"]),
            ("host=a,b port=1", &["host=a port=1", "host=b port=1"]),
            ("hostaddr=127.0.0.1,127.0.0.2", &["hostaddr=127.0.0.1", "hostaddr=127.0.0.2"]),
            ("host=a hostaddr=127.0.0.1", &["host=a hostaddr=127.0.0.1"]),
        ] {
            let found = split(&format!("{hosts} {rest}")).expect(hosts);
            let alone = each.iter().map(|it| split(&format!("{it} {rest}")).expect(it).remove(0));
            assert_eq!(found, alone.collect::<Vec<_>>(), "{hosts}");
            let expected: Config = format!("{} {rest}", each[0]).parse().expect(hosts);
            assert_eq!(found[0], format!("{expected:?}"), "{hosts}");
        }
        let config: Config = "host=h password=p".parse().expect("a URL");
        assert_eq!(each_host(&config).expect("a host")[0].get_password(), Some(&b"p"[..]));
    }

    #[test]
    fn what_names_no_server_is_refused() {
        for url in ["user=u", "host=a,b,c port=1,2", "host=a,b hostaddr=127.0.0.1"] {
            assert_eq!(split(url), None, "{url}");
        }
    }

    #[test]
    fn at_random_each_server_is_tried() {
        let mut config: Config = "host=a,b,c".parse().expect("a URL");
        config.load_balance_hosts(LoadBalanceHosts::Random);
        let mut configs = each_host(&config).expect("hosts");
        configs.sort_by_key(|config| format!("{config:?}"));
        let names: Vec<_> = configs.iter().map(|config| config.get_hosts()[0].clone()).collect();
        assert_eq!(names, ["a", "b", "c"].map(|name| Host::Tcp(name.to_owned())));
    }
}
