module flaglab/server/cmd/highlight

go 1.26.8

require (
	flaglab v0.0.0
	github.com/alecthomas/chroma/v2 v2.27.0
)

require (
	github.com/dlclark/regexp2/v2 v2.2.1 // indirect
	github.com/google/uuid v1.3.0 // indirect
	github.com/maxence-charriere/go-app/v9 v9.8.0 // indirect
)

replace flaglab => ../../..
