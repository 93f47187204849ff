//go:build !js

package ui

func saveFile(name, media string, data []byte) {}

func canSaveToFolder() bool { return false }

func saveToFolder(map[string][]byte) (int, error) { return 0, nil }

func copyText(string) {}
