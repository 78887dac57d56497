# SPDX-License-Identifier: GPL-3.0-or-later
# What is taken from the host: a few packages, and where its apt mirror is.

readonly RELEASE=trixie
readonly SUITES=("$RELEASE" "$RELEASE-updates" "$RELEASE-security" "$RELEASE-backports")

# needHost PROGRAM PACKAGE: install PACKAGE when PROGRAM is missing.
needHost() {
    command -v "$1" >/dev/null && return
    command -v apt-get >/dev/null ||
        die "'$1' is missing and this is no Debian machine: install the package $2 yourself"
    if [[ -z ${APT_UPDATED:-} ]]; then
        logged "apt-get update on the host" "$CACHE/log/host-update.log" apt-get -q update
        APT_UPDATED=yes
    fi
    logged "installing $2 on the host" "$CACHE/log/host-$2.log" \
        env DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends "$2"
}

# One line per binary package index that the host uses: "URI SUITE KEYRING".
hostIndexes() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)' \
        'Created-By: Packages' | awk -F'|' '$3 == "main" { print $1, $2, ($4 == "" ? "-" : $4) }'
}

# mirrorFor SUITE: the sources.list line for SUITE from the host's own mirror, or nothing.
mirrorFor() {
    local suite=$1 uri name keyring scratch kind=main option=
    [[ $suite == *-security ]] && kind=security
    scratch=$(mktemp -d)
    while read -r uri name keyring; do
        [[ $kind == security && $name != *-security ]] && continue
        [[ $kind == main && $name == *-security ]] && continue
        /usr/lib/apt/apt-helper download-file "${uri%/}/dists/$suite/InRelease" "$scratch/r" \
            >/dev/null 2>&1 || continue
        grep -q '^Origin: Debian' "$scratch/r" || continue
        [[ -f $keyring ]] && option="[signed-by=$keyring] "
        echo "deb ${option}${uri%/} $suite main"
        break
    done < <(hostIndexes | sort -u)
    rm -rf "$scratch"
}

# All sources for the root. Security and updates may be missing in a small mirror.
hostSources() {
    local suite line
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
