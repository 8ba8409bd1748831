/** How many rows Snowflake would read of a table: what min/max pruning leaves of it. */
package io.shardflow.localstack.snowflake.scan;
