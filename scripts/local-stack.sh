# Builds the local stack with the NAR, and runs programs of its own. Sourced, not run, after scripts/toolchain.sh.
source scripts/build.sh

classpath_file=local-stack/target/classpath.txt

build_local_stack() {
    build local-stack local-stack,nifi-kinesis-consumer-nar "$classpath_file"
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
