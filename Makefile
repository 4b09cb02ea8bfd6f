# `make` or `make help` lists what there is.
CONFIGURATION ?= Release
export CONFIGURATION
SOLUTION := IndustrialGateway.sln
IGW = .artifacts/bin/IndustrialGateway.Cli/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/igw
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
WEB_SOURCES := $(shell find protos src/Web -type f -not -path '*/node_modules/*' -not -path '*/.generated/*')
.PHONY: help build web native test tools check format run bench bench-outage bench-opcua faults faults-quick faults-mutants simulate fuzz link clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

build: web ## Restore and build everything, warnings as errors
	@dotnet restore $(SOLUTION) -v quiet
	@dotnet build $(SOLUTION) -c $(CONFIGURATION) --no-restore --nologo -v quiet

web: src/Platform/wwwroot/index.html ## The pages, when they have changed

src/Web/node_modules/.package-lock.json: src/Web/package-lock.json
	@command -v npm >/dev/null || { echo "The pages need Node.js 20.19 or later with npm; see the README." >&2; exit 1; }
	@npm ci --prefix src/Web --no-audit --no-fund --loglevel=error

src/Platform/wwwroot/index.html: src/Web/node_modules/.package-lock.json $(WEB_SOURCES)
	@npm --prefix src/Web run --silent generate
	@npm --prefix src/Web run --silent build -- --logLevel warn

native: ## The gateway as one native program without .NET, for factories: .artifacts/native; needs gcc or clang
	@dotnet publish src/Edge -c $(CONFIGURATION) -r linux-$(if $(filter aarch64,$(shell uname -m)),arm64,x64) -o .artifacts/native --nologo -v quiet

tools: ## What the tests need from Debian and npm
	@tests/tools

test: tools build native ## Build and run every test; ends with `N passed, N failed, N skipped`
	@tests/run

check: build ## Build, format and tests, as before handing over
	@dotnet format $(SOLUTION) --no-restore --verify-no-changes
	@$(MAKE) test

format: ## Put the code in the house's format
	@dotnet format $(SOLUTION)

run: build ## A simulated plant, the platform and the gateway; Ctrl-C ends them
	@exec $(IGW) demo

bench: build ## The line under load, every value checked; BENCH="--points 1000 --rate 10"
	@exec $(IGW) bench $(BENCH)

bench-outage: ## A day's values wait while the platform is away, in a quarter of an hour; then starts with 10 GiB waiting. Needs root; HOURS=24 GIB=10
	@dotnet build tests/Faults -c $(CONFIGURATION) --nologo -v quiet
	@FAULT_OUTAGE_HOURS=$(or $(HOURS),24) dotnet run --no-build -c $(CONFIGURATION) --project tests/Faults -- row F27 1 1
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/Faults -- restart $(or $(GIB),10)

bench-opcua: ## Our OPC UA client beside node-opcua's under one load; BENCH="base --rounds 3" or "soak --minutes 20 --rate 50000"
	@[ tests/Interop/node_modules/.package-lock.json -nt tests/Interop/package-lock.json ] || npm ci --prefix tests/Interop --no-audit --no-fund --loglevel=error
	@dotnet run -c Release --project tests/Benchmarks -- opcua $(BENCH)

faults: ## One row of the fault matrix, held against an oracle: ROW=F06 CYCLES=50 (or 60m) SEED=1; without ROW they are listed
	@for project in tests/Faults $(if $(filter F16 F17 F18,$(ROW)),tests/Edge tests/OpcUa tests/Rogue); do \
		dotnet build $$project -c $(CONFIGURATION) --nologo -v quiet || exit 1; done
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/Faults -- row $(or $(ROW),list) $(or $(CYCLES),10) $(or $(SEED),1)

faults-quick: ## The quick rows for some cycles, as `make test` does; ROUNDS=50 SEED=1 CUT=30 for the tests that are no rows
	@dotnet build tests/Faults -c $(CONFIGURATION) --nologo -v quiet
	@FAULT_ROUNDS=$(ROUNDS) FAULT_SEED=$(SEED) FAULT_CUT_SECONDS=$(CUT) dotnet run --no-build -c $(CONFIGURATION) --project tests/Faults

simulate: ## The line on a simulated disk, line and clock: SEED=42 tells what happens, SEEDS="1 1000" which fail
	@dotnet build tests/Simulation -c $(CONFIGURATION) --nologo -v quiet
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/Simulation -- $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),1 1000)) $(PLANTED)

faults-mutants: ## Bugs planted in the product's programs, each against the quick row that must notice it; ROW="F06 F08" for some
	@dotnet build tests/Faults -c $(CONFIGURATION) --nologo -v quiet
	@dotnet run --no-build -c $(CONFIGURATION) --project tests/Faults -- mutants $(ROW)

fuzz: ## Spoiled messages to every decoder of OPC UA; MINUTES=5 SEED=1, or REPLAY= with what a finding printed
	@dotnet build tests/Rogue -c $(CONFIGURATION) --nologo -v quiet
	@FUZZ_MINUTES=$(or $(MINUTES),5) FUZZ_SEED=$(SEED) FUZZ_REPLAY=$(REPLAY) dotnet run --no-build -c $(CONFIGURATION) --project tests/Rogue -- -method '*A_run_as_asked_for*' -showLiveOutput

link: ## A link of a profile between two network namespaces, as root; PROFILE="cell-edge wired-pon" SEED=1
	@dotnet build tests/LinkEmulator -c $(CONFIGURATION) --nologo -v quiet
	@exec dotnet run --no-build -c $(CONFIGURATION) --project tests/LinkEmulator -- run --seed $(or $(SEED),1) $(if $(TARGET),--target $(TARGET)) $(or $(PROFILE),sa-good)

clean: ## Remove what was built
	@rm -rf .artifacts .run
