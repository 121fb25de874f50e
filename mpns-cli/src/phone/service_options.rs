use std::time::Duration;

use clap::{ArgGroup, Args};
use http::Uri;
use mpns_connect::Tls;
use mpns_hyper::Client;

use super::registration::Registration;
use crate::failure::Failure;
use crate::proxy_options::ProxyOptions;
use crate::trust_options::TrustOptions;

/// The service that sends, where an app registers its channel.
#[derive(Args)]
#[command(group = ArgGroup::new("reach").args(REACH).multiple(true).requires("register"))]
pub(super) struct ServiceOptions {
    /// Sends the channel URI to this address of your service, as JSON in a POST
    #[arg(long, value_name = "URL", value_parser = service)]
    register: Option<Uri>,
    /// The name of the field with the channel URI
    #[arg(long, value_name = "NAME", default_value = "channelUri", requires = "register")]
    register_field: String,
    #[command(flatten)]
    trust: TrustOptions,
    #[command(flatten)]
    proxy: ProxyOptions,
}

impl ServiceOptions {
    /// The registration, if there is a service.
    pub(super) fn read(&self) -> Result<Option<Registration>, Failure> {
        let Some(service) = self.register.clone() else { return Ok(None) };
        let tls = self.trust.add_to(Tls::builder())?.build();
        let tls = tls.map_err(|error| Failure::content("the TLS settings do not work", &error))?;
        let client = Client::builder().tls(tls).proxy(self.proxy.read()?).timeout(TIMEOUT).build();
        Ok(Some(Registration { service, field: self.register_field.clone(), client }))
    }
}

fn service(text: &str) -> Result<Uri, &'static str> {
    let uri: Option<Uri> = text.parse().ok();
    let uri = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")));
    uri.ok_or("not an http or https URL")
}

/// The options that say how the service is reached, which the emulator is not.
const REACH: [&str; 5] = ["ca", "insecure", "proxy", "proxy_password_file", "no_proxy"];
const TIMEOUT: Duration = Duration::from_secs(10);
