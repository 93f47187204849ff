# Flag Lab. Building and running need Go and make; `make test` installs the rest.

GO          ?= go
ARGS        ?=
BROTLI      ?= 11
BASE        ?= /
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
BUILDFLAGS   = -trimpath -buildvcs=false -ldflags="-s -w"
# The page is compiled for size: functions are inlined only where it shows, in what the labs measure and in the maps.
PAGEFLAGS    = $(BUILDFLAGS) -gcflags=all=-l $(INLINED:%=-gcflags=%=)
INLINED      = internal/runtime/... syscall/js flaglab/app/futures flaglab/app/process/tasks flaglab/app/labs/machine/probe
# The page marks the lines of these programs while they run.
LINES        = flaglab/app/labs/futures. flaglab/app/labs/threads. flaglab/app/threading/programs.
BUDGET       = 1.30
STATICCHECK := bin/staticcheck-v0.8.2
NODE_TESTS   = $(wildcard app/runlog app/form app/chart app/json app/futures app/process app/process/tasks app/flags app/labs/futures app/labs/machine app/labs/machine/probe app/threading app/threading/*/)
SOURCES      = find app wasm server web -name '*.go' -not -path '*/node_modules/*'
RACE         = $(shell command -v $$($(GO) env CC) >/dev/null && echo -race || echo "make test: no C compiler, so no race detector" >&2)

.DEFAULT_GOAL := help
.PHONY: help run build page warm static worker test check unit highlight node edge e2e bench lighthouse clean FORCE

help: ## Print this help.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: BROTLI = 9
run: build ## Build, then serve http://localhost:8000. Settings: make run ARGS="-h"
	@bin/flaglab $(ARGS)

build: page ## Build the server with the page in it: bin/flaglab. BROTLI=9 saves 25 s.
	@$(GO) build -o bin/flaglab ./server

# The first build keeps two cores busy for most of a minute.
page:
	@$(MAKE) --no-print-directory -j2 BROTLI=$(BROTLI) web/wasm_exec.js web/app.wasm.br warm

# Go knows better than make what has changed. Without the version control stamp
# the same source gives the same bytes, which browsers need not fetch again.
web/app.wasm: bin/page.mod FORCE
	@GOOS=js GOARCH=wasm $(GO) build -modfile=bin/page.mod $(PAGEFLAGS) -o $@ ./wasm
	@$(GO) run ./server/cmd/slimwasm $@ $(LINES)

# The page is built with a copy of go-app without what it never uses.
bin/page.mod: FORCE
	@GO=$(GO) $(GO) run ./server/cmd/slimgoapp bin

web/app.wasm.br: web/app.wasm bin/precompress
	@bin/precompress -quality $(BROTLI) web/app.wasm

bin/precompress: FORCE
	@$(GO) build -o $@ ./server/cmd/precompress

web/wasm_exec.js: FORCE
	@cmp -s "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" $@ || install -m 644 "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" $@

# What takes longest to compile for the server, while the program is compressed.
warm: bin/precompress
	@$(GO) build github.com/maxence-charriere/go-app/v9/pkg/app

worker: EDGE = bin/edge
worker: page ## Build the Worker for Cloudflare: bin/edge. server/edge/wrangler.jsonc deploys it.
	@rm -rf $(EDGE) && mkdir -p $(EDGE)
	@$(GO) tool workers-assets-gen -mode=go -o $(EDGE)/worker
	@GOOS=js GOARCH=wasm $(GO) build $(BUILDFLAGS) -ldflags="-s -w -X main.release=$(VERSION)" -o $(EDGE)/worker/app.wasm ./server
	@$(GO) run ./server/cmd/edgeassets $(EDGE)/assets

edge: worker
	@echo "== the Worker in local workerd"
	@if ! command -v npm >/dev/null; then echo "skipped: there is no npm"; \
	elif [ -d server/edge/node_modules ] || (cd server/edge && npm ci --ignore-scripts --no-audit --no-fund >/dev/null 2>&1); \
	then cd server/edge && node --test --test-reporter=dot; \
	else echo "skipped: wrangler could not be installed"; fi

static: page ## Write the site for any host of files: dist. BASE=/flag-lab/ for a path below the root, or the whole address.
	@rm -rf dist && $(GO) run ./server/cmd/static -base "$(BASE)" -version "$(VERSION)" dist && echo "dist: the lab for a host of files, to be at $(BASE)"

test: check unit node edge e2e ## Run all checks and tests, as CI does.
	@.ci/browsers report

check: page $(STATICCHECK)
	@echo "== the page's size: at most $(BUDGET) MB with brotli"
	@bin/precompress -quality 11 -budget $(BUDGET) web/app.wasm
	@echo "== format, vet, staticcheck"
	@unformatted=$$($(SOURCES) | xargs gofmt -l); test -z "$$unformatted" || { echo "not in gofmt's form:" $$unformatted; exit 1; }
	@$(GO) vet ./... && GOOS=js GOARCH=wasm $(GO) vet ./...
	@printf 'native:\npage: GOOS=js GOARCH=wasm\n' | $(STATICCHECK) -matrix ./...
	@if [ -f server/e2e/go.mod ]; then cd server/e2e && $(GO) vet ./... && $(CURDIR)/$(STATICCHECK) ./...; fi

$(STATICCHECK):
	@GOBIN=$(CURDIR)/bin $(GO) install honnef.co/go/tools/cmd/staticcheck@v0.8.2 && mv bin/staticcheck $@

unit: page
	@echo "== unit tests"
	@.ci/proxies || true
	@$(GO) test $(RACE) ./...
	@cd server/cmd/highlight && $(GO) vet . && $(GO) test .

highlight: ## Find again what is highlighted in the code that the page shows.
	@cd server/cmd/highlight && $(GO) run . ../../../app/highlight/runs.go

node:
	@echo "== unit tests in WebAssembly"
	@if command -v node >/dev/null; \
	then PATH="$$($(GO) env GOROOT)/lib/wasm:$$PATH" GOOS=js GOARCH=wasm $(GO) test $(NODE_TESTS:%=./%); \
	else echo "skipped: there is no node"; fi

e2e: build
	@echo "== end-to-end tests in Chromium, and their core in Firefox and WebKit"
	@if [ ! -f server/e2e/go.mod ]; then echo "skipped: there are none"; \
	elif .ci/chromium; then .ci/browsers && cd server/e2e && FLAGLAB_BIN=$(CURDIR)/bin/flaglab $(GO) test -count=1 -timeout 60m ./...; \
	else echo "skipped: no Chromium here, and none could be installed"; fi

bench: build ## Measure, and print the figures.
	@if [ -f server/e2e/go.mod ]; then .ci/chromium && cd server/e2e && FLAGLAB_BIN=$(CURDIR)/bin/flaglab $(GO) test -count=1 -run '^$$' -bench . ./...; fi
	@$(GO) test -run '^$$' -bench . ./app/...
	@cd app/futures/bench && $(GO) test -bench .
	@$(GO) run ./server/cmd/bench bin/flaglab web

lighthouse: build ## Have Lighthouse look at each lab five times, as on a desk and as on a phone; some 25 minutes.
	@.ci/chromium && cd server/e2e/lighthouse && npm ci --ignore-scripts --no-audit --no-fund >/dev/null && node lighthouse.mjs $(CURDIR)/bin/flaglab $(ROUNDS)

clean: ## Remove what was built.
	rm -rf bin dist web/app.wasm web/app.wasm.br web/app.wasm.gz web/wasm_exec.js
