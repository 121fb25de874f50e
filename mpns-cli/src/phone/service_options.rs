use clap::Args;
use http::Uri;

/// The service that sends, where an app registers its channel.
#[derive(Args)]
pub(super) struct ServiceOptions {
    /// Sends the channel URI to this address of your service, as JSON in a POST
    #[arg(long, value_name = "URL", value_parser = service)]
    pub(super) register: Option<Uri>,
    /// The name of the field with the channel URI
    #[arg(long, value_name = "NAME", default_value = "channelUri", requires = "register")]
    pub(super) register_field: String,
}

fn service(text: &str) -> Result<Uri, &'static str> {
    let uri: Option<Uri> = text.parse().ok();
    let uri = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    uri.ok_or("not an http or https URL")
}
