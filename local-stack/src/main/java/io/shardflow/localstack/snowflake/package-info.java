/**
 * A stand-in for Snowflake on one machine: the HTTP protocol of the JDBC driver in front of an H2 database. What it does like Snowflake, from which
 * document that is known, and what is only assumed is listed in {@code local-stack/snowflake-stand-in.md}. Here are its ways in from outside; its rooms
 * know only those named after them: {@code wire}, {@code command}, {@code copy}, {@code query}, {@code session}, {@code stage}, {@code transaction},
 * {@code answer}, {@code catalog}, {@code value}, {@code syntax}, {@code error}; {@code settings} knows none.
 */
package io.shardflow.localstack.snowflake;
