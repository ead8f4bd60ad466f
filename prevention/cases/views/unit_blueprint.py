from flask import Blueprint

unit_pages = Blueprint("unit", __name__)
