/** Snowflake's queries and expressions put into H2's SQL. */
package io.shardflow.localstack.snowflake.query;
