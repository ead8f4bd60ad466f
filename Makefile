# The habits by name. Each is a script that also works without make; plain `make` lists them.
.PHONY: help demo test check lock bench catalogue

help:  ## list the habits
	@sed -n 's/^\([a-z]*\):  ## /\1\t/p' Makefile | expand -t 12

demo:  ## set up, then serve an invented municipality on http://127.0.0.1:8000
	@scripts/demo

test:  ## the whole suite on SQLite and on PostgreSQL
	@scripts/test

check:  ## linters, types, import contracts, dependencies, texts
	@scripts/check

lock:  ## make the locks anew with the newest versions
	@scripts/lock

bench:  ## figures against a floor measured in the same run
	@.venv/bin/python -m benchmarks

catalogue:  ## update the text catalogue from the code
	@scripts/catalogue
