from prevention.access.guard import requires
from prevention.access.permissions import Permission

from .blueprint import classes


@classes.get("/classes/import")
@requires(Permission.CLASS_MANAGE)
def import_classes() -> str:
    return ""
