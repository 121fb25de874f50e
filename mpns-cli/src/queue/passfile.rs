//! The [password file](https://www.postgresql.org/docs/current/libpq-pgpass.html) of PostgreSQL: lines of
//! `host:port:database:user:password`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use mpns_queue::tokio_postgres::Config;
use mpns_queue::tokio_postgres::config::Host;

/// What a line has to be for.
pub(super) struct Wanted {
    /// Hosts with their ports. Any of them is enough.
    hosts: Vec<(String, u16)>,
    database: String,
    user: String,
}

impl Wanted {
    pub(super) fn of(config: &Config) -> Self {
        let user = config.get_user().unwrap_or_default();
        let ports = config.get_ports();
        let port = |place| ports.get(place).or(ports.first()).copied().unwrap_or(PORT);
        let hosts = config.get_hosts().iter().map(host).enumerate();
        Self {
            hosts: hosts.map(|(place, host)| (host, port(place))).collect(),
            database: config.get_dbname().unwrap_or(user).to_owned(),
            user: user.to_owned(),
        }
    }
}

/// Where the file is.
pub(super) fn path(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let given = variable("PGPASSFILE").filter(|path| !path.is_empty()).map(PathBuf::from);
    let own = |home: OsString| Path::new(&home).join(".pgpass");
    given.or_else(|| variable("HOME").map(own))
}

/// The password in the first line that fits.
pub(super) fn find(text: &str, wanted: &Wanted) -> Option<String> {
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let (host, rest) = field(line)?;
        let (port, rest) = field(rest)?;
        let (database, rest) = field(rest)?;
        let (user, password) = field(rest)?;
        let fits = |field: &str, wanted: &str| field == "*" || field == wanted;
        let is_there =
            |(name, number): &(String, u16)| fits(&host, name) && fits(&port, &number.to_string());
        (wanted.hosts.iter().any(is_there)
            && fits(&database, &wanted.database)
            && fits(&user, &wanted.user))
        .then(|| unescaped(password).0)
    })
}

/// The text up to a colon without a backslash, and what is after it.
fn field(text: &str) -> Option<(String, &str)> {
    let (field, rest) = unescaped(text);
    Some((field, rest?))
}

fn unescaped(text: &str) -> (String, Option<&str>) {
    let mut field = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ':' => return (field, Some(letters.as_str())),
            '\\' => field.extend(letters.next()),
            letter => field.push(letter),
        }
    }
    (field, None)
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(folder) => folder.to_string_lossy().into_owned(),
    }
}

const PORT: u16 = 5432;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_has_the_password() {
        let text = "# h:5432:d:u:comment\nh:5433:d:u:port\nh:*:d:u:first\nh:*:*:*:second\n\
                    *:5432:e:u:a\\:b\\\\c\n/run/pg:*:*:*:socket\nbroken\n";
        for (url, expected) in [
            ("postgresql://u@h/d", Some("first")),
            ("postgresql://u@h:5433/d", Some("port")),
            ("postgresql://v@h/d", Some("second")),
            ("postgresql://u@h/e", Some("second")),
            ("postgresql://u@i/e", Some("a:b\\c")),
            ("postgresql://u@i,h/d", Some("first")),
            ("host=/run/pg user=u", Some("socket")),
            ("postgresql://u@i/d", None),
        ] {
            let config = url.parse().expect(url);
            assert_eq!(find(text, &Wanted::of(&config)).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn the_variable_wins_over_the_home_folder() {
        let all = |name: &str| Some(if name == "HOME" { "/home/u" } else { "/x" }.into());
        assert_eq!(path(all), Some("/x".into()));
        let home = |name: &str| all(name).filter(|_| name == "HOME");
        assert_eq!(path(home), Some("/home/u/.pgpass".into()));
        assert_eq!(path(|_| None), None);
    }
}
