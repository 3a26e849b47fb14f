use std::fs;
use std::path::Path;

use taskward_fuzz_targets::TARGETS;

/// Runs all inputs of one target. Some have to be accepted and some refused, else they try too little.
fn replay(name: &str) {
    let (_, run) = TARGETS.iter().find(|(target, _)| *target == name).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../corpus")
        .join(name);
    let mut inputs: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inputs.sort();
    let (mut accepted, mut refused) = (0, 0);
    for input in &inputs {
        // Named only if it fails: libtest shows a test's output then.
        println!("{}", input.display());
        if run(&fs::read(input).unwrap()) {
            accepted += 1;
        } else {
            refused += 1;
        }
    }
    println!("{accepted} accepted, {refused} refused");
    assert!(accepted >= 5 && refused >= 5, "of {}", folder.display());
}

#[test]
fn cursors() {
    replay("cursor");
}

#[test]
fn filters() {
    replay("filter");
}

#[test]
fn key_sets() {
    replay("key_set");
}

#[test]
fn merge_patches() {
    replay("merge_patch");
}

#[test]
fn queries() {
    replay("query");
}

#[test]
fn recurrences() {
    replay("recurrence");
}

#[test]
fn task_ids() {
    replay("task_id");
}

#[test]
fn tokens() {
    replay("token");
}

#[test]
fn every_target_has_its_corpus_and_its_libfuzzer_binary() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let names = |folder: &str| {
        let mut names: Vec<String> = fs::read_dir(fuzz.join(folder))
            .unwrap()
            .map(|entry| {
                entry
                    .unwrap()
                    .path()
                    .file_stem()
                    .unwrap()
                    .to_string_lossy()
                    .into()
            })
            .collect();
        names.sort();
        names
    };
    let targets: Vec<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names("corpus"), targets);
    assert_eq!(names("fuzz_targets"), targets);
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for name in targets {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
