from flask.cli import AppGroup

coverage_command = AppGroup("coverage", help="Coverage figures for scripts.")
