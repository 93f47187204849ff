package threads

import (
	"fmt"
	"strconv"
	"time"

	"flaglab/app/bench"
	"flaglab/app/chart"
	"flaglab/app/threading"
)

// queuePicture is the queue at one moment: the producers at the left, the consumers at the right, and the items on their
// way.
type queuePicture struct {
	x    *experiment
	r    *run
	at   bench.Moment
	size int // places of the queue; 0: no limit

	d      *chart.Drawing
	width  float64
	narrow bool
	slot   float64 // width of a place, with the gap to the next
	box    float64 // width of an item
	left   float64 // of the queue
	places int     // that are drawn
}

// The measures of the picture.
const (
	queueHeight = 176.0
	boxWide     = 40.0
	boxHigh     = 30.0

	travelTime = 280 * time.Millisecond // of an item, on the lab's clock
)

// producerInks tell whose an item is; its number is written on it, too.
var producerInks = []chart.Ink{chart.Running, chart.Guess, chart.Finished, chart.Cancelled, chart.Soft, chart.Black}

func (p *queuePicture) note() string {
	if p.size == 0 {
		return fmt.Sprintf("%d in it, no limit", len(p.r.Queue.In))
	}
	return fmt.Sprintf("%d of %s taken", len(p.r.Queue.In), chart.CountOf(p.size, "place"))
}

func (p *queuePicture) draw(width float64) *chart.Drawing {
	threads := max(p.x.settings.Producers, p.x.settings.Consumers)
	height := max(queueHeight, 36*float64(threads))
	p.d, p.width, p.narrow = &chart.Drawing{W: width, H: height + 22}, width, width < 700
	side := 190.0
	if p.narrow {
		side = 84
	}
	p.places = max(p.size, len(p.r.Queue.In), 1)
	if p.size == 0 {
		p.places = max(p.places, 8)
	}
	room := width - 2*side - 40
	p.slot = min(boxWide+14, room/float64(p.places))
	p.box = max(8, min(boxWide, p.slot-8))
	p.left = (width - p.slot*float64(p.places)) / 2
	middle := height / 2
	for k := range p.places {
		x, _ := p.inQueue(k)
		p.d.Rect(x-3, middle-boxHigh/2-4, p.box+6, boxHigh+8, chart.Soft, chart.Outline).Title = fmt.Sprintf("place %d of the queue", k+1)
	}
	p.drawPaths(middle)
	p.d.Words(p.left+p.slot*float64(p.places)/2, middle+boxHigh/2+22, chart.Label, chart.Soft, chart.Middle, p.note())
	for n := 1; n <= p.x.settings.Producers+p.x.settings.Consumers; n++ {
		p.drawThread(n)
	}
	for n := range p.r.Queue.Items {
		p.drawItem(n + 1)
	}
	p.drawLost(height)
	return p.d
}

// drawPaths draws the ways to the queue and from it.
func (p *queuePicture) drawPaths(middle float64) {
	end := p.left + p.slot*float64(p.places)
	for n := 1; n <= p.x.settings.Producers+p.x.settings.Consumers; n++ {
		x, y := p.desk(n)
		if n <= p.x.settings.Producers {
			p.d.Line(x+p.box+4, y+boxHigh/2, p.left-8, middle, chart.Hairline, chart.Solid)
		} else {
			p.d.Line(end+8, middle, x-4, y+boxHigh/2, chart.Hairline, chart.Solid)
		}
	}
}

// desk is where a thread has its item.
func (p *queuePicture) desk(number int) (x, y float64) {
	producers := p.x.settings.Producers
	column, threads := number-1, producers
	x = 118
	if p.narrow {
		x = 40
	}
	if number > producers {
		column, threads = number-producers-1, p.x.settings.Consumers
		x = p.width - x - p.box
	}
	height := p.d.H - 22
	return x, height*(float64(column)+0.5)/float64(threads) - boxHigh/2
}

// inQueue is the k-th place; the first is the one from which items are got.
func (p *queuePicture) inQueue(k int) (x, y float64) {
	return p.left + p.slot*float64(p.places-1-k) + 2, (p.d.H-22)/2 - boxHigh/2
}

func (p *queuePicture) drawThread(number int) {
	x, y := p.desk(number)
	name, doing, ink := p.x.nameOf(number), "", chart.Soft
	var t *thread
	if number < len(p.r.Threads) {
		t = p.r.Threads[number]
		doing, ink = p.doing(t)
	}
	producer := number <= p.x.settings.Producers
	if p.narrow {
		name = name[:1] + name[len("producer"):] // p-1
	}
	textX, align := 0.0, chart.Start
	if !producer {
		textX, align = p.width, chart.End
	}
	p.d.Words(textX, y+boxHigh/2-1, chart.Note, chart.Black, align, name)
	p.d.Words(textX, y+boxHigh/2+14, chart.Label, ink, align, doing)
	p.d.Rect(x, y, p.box, boxHigh, chart.Hairline, chart.Outline)
	if t != nil && producer && t.Waiting != nil {
		fill := chart.Striped
		if t.Waiting.Op == threading.OpPut {
			fill = chart.Solid
			p.arrow(x+p.box+6, y+boxHigh/2, ink)
		}
		p.d.Rect(x, y, p.box, boxHigh, p.ink(number), fill)
	}
	if t != nil && !producer && t.Waiting != nil && t.Waiting.Op == threading.OpGet {
		p.arrow(x-18, y+boxHigh/2, ink)
	}
}

// arrow points to the right: an item would go there if it could.
func (p *queuePicture) arrow(x, y float64, ink chart.Ink) {
	p.d.Curve([]float64{x, y, x + 12, y}, ink, chart.Outline)
	p.d.Area([]float64{x + 12, y - 4, x + 18, y, x + 12, y + 4}, ink, chart.Solid)
}

// doing says in few words what a thread does.
func (p *queuePicture) doing(t *thread) (string, chart.Ink) {
	switch {
	case t.Over && t.Err != "":
		return raised(t.Err), chart.Failed
	case t.Over:
		return "ended", chart.Soft
	case t.Waiting == nil:
		return "runs", chart.Soft
	case t.Waiting.Op == threading.OpSleep && t.Number <= p.x.settings.Producers:
		return "makes one", chart.Soft
	case t.Waiting.Op == threading.OpSleep:
		return "uses one", chart.Soft
	}
	word := "waits: " + string(t.Waiting.Op) + "()"
	if p.narrow {
		word = string(t.Waiting.Op) + "()"
	}
	return word, chart.Failed
}

func (p *queuePicture) ink(producer int) chart.Ink {
	if producer <= 0 {
		return chart.Black
	}
	return producerInks[(producer-1)%len(producerInks)]
}

// drawItem draws an item where it is, or on its way.
func (p *queuePicture) drawItem(n int) {
	i := p.r.Queue.Items[n-1]
	if p.x.dropped(i) {
		return
	}
	var fromX, fromY, toX, toY float64
	since := i.PutAt
	if i.To < 0 {
		place := 0
		for k, other := range p.r.Queue.In {
			if other == n {
				place = k
			}
		}
		toX, toY = p.inQueue(place)
		fromX, fromY = p.width/2, 0
		switch {
		case p.r.Queue.GotAt > i.PutAt: // the others have moved up
			fromX, fromY = p.inQueue(place + 1)
			since = p.r.Queue.GotAt
		case i.By > 0:
			fromX, fromY = p.desk(i.By)
		}
	} else {
		toX, toY = p.desk(i.To)
		fromX, fromY = p.inQueue(0)
		since = i.GotAt
		if i.Done {
			p.drawDone(toX, toY, p.share(i.DoneAt), i.By)
			return
		}
	}
	share := p.share(since)
	if i.To >= 0 && i.By == 0 && share >= 1 {
		return // it told its consumer to end
	}
	p.drawBox(fromX+(toX-fromX)*share, fromY+(toY-fromY)*share, n, i.By)
}

// drawDone draws an item that a consumer has used: it leaves the desk on the far side, and does not cover the consumer's name.
func (p *queuePicture) drawDone(x, y, share float64, by int) {
	if share < 1 {
		p.d.Rect(x+p.box*share, y, p.box*(1-share), boxHigh, p.ink(by), chart.Solid)
	}
}

// share is how much of its way an item has gone.
func (p *queuePicture) share(since time.Duration) float64 {
	if p.at.Calm || p.at.Phase == bench.AtEnd || p.at.Phase == bench.Stopped {
		return 1
	}
	s := min(max(float64(p.at.T-since)/float64(travelTime), 0), 1)
	return s * s * (3 - 2*s)
}

func (p *queuePicture) drawBox(x, y float64, n, by int) {
	word := strconv.Itoa(n)
	if by == 0 {
		word = "stop"
	}
	p.d.Rect(x, y, p.box, boxHigh, p.ink(by), chart.Solid).Title = "item " + word
	if p.box >= 7*float64(len(word)) {
		p.d.Words(x+p.box/2, y+boxHigh/2+4, chart.Label, chart.Paper, chart.Middle, word)
	}
}

// drawLost draws the items that nobody got, and how many were used.
func (p *queuePicture) drawLost(height float64) {
	rejected, dropped, timedOut := p.x.lost(p.r)
	n, word := rejected, "rejected"
	switch {
	case dropped > 0:
		n, word = dropped, "dropped"
	case timedOut > 0:
		n, word = timedOut, "lost: put() raised Full"
	}
	y := height + 6
	if n > 0 {
		for k := range min(n, 24) {
			p.d.Rect(float64(k)*12, y, 9, 9, chart.Failed, chart.Crossed)
		}
		p.d.Words(float64(min(n, 24))*12+6, y+9, chart.Label, chart.Failed, chart.Start, fmt.Sprintf("%d %s", n, word))
	}
	used := 0
	for _, i := range p.r.Queue.Items {
		if i.Done && !p.x.dropped(i) {
			used++
		}
	}
	p.d.Words(p.width, y+9, chart.Label, chart.Soft, chart.End, fmt.Sprintf("%d of %d used", used, p.x.settings.Producers*p.x.settings.Items))
}

func (p *queuePicture) table() chart.Table {
	t := chart.Table{Caption: "The items", Head: []string{"Item", "Put by", "Got by", "Used"}}
	for n, i := range p.r.Queue.Items {
		row := []string{strconv.Itoa(n + 1), p.r.thread(i.By).name(), "", ""}
		if i.To >= 0 {
			row[2] = p.r.thread(i.To).name()
		}
		if i.Done {
			row[3] = "yes"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
