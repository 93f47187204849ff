package ui

// The actions by which components speak to each other.
const (
	actionProjector = "projector" // the key P was pressed
	actionHelp      = "help"      // the key ? was pressed
	actionRestyled  = "restyled"  // colours or sizes changed: pictures are drawn anew
)
