"""Pictures to play with: their JavaScript computes what nnbook computes, and everybody can play."""

import numpy as np
import pytest

from nnbook import gradient_descent, perceptron, sigmoid, two_layer
from nnbook.pictures.perceptron import SIGNS, SIX
from tests.browser import checks
from tests.browser.checks import DESKTOP, Visit

PAGES = {
    "sigmoid": "sigmoid",
    "descent": "gradient_descent",
    "network": "two_layer",
    "perceptron": "perceptron",
}
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 390)]


def opened(host, contexts, name):
    """A visit to the page of a picture, with the picture alive."""
    visit = Visit(contexts(viewport=DESKTOP), f"{host}{PAGES[name]}/")
    visit.page.locator(f"[data-play='{name}'] > .play-live").wait_for()
    return visit


def numbers(visit):
    return visit.page.locator(".play-numbers").inner_text()


def close(found, expected):
    """Equal to 1e-12, of the size where that is above 1."""
    expected = np.asarray(expected, dtype=float)
    found = np.asarray(found, dtype=float)
    assert found.shape == expected.shape
    assert np.all(np.isfinite(expected))
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


# What they compute


def test_the_sigmoid_and_its_slope_are_those_of_nnbook(host, contexts):
    z = np.random.default_rng(1).normal(scale=20, size=400)
    with opened(host, contexts, "sigmoid") as visit:
        found = visit.page.evaluate("z => [z.map(plays.sigmoid), z.map(plays.slope)]", z.tolist())
    expected = np.array([sigmoid.sigmoid(z), sigmoid.sigmoid_derivative(z)])
    close(found, expected)
    np.testing.assert_allclose(found, expected, rtol=1e-12)  # far out too, where all is tiny


def test_the_steps_of_descent_are_those_of_nnbook(host, contexts):
    rng = np.random.default_rng(2)
    runs = [
        [rng.normal(scale=4), rng.uniform(0.05, 1.5), rng.uniform(0.5, 3), rng.normal(), 20]
        for _ in range(50)
    ]
    with opened(host, contexts, "descent") as visit:
        paths = visit.page.evaluate("runs => runs.map((run) => plays.descend(...run))", runs)
        asked = [[path[3], run[2], run[3]] for path, run in zip(paths, runs, strict=True)]
        costs = visit.page.evaluate("asked => asked.map((one) => plays.cost(...one))", asked)
    assert any(alpha * c > 2 for _, alpha, c, _, _ in runs)
    for path, (w, alpha, c, best, steps) in zip(paths, runs, strict=True):
        gradient = gradient_descent.bowl_gradient
        close(path, gradient_descent.descend(gradient, w, alpha, steps, c, best))
    close(costs, [gradient_descent.bowl(*one) for one in asked])


def test_what_is_said_of_a_factor_is_what_the_steps_do(host, contexts):
    factors = [0.4, 0.0, -0.6, -1.0, -1.1]
    with opened(host, contexts, "descent") as visit:
        kinds = visit.page.evaluate("all => all.map((one) => plays.verdict(one)[0])", factors)
    for factor, kind in zip(factors, kinds, strict=True):
        path = gradient_descent.descend(gradient_descent.bowl_gradient, 1.0, 1 - factor, 400, 1, 0)
        sizes = {"converges": abs(path[-1]) < 1e-9, "stays": abs(path[-1]) == 1}
        assert sizes.get(kind, abs(path[-1]) > 1e9), (factor, kind)


def test_the_passes_through_the_network_are_those_of_nnbook(host, contexts):
    rng = np.random.default_rng(3)
    with opened(host, contexts, "network") as visit:
        for _ in range(40):
            x, y, alpha = rng.normal(size=(2, 1)), rng.uniform(size=(1, 1)), rng.uniform(0.1, 3)
            start = [rng.normal(size=shape) for shape in ((3, 2), (3, 1), (1, 3), (1, 1))]
            W1, b1, W2, b2 = start
            p = {"W1": W1.tolist(), "b1": b1[:, 0].tolist(), "W2": W2[0].tolist(), "b2": b2[0, 0]}
            values, gradients, after = visit.page.evaluate(
                """([x, y, p, alpha]) => {
                  const values = plays.forward(x, y, p);
                  const gradients = plays.backward(x, y, p, values);
                  return [values, gradients, plays.update(p, gradients, alpha)];
                }""",
                [x[:, 0].tolist(), y[0, 0], p, alpha],
            )
            Z1, A1, Z2, A2 = two_layer.forward(x, *start)
            dZ2, dW2, db2, dA1, dZ1, dW1, db1 = two_layer.backward(x, y, W2, A1, A2)
            found = {**values, **gradients}
            new = two_layer.step(x, y, *start, alpha)
            expected = {"z1": Z1, "a1": A1, "z2": Z2, "a2": A2, "loss": two_layer.loss(A2, y)}
            expected |= {"da2": two_layer.loss_gradient(A2, y), "dz2": dZ2, "dW2": dW2}
            expected |= {"db2": db2, "da1": dA1, "dz1": dZ1, "dW1": dW1, "db1": db1}
            for name, right in expected.items():
                close(np.ravel(found.pop(name)), np.ravel(right))
            assert found == {}
            for name, right in zip(("W1", "b1", "W2", "b2"), new, strict=True):
                close(np.ravel(after[name]), np.ravel(right))


RUN = """(points) => {
  let [w, from, weights, examples] = [[0, 0, 0], 0, [[0, 0, 0]], []];
  for (let found; (found = plays.next(points, w, from)); ) {
    ({ weights: w } = found);
    weights.push(w);
    examples.push(found.example + 1);
    from = (found.example + 1) % points.length;
  }
  return [weights, examples, plays.margin(points, w)];
}"""


def test_all_mistakes_of_the_perceptron_are_those_of_nnbook(host, contexts):
    rng = np.random.default_rng(4)
    sets = [(SIX, SIGNS)]
    for _ in range(20):
        Y = rng.choice([-1.0, 1.0], size=(1, 12))
        v = perceptron.unit(rng.normal(size=(2, 1)))
        sets.append((perceptron.clouds(v, Y, rng.normal(size=(2, 12)), rng.uniform(0.1, 3)), Y))
    counts = []
    with opened(host, contexts, "perceptron") as visit:
        assert visit.page.evaluate("plays.SIX") == np.vstack([SIX, SIGNS]).T.tolist()
        for X, Y in sets:
            weights, examples, margin = visit.page.evaluate(RUN, np.vstack([X, Y]).T.tolist())
            expected, order = perceptron.learn(X, Y)
            assert examples == order.tolist()
            close(weights, expected[:, :, 0])
            close(margin, perceptron.raw_margin(X, Y, expected[-1][:2], expected[-1][2, 0]))
            counts.append(len(examples))
    assert max(counts) > 5


# Who plays


def test_the_arrow_keys_move_the_tangent(host, contexts):
    with opened(host, contexts, "sigmoid") as visit:
        assert "(z) = 0.5000" in numbers(visit)
        visit.page.get_by_role("slider", name="z").focus()
        for _ in range(20):
            visit.page.keyboard.press("ArrowRight")
        a, slope = sigmoid.sigmoid(2), sigmoid.sigmoid_derivative(2)
        assert f"(z) = {a:.4f} " in numbers(visit)
        assert f"= {slope:.4f}" in numbers(visit)
        said = visit.page.locator(".play-said")
        said.get_by_text(f"z = 2.0: sigmoid {a:.4f}, slope {slope:.4f}").wait_for(state="attached")
        assert said.get_attribute("role") == "status"
        assert checks.noise(visit) == []


def test_the_point_is_dragged(host, contexts):
    with opened(host, contexts, "sigmoid") as visit:
        point = visit.page.locator(".play-live circle").first
        point.scroll_into_view_if_needed()
        box = point.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        visit.page.mouse.move(x, y)
        visit.page.mouse.down()
        visit.page.mouse.move(x + 80, y, steps=4)
        visit.page.mouse.up()
        assert float(visit.page.get_by_role("slider", name="z").input_value()) > 1


def test_descent_is_seen_to_diverge_by_keyboard(host, contexts):
    with opened(host, contexts, "descent") as visit:
        assert "converges from one side" in numbers(visit)
        visit.page.get_by_role("slider", name="step size").focus()
        visit.page.keyboard.press("End")
        assert "diverges" in numbers(visit)
        alpha, c = (
            float(visit.page.locator(f"[name={name}]").input_value()) for name in ("alpha", "c")
        )
        assert f"= {1 - alpha * c:.3f}".replace("-", "\N{MINUS SIGN}") in numbers(visit)
        assert checks.noise(visit) == []


def test_the_network_goes_through_the_worked_example(host, contexts):
    with opened(host, contexts, "network") as visit:
        button = visit.page.get_by_role("button", name="Next step")
        button.focus()
        said = []
        for _ in range(14):
            visit.page.keyboard.press("Enter")
            said.append(numbers(visit))
        assert "0.5250, 0.6457, 0.5987" in said[1]
        assert "0.7849" in said[4]
        assert "-0.2855, -0.3511, -0.3256" in said[7].replace("\N{MINUS SIGN}", "-")
        weight = visit.page.get_by_label("weight from input 1 to hidden neuron 1")
        assert weight.input_value() == "0.3899"
        for _ in range(5):
            visit.page.keyboard.press("Enter")
        assert "0.1038" in numbers(visit)
        visit.page.get_by_label("label, from 0 to 1").fill("0")
        assert "0.1038" not in numbers(visit)
        assert checks.noise(visit) == []


def test_the_perceptron_is_taught_by_keyboard(host, contexts):
    weights, examples = perceptron.learn(SIX, SIGNS)
    with opened(host, contexts, "perceptron") as visit:
        page = visit.page
        page.get_by_role("button", name="Next mistake").focus()
        page.keyboard.press("Enter")
        assert f"mistake 1: point {examples[0]}" in numbers(visit)
        for _ in examples[1:]:
            page.keyboard.press("Enter")
        assert f"all right after {len(examples)} mistakes" in numbers(visit)
        assert f"b = {weights[-1][2, 0]:.1f}".replace("-", "\N{MINUS SIGN}") in numbers(visit)
        page.get_by_role("button", name="Point 1,").focus()
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.ariaLabel") == "Point 1, ring at 2.1, 1.2"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.ariaLabel") == "Point 1, cross at 2.1, 1.2"
        page.get_by_role("button", name="Add a point").click()
        assert page.get_by_role("button", name="Point 7, ring").count() == 1
        page.keyboard.press("Delete")
        assert page.get_by_role("button", name="Point 7,").count() == 0
        assert checks.noise(visit) == []


def test_the_line_glides_only_where_motion_is_welcome(host, browser):
    seen = {}
    for motion in ("reduce", "no-preference"):
        context = browser.new_context(reduced_motion=motion, viewport=DESKTOP)
        with Visit(context, f"{host}perceptron/") as visit:
            seen[motion] = visit.page.evaluate(
                """async () => {
                  const learn = document.querySelector(".play-live button[value=next]");
                  const line = document.querySelector(".play-live .line");
                  learn.click();
                  await new Promise((done) => setTimeout(done, 600));
                  learn.click();
                  const first = line.getAttribute("d");
                  await new Promise((done) => setTimeout(done, 600));
                  return first === line.getAttribute("d");
                }"""
            )
        context.close()
    assert seen == {"reduce": True, "no-preference": False}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_moves(name, host, contexts):
    with opened(host, contexts, name) as visit:
        found = {}
        if name == "network":
            for _ in range(13):
                visit.page.get_by_role("button", name="Next step").click()
        for scheme, width in LOOKS:
            visit.look(scheme=scheme, width=width)
            found[scheme, width] = checks.sideways(visit)
            found[scheme, width] += checks.accessibility(visit, ".play-live")
        for width in (1280, 768, 390, 320):
            visit.look(width=width)
            room = visit.page.evaluate(
                """() => {
                  const { height } = document.querySelector(".play-live").getBoundingClientRect();
                  const place = document.querySelector("[data-play]").getBoundingClientRect();
                  return [height, place.height];
                }"""
            )
            if room[1] < room[0] or room[1] - room[0] > 100:
                found[f"room at {width}"] = room
        found["sideways at 320"] = checks.sideways(visit)
        found["noise"] = checks.noise(visit)
    assert {when: wrong for when, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_and_in_print_the_still_picture_is_there(name, host, contexts):
    context = contexts(java_script_enabled=False, viewport=DESKTOP)
    with Visit(context, f"{host}{PAGES[name]}/") as visit:
        assert visit.page.locator(f"[data-play='{name}'] > .picture svg").is_visible()
        assert visit.page.locator(".play-live").count() == 0
    with opened(host, contexts, name) as visit:
        still = visit.page.locator(f"[data-play='{name}'] > .picture")
        assert not still.is_visible()
        visit.page.emulate_media(media="print")
        assert still.is_visible()
        assert not visit.page.locator(".play-live").is_visible()


def test_it_starts_when_the_page_comes_without_a_reload_and_again(host, contexts):
    with Visit(contexts(viewport=DESKTOP), host + "mean_squared_error/") as visit:
        page = visit.page
        assert not page.evaluate("'plays' in window")  # a page without a picture pays nothing
        page.evaluate("window.stayed = true")
        for _ in range(2):
            visit.follow(page.locator(".md-footer__link--prev"))
            page.locator("[data-play='sigmoid'] > .play-live").wait_for()
            assert page.locator(".play-live").count() == 1
            page.get_by_role("slider", name="z").press("ArrowRight")
            assert "0.5250" in numbers(visit)
            visit.follow(page.locator(".md-footer__link--next"))
            page.locator(".play-live").wait_for(state="detached")
        assert page.evaluate("window.stayed")
        assert checks.noise(visit) == []
