"""Programs that run for longer than a formula: what a chapter shows at work, from a command."""
