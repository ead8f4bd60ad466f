from flask.cli import AppGroup

audit = AppGroup("audit", help="The audit trail.")
