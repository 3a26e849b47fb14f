//! What the three ways to edit a task do.

use taskward_core::Precondition;

use crate::{app::App, documents::OneTask, extract::RequestedTask, problem::Problem};

/// Edits the requested task.
///
/// # Errors
/// 404 without such a task, 412 if it is not as the precondition asks.
pub(super) async fn edit(
    app: &App,
    task: &RequestedTask,
    edit: taskward_core::Edit,
    precondition: Precondition,
) -> Result<OneTask, Problem> {
    let edited = app
        .store
        .edit(&task.owner, task.id()?, edit, precondition, app.now())
        .await?;
    Ok(OneTask::ok(edited))
}
