//! Where the channel comes from.

use crate::common::{CHANNEL, mpns, run, run_in};

/// The command line takes precedence, then the job, then the environment.
#[test]
fn the_most_specific_channel_is_used() {
    let kind = r#"{"type": "raw", "payload": "x"}"#;
    let job = r#"{"type": "raw", "channel": "http://job/", "payload": "x"}"#;
    let (option, variable) = (Some("http://option/"), Some("http://variable/"));
    for (input, option, variable, sent_to) in [
        (None, option, None, "option"),
        (None, option, variable, "option"),
        (None, None, variable, "variable"),
        (None, option, Some(""), "option"),
        (Some(job), None, None, "job"),
        (Some(job), None, variable, "job"),
        (Some(job), None, Some("nonsense"), "job"),
        (Some(job), option, variable, "option"),
        (Some(kind), option, None, "option"),
        (Some(kind), None, variable, "variable"),
        (Some(kind), option, variable, "option"),
        (Some(kind), option, Some("nonsense"), "option"),
        (Some(&format!("\n{kind} \n")), None, variable, "variable"),
    ] {
        let mut args = vec!["request"];
        args.extend(option.iter().flat_map(|uri| ["--channel", uri]));
        args.extend(match input {
            Some(_) => &["--json", "-"][..],
            None => &["raw", "--body", "x"],
        });
        let mut command = mpns(&args);
        command.envs(variable.map(|uri| ("MPNS_CHANNEL", uri)));
        let (code, out, err) = run_in(command, input.unwrap_or_default());
        assert_eq!(code, Some(0), "{input:?} {option:?} {variable:?}: {err}");
        assert!(out.contains(&format!("\r\nhost: {sent_to}\r\n")), "{args:?}\n{out}");
    }
}

#[test]
fn a_missing_or_wrong_channel_is_reported_with_its_origin() {
    let raw = ["request", "raw", "--body", "x"];
    let json = ["request", "--json", "-"];
    let wns = "https://a.notify.windows.com/?t=SECRET";
    for (args, input, variable, error) in [
        (&raw[..], "", None, "a channel is needed: --channel URI"),
        (&raw, "", Some(""), "a channel is needed: --channel URI"),
        (&raw, "", Some(wns), "MPNS_CHANNEL: "),
        (&[&raw[..], &["--channel", wns]].concat(), "", Some(CHANNEL), "--channel: "),
        (&[&raw[..], &["--channel", ""]].concat(), "", Some(CHANNEL), "--channel: "),
        (&json, r#"{"type": "raw", "payload": "x"}"#, None, "a channel is needed: --channel URI"),
        (&json, r#"{"type": "raw", "payload": "x"}"#, Some(wns), "MPNS_CHANNEL: "),
        (&json, r#"{"type": "raw", "channel": null}"#, Some(CHANNEL), "null"),
        (&json, "{}", Some(CHANNEL), "missing field `type`"),
        (&json, r#"{"type": "raw", "type": "raw"}"#, Some(CHANNEL), "duplicate field `type`"),
        (&json, r#"{"type": "raw""#, Some(CHANNEL), "EOF"),
        (&json, "[]", Some(CHANNEL), "expected a job"),
        (&json, "", Some(CHANNEL), "EOF"),
    ] {
        let mut command = mpns(args);
        command.envs(variable.map(|uri| ("MPNS_CHANNEL", uri)));
        let (code, out, err) = run_in(command, input);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?} {input}: {err}");
        assert!(err.contains(error) && !err.contains("SECRET"), "{args:?} {input}: {err}");
    }
}

#[test]
fn help_shows_the_variable_but_not_its_value() {
    let output = mpns(&["request", "--help"]).env("MPNS_CHANNEL", CHANNEL).output();
    let help = crate::common::texts(output.expect("the command runs")).1;
    assert!(help.contains("MPNS_CHANNEL") && !help.contains("u/1/A"), "{help}");
    assert_eq!(run(&["request", "--help"]).1, help);
}
