from flask import Blueprint

handovers = Blueprint("handovers", __name__)
