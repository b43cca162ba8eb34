package optiondb

// ReadShipped reads the sets anew, as a process does when it starts.
func ReadShipped() *Library { return readShipped() }
