//go:build !js

package processes

import (
	"sync"
	"time"
)

// keepBeating calls fn each beatEvery until the function that it returns is called.
func keepBeating(fn func()) (stop func()) {
	ticker := time.NewTicker(beatEvery)
	end := make(chan struct{})
	var beating sync.WaitGroup
	beating.Go(func() {
		for fn(); ; fn() {
			select {
			case <-ticker.C:
			case <-end:
				return
			}
		}
	})
	return func() {
		ticker.Stop()
		close(end)
		beating.Wait()
	}
}
