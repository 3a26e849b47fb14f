//! The binary `taskward`.

use std::process::ExitCode;

/// Much of what a page costs is many small allocations (docs/decisions/0011-mimalloc.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    taskward_server::cli::run()
}
