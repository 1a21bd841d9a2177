"""Wrong trees: what a checker might read in place of what is printed.

Each function takes a node and gives the node that is read instead, at the same place in the LaTeX,
or None where the slip does not fit.
"""

from dataclasses import fields, replace

from nnbook.verify import tree as t


def side_by_side(node, kind, place=0):
    """The node of a kind in a product side by side and the factor after it, with their place."""
    if isinstance(node, t.Product) and node.sign == "":
        for number in range(len(node.factors) - 1):
            pair = node.factors[number : number + 2]
            if isinstance(pair[place], kind):
                return number, *pair
    return None


def merged(product, number, node):
    """A product whose factors `number` and the next have become one node."""
    factors = (*product.factors[:number], node, *product.factors[number + 2 :])
    return replace(product, factors=factors) if len(factors) > 1 else node


def beside(first, second):
    return t.Product(sign="", factors=(first, second), start=first.start, end=second.end)


def the_fraction_takes_the_next_factor_below(node):
    r"""`\frac12 x` as 1/(2x)."""
    if (found := side_by_side(node, t.Quotient)) and not found[1].slash:
        number, fraction, after = found
        below = beside(fraction.denominator, after)
        return merged(node, number, replace(fraction, denominator=below, end=after.end))
    return None


def the_fraction_takes_the_next_factor_above(node):
    if (found := side_by_side(node, t.Quotient)) and not found[1].slash:
        number, fraction, after = found
        above = beside(fraction.numerator, after)
        return merged(node, number, replace(fraction, numerator=above, end=after.end))
    return None


def the_fraction_upside_down(node):
    if isinstance(node, t.Quotient) and node.numerator != node.denominator:
        return replace(node, numerator=node.denominator, denominator=node.numerator)
    return None


def the_exponent_takes_the_next_factor(node):
    """`x^10` as the tenth power."""
    if found := side_by_side(node, t.Power):
        number, power, after = found
        exponent = beside(power.exponent, after)
        return merged(node, number, replace(power, exponent=exponent, end=after.end))
    return None


def the_power_takes_the_factor_before(node):
    """`a b^2` as (ab)^2."""
    if found := side_by_side(node, t.Power, place=1):
        number, before, power = found
        base = beside(before, power.base)
        return merged(node, number, replace(power, base=base, start=before.start))
    return None


def the_power_is_a_factor(node):
    """`x^2` as x 2."""
    return beside(node.base, node.exponent) if isinstance(node, t.Power) else None


def the_power_is_of_the_argument(node):
    r"""`\log(x)^2` as the logarithm of x^2."""
    if isinstance(node, t.Power) and isinstance(node.base, t.Call):
        call = node.base
        power = replace(node, base=call.arguments[0], start=call.arguments[0].start)
        return replace(call, arguments=(power, *call.arguments[1:]), end=node.end)
    return None


def the_minus_is_in_the_power(node):
    """`-x^2` as (-x)^2."""
    if isinstance(node, t.Negative) and isinstance(node.value, t.Power):
        power = node.value
        return replace(power, base=replace(node, value=power.base), start=node.start)
    return None


def the_transpose_is_of_the_product(node):
    r"""`A B^\top` as (AB)^\top."""
    if found := side_by_side(node, t.Transpose, place=1):
        number, before, transpose = found
        base = beside(before, transpose.base)
        return merged(node, number, replace(transpose, base=base, start=before.start))
    return None


def the_transpose_is_lost(node):
    return node.base if isinstance(node, t.Transpose) else None


def a_prime_is_lost(node):
    if isinstance(node, t.Prime):
        return node.function if node.order == 1 else replace(node, order=node.order - 1)
    return None


def the_prime_is_on_the_next_function(node):
    """`f'(x) g(x)` as f(x) g'(x)."""
    if not (isinstance(node, t.Product) and node.sign == ""):
        return None
    for number, factor in enumerate(node.factors):
        primed = isinstance(factor, t.Call) and isinstance(factor.function, t.Prime)
        for other, second in enumerate(node.factors):
            named = isinstance(second, t.Call) and isinstance(second.function, t.Name)
            if primed and other != number and named:
                factors = list(node.factors)
                factors[number] = replace(factor, function=factor.function.function)
                prime = t.Prime(function=second.function, order=factor.function.order)
                factors[other] = replace(second, function=prime)
                return replace(node, factors=tuple(factors))
    return None


def the_sum_is_multiplied(node):
    """`a + bc` as (a + b)c."""
    if isinstance(node, t.Add) and isinstance(node.terms[-1], t.Product):
        product = node.terms[-1]
        terms = (*node.terms[:-1], product.factors[0])
        return replace(product, factors=(replace(node, terms=terms), *product.factors[1:]))
    return None


def the_brackets_are_lost(node):
    """`(a + b)c` as a + bc."""
    if isinstance(node, t.Product) and isinstance(node.factors[0], t.Add):
        added = node.factors[0]
        product = replace(node, factors=(added.terms[-1], *node.factors[1:]))
        return replace(added, terms=(*added.terms[:-1], product))
    return None


def the_minus_is_for_all_that_follows(node):
    """`a - b + c` as a - (b + c)."""
    if isinstance(node, t.Add) and len(node.terms) > 2 and node.signs[1] == "-":
        rest = replace(node, terms=node.terms[1:], signs=("+", *node.signs[2:]))
        return replace(node, terms=(node.terms[0], rest), signs=node.signs[:2])
    return None


def the_sum_takes_the_next_term(node):
    r"""`\sum_i a_i + b` as \sum_i (a_i + b)."""
    if isinstance(node, t.Add) and len(node.terms) > 1 and isinstance(node.terms[0], t.Big):
        big = node.terms[0]
        return replace(big, body=replace(node, terms=(big.body, *node.terms[1:])))
    return None


def the_sum_takes_one_factor(node):
    r"""`\sum_i a_i b_i` as (\sum_i a_i) b_i."""
    if isinstance(node, t.Big) and isinstance(node.body, t.Product):
        first = replace(node, body=node.body.factors[0])
        return replace(node.body, factors=(first, *node.body.factors[1:]))
    return None


def the_bounds_are_swapped(node):
    if isinstance(node, t.Big) and node.low is not None and node.low != node.high:
        return replace(node, low=node.high, high=node.low)
    return None


def the_root_takes_the_next_factor(node):
    if (found := side_by_side(node, t.Call)) and found[1].function == t.Builtin(name="sqrt"):
        number, root, after = found
        value = beside(root.arguments[0], after)
        return merged(node, number, replace(root, arguments=(value, *root.arguments[1:])))
    return None


def the_root_is_lost(node):
    if isinstance(node, t.Call) and node.function == t.Builtin(name="sqrt"):
        return node.arguments[0]
    return None


def the_function_takes_the_next_factor(node):
    r"""`\log(a) b` as the logarithm of ab."""
    if found := side_by_side(node, t.Call):
        number, call, after = found
        if len(call.arguments) == 1:
            argument = beside(call.arguments[0], after)
            return merged(node, number, replace(call, arguments=(argument,), end=after.end))
    return None


def the_indices_are_swapped(node):
    if isinstance(node, t.Entry) and len(set(node.indices)) > 1:
        return replace(node, indices=node.indices[::-1])
    if isinstance(node, t.Name) and len(set(node.slots)) > 1:
        return replace(node, slots=node.slots[::-1])
    return None


def the_entry_is_a_factor(node):
    """`x_i` as x i."""
    if isinstance(node, t.Entry) and node.indices[0] is not None:
        return beside(node.base, node.indices[0])
    return None


def the_index_goes_with_the_argument(node):
    r"""`\operatorname{softmax}(z)_i` as the softmax of z_i."""
    if isinstance(node, t.Entry) and isinstance(node.base, t.Call):
        call = node.base
        return replace(call, arguments=(replace(node, base=call.arguments[0]),))
    return None


def the_layer_is_a_power(node):
    if isinstance(node, t.Name) and node.slots and "[" in node.symbol:
        first = replace(node, slots=(t.Number(text="1"), *node.slots[1:]))
        return t.Power(base=first, exponent=node.slots[0])
    return None


def the_layer_is_one_less(node):
    if isinstance(node, t.Name) and node.slots and "[" in node.symbol:
        one = t.Number(text="1")
        less = t.Add(terms=(node.slots[0], one), signs=("+", "-"))
        return replace(node, slots=(less, *node.slots[1:]))
    return None


def the_rows_are_columns(node):
    if isinstance(node, t.Matrix) and (len(node.rows) > 1 or len(node.rows[0]) > 1):
        return replace(node, rows=tuple(zip(*node.rows, strict=True)))
    return None


def the_arms_are_swapped(node):
    if isinstance(node, t.Cases):
        values = [value for value, _ in node.arms][::-1]
        arms = zip(values, [conditions for _, conditions in node.arms], strict=True)
        return replace(node, arms=tuple(arms))
    return None


def the_derivative_is_upside_down(node):
    if isinstance(node, t.Derivative) and len(node.by) == 1 and node.of != node.by[0]:
        return replace(node, of=node.by[0], by=(node.of,))
    return None


def the_derivative_is_one_order_lower(node):
    if isinstance(node, t.Derivative) and len(node.by) > 1:
        return replace(node, by=node.by[1:])
    return None


def the_derivative_takes_the_next_factor(node):
    if found := side_by_side(node, t.Derivative):
        number, derivative, after = found
        return merged(node, number, replace(derivative, of=beside(derivative.of, after)))
    return None


def the_gradient_is_by_another_letter(node):
    if isinstance(node, t.Gradient) and node.of != node.by:
        return replace(node, of=node.by, by=node.of)
    return None


def the_norm_is_another(node):
    return replace(node, kind="1") if isinstance(node, t.Norm) else None


def the_bars_are_lost(node):
    return node.value if isinstance(node, (t.Norm, t.Absolute)) else None


def the_sides_are_swapped(node):
    if isinstance(node, (t.Statement, t.Relation)) and len(node.sides) == 2:
        places = [(side.start, side.end) for side in node.sides]
        swapped = zip(node.sides[::-1], places, strict=True)
        return replace(node, sides=tuple(t.placed(side, *place) for side, place in swapped))
    return None


def the_digits_are_factors(node):
    """`12` as 1 2."""
    if isinstance(node, t.Number) and len(node.text) > 1 and "." not in node.text:
        return beside(replace(node, text=node.text[0]), replace(node, text=node.text[1:]))
    return None


def the_accent_is_lost(node, scope):
    r"""`\hat{y}` as y, where y is declared too."""
    if isinstance(node, t.Name):
        names = {pattern.symbol: pattern for pattern in scope.names.patterns}
        own = names[node.symbol]
        scripts = [script.text for script in own.scripts]
        for name, other in names.items():
            plain = len(own.base) == 1 and own.base[0].endswith(f"{{{other.base[0]}}}")
            if plain and [script.text for script in other.scripts] == scripts:
                return replace(node, symbol=name)
    return None


MISREADINGS = [
    value
    for name, value in list(globals().items())
    if name.startswith(("the_", "a_")) and callable(value)
]


def misread(node, slip, scope):
    """The tree with the first node at which the slip fits read wrongly; None if it fits nowhere."""
    wrong = slip(node, scope) if slip is the_accent_is_lost else slip(node)
    if wrong is not None and wrong != node:
        return wrong
    for item in fields(node):
        value = getattr(node, item.name)
        changed = _within(value, slip, scope)
        if changed is not None:
            return replace(node, **{item.name: changed})
    return None


def _within(value, slip, scope):
    if isinstance(value, t.Node):
        return misread(value, slip, scope)
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            changed = _within(item, slip, scope)
            if changed is not None:
                return (*value[:number], changed, *value[number + 1 :])
    return None
