module flaglab

go 1.26.8

require (
	github.com/hashicorp/golang-lru/v2 v2.0.7
	github.com/maxence-charriere/go-app/v9 v9.8.0
	go.uber.org/goleak v1.3.0
	golang.org/x/sync v0.24.0
	golang.org/x/time v0.16.0
)

require (
	github.com/VictoriaMetrics/metrics v1.44.0
	github.com/evanw/esbuild v0.28.2
	github.com/felixge/httpsnoop v1.1.0
	github.com/rs/cors v1.11.1
	github.com/syumai/workers v0.31.0
	rsc.io/qr v0.2.0
)

require (
	github.com/valyala/fastrand v1.1.0 // indirect
	github.com/valyala/histogram v1.2.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

require (
	github.com/andybalholm/brotli v1.2.8
	github.com/google/uuid v1.3.0 // indirect
	golang.org/x/net v0.62.0
)

tool github.com/syumai/workers/cmd/workers-assets-gen
