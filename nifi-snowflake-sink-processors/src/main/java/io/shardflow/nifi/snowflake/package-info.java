/** PutSnowflake, its connection pool, and the state of the processor between triggers. */
package io.shardflow.nifi.snowflake;
