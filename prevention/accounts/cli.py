from flask.cli import AppGroup

people = AppGroup("people", help="People and their roles.")
