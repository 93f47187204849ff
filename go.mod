module flaglab

go 1.26.0

require github.com/maxence-charriere/go-app/v9 v9.8.0

require (
	github.com/andybalholm/brotli v1.2.8
	github.com/google/uuid v1.3.0 // indirect
	golang.org/x/net v0.62.0
)
