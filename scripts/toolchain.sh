# Finds what the two commands of the README need: a JDK 21 or newer, Maven 3.8 or newer, Node 18 or newer.
# Sourced, not run. Each function returns with the tool usable, or ends the script with one line that says what is
# missing and how to get it.

missing() {
    echo "$(basename "$0"): $1" >&2
    exit 1
}

# The feature number of the JDK in folder $1 ("21"), or 0 when there is none.
jdk_feature() {
    local version=""
    if [[ -x "$1/bin/javac" && -r "$1/release" ]]; then
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    fi
    if [[ -z "$version" && -x "$1/bin/javac" ]]; then
        version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    fi
    echo "${version:-0}"
}

# Folders that may hold a JDK, best first: what the user chose, then what the system knows, then the usual places.
jdk_candidates() {
    local javac
    [[ -n "${JAVA_HOME:-}" ]] && echo "$JAVA_HOME"
    if javac=$(command -v javac); then
        # macOS has a stub at /usr/bin/javac; its real home comes from java_home below
        dirname "$(dirname "$(readlink -f "$javac" 2>/dev/null || echo "$javac")")"
    fi
    if [[ -x /usr/libexec/java_home ]]; then
        /usr/libexec/java_home -v 21+ 2>/dev/null || true
    fi
    local folder
    for folder in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        [[ -d "$folder" ]] && echo "$folder"
    done
    return 0
}

# Sets and exports JAVA_HOME. Maven itself must run on this JDK: the NAR plugin is compiled for 21.
require_jdk() {
    local folder
    while IFS= read -r folder; do
        if (($(jdk_feature "$folder") >= 21)); then
            export JAVA_HOME="$folder"
            export PATH="$JAVA_HOME/bin:$PATH"
            return
        fi
    done < <(jdk_candidates)
    missing "no JDK 21 or newer found in JAVA_HOME, PATH or the usual folders; install one (for example 'apt-get install openjdk-21-jdk' or 'sdk install java 21-tem') or set JAVA_HOME"
}

# True when dotted version $1 is at least $2.
version_at_least() {
    [[ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" == "$2" ]]
}

apt_install() {
    [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null || return 1
    echo "$(basename "$0"): installing $* with apt-get" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >&2
}

maven_usable() {
    command -v mvn >/dev/null && version_at_least "$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')" 3.8
}

require_maven() {
    maven_usable || { apt_install maven && maven_usable; } ||
        missing "Maven 3.8 or newer is needed on PATH; install it (for example 'apt-get install maven' or 'brew install maven')"
}

node_usable() {
    command -v node >/dev/null && command -v npm >/dev/null &&
        version_at_least "$(node --version 2>/dev/null | tr -d v)" 18
}

require_node() {
    node_usable || { apt_install nodejs npm && node_usable; } ||
        missing "Node.js 18 or newer with npm is needed on PATH (the local Kinesis runs on it); install it (for example 'apt-get install nodejs npm' or 'brew install node')"
}
