# SPDX-License-Identifier: GPL-3.0-or-later
# What is taken from the host: a few packages, and where its apt mirror is.

readonly RELEASE=trixie
readonly SUITES=("$RELEASE" "$RELEASE-updates" "$RELEASE-security" "$RELEASE-backports")

# needHost PROGRAM PACKAGE: install PACKAGE when PROGRAM is missing.
needHost() {
    command -v "$1" >/dev/null && return
    command -v apt-get >/dev/null ||
        die "'$1' is missing and this is no Debian machine: install the package $2 yourself"
    updateHost
    logged "installing $2 on the host" "$CACHE/log/host-$2.log" \
        env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends "$2"
}

updateHost() {
    [[ -z ${APT_UPDATED:-} ]] || return 0
    logged "apt-get update on the host" "$CACHE/log/host-update.log" apt-get -q update
    APT_UPDATED=yes
}

# One line per binary package index that the host uses: "URI RELEASE FILE-OF-THE-ENTRY".
hostIndexes() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SOURCESENTRY)' \
        'Created-By: Packages' | awk -F'|' '$3 == "main" { sub(/:[0-9]+$/, "", $4); print $1, $2, $4 }'
}

# trustOf URI FILE: how the host trusts this entry, as options of a one-line source.
trustOf() {
    local uri=${1%/} file=$2 text=
    [[ -f $file ]] || return 0
    if [[ $file == *.sources ]]; then
        text=$(awk -v RS= -v uri="$uri" 'index($0, uri)' "$file")
    else
        text=$(grep -F "$uri" "$file" | tr ' []' '\n\n\n')
    fi
    awk -F'[:= \t]+' '
        tolower($1) == "signed-by" && $2 ~ /^\// { print "signed-by=" $2; exit }
        tolower($1) == "trusted" && tolower($2) == "yes" { print "trusted=yes"; exit }' <<<"$text"
}

# mirrorFor SUITE: the sources.list line for SUITE from the host's own mirror, or nothing.
mirrorFor() {
    local suite=$1 uri name file scratch kind=main trust
    [[ $suite == *-security ]] && kind=security
    scratch=$(mktemp -d)
    while read -r uri name file; do
        [[ $kind == security && $name != *-security ]] && continue
        [[ $kind == main && $name == *-security ]] && continue
        /usr/lib/apt/apt-helper download-file "${uri%/}/dists/$suite/InRelease" "$scratch/r" \
            >/dev/null 2>&1 || continue
        grep -q '^Origin: Debian' "$scratch/r" || continue
        trust=$(trustOf "$uri" "$file")
        echo "deb ${trust:+[$trust] }${uri%/} $suite main"
        break
    done <<<"$HOST_INDEXES"
    rm -rf "$scratch"
}

# All sources for the root. Security and updates may be missing in a small mirror.
hostSources() {
    local suite line
    # A machine whose package lists were removed tells nothing before an update.
    HOST_INDEXES=$(hostIndexes | sort -u)
    if [[ -z $HOST_INDEXES ]]; then
        updateHost
        HOST_INDEXES=$(hostIndexes | sort -u)
    fi
    for suite in "${SUITES[@]}"; do
        line=$(mirrorFor "$suite")
        if [[ -n $line ]]; then
            echo "$line"
        elif [[ $suite == *-updates || $suite == *-security ]]; then
            say "the host's mirror has no $suite: going on without it"
        else
            die "no apt source of this machine offers $suite: add a Debian mirror that has it"
        fi
    done
}

# The host's settings for reaching its mirror (proxy, certificates, login), for mmdebstrap.
hostAptOptions() {
    apt-config dump | grep -E '^Acquire::(https?|ftp|Retries|Check-Valid-Until|By-Hash)' |
        grep -v ' "";$' || true
    apt-config dump | grep -E '^Dir::Etc::netrc ' | sed 's,"\([^/"][^"]*\)","/etc/apt/\1",' || true
}
