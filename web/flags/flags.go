// Package flagimages holds the flag images of Flag Lab: 194 GIF files, each
// with a metadata.json that names the country. They are made by the program in
// the generate folder.
package flagimages

import "embed"

// FS has for each country with a flag the files {cc}/{cc}.gif and
// {cc}/metadata.json, where {cc} is the country code in lower case.
//
//go:embed */*.gif */metadata.json
var FS embed.FS
