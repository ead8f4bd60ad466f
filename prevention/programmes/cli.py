from flask.cli import AppGroup

programmes_command = AppGroup("programmes", help="The catalogue of programmes.")
