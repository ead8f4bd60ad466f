# The set-up that scripts/demo, scripts/test and scripts/check share; POSIX sh, sourced in the project's root folder.
# Every step first looks whether it is done already, so a second run changes nothing.

# A fresh Debian has no locale; Python, npm and gettext want UTF-8.
export LC_ALL=C.UTF-8
# Inherited settings could make every start compile Python anew, or import another project's packages.
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV

RUNTIME_PACKAGES="python3 python3-venv ca-certificates tzdata libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
# libatomic1: the driver that comes with playwright needs it and does not say so.
TEST_PACKAGES="$RUNTIME_PACKAGES postgresql chromium libatomic1 poppler-utils qpdf"

set_up_demo() {
  install_system_packages $RUNTIME_PACKAGES
  install_python_packages requirements.lock
  install_assets
  .venv/bin/python scripts/catalogue.py --compile
}

set_up_tests() {
  install_system_packages $TEST_PACKAGES
  install_python_packages requirements-dev.lock
  install_assets
  .venv/bin/python scripts/catalogue.py --compile
}

say() { printf '%s\n' "$@"; }
fail() { printf '%s\n' "$@" >&2; exit 1; }
checksum() { cat "$@" | sha256sum | cut -d ' ' -f 1; }

install_system_packages() {
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || fail "This needs Debian 12 or newer. Elsewhere, install what matches these packages: $missing"
  as_root true || fail "System packages are missing. As root, run: apt-get install --no-install-recommends $missing"
  say "Installing system packages: $missing"
  case " $missing" in *" postgresql "*) keep_postgresql_from_starting ;; esac
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null
}

missing_packages() {
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || printf '%s ' "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi
}

# Debian starts a server on port 5432 when it installs postgresql. The tests start their own.
keep_postgresql_from_starting() {
  [ ! -e /etc/postgresql-common/createcluster.conf ] || return 0
  as_root mkdir -p /etc/postgresql-common
  say 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
}

# The stamp names every lock that .venv holds. The development lock contains the runtime lock, so it counts as both.
install_python_packages() {
  lock=$1
  if ! grep -qsx "$(checksum "$lock")" .venv/.locks; then
    say "Installing Python packages of $lock"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed. Install it, then try again."
    install_locked "$lock"
    { checksum requirements.lock; checksum "$lock"; } >.venv/.locks
  fi
  [ -x .venv/bin/prevention ] || install_project
}

install_locked() {
  if command -v uv >/dev/null; then
    [ -x .venv/bin/python ] || uv venv --quiet --python "$(command -v python3)" .venv
    uv pip install --quiet --python .venv/bin/python --require-hashes --requirement "$1"
  else
    [ -x .venv/bin/pip ] || python3 -m venv --clear .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes --requirement "$1"
  fi
}

install_project() {
  if command -v uv >/dev/null; then
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
  else
    .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  fi
}

# Design system, htmx, font and axe come from npm by lock file; the theme is built from our own colours.
# The theme builder is large (110 MB) and needed once, so it goes away again.
install_assets() {
  vendor=prevention/static/vendor
  stamp=$(checksum package-lock.json designsystemet.config.json scripts/lib.sh)
  if [ -d node_modules/axe-core ] && [ "$(cat $vendor/.stamp 2>/dev/null)" = "$stamp" ]; then return 0; fi
  say "Installing design system, htmx and font"
  rm -rf $vendor
  mkdir -p $vendor
  (PATH="$PWD/.venv/bin:$PATH" && npm ci --loglevel=error >/dev/null && build_theme && copy_assets && npm prune --omit=dev --loglevel=error >/dev/null)
  say "$stamp" >$vendor/.stamp
}

build_theme() {
  node_modules/.bin/designsystemet tokens create --clean </dev/null >/dev/null &&
    node_modules/.bin/designsystemet tokens build --tokens build/brand/tokens --out-dir build/brand/css --clean </dev/null >/dev/null &&
    cp build/brand/css/prevention.css $vendor/theme.css
}

copy_assets() {
  font=node_modules/@fontsource-variable/source-sans-3
  cp node_modules/@digdir/designsystemet-css/dist/src/index.css $vendor/designsystemet.css &&
    cp node_modules/htmx.org/dist/htmx.min.js $vendor/ &&
    mkdir -p $vendor/source-sans-3/files &&
    cp $font/index.css $vendor/source-sans-3/ &&
    cp $font/files/*-wght-normal.woff2 $vendor/source-sans-3/files/
}
