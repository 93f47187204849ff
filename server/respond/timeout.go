package respond

import (
	"context"
	"errors"
)

// IsTimeout reports whether an error means that another server did not answer in time, which is to be answered 504.
func IsTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}
