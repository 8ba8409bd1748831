/** PutSnowflake and its connection pool, as flows name them, and where FlowFiles go from there. */
package io.shardflow.nifi.snowflake;
