"""The page's addresses: one visit under each id, and every order to it a line of its conversation."""

import logging
import re
import secrets
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from flask import Flask, Response, abort, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as BaseResponse

from simulator.web.guard import keep
from simulator.web.json_tint import tinted
from simulator.web.page import page
from simulator.web.playing import LONGEST_LINE, Unplayable, read_file, read_playing
from simulator.web.screen import drawn_on
from simulator.web.tours import tours
from simulator.web.visits import Visit, Visits

Answer = BaseResponse | str | tuple[str, int]

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_LOST = (
    "This room was closed: the simulator was started anew, or too many rooms were open. "
    "Here is a fresh one under the same address."
)
logger = logging.getLogger(__name__)


def create_app(visits: Visits) -> Flask:
    """The application that serves these visits."""
    app = Flask(__name__)
    app.jinja_env.filters["tinted"] = tinted
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    keep(app)
    _Addresses(visits).announce(app)
    app.register_error_handler(Exception, _say_plainly)
    return app


class _Addresses:
    """What is done under each address."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits

    def announce(self, app: Flask) -> None:
        for rule, name, does, method in (
            ("/", "arrive", self.arrive, "GET"),
            ("/visit/<visit_id>", "look", self.look, "GET"),
            ("/visit/<visit_id>/screen", "screen", self.screen, "GET"),
            ("/visit/<visit_id>/script.txt", "script", self.script, "GET"),
            ("/visit/<visit_id>/tell", "tell", self.tell, "POST"),
            ("/visit/<visit_id>/load", "load", self.load, "POST"),
            ("/visit/<visit_id>/play", "play", self.play, "POST"),
            ("/visit/<visit_id>/anew", "anew", self.anew, "POST"),
        ):
            app.add_url_rule(rule, name, does, methods=[method])

    def arrive(self) -> Answer:
        """A new visit, perhaps with a script that somebody shared."""
        visit_id = secrets.token_urlsafe(16)
        with self._visits.entered(visit_id) as visit:
            if shared := request.args.get("script", ""):
                return self._load(visit, visit_id, shared)
        return _back(visit_id)

    def look(self, visit_id: str) -> Answer:
        """The page itself."""
        with self._entered(visit_id) as visit:
            seen = _drawn(visit, visit_id)
            visit.notice = None
            return seen

    def screen(self, visit_id: str) -> Answer:
        """The device's screen alone, a dp as large as a pixel; where nothing can be drawn so, the page."""
        with self._entered(visit_id) as visit:
            glass = drawn_on(visit.room)
            if glass is None or not glass.is_close:
                return _back(visit_id)
            device = visit.room.speaker.device
            return render_template("screen.html", visit_id=visit_id, screen=glass, device=device)

    def script(self, visit_id: str) -> Answer:
        """The conversation so far, as a file."""
        with self._entered(visit_id) as visit:
            named = {"Content-Disposition": 'attachment; filename="conversation.txt"'}
            return Response(visit.conversation.script(), mimetype="text/plain", headers=named)

    def tell(self, visit_id: str) -> Answer:
        """Play one line: as it stands, or a command with words that are taken as they are."""
        line = request.form.get("line", "").strip()
        if len(line) > LONGEST_LINE:
            abort(413, f"Nobody says {len(line)} characters at once: {LONGEST_LINE} are the most.")
        words = [shlex.quote(word.strip()) for word in request.form.getlist("word") if word.strip()]
        with self._entered(visit_id) as visit:
            if line and (words or "word" not in request.form):
                visit.tell(" ".join([" ".join(line.split()), *words]))
        return _back(visit_id, to="screen" if request.form.get("back") == "screen" else "look")

    def load(self, visit_id: str) -> Answer:
        """Lay a script beside the conversation: written, from a file, or a tour."""
        with self._entered(visit_id) as visit:
            try:
                text = _script_sent(visit)
            except Unplayable as problem:
                return _unplayable(visit, visit_id, "", problem)
            return self._load(visit, visit_id, text)

    def play(self, visit_id: str) -> Answer:
        """Play the script's next line, or all that are left, or put it away."""
        with self._entered(visit_id) as visit:
            how = request.form.get("how", "next")
            if how == "away":
                visit.playing = None
            elif how == "rest":
                visit.play_rest()
            else:
                visit.play_next()
        return _back(visit_id)

    def anew(self, visit_id: str) -> Answer:
        """Begin again, with nobody known and nothing stored."""
        self._visits.begin(_checked(visit_id))
        return _back(visit_id)

    @contextmanager
    def _entered(self, visit_id: str) -> Iterator[Visit]:
        """The visit of this address; where it was forgotten, another one that will say so."""
        known = _checked(visit_id) in self._visits
        with self._visits.entered(visit_id) as visit:
            if not known:
                visit.notice = _LOST
            yield visit

    def _load(self, visit: Visit, visit_id: str, text: str) -> Answer:
        try:
            playing = read_playing(text)
        except Unplayable as problem:
            return _unplayable(visit, visit_id, text, problem)
        if request.form.get("fresh") and visit.scenes:
            visit = self._visits.begin(visit_id)
        visit.playing = playing
        return _back(visit_id)


def _script_sent(visit: Visit) -> str:
    """What is to be played: a tour, a file, or what stands in the field."""
    model = visit.room.models.get(visit.room.speaker.device.locale)
    wanted = request.form.get("tour")
    for tour in tours(model) if model and wanted else ():
        if tour.id == wanted:
            return tour.script
    file = request.files.get("file")
    if file is not None and file.filename:
        return read_file(file.filename, file.read())
    return request.form.get("script", "")


def _checked(visit_id: str) -> str:
    if not _ID.fullmatch(visit_id):
        raise NotFound("No room has this address.")
    return visit_id


def _drawn(visit: Visit, visit_id: str, *, script: str = "", problem: str = "") -> str:
    at = request.args.get("at", type=int)
    return render_template("page.html", **page(visit, visit_id, at=at, script=script, problem=problem))


def _unplayable(visit: Visit, visit_id: str, text: str, problem: Unplayable) -> Answer:
    """The page with the script as it was written, and what is wrong with it."""
    return _drawn(visit, visit_id, script=text, problem=str(problem)), HTTPStatus.UNPROCESSABLE_ENTITY


def _back(visit_id: str, *, to: str = "look") -> BaseResponse:
    return redirect(url_for(to, visit_id=visit_id), HTTPStatus.SEE_OTHER)


def _say_plainly(error: Exception) -> Answer:
    """What went wrong, in a sentence. Of our own faults the page tells the kind, and the terminal the rest."""
    if isinstance(error, HTTPException):
        code, said = error.code or HTTPStatus.INTERNAL_SERVER_ERROR, error.description or error.name
    else:
        logger.error("the page stumbled over %s %s", request.method, request.path, exc_info=error)
        code = HTTPStatus.INTERNAL_SERVER_ERROR
        said = f"The simulator itself stumbled ({type(error).__name__}). The conversation is kept: go back and on."
    return render_template("error.html", code=int(code), said=said), int(code)
