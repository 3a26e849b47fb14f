//! What every store must do. Each case gets a store of its own; [`store_suite!`] makes the tests.

pub mod changes;
pub mod changing;
pub mod creating;
pub mod filtering;
pub mod isolation;
pub mod labels;
pub mod listing;
pub mod lists;
pub mod model;
pub mod placing;
pub mod recurring;
pub mod searching;
pub mod settings;
pub mod support;

/// Makes a test of every case. `$fixture` makes, asynchronously, a value with a field `store`.
#[macro_export]
macro_rules! store_suite {
    ($fixture:expr) => {
        $crate::store_suite!(@ $fixture;
            creating::a_created_task_reads_back,
            creating::creating_again_answers_with_the_task_as_it_is,
            creating::a_deleted_id_is_not_created_again,
            creating::revisions_are_gap_free_under_concurrency,
            changing::an_edit_raises_the_revision_by_one,
            changing::an_edit_that_changes_nothing_raises_no_revision,
            changing::a_precondition_protects_what_was_not_seen,
            changing::a_deleted_task_is_gone_and_comes_back_whole,
            changing::a_task_deleted_long_ago_stays_deleted,
            changing::old_deletions_lose_their_texts_and_keep_their_ids,
            changing::restoring_a_live_task_changes_nothing,
            changing::what_is_missing_is_not_found,
            changes::nothing_has_changed_at_the_beginning,
            changes::each_task_comes_once_as_it_is_by_revision,
            changes::deletions_come_as_tombstones_until_they_are_undone,
            changes::pages_follow_each_other_while_others_write,
            changes::a_revision_that_was_not_reached_is_gone,
            changes::old_tombstones_are_purged_and_readers_who_need_them_are_told,
            changes::a_deletion_purges_a_bounded_number_and_the_next_one_goes_on,
            changes::a_run_from_nothing_goes_on_over_a_purge,
            changes::a_purged_id_may_be_created_again,
            changes::a_change_wakes_its_owners_watches_once_it_can_be_read,
            changes::changes_of_others_are_not_told,
            changes::a_replica_that_follows_equals_the_store,
            filtering::filters_let_through_what_the_core_says,
            filtering::a_filters_words_are_looked_up_with_those_of_a_search,
            filtering::a_page_goes_on_where_most_tasks_are_dropped,
            isolation::owners_whose_tags_collide_see_nothing_of_each_other,
            isolation::revisions_are_counted_for_each_owner,
            labels::a_created_label_reads_back,
            labels::labels_come_by_their_names_and_no_two_have_the_same,
            labels::a_label_is_changed_under_a_precondition_and_its_tasks_stay,
            labels::there_is_an_end_to_the_number_of_labels,
            labels::tasks_have_labels_that_are_there,
            labels::a_deleted_label_is_taken_from_its_tasks,
            labels::a_merged_label_leaves_its_tasks_to_the_other,
            labels::labels_of_others_are_not_there,
            listing::pages_follow_each_other_in_every_order,
            listing::filters_narrow_the_list,
            listing::tasks_inserted_between_pages_neither_skip_nor_repeat_others,
            listing::paging_goes_on_behind_a_deleted_task,
            lists::a_created_list_reads_back,
            lists::lists_come_in_their_owners_order,
            lists::a_list_is_changed_under_a_precondition,
            lists::there_is_an_end_to_the_number_of_lists,
            lists::tasks_are_in_lists_that_are_there,
            lists::a_list_with_tasks_is_not_deleted_unasked,
            lists::tasks_of_a_deleted_list_move_to_the_inbox,
            lists::tasks_of_a_deleted_list_are_deleted_with_it_and_come_back_one_by_one,
            lists::lists_of_others_are_not_there,
            placing::a_task_stands_where_it_was_put_and_else_behind_what_was_there_before,
            placing::two_devices_put_tasks_at_the_same_place,
            placing::random_moves_agree_with_a_simple_list,
            model::random_operations_agree_with_a_simple_model,
            recurring::a_completed_occurrence_is_recorded_and_the_task_moves_on,
            recurring::the_end_of_a_rule_completes_its_task,
            recurring::the_last_completion_is_undone_one_after_the_other,
            recurring::undoing_opens_a_task_that_does_not_recur,
            recurring::a_recurrence_that_cannot_be_is_refused_and_changes_nothing,
            recurring::completions_go_and_come_back_with_their_task,
            recurring::completions_of_others_are_not_told,
            recurring::of_two_who_complete_at_once_each_completes_an_occurrence,
            searching::words_are_found_without_case_and_diacritics,
            searching::the_best_come_first_and_of_them_the_newest,
            searching::what_was_changed_is_found_as_it_is_now,
            searching::many_are_found_in_every_order,
            searching::pages_neither_skip_nor_repeat_while_others_write,
            searching::others_change_neither_what_is_found_nor_its_order,
            settings::the_first_issuer_stays,
            settings::another_issuer_can_be_adopted,
        );
    };
    (@ $fixture:expr; $($module:ident :: $case:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $case() {
                let fixture = $fixture().await;
                suite::$module::$case(&*fixture.store).await;
            }
        )*
    };
}
