from flask import Blueprint

cases = Blueprint("cases", __name__)
