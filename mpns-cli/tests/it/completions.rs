//! `mpns completions`.

use std::process::{Command, Stdio};

use crate::common::{commands, run, run_in};

#[test]
fn every_shell_completes_every_command_and_option() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (code, script, err) = run(&["completions", shell]);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{shell}");
        let commands = commands();
        let kinds = ["toast", "tile", "flip-tile", "iconic-tile", "cycle-tile", "raw"];
        let options = ["wide-back-content", "background-color", "proxy-password-file", "listen"];
        for word in commands.iter().map(String::as_str).chain(kinds).chain(options) {
            assert!(script.contains(word), "{shell} {word}");
        }
    }
    let (code, _, err) = run(&["completions", "tcsh"]);
    assert!(code == Some(2) && err.contains("bash, elvish, fish, powershell, zsh"), "{err}");
}

/// Runs the function for bash as bash does, if there is one.
#[test]
fn bash_completes() {
    if Command::new("bash").arg("--version").stdout(Stdio::null()).status().is_err() {
        return;
    }
    let (_, script, _) = run(&["completions", "bash"]);
    for (words, expected) in [
        (&["se"][..], "send"),
        (&["send", "to"], "toast"),
        (&["send", "toast", "--te"], "--text1 --text2"),
        (
            &["request", "flip-tile", "--wide-back-"],
            "--wide-back-background-image --wide-back-content",
        ),
        (&["phone", "--in-"], "--in-front"),
        (&["completions", "z"], "zsh"),
        (&["send", "toast", "--transport", "b"], "blocking"),
    ] {
        let (current, before) = words.split_last().expect("a word");
        let previous = before.last().unwrap_or(&"mpns");
        let (words, number) = (words.join(" "), words.len());
        let ask = format!(
            "COMP_WORDS=(mpns {words}); COMP_CWORD={number}; _mpns mpns '{current}' '{previous}'; \
             echo \"${{COMPREPLY[*]}}\""
        );
        let mut bash = Command::new("bash");
        bash.args(["--norc", "-s"]);
        let (code, out, err) = run_in(bash, format!("{script}\n{ask}\n"));
        assert_eq!((code, err.as_str()), (Some(0), ""), "{words}");
        assert_eq!(out.trim_end(), expected, "{words}");
    }
}
