from flask import Blueprint

groups = Blueprint("groups", __name__)
