"""Why a wrong print is a true formula by a rule of `nnbook mutate`: a sentence for each rule."""

WHY = {
    "a constant that the derivative does not see": (
        "What was changed does not depend on the letter that is differentiated by."
    ),
    "a function that is constant there": (
        "A step, a sign or an indicator has one value on both sides of the change."
    ),
    "a mention of another side of the page": (
        "The changed name, too, is a side of a relation that the page executes."
    ),
    "a multiple of zero": (
        "Beside a zero a multiple says the same: a factor or a sign changes nothing."
    ),
    "a narrower condition, true there": (
        "The changed condition claims the formula for fewer values, and it holds for them."
    ),
    "a neutral factor, term or power": (
        "A factor 1, a term 0 or a power 1 was dropped, or one that has this value."
    ),
    "a product of scalars": "For numbers the products of matrices and of entries are one.",
    "a transposed scalar, or a norm, which does not see it": (
        "A number is its own transpose, and a length is that of the transpose."
    ),
    "a weaker bound, true and met": (
        "The changed bound follows from the printed one, and the values come near it too."
    ),
    "an even function": "The function has the same value at a number and at its negative.",
    "an even power": "A square, a length or an absolute value is the same for both signs.",
    "an index renamed": "A free index has another letter, which runs over the same values.",
    "factors commute": "The order of these factors makes no difference to their product.",
    "minus times minus": "Two minus signs cancel, so both may stand or neither.",
    "one function under two names": "The page has both names for the same function.",
    "one integral, whatever the letters": "The integral has the same value with the other letters.",
    "one mean, whatever the distribution": (
        "The mean has the same value for whatever chance the letters have."
    ),
    "one value under two names": "The page declares both names for the same value.",
    "only the shape is claimed": (
        "The formula says how large an array is, and the other array is as large."
    ),
    "the arms agree where they overlap": (
        "At the border of two cases both give the same value, so it may belong to either."
    ),
    "the decimal is exact": "The rounded number has no further digits: it is equal.",
    "the same at another value of a free letter": (
        "The formula holds for all values of a letter, and the change puts in one of them."
    ),
    "the same sign on both sides": (
        "The changed relation is true exactly where the printed one is."
    ),
    "the same value at another index": "What is indexed does not depend on this index there.",
    "true of numbers alone": "A relation between printed numbers, and the changed one is true.",
    "zero has no sign": "What the sign stands before is zero.",
    "zero whatever stands there": "Both sides are zero, whatever the changed letter is.",
}
