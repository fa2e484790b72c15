//! The peers that are scripts: pandas, Polars and DuckDB, in a virtual environment under the target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::plan::SCRIPTS;

/// The script and its interpreter.
pub struct Scripts {
    python: PathBuf,
    script: PathBuf,
}

impl Scripts {
    /// Installs what is needed, once; `Err` says why it cannot be.
    pub fn installed(base: &Path) -> Result<Scripts, String> {
        let environment = base.join("venv");
        let python = environment.join("bin").join("python");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers.py");
        let scripts = Scripts { python, script };
        if scripts.works() {
            return Ok(scripts);
        }
        run(Command::new("python3").args(["-m", "venv"]).arg(&environment), "python3 makes no environment")?;
        let install = ["-m", "pip", "install", "--quiet"];
        let mut pip = Command::new(&scripts.python);
        run(pip.args(install).args(SCRIPTS).arg("pyarrow"), "they cannot be installed")?;
        if scripts.works() { Ok(scripts) } else { Err("they are installed and cannot be loaded".to_owned()) }
    }

    fn works(&self) -> bool {
        let load = format!("import {}", SCRIPTS.join(", "));
        run(Command::new(&self.python).args(["-c", &load]), "").is_ok()
    }

    /// The command that measures an operation of one of them.
    pub fn command(&self, peer: &str, operation: &str, folder: &Path, runs: usize, out: &Path) -> Command {
        let mut command = Command::new(&self.python);
        command
            .args(["-W", "ignore"])
            .arg(&self.script)
            .args([peer, operation])
            .arg(folder)
            .arg(runs.to_string())
            .arg(out);
        command
    }
}

fn run(command: &mut Command, otherwise: &str) -> Result<(), String> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err(otherwise.to_owned()) }
}
