from flask import Blueprint

from prevention.access.permissions import Permission

referrals = Blueprint("referrals", __name__)
READ, WRITE = Permission.REFERRAL_READ, Permission.REFERRAL_WRITE
