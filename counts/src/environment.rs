use std::fmt;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// What counts depend on besides this project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// The release of the compiler.
    pub rustc: String,
    /// Its target.
    pub target: String,
    /// The C library, which copies memory and allocates it.
    pub libc: String,
    /// The widest vectors that libraries choose at run time, of those that valgrind knows.
    pub vectors: String,
}

impl Environment {
    /// That of this process.
    pub fn current() -> Self {
        let rustc = output("rustc", &["-vV"]);
        let line = |name| rustc.lines().find_map(|line| line.strip_prefix(name));
        Self {
            rustc: line("release: ").expect("a release of rustc").to_owned(),
            target: line("host: ").expect("a target of rustc").to_owned(),
            libc: output("getconf", &["GNU_LIBC_VERSION"]).trim().to_owned(),
            vectors: vectors().to_owned(),
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rustc, target, libc, vectors } = self;
        write!(f, "rustc {rustc}, {target}, {libc}, {vectors}")
    }
}

fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    String::from_utf8(output.stdout).expect("text")
}

#[cfg(target_arch = "x86_64")]
fn vectors() -> &'static str {
    if std::arch::is_x86_feature_detected!("avx2") { "avx2" } else { "sse2" }
}

#[cfg(not(target_arch = "x86_64"))]
fn vectors() -> &'static str {
    std::env::consts::ARCH
}
