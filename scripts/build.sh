# Builds what a command of the project runs. Sourced, not run, after toolchain.sh.

# build NAME MODULES PRODUCT: builds the modules, and what they need, when a source is newer than the last build of that
# name or the file PRODUCT is gone.
build() {
    local stamp="target/$1-build" log="target/$1-build.log"
    if [[ -f "$stamp" && -f "$3" ]] &&
        [[ -z "$(find pom.xml */pom.xml */src flow local-stack/kinesis -newer "$stamp" -type f -print -quit)" ]]; then
        return
    fi
    require_maven
    echo "building Shardflow (log: $log) ..."
    mkdir -p target
    if ! mvn package -DskipTests -pl "$2" -am >"$log" 2>&1; then
        grep '^\[ERROR\]' "$log" | head -n 10 >&2 || true
        missing "the build failed; the whole log is in $log"
    fi
    touch "$stamp"
}
