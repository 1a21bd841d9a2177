"""What the letters of paper.md mean."""

from paper_code import loss, rate, weighted_input

from nnbook.verify import Page, computed, drawn, size

page = Page(
    size("n", 3, "number of inputs"),
    drawn(r"\mathbf{x}", ("n", 1), "inputs"),
    drawn("y", (), "count that was observed", values="positive"),
    drawn(r"\mathbf{w}", ("n", 1), "weights"),
    drawn("b", (), "bias"),
    computed("z", (), "weighted input", weighted_input, r"\mathbf{w}", r"\mathbf{x}", "b"),
    computed(r"\hat{y}", (), "rate, the count that is expected", rate, "z"),
    computed(r"\ell", (), "loss of one count", loss, "z", "y"),
)
