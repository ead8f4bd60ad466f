from flask import Blueprint

api_pages = Blueprint("api_pages", __name__)
