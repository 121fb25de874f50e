//! Chromium, driven by its own driver.

use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use serde_json::{Value, json};
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};

/// How the page is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_dark: bool,
    pub(crate) is_still: bool,
}

impl Look {
    pub(crate) const WIDE: Self =
        Self { width: 1440, height: 900, is_dark: false, is_still: false };
    pub(crate) const NARROW: Self = Self { width: 360, height: 740, ..Self::WIDE };
    pub(crate) const DARK: Self = Self { is_dark: true, ..Self::WIDE };
    pub(crate) const STILL: Self = Self { is_still: true, ..Self::WIDE };
}

/// A browser that shows the page. It ends with the value.
pub(crate) struct Browser {
    driver: WebDriver,
    process: Child,
    /// The driver ends if nobody reads what it prints.
    _output: BufReader<ChildStdout>,
}

impl Browser {
    /// Opens the page, and waits until it shows what the emulator has.
    pub(crate) async fn open(page: &str, look: Look) -> Self {
        let (process, output, port) = start_driver();
        let mut capabilities = DesiredCapabilities::chrome();
        // The sandbox needs another user than root, and the page is the only one that is loaded.
        for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"] {
            capabilities.add_arg(argument).unwrap();
        }
        let driver =
            WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await.unwrap();
        let browser = Self { driver, process, _output: output };
        browser.look(look).await;
        browser.driver.goto(page).await.unwrap();
        browser.wait("document.querySelector('#connection').dataset.connected === 'true'").await;
        browser
            .wait("document.querySelector('.phone') || !document.querySelector('#empty').hidden")
            .await;
        browser
    }

    /// Changes how the page is looked at.
    pub(crate) async fn look(&self, look: Look) {
        let media = |name: &str, value: &str| json!({ "name": name, "value": value });
        let scheme = if look.is_dark { "dark" } else { "light" };
        let motion = if look.is_still { "reduce" } else { "no-preference" };
        let features =
            [media("prefers-color-scheme", scheme), media("prefers-reduced-motion", motion)];
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        let size = json!({
            "width": look.width, "height": look.height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// The value of an expression in the page.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        self.run(&format!("return {expression}"), vec![]).await
    }

    /// Runs a script in the page.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.driver.execute(script, arguments).await;
        result.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// Runs a script that calls its last argument with the result.
    pub(crate) async fn run_async(&self, script: &str) -> Value {
        let result = self.driver.execute_async(script, vec![]).await;
        result.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// Waits until an expression is true.
    pub(crate) async fn wait(&self, expression: &str) {
        self.wait_for(expression, vec![]).await;
    }

    /// Waits until an expression with arguments is true.
    pub(crate) async fn wait_for(&self, expression: &str, arguments: Vec<Value>) {
        let begin = Instant::now();
        let script = format!("return Boolean({expression})");
        while self.run(&script, arguments.clone()).await != true {
            assert!(begin.elapsed() < PATIENCE, "never true: {expression}\n{}", self.text().await);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks the first button with this text or label that can be seen.
    pub(crate) async fn click(&self, label: &str) {
        let found = self.run(CLICK, vec![label.into()]).await;
        assert_eq!(found, true, "no button {label}");
    }

    /// Chooses an option of the first select with this label.
    pub(crate) async fn choose(&self, label: &str, option: &str) {
        let found = self.run(CHOOSE, vec![label.into(), option.into()]).await;
        assert_eq!(found, true, "no select {label}");
    }

    /// Clicks the first checkbox with this label.
    pub(crate) async fn check_box(&self, label: &str) {
        let found = self.run(CHECK, vec![label.into()]).await;
        assert_eq!(found, true, "no checkbox {label}");
    }

    /// Presses keys on what has the focus.
    pub(crate) async fn press(&self, keys: &str) {
        let chain = self.driver.action_chain().send_keys(keys);
        chain.perform().await.unwrap();
    }

    /// Keeps a picture of the page.
    pub(crate) async fn screenshot(&self, name: &str) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("screenshots");
        fs::create_dir_all(&folder).unwrap();
        fs::write(
            folder.join(name).with_extension("png"),
            self.driver.screenshot_as_png().await.unwrap(),
        )
        .unwrap();
    }

    /// Fails if the page is wider than the window, or has a violation of the rules of axe-core.
    pub(crate) async fn check(&self, what: &str) {
        let width = self.value("document.documentElement.scrollWidth - innerWidth").await;
        assert_eq!(width, 0, "{what}: wider than the window");
        let axe = env::var("AXE_CORE").expect("AXE_CORE names axe.min.js: run ./check browser");
        self.run(&fs::read_to_string(&axe).unwrap(), vec![]).await;
        let violations = self.run_async(AXE).await;
        assert_eq!(violations, json!([]), "{what}: {violations:#}");
    }

    async fn devtools(&self, command: &str, parameters: Value) {
        self.driver.cdp().send_raw(command, parameters).await.unwrap();
    }

    async fn text(&self) -> String {
        self.value("document.body.innerText").await.to_string()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Otherwise the session would be asked to end, and waited for, after its driver.
        let _ = self.driver.clone().leak();
        // The driver and the browser that it started are one group.
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["--", &group]).status();
        let _ = self.process.wait();
    }
}

/// Starts the driver. It chooses a port that is free for IPv6, and ends if another socket has the same port for IPv4:
/// then it has to choose again.
fn start_driver() -> (Child, BufReader<ChildStdout>, u16) {
    let mut failures = Vec::new();
    while failures.len() < STARTS {
        match try_start_driver() {
            Ok(started) => return started,
            Err(output) => failures.push(output),
        }
    }
    panic!("chromedriver does not start: {failures:#?}");
}

/// Starts the driver on a port of its choice, which it prints; or what it printed instead.
fn try_start_driver() -> Result<(Child, BufReader<ChildStdout>, u16), String> {
    let mut command = Command::new("chromedriver");
    command.arg("--port=0").process_group(0).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().expect("chromedriver of Debian's chromium-driver");
    let mut output = BufReader::new(process.stdout.take().unwrap());
    let mut printed = String::new();
    let port = output.by_ref().lines().find_map(|line| {
        let line = line.unwrap();
        printed.push_str(&line);
        printed.push('\n');
        let port = line.strip_prefix("ChromeDriver was started successfully on port ")?;
        port.trim_end_matches('.').parse().ok()
    });
    match port {
        Some(port) => Ok((process, output, port)),
        None => {
            let _ = process.wait();
            Err(printed)
        }
    }
}

/// How often a driver is started at most.
const STARTS: usize = 20;
/// How long something may take to show on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

const CLICK: &str = "
    const found = [...document.querySelectorAll('button')].find((button) => button.checkVisibility()
        && (button.textContent === arguments[0] || button.ariaLabel === arguments[0]));
    found?.click();
    return Boolean(found);
";

const CHECK: &str = "
    const label = [...document.querySelectorAll('label.check')].find((label) => label.checkVisibility()
        && label.textContent === arguments[0]);
    label?.querySelector('input').click();
    return Boolean(label);
";

const CHOOSE: &str = "
    const label = [...document.querySelectorAll('label')].find((label) => label.checkVisibility()
        && label.textContent.startsWith(arguments[0]));
    const select = label?.querySelector('select');
    if (!select) return false;
    select.value = [...select.options].find((option) => option.text === arguments[1]).value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
";

/// White on an accent colour is what a phone shows, also where the contrast is low: the screen is not judged for it.
const AXE: &str = "
    const done = arguments[arguments.length - 1];
    const rules = (options) => ({ resultTypes: ['violations'], ...options });
    (async () => [
        await axe.run(document, rules({ rules: { 'color-contrast': { enabled: false } } })),
        await axe.run({ exclude: ['.screen'] }, rules({ runOnly: ['color-contrast'] })),
    ])().then((results) => done(results.flatMap(({ violations }) => violations.map(({ id, nodes }) => (
        { id, html: nodes[0].html, summary: nodes[0].failureSummary }
    )))), (error) => done(String(error)));
";
