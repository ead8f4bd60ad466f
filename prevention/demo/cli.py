from flask.cli import AppGroup

demo = AppGroup("demo", help="An invented municipality to try things on.")
