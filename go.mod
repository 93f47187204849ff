module flaglab

go 1.26.0

require (
	github.com/hashicorp/golang-lru/v2 v2.0.7
	github.com/maxence-charriere/go-app/v9 v9.8.0
	go.uber.org/goleak v1.3.0
	golang.org/x/sync v0.24.0
	golang.org/x/time v0.16.0
)

require github.com/syumai/workers v0.31.0

require (
	github.com/andybalholm/brotli v1.2.8
	github.com/google/uuid v1.3.0 // indirect
	golang.org/x/net v0.62.0
)

tool github.com/syumai/workers/cmd/workers-assets-gen
