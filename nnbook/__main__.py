"""`python -m nnbook` is the command `nnbook`."""

from nnbook.verify.cli import main

raise SystemExit(main())
