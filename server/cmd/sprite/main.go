// Command sprite makes the picture of the 20 flags that the page shows before anything was downloaded: one PNG, five
// flags in a row, in the order of their codes.
//
//	go run ./server/cmd/sprite web/flags web/pictures/top20.png
package main

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"flaglab/app/flags"
)

// The size of a flag in the sprite, in pixels, and how many stand in a row.
const (
	width, height = 60, 45
	columns       = 5
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: sprite FLAGS OUT.png")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "sprite:", err)
		os.Exit(1)
	}
}

func write(folder, out string) error {
	codes := flags.Pop20()
	sheet := image.NewRGBA(image.Rect(0, 0, columns*width, (len(codes)+columns-1)/columns*height))
	for i, cc := range codes {
		code := strings.ToLower(cc)
		flag, err := read(filepath.Join(folder, code, code+".gif"))
		if err != nil {
			return err
		}
		shrink(sheet, image.Pt(i%columns*width, i/columns*height), flag)
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(f, reduce(sheet)); err != nil {
		return err
	}
	return f.Close()
}

func read(name string) (image.Image, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return gif.Decode(f)
}

// shrink puts the flag onto the sheet at a point: each pixel is the mean of those that it stands for.
func shrink(sheet *image.RGBA, at image.Point, flag image.Image) {
	b := flag.Bounds()
	for y := range height {
		for x := range width {
			x0, x1 := b.Min.X+x*b.Dx()/width, b.Min.X+(x+1)*b.Dx()/width
			y0, y1 := b.Min.Y+y*b.Dy()/height, b.Min.Y+(y+1)*b.Dy()/height
			var sum [3]uint32
			n := uint32(0)
			for v := y0; v < max(y1, y0+1); v++ {
				for u := x0; u < max(x1, x0+1); u++ {
					r, g, b, _ := flag.At(u, v).RGBA()
					sum[0], sum[1], sum[2] = sum[0]+r>>8, sum[1]+g>>8, sum[2]+b>>8
					n++
				}
			}
			sheet.Set(at.X+x, at.Y+y, color.RGBA{uint8(sum[0] / n), uint8(sum[1] / n), uint8(sum[2] / n), 255})
		}
	}
}

// reduce keeps the most frequent colours, rounded a little, and gives every other pixel the nearest of them.
func reduce(sheet *image.RGBA) *image.Paletted {
	const most, step = 64, 16
	count := map[color.RGBA]int{}
	round := func(c color.RGBA) color.RGBA {
		return color.RGBA{c.R / step * step, c.G / step * step, c.B / step * step, 255}
	}
	sums := map[color.RGBA][3]int{}
	b := sheet.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := sheet.RGBAAt(x, y)
			r := round(c)
			s := sums[r]
			sums[r] = [3]int{s[0] + int(c.R), s[1] + int(c.G), s[2] + int(c.B)}
			count[r]++
		}
	}
	frequent := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range frequent[:min(most, len(frequent))] {
		s, n := sums[c], count[c]
		palette = append(palette, color.RGBA{uint8(s[0] / n), uint8(s[1] / n), uint8(s[2] / n), 255})
	}
	out := image.NewPaletted(b, palette)
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.Set(x, y, sheet.At(x, y))
		}
	}
	return out
}
