"""`prevention referrals extract`: everything about one number, for the person it is about."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from prevention import owner
from prevention.extensions import db
from prevention.formats import speaking
from prevention.organisations.queries import municipality_with

from .files import MAKERS, write_secretly
from .gathering import Extract, gather, tell_trail
from .parts import Subject

referrals_command = AppGroup("referrals", help="Referrals and cases.")
SHORTEST = 6  # what is shorter is no number of anybody's


@referrals_command.command("extract")
@click.option("--subject", prompt="Number", help="Personal, coordination or temporary number; asked for if not given.")
@click.option("--out", "path", required=True, type=click.Path(path_type=Path), help="A new file: .pdf or .json")
@click.option("--municipality", "code", required=True, metavar="CODE", help="Four digits.")
@click.option("--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
@click.option("--protected", is_flag=True, help="Also a protected identity: you have checked who receives it.")
@click.option("--yes", is_flag=True, help="Do not ask before the file is written.")
def extract_command(subject: str, path: Path, code: str, language: str, protected: bool, yes: bool) -> None:
    """Write the register extract (GDPR article 15) of one number: records, disclosures, and who read them.

    Messages are found by opening each of them, so it takes a while. A record without the number is not found: search
    it by name. Others are named in it, so check secrecy before it is handed out.
    """
    if path.suffix not in MAKERS:
        sys.exit(f"{path.name} is neither .pdf nor .json. Give it one of these endings.")
    if path.exists():
        sys.exit(f"{path} is there already. Give a new file, so that nobody else can read it.")
    with owner.as_owner(), speaking(language):
        here = municipality_with(code)
        if here is None:
            sys.exit(f"There is no municipality {code}.")
        refuse_short(Subject(here.id, subject))
        extract = gather(here, subject, progress)
        ask(extract, protected=protected, yes=yes)
        write(extract, path)
    click.echo(f"{path}: {len(extract.records)} records, {len(extract.readers)} lines of who read them.")


def refuse_short(subject: Subject) -> None:
    if len(subject.digits) < SHORTEST:
        sys.exit("This is no personal, coordination or temporary number. Give it as YYYYMMDD-NNNN.")


def progress(done: int, of: int) -> None:
    click.echo(f"{done} of {of} messages looked through", err=True)


def ask(extract: Extract, *, protected: bool, yes: bool) -> None:
    if not extract.records:
        click.echo("Nothing is kept about this number. The extract says so.", err=True)
    if extract.is_protected and not protected:
        sys.exit(
            "The identity is protected. Check who asks and where the extract goes, as your routine says; then run this "
            "again with --protected. Nothing was written."
        )
    sentence = f"{len(extract.records)} records are written in plain text to a file. Go on?"
    if not yes and not click.confirm(sentence, err=True):
        sys.exit("Nothing was written.")


def write(extract: Extract, path: Path) -> None:
    """Write the file and the trail: neither without the other."""
    content = MAKERS[path.suffix](extract)
    tell_trail(extract)
    write_secretly(path, content)
    try:
        db.session.commit()
    except BaseException:
        path.unlink()
        raise
