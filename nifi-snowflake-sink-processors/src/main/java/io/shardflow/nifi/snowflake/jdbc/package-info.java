/**
 * The load session over plain JDBC: statements, connections, and what an error means. Nothing here knows a class of
 * the Snowflake driver, so that connections of any pool with any driver version serve.
 */
package io.shardflow.nifi.snowflake.jdbc;
