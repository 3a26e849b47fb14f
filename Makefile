.DEFAULT_GOAL := help
.PHONY: help run dev test soak conformance lint fmt bench fuzz build audit sbom reproduce clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build and start everything, and print the address to open (PORT=8000)
	@node scripts/run.mjs

dev: ## The same with hot reload: Vite, a debug build of the server, Better Auth (PORT=8000)
	@node scripts/dev.mjs

test: ## Run every test: Better Auth, web application, Rust, end to end
	@node scripts/test.mjs

soak: ## Look at plans among a million tasks; end the server 500 times and look for what was lost (DURABILITY_ENDS=500)
	@node scripts/soak.mjs

conformance: ## Run the table of token cases, and render it into docs/conformance.md
	@CONFORMANCE_WRITE=1 cargo test --locked -p better-auth-verifier -p taskward-server --test conformance

lint: ## Check formatting, lints, types, import rules and dependencies
	@node scripts/lint.mjs

fmt: ## Format Rust and TypeScript
	@node scripts/fmt.mjs

bench: ## Measure speed and memory against the limits of this machine (ARGS=--help)
	@node bench/run.mjs $(ARGS)

fuzz: ## Try made-up inputs on every parser (ARGS="token 600"; needs a nightly toolchain, cargo-fuzz)
	@node scripts/fuzz.mjs $(ARGS)

build: ## Build the server with its pages (target/release/taskward) and the Better Auth service
	@node scripts/build.mjs

audit: ## Look for known vulnerabilities in what this project depends on (needs the internet)
	@node scripts/audit.mjs

sbom: ## List every dependency in target/sbom/ (CycloneDX), and check that none is missing
	@node scripts/sbom.mjs

reproduce: ## Build this commit twice in different places and compare every byte (takes two full builds)
	@node scripts/reproduce.mjs

clean: ## Remove what was built and installed; keeps .env and data/
	@node scripts/clean.mjs
