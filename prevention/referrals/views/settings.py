from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.formats import gettext as _

from .. import heads
from ..forms import SettingForm
from .blueprint import referrals


@referrals.get("/referrals/settings")
@requires(Permission.REFERRAL_SETTINGS)
def settings() -> str:
    actor = current_user.actor
    form = SettingForm(formdata=None, data={"schools": [str(school) for school in heads.telling(actor)]})
    form.offer(heads.led_schools(actor))
    return render_template("referrals/settings.html", form=form)


@referrals.post("/referrals/settings")
@requires(Permission.REFERRAL_SETTINGS)
def choose_settings() -> ResponseReturnValue:
    form = SettingForm()
    form.offer(heads.led_schools(current_user.actor))
    heads.choose_telling(current_user.actor, form.chosen())
    flash(_("It is saved."), "success")
    return redirect(url_for(".settings"), 303)
