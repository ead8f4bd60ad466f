from flask import Blueprint

classes = Blueprint("classes", __name__)
