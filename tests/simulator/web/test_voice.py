"""Speaking and listening, where the browser can."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.simulator.web.visitor import Visitor

Windows = Callable[..., Visitor]


def test_answers_are_spoken_when_asked_for(window: Windows) -> None:
    visitor = window()
    visitor.page.add_init_script(
        "window.spoken = []; speechSynthesis.speak = (said) => spoken.push([said.text, said.lang]);"
    )
    visitor.arrive()
    visitor.say("open no nicks")
    visitor.press("Speak answers")
    visitor.say("a starter kit")

    spoken = visitor.page.evaluate("spoken")

    assert len(spoken) == 1
    assert "Your total is nine dollars" in spoken[0][0]
    assert spoken[0][1] == "en-US"
    visitor.page.reload()
    expect(visitor.page.get_by_role("button", name="Speak answers", pressed=True)).to_be_visible()


def test_nothing_is_spoken_that_only_tells_the_reader_who_speaks(window: Windows) -> None:
    visitor = window()
    visitor.page.add_init_script("window.spoken = []; speechSynthesis.speak = (said) => spoken.push(said.text);")
    visitor.arrive()
    visitor.press("Speak answers")

    visitor.say("open no nicks", "!silence", "!leave", "!slow 9", "open no nicks")

    welcome, again, apology = visitor.page.evaluate("spoken")
    assert welcome.startswith("Welcome")
    assert again.startswith("You can say")
    assert apology.startswith("Sorry")
    visitor.read(f'Alexa asks again: "{again}"')
    visitor.read(f"Says: {apology}")


def test_words_are_heard_where_the_browser_can(window: Windows) -> None:
    visitor = window()
    visitor.page.add_init_script(
        """
        window.webkitSpeechRecognition = window.SpeechRecognition = class extends EventTarget {
          start() {
            const heard = new Event("result");
            heard.results = [[{ transcript: "open no nicks" }]];
            this.dispatchEvent(new Event("start"));
            this.dispatchEvent(heard);
            this.dispatchEvent(new Event("end"));
          }
        };
        """
    )
    visitor.arrive()

    visitor.press("Listen")

    visitor.read("Welcome to No Nicks")
