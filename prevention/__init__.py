"""Violence prevention among the young: programmes in schools, their coverage, and referrals between authorities."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import config

from . import presentation, security
from .access import guard
from .database import init_database
from .extensions import babel, csrf, db, login
from .templating import Templates


def create_app(settings: config.Config | None = None) -> Flask:
    """Build the application: a table of contents. It ends by refusing every unguarded route.

    :raises config.ConfigurationError: for settings that production must not run with.
    :raises access.guard.UnmarkedRoute: for a route without its mark.
    """
    app = Flask(__name__, template_folder=str(config.ROOT / "templates"), instance_path=str(config.INSTANCE.absolute()))
    app.jinja_environment = Templates  # type: ignore[assignment]
    app.config.from_object(settings or config.load())
    config.INSTANCE.mkdir(parents=True, exist_ok=True)
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    db.init_app(app)
    init_database(app)
    login.init_app(app)
    guard.init_guard(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=presentation.chosen_language)
    presentation.init_presentation(app)
    security.init_security(app)
    register_features(app)
    register_commands(app)
    guard.check_every_route(app)
    return app


def register_features(app: Flask) -> None:
    """Let in each feature: its rules and its pages."""
    from .accounts import rules as _accounts  # noqa: F401
    from .accounts import session  # noqa: F401  tells Flask-Login how to load people
    from .accounts.views import accounts
    from .api import rules as _api  # noqa: F401
    from .api.views import register_api
    from .audit import rules as _audit  # noqa: F401
    from .audit.views import audit_pages
    from .cases import reminders as _reminders  # noqa: F401
    from .cases import rules as _cases  # noqa: F401
    from .cases.views import cases, unit_pages
    from .classes import rules as _classes  # noqa: F401
    from .classes.views import classes
    from .coverage.views import coverage
    from .figures.views import figures
    from .groups import rules as _groups  # noqa: F401
    from .groups.views import groups
    from .handovers import handlers as _handover_jobs  # noqa: F401
    from .handovers import rules as _handovers  # noqa: F401
    from .handovers.views import handovers
    from .jobs import handlers as _jobs  # noqa: F401
    from .logbook import rules as _logbook  # noqa: F401
    from .logbook.views import logbook
    from .observations import rules as _observations  # noqa: F401
    from .observations.views import observations
    from .opendata import rules as _opendata  # noqa: F401
    from .opendata.views import opendata
    from .organisations import rules as _organisations  # noqa: F401
    from .organisations.views import organisations
    from .pages.views import pages
    from .programmes import rules as _programmes  # noqa: F401
    from .programmes.views import programmes
    from .quality.views import quality
    from .readiness import rules as _readiness  # noqa: F401
    from .readiness.views import readiness
    from .referrals import rules as _referrals  # noqa: F401
    from .referrals.views import referrals
    from .reports import handlers as _report_jobs  # noqa: F401
    from .reports import rules as _reports  # noqa: F401
    from .reports.views import reports
    from .retention import rules as _retention  # noqa: F401
    from .retention.views import retention
    from .statistics import rules as _statistics  # noqa: F401
    from .statistics.views import statistics
    from .surveys import rules as _surveys  # noqa: F401
    from .surveys.views import surveys

    for blueprint in (
        pages,
        accounts,
        organisations,
        programmes,
        classes,
        logbook,
        coverage,
        quality,
        observations,
        readiness,
        surveys,
        audit_pages,
        cases,
        unit_pages,
        referrals,
        retention,
        handovers,
        figures,
        groups,
        statistics,
        reports,
        opendata,
    ):
        app.register_blueprint(blueprint)
    register_api(app)


def register_commands(app: Flask) -> None:
    """Let in what is done on the command line."""
    from .access.cli import access
    from .accounts.cli import people
    from .audit.cli import audit
    from .benchdata.cli import bench_data
    from .classes.cli import classes_command
    from .coverage.cli import coverage_command
    from .demo.cli import demo
    from .extract.cli import referrals_command
    from .jobs.cli import jobs, worker
    from .organisations.cli import municipalities, schools
    from .programmes.cli import programmes_command
    from .retention.cli import retention_command
    from .sealing.cli import keys
    from .statistics.cli import statistics_command

    for command in (
        access,
        people,
        municipalities,
        schools,
        statistics_command,
        programmes_command,
        classes_command,
        audit,
        coverage_command,
        jobs,
        worker,
        keys,
        retention_command,
        referrals_command,
        demo,
        bench_data,
    ):
        app.cli.add_command(command)
