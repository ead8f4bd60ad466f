from flask.cli import AppGroup

municipalities = AppGroup("municipalities", help="Municipalities.")
schools = AppGroup("schools", help="Schools.")
