package process_test

// limitMemory has nothing to do: WebAssembly has 4 GB.
func limitMemory() {}
