/** The HTTP protocol of the JDBC driver, and the control requests of tests. */
package io.shardflow.localstack.snowflake.wire;
