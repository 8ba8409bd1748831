/** Errors as Snowflake answers them, and which of them an error of H2 is. */
package io.shardflow.localstack.snowflake.error;
