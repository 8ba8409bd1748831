# Builds the local stack with the NAR, and runs programs of its own. Sourced, not run, after scripts/toolchain.sh.

classpath_file=local-stack/target/classpath.txt

# Builds when a source is newer than the last build that this function made.
build_local_stack() {
    local stamp=local-stack/target/script-build
    if [[ -f "$stamp" && -f "$classpath_file" ]] &&
        [[ -z "$(find pom.xml */pom.xml */src flow local-stack/kinesis -newer "$stamp" -type f -print -quit)" ]]; then
        return
    fi
    require_maven
    echo "building Shardflow (log: target/build.log) ..."
    mkdir -p target
    if ! mvn package -DskipTests -pl local-stack,nifi-kinesis-consumer-nar -am >target/build.log 2>&1; then
        grep '^\[ERROR\]' target/build.log | head -n 10 >&2 || true
        missing "the build failed; the whole log is in target/build.log"
    fi
    touch "$stamp"
}

# Becomes the program with main class $1; the other arguments are its own.
exec_local_stack() {
    # Snowflake's driver would leave a folder of a library that nothing here uses
    export SNOWFLAKE_DISABLE_MINICORE=true
    # Java 22 to 24 take any output for a terminal
    local terminal
    terminal=$([[ -t 1 ]] && echo true || echo false)
    exec java -XX:+UseSerialGC -Xmx1g "-Dshardflow.terminal=$terminal" \
        -cp "local-stack/target/classes:$(cat "$classpath_file")" "$@"
}
