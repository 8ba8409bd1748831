/**
 * A stand-in for Snowflake on one machine: the HTTP protocol of the JDBC driver in front of an H2 database. What it does like Snowflake, from which
 * document that is known, and what is only assumed is listed in {@code local-stack/snowflake-stand-in.md}.
 */
package io.shardflow.localstack.snowflake;
