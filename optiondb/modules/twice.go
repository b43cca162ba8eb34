package modules

// Twice are the options that several modules declare in ways that do not go together.
func (c *Configuration) Twice() (found []*Option) {
	c.EachOption(func(o *Option) {
		if len(o.Declarations) > 1 && o.value().Error() != nil {
			found = append(found, o)
		}
	})
	return found
}
