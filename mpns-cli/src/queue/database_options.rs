//! Which database, and how it is reached.

use std::env;
use std::path::{Path, PathBuf};

use clap::Args;
use mpns_connect::{Ca, Tls};
use mpns_queue::tokio_postgres::Config;
use mpns_queue::{Connection, Database, Error, ErrorKind, check_schema};

use super::passfile::{self, Wanted};
use crate::failure::{Failure, chain};
use crate::{input, secret};

#[derive(Args)]
#[group(skip)]
pub(super) struct DatabaseOptions {
    /// The database, such as postgresql://user@db.example/push [default: $MPNS_DATABASE]. A password in it is a secret;
    /// on the command line other users of this machine can see it
    #[arg(long, value_name = "URL", global = true, help_heading = HEADING)]
    database: Option<String>,

    /// A file with the password for the database in its first line [default: $PGPASSWORD, then the password file of
    /// PostgreSQL, $PGPASSFILE or ~/.pgpass]
    #[arg(long, value_name = "FILE", global = true, help_heading = HEADING)]
    database_password_file: Option<PathBuf>,

    /// Trusts the certificate authorities in this PEM file for the database too, besides Mozilla's list; may be repeated
    #[arg(long, value_name = "FILE", global = true, help_heading = HEADING)]
    database_ca: Vec<PathBuf>,
}

impl DatabaseOptions {
    /// The database, with at most this many connections to it. There is none yet.
    pub(super) fn open(&self, connections: usize) -> Result<Database, Failure> {
        let mut config = self.config()?;
        if config.get_password().is_none()
            && let Some(password) = self.password(&config)?
        {
            config.password(password);
        }
        if config.get_application_name().is_none() {
            config.application_name("mpns");
        }
        Database::with_config(config, &self.tls()?, connections).map_err(failed)
    }

    /// A connection for a command that needs one, to a database with the right schema.
    pub(super) async fn connect(&self) -> Result<Connection, Failure> {
        let connection = self.open(1)?.connect().await.map_err(failed)?;
        check_schema(&*connection).await.map_err(failed)?;
        Ok(connection)
    }

    fn config(&self) -> Result<Config, Failure> {
        let url = match &self.database {
            Some(url) if !url.is_empty() => url.clone(),
            _ => secret::read("the database", None, DATABASE)?
                .filter(|url| !url.is_empty())
                .ok_or_else(|| Failure::usage(NO_DATABASE))?,
        };
        // The error may quote what is secret.
        let config: Config = url.parse().map_err(|_| malformed(&url))?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(Failure::usage("the URL of the database names no host"));
        }
        Ok(config)
    }

    fn password(&self, config: &Config) -> Result<Option<String>, Failure> {
        let file = self.database_password_file.as_deref();
        let password = secret::read("the password of the database", file, PASSWORD)?;
        if password.is_some() {
            return Ok(password);
        }
        let Some(path) = passfile::path(|name| env::var_os(name)) else { return Ok(None) };
        // As in libpq, one that is missing or open to others is not used.
        if !is_private(&path) {
            return Ok(None);
        }
        let bytes = input::read(&path)?;
        let text = input::text(&bytes)
            .map_err(|what| Failure::usage(format_args!("{} is {what}", path.display())))?;
        Ok(passfile::find(text, &Wanted::of(config)))
    }

    fn tls(&self) -> Result<Tls, Failure> {
        let mut tls = Tls::builder();
        for file in &self.database_ca {
            let ca = Ca::from_pem(&input::read(file)?)
                .map_err(|error| Failure::content(file.display(), &error))?;
            tls = tls.add_ca(ca);
        }
        tls.build().map_err(|error| Failure::content("the TLS settings do not work", &error))
    }
}

/// What the database did not do.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(super) fn failed(error: Error) -> Failure {
    match error.kind() {
        ErrorKind::Url | ErrorKind::Content => Failure::usage(chain(&error)),
        ErrorKind::Schema if error.to_string().ends_with(MIGRATE) => {
            Failure::no_reply(format_args!("{error} with `mpns queue migrate`"))
        }
        ErrorKind::Privilege => Failure::no_reply(format_args!(
            "{error}; roles get what they need by mpns_enqueue, mpns_work or mpns_read"
        )),
        _ => Failure::no_reply(chain(&error)),
    }
}

/// Of the URL, only what cannot be a secret is said.
fn malformed(url: &str) -> Failure {
    for (parameter, instead) in OF_LIBPQ {
        if url.contains(&format!("{parameter}=")) {
            return Failure::usage(format_args!(
                "the URL of the database has {parameter}, which only libpq knows: use {instead}"
            ));
        }
    }
    Failure::usage(MALFORMED)
}

#[cfg(unix)]
fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::metadata(path)
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & OTHERS == 0)
}

#[cfg(not(unix))]
fn is_private(path: &Path) -> bool {
    path.is_file()
}

/// What the group and others may do.
#[cfg(unix)]
const OTHERS: u32 = 0o077;
const HEADING: &str = "Database";
const DATABASE: &str = "MPNS_DATABASE";
const PASSWORD: &str = "PGPASSWORD";
const NO_DATABASE: &str = "a database is needed: --database URL, or the variable MPNS_DATABASE";
const MALFORMED: &str = "the URL of the database is malformed, or has an unknown parameter: `mpns queue --help` \
                         has one that is right";
/// Parameters for which there is something here.
const OF_LIBPQ: [(&str, &str); 2] =
    [("sslrootcert", "--database-ca"), ("passfile", "--database-password-file")];
/// The end of what is said of a schema that is missing or too old.
const MIGRATE: &str = "migrate it";

#[cfg(test)]
mod tests {
    use clap::{Command, FromArgMatches as _};

    use super::*;

    fn options(args: &[&str]) -> DatabaseOptions {
        let command = DatabaseOptions::augment_args(Command::new("")).no_binary_name(true);
        DatabaseOptions::from_arg_matches(&command.get_matches_from(args)).expect("options")
    }

    #[test]
    fn a_password_comes_from_the_url_or_a_file_and_is_in_no_error() {
        let file = env::temp_dir().join(format!("mpns-password-{}", std::process::id()));
        std::fs::write(&file, "from file\nsecond line").expect("a file");
        let file = file.to_str().expect("UTF-8");
        let more = ["--database", "postgresql://u@h/d", "--database-password-file", file];
        let options = options(&more);
        let config = options.config().ok().expect("a URL");
        let password = options.password(&config).ok().flatten();
        std::fs::remove_file(file).expect("a file");
        assert_eq!(password.as_deref(), Some("from file"));
        assert!(options.open(1).is_err(), "the file is gone");
    }

    /// `tests/tests/queue/command/access.rs` tests what is said.
    #[test]
    fn what_is_no_url_is_refused() {
        for url in ["postgresql://u:secret@h:port/d", "host=h password=secret x=y", "secret"] {
            assert!(options(&["--database", url]).open(1).is_err(), "{url}");
        }
    }
}
